"""Corrections by hand of the measurement that Inspect shows: kept in the project, and what is to be measured with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from maemi.measure.result import COUNTED, FILLING
from maemi.micrograph.correction import ByKind, Correction
from maemi.project.correction_row import CorrectionsRow
from maemi.project.rows import MicrographRow
from maemi_gui.context import Context
from maemi_gui.inspect.correction_bar import CorrectionBar
from maemi_gui.inspect.placing import in_scan
from maemi_gui.inspect.result import Result
from maemi_gui.widgets.typing_focus import PanelKeys

if TYPE_CHECKING:
    from maemi.project.project import Project

NOTHING = CorrectionsRow((), can_undo=False, can_redo=False)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the picture is told of the measurement."""

    by_hand: tuple[bool, ...] = ()
    """Of each object in the order of the outlines: whether a person made it."""
    can_undo: bool = False
    can_redo: bool = False


class Corrections(QObject):
    """One micrograph's. Whatever is changed is written first; then it is measured again."""

    changed = Signal()
    """Other corrections stand than before: measure again."""
    found = Signal()
    """The micrograph that was just selected has corrections: measure it."""
    shown = Signal(object)
    """A `Shown`, whenever it is another."""
    tool_chosen = Signal(str)
    """remove, add, split or merge; empty for none."""

    def __init__(self, context: Context, panel: QWidget) -> None:
        super().__init__(panel)
        self._context = context
        self._row: MicrographRow | None = None
        self._result: Result | None = None
        self._state = NOTHING
        self._missed = 0
        """How many of those that stand the measurement could not apply."""
        self.by_kind: ByKind = {}
        """Those that stand, of all kinds."""
        self.bar = CorrectionBar()
        self.bar.tool_chosen.connect(self.tool_chosen)
        self.bar.undo.connect(self.undo)
        self.bar.redo.connect(self.redo)
        self.bar.clear.connect(self.clear)
        self._keys = PanelKeys(panel)
        for verb, button in self.bar.tools.items():
            self._keys.add(f"correct.{verb}", lambda verb=verb: self.bar.toggle(verb), button.isEnabled)
        self._keys.add("correct.undo", self.undo, lambda: self._state.can_undo)
        self._keys.add("correct.redo", self.redo, lambda: self._state.can_redo)
        self._keys.add("correct.clear", self.clear, lambda: bool(self._state.standing))
        self._refresh()

    @property
    def kind(self) -> str | None:
        """The kind that is shown and can be corrected."""
        kind = self._result.measurement.kind if self._result is not None else None
        return kind if kind in COUNTED else None

    def set_micrograph(self, row: MicrographRow | None) -> None:
        """Another micrograph is selected: read what was corrected on it before."""
        self._row, self.by_kind, self._state = row, {}, NOTHING
        self.set_result(None)
        project = self._context.project
        if row is not None and project is not None:
            self._run(_standing, project, row.id, then=lambda by_kind: self._loaded(row.id, by_kind))

    def set_result(self, result: Result | None, *, busy: bool = False) -> None:
        """Another measurement is shown, or none; `busy` while it is measured again, with other corrections maybe."""
        before, self._result = self.kind, result
        standing = len(self.by_kind.get(self.kind or "", ()))
        self._missed = 0 if result is None or busy else max(standing - result.measurement.corrected, 0)
        if self.kind != before:
            self._state = NOTHING
        self._refresh()
        project, row, kind = self._context.project, self._row, self.kind
        if project is not None and row is not None and kind is not None and kind != before:
            who = self._context.curator
            self._run(_read, project, row.id, kind, who, then=lambda state: self._know(row.id, kind, state))

    def add(self, correction: Correction) -> None:
        """Keep a correction that was made on the picture."""
        if self._row is not None:
            inside = in_scan(correction, self._row.info)
            self._write(lambda project, row, kind, who: _added(project, row, kind, inside, who))

    def undo(self) -> None:
        """Take the curator's last one back."""
        self._write(_undone)

    def redo(self) -> None:
        """Make it again."""
        self._write(_redone)

    def clear(self) -> None:
        """Take all back."""
        self._write(_cleared)

    def _write(self, step: Callable[[Project, int, str, str], CorrectionsRow]) -> None:
        project, row, kind = self._context.project, self._row, self.kind
        self.bar.show_hint()
        if project is not None and row is not None and kind is not None:
            who = self._context.curator
            self._run(step, project, row.id, kind, who, then=lambda state: self._written(row.id, kind, state))

    def _run(self, fn: Callable[..., object], *args: object, then: Callable[..., object]) -> None:
        self._context.background.run(fn, *args, then=then, database=True, owner=self)

    def _loaded(self, micrograph_id: int, by_kind: ByKind) -> None:
        if self._row is not None and self._row.id == micrograph_id and not self.by_kind:
            self.by_kind = by_kind
            if by_kind:
                self.found.emit()

    def _written(self, micrograph_id: int, kind: str, state: CorrectionsRow) -> None:
        self._know(micrograph_id, kind, state)
        if self._row is not None and self._row.id == micrograph_id:
            self.changed.emit()
        self._context.corrections_changed.emit(micrograph_id)

    def _know(self, micrograph_id: int, kind: str, state: CorrectionsRow) -> None:
        if self._row is None or self._row.id != micrograph_id:
            return
        others = {each: some for each, some in self.by_kind.items() if each != kind}
        standing = tuple(row.correction for row in state.standing)
        if standing != tuple(self.by_kind.get(kind, ())):
            self._missed = 0  # what is shown was measured with others; the next result will tell
        self.by_kind = {**others, kind: standing} if standing else others
        if kind == self.kind:
            self._state = state
            self._refresh()

    def _refresh(self) -> None:
        usable: tuple[str, ...] = ()
        by_hand: tuple[bool, ...] = ()
        if self._result is not None and self._row is not None and self.kind is not None:
            by_hand = tuple(value > 0 for value in self._result.measurement.objects.get("by_hand", ()))
            usable = tuple(self.bar.tools) if any(self._result.outlines) else () if self.kind in FILLING else ("add",)
        state = self._state
        self.bar.setVisible(self.kind is not None)
        self.bar.show_state(usable, len(state.standing), self._missed, can_undo=state.can_undo, can_redo=state.can_redo)
        self._keys.refresh()
        self.shown.emit(Shown(by_hand, state.can_undo, state.can_redo))


def _standing(project: Project, micrograph_id: int) -> ByKind:
    from maemi.project.corrections import corrections_by_kind

    return corrections_by_kind(project, micrograph_id)


def _read(project: Project, micrograph_id: int, kind: str, who: str) -> CorrectionsRow:
    from maemi.project.corrections import read_corrections

    return read_corrections(project, micrograph_id, kind, who)


def _added(project: Project, micrograph_id: int, kind: str, correction: Correction, who: str) -> CorrectionsRow:
    from maemi.project.corrections import add_correction

    return add_correction(project, micrograph_id, kind, correction, who)


def _undone(project: Project, micrograph_id: int, kind: str, who: str) -> CorrectionsRow:
    from maemi.project.corrections import undo_correction

    undo_correction(project, micrograph_id, kind, who)
    return _read(project, micrograph_id, kind, who)


def _redone(project: Project, micrograph_id: int, kind: str, who: str) -> CorrectionsRow:
    from maemi.project.corrections import redo_correction

    redo_correction(project, micrograph_id, kind, who)
    return _read(project, micrograph_id, kind, who)


def _cleared(project: Project, micrograph_id: int, kind: str, who: str) -> CorrectionsRow:
    from maemi.project.corrections import clear_corrections

    return clear_corrections(project, micrograph_id, kind, who)
