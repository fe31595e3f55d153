"""What a log of corrections says: which stand, and what each curator could undo and redo."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from maemi.project.tables.correction import Correction

CLEAR, UNDO, REDO = "clear", "undo", "redo"


@dataclass(slots=True)
class _Steps:
    """Of one curator: lines that may be undone, and undoings that may be taken back, the last at the end."""

    undo: list[Correction] = field(default_factory=list[Correction])
    redo: list[Correction] = field(default_factory=list[Correction])


class Log:
    """The lines of one kind on one micrograph, replayed in their order."""

    def __init__(self, lines: Iterable[Correction]) -> None:
        self._lines: dict[int, Correction] = {}
        self._stands: dict[int, bool] = {}
        self._cleared: dict[int, list[int]] = {}
        self._steps: dict[str, _Steps] = {}
        for line in lines:
            self.take(line)

    @property
    def standing(self) -> list[Correction]:
        """Corrections in force, oldest first."""
        return [self._lines[key] for key, stands in self._stands.items() if stands]

    def next_undo(self, curator: str) -> Correction | None:
        """The line that the curator's next undo takes back."""
        steps = self._steps.get(curator)
        return steps.undo[-1] if steps and steps.undo else None

    def next_redo(self, curator: str) -> Correction | None:
        """The undoing that the curator's next redo takes back."""
        steps = self._steps.get(curator)
        return steps.redo[-1] if steps and steps.redo else None

    def take(self, line: Correction) -> None:
        """Follow the log by one line."""
        self._lines[line.id] = line
        steps = self._steps.setdefault(line.curator, _Steps())
        if line.verb in (UNDO, REDO):
            taken_from, put_on = (steps.undo, steps.redo) if line.verb == UNDO else (steps.redo, steps.undo)
            taken_from[:] = [one for one in taken_from if one.id != line.undoes]
            put_on.append(line)
        else:
            steps.undo.append(line)
            steps.redo.clear()
        root = self._root(line)
        self._apply(root, line.verb != UNDO)

    def _root(self, line: Correction) -> Correction:
        """The correction or clearing that a chain of undoing and redoing is about."""
        while line.undoes is not None:
            line = self._lines[line.undoes]
        return line

    def _apply(self, root: Correction, forwards: bool) -> None:
        if root.verb != CLEAR:
            self._stands[root.id] = forwards
        elif forwards:
            self._cleared[root.id] = [key for key, stands in self._stands.items() if stands]
            self._stands.update(dict.fromkeys(self._cleared[root.id], False))
        else:
            self._stands.update(dict.fromkeys(self._cleared[root.id], True))
