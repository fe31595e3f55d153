"""Bring one frame onto the canvas: decoded in a child process, prepared in a worker thread; giants by tiles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from maemi_gui.background import Task
from maemi_gui.browse.levels import Levels, Pixels, build_levels
from maemi_gui.browse.tiled_levels import TiledLevels
from maemi_gui.context import Context

if TYPE_CHECKING:
    from maemi.micrograph.decoder import Overview


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which frame of which file."""

    path: Path
    frame: int
    info_bar: tuple[int, int] | None
    giant: bool = False
    """Too large to be loaded whole: shown by tiles."""


class FrameLoader(QObject):
    """Loads what was asked for last; answers to older questions are dropped."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._task: Task | None = None
        self._tiled: TiledLevels | None = None

    def load(self, wanted: Wanted, then: Callable[[Levels], object], failed: Callable[[str], object]) -> None:
        """Call `then(levels)` or `failed(sentence)` later, unless something else is asked for meanwhile."""
        self.forget()
        background = self._context.background
        if wanted.giant:

            def looked_at(overview: Overview) -> None:
                self._tiled = TiledLevels(self._context, wanted.path, wanted.frame, overview, wanted.info_bar)
                then(self._tiled)

            first_look = self._context.decoder.overview(wanted.path, wanted.frame, self._context.pyramids_dir)
            self._task = background.watch(first_look, then=looked_at, failed=failed, owner=self.parent())
            return

        def decoded(pixels: Pixels) -> None:
            self._task = background.run(
                build_levels, pixels, wanted.info_bar, then=then, failed=failed, owner=self.parent()
            )

        future = self._context.decoder.pixels(wanted.path, wanted.frame)
        self._task = background.watch(future, then=decoded, failed=failed, owner=self.parent())

    def forget(self) -> None:
        """Nobody waits any more; what is shown asks for no more tiles."""
        if self._tiled is not None:
            self._tiled.close()
            self._tiled = None
        if self._task is not None:
            self._task.cancel()
            self._task = None
