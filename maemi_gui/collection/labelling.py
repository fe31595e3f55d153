"""Labels given to many micrographs at once, and set back."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from maemi_gui.context import Context

MOST_UNDONE = 50


class Labeller(QObject):
    """Writes labels in the background and remembers what was there before."""

    labelled = Signal(str)
    """What was done, in a few words."""
    undo_changed = Signal(bool)
    """Whether there is something to set back."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._before: list[dict[int, str | None]] = []
        context.project_changed.connect(self._forget)

    def label(self, labels: Mapping[int, str | None]) -> None:
        """Give each micrograph its class, or none."""
        if labels:
            self._write(dict(labels), self._remember, _words(labels))

    def undo(self) -> None:
        """Set the labels that were given last back to what they were."""
        if self._before:
            before = self._before.pop()
            self.undo_changed.emit(bool(self._before))
            self._write(before, lambda _old: None, f"{_many(len(before))} set back")

    def _write(self, labels: dict[int, str | None], then: object, words: str) -> None:
        project = self._context.project
        if project is None:
            return

        def write() -> dict[int, str | None]:
            from maemi.project.classes import label

            return label(project, labels)

        def done(before: dict[int, str | None]) -> None:
            if project is not self._context.project:
                return
            if callable(then):
                then(before)
            self.labelled.emit(words)
            self._context.micrographs_changed.emit()

        self._context.background.run(write, then=done, database=True, owner=self)

    def _remember(self, before: dict[int, str | None]) -> None:
        self._before = [*self._before[-MOST_UNDONE:], before]
        self.undo_changed.emit(True)

    def _forget(self) -> None:
        self._before = []
        self.undo_changed.emit(False)


def _words(labels: Mapping[int, str | None]) -> str:
    names = set(labels.values())
    if len(names) > 1:
        return f"{_many(len(labels))} labelled with {len(names)} classes"
    name = names.pop()
    return f"{_many(len(labels))}: {name}" if name else f"{_many(len(labels))} without a class"


def _many(count: int) -> str:
    return f"{count:,} micrograph{'' if count == 1 else 's'}"
