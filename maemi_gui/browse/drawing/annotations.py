"""The shapes on the micrograph that is shown: which there are, which one is selected, and undo."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import count

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from maemi.micrograph.shapes import Shape

_keys = count(1)


@dataclass(frozen=True, slots=True)
class Annotation:
    """One shape. `key` is its name inside the window, `label` what people call it."""

    key: int
    shape: Shape
    label: str = ""


class Annotations(QObject):
    """Every change goes through `put` or `remove`, so that it can be undone; `show_draft` alone is no change."""

    changed = Signal()
    """Something is to be painted anew."""
    selection_changed = Signal()
    wanted = Signal(int, object)
    """Key, and the Annotation as it shall be kept, or None where it shall be gone."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: dict[int, Annotation] = {}
        self._selected: int | None = None
        self.draft: Shape | None = None
        """What is being drawn or moved."""
        self.stack = QUndoStack(self)

    @property
    def items(self) -> list[Annotation]:
        """All, oldest first."""
        return list(self._items.values())

    @property
    def selected(self) -> Annotation | None:
        """The one with handles."""
        return self._items.get(self._selected) if self._selected is not None else None

    def get(self, key: int) -> Annotation | None:
        """The one of this key, unless it was removed."""
        return self._items.get(key)

    def load(self, items: Iterable[Annotation]) -> None:
        """Show what was kept, of another micrograph or frame; there is nothing to undo."""
        self._items = {item.key: item for item in items}
        self._selected, self.draft = None, None
        self.stack.clear()
        self.changed.emit()
        self.selection_changed.emit()

    def also(self, items: Iterable[Annotation]) -> None:
        """Show what was kept beside what was drawn before that was known."""
        self._items = {item.key: item for item in items} | self._items
        self.changed.emit()

    def add(self, shape: Shape) -> int:
        """Put a new one and select it; returns its key."""
        key = next(_keys)
        self._push("Draw", key, None, Annotation(key, shape))
        self.select(key)
        return key

    def reshape(self, key: int, shape: Shape) -> None:
        """Give one another shape."""
        before = self._items.get(key)
        if before is not None and before.shape != shape:
            self._push("Change", key, before, replace(before, shape=shape))

    def remove(self, key: int) -> None:
        """Take one away."""
        before = self._items.get(key)
        if before is not None:
            self._push("Remove", key, before, None)

    def name(self, key: int, label: str) -> None:
        """It is called that now; a name comes from the project and is not undone."""
        item = self._items.get(key)
        if item is not None:
            self._items[key] = replace(item, label=label)
            self.changed.emit()

    def select(self, key: int | None) -> None:
        """Show the handles of another one, or of none."""
        if key != self._selected:
            self._selected = key
            self.changed.emit()
            self.selection_changed.emit()

    def show_draft(self, shape: Shape | None) -> None:
        """Paint a shape that is not there yet; in place of the selected one while that is moved."""
        self.draft = shape
        self.changed.emit()

    def become(self, key: int, item: Annotation | None) -> None:
        """For the undo commands: one is this from now on, without a new command."""
        if item is None:
            self._items.pop(key, None)
        else:
            known = self._items.get(key)
            # It may have got its name after the command was made.
            self._items[key] = replace(item, label=known.label) if known and known.label else item
        if self._selected == key and item is None:
            self._selected = None
        self.changed.emit()
        self.selection_changed.emit()
        self.wanted.emit(key, item)

    def _push(self, words: str, key: int, before: Annotation | None, after: Annotation | None) -> None:
        self.stack.push(_Become(self, words, key, before, after))


class _Become(QUndoCommand):
    """One annotation was `before` and is `after`; None is absent."""

    def __init__(
        self, owner: Annotations, words: str, key: int, before: Annotation | None, after: Annotation | None
    ) -> None:
        super().__init__(words)
        self._owner, self._key, self._before, self._after = owner, key, before, after

    def redo(self) -> None:
        self._owner.become(self._key, self._after)

    def undo(self) -> None:
        self._owner.become(self._key, self._before)
