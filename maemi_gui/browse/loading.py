"""Bring one frame of a micrograph onto the canvas: decoded in a child process, prepared in a worker thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject

from maemi_gui.background import Task
from maemi_gui.browse.levels import Levels, Pixels, build_levels
from maemi_gui.context import Context


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which frame of which file."""

    path: Path
    frame: int
    info_bar: tuple[int, int] | None


class FrameLoader(QObject):
    """Loads what was asked for last; answers to older questions are dropped."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._task: Task | None = None

    def load(self, wanted: Wanted, then: Callable[[Levels], object], failed: Callable[[str], object]) -> None:
        """Call `then(levels)` or `failed(sentence)` later, unless something else is asked for meanwhile."""
        self.forget()
        background = self._context.background

        def decoded(pixels: Pixels) -> None:
            self._task = background.run(
                build_levels, pixels, wanted.info_bar, then=then, failed=failed, owner=self.parent()
            )

        future = self._context.decoder.pixels(wanted.path, wanted.frame)
        self._task = background.watch(future, then=decoded, failed=failed, owner=self.parent())

    def forget(self) -> None:
        """Nobody waits any more."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
