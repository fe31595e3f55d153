"""Keeps what is drawn on one frame in the project, in the order in which it was drawn, without making anybody wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from maemi.micrograph.shapes import Shape
from maemi.project.region_row import RegionRow
from maemi_gui.browse.drawing.annotations import Annotation
from maemi_gui.context import Context

if TYPE_CHECKING:
    from maemi.project.project import Project


class Keeper(QObject):
    """One frame of one micrograph. Each shape has one request under way at most; its answer brings the next."""

    def __init__(
        self, context: Context, micrograph_id: int, frame: int, named: Callable[[int, str], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._micrograph_id, self._frame = micrograph_id, frame
        self._named = named
        self._ids: dict[int, int] = {}
        self._kept: dict[int, Shape | None] = {}
        self._wanted: dict[int, Shape | None] = {}
        self._busy: set[int] = set()
        self._retired = False

    def load(self, then: Callable[[list[RegionRow]], object]) -> None:
        """Call `then` with what is kept."""
        project = self._context.project
        if project is not None:
            self._context.background.run(
                _listed, project, self._micrograph_id, self._frame, then=then, database=True, owner=self
            )

    def know(self, key: int, region: RegionRow) -> None:
        """A shape in the window is this region."""
        self._ids[key], self._kept[key] = region.id, region.shape

    def want(self, key: int, item: Annotation | None) -> None:
        """Let the project have the shape so, or not at all."""
        self._wanted[key] = item.shape if item is not None else None
        self._go_on(key)

    def region_id(self, key: int) -> int | None:
        """The id of a shape that is kept."""
        return self._ids.get(key)

    def retire(self) -> None:
        """Another micrograph is shown: finish what is under way, then go."""
        self._retired = True
        if not self._busy:
            self.deleteLater()

    def _go_on(self, key: int) -> None:
        project = self._context.project
        wanted, kept = self._wanted.get(key), self._kept.get(key)
        if project is None or key in self._busy or wanted == kept:
            return
        self._busy.add(key)
        who = self._context.curator
        self._context.background.run(
            _kept_so,
            project,
            (self._micrograph_id, self._frame, who),
            self._ids.get(key),
            kept,
            wanted,
            then=lambda region: self._done(key, wanted, region),
            failed=lambda sentence: self._failed(key, wanted, sentence),
            database=True,
            owner=self,
        )

    def _done(self, key: int, shape: Shape | None, region: RegionRow | None) -> None:
        self._busy.discard(key)
        self._kept[key] = shape
        if region is not None:
            self._ids[key] = region.id
            self._named(key, region.label)
        self._go_on(key)
        if self._retired:
            self.retire()

    def _failed(self, key: int, shape: Shape | None, sentence: str) -> None:
        self._busy.discard(key)
        # Not asked again by itself: it would fail again.
        self._kept[key] = shape
        self._context.notice.emit(sentence)
        if self._retired:
            self.retire()


def _listed(project: Project, micrograph_id: int, frame: int) -> list[RegionRow]:
    from maemi.project.regions import list_regions

    return list_regions(project, micrograph_id, frame)


def _kept_so(
    project: Project, place: tuple[int, int, str], region_id: int | None, kept: Shape | None, wanted: Shape | None
) -> RegionRow | None:
    """One step in the database from what is kept to what is wanted; for the database worker."""
    from maemi.project.regions import add_region, change_region, delete_region, restore_region

    if region_id is None:
        micrograph_id, frame, who = place
        return add_region(project, micrograph_id, wanted, who, frame) if wanted is not None else None
    if wanted is None:
        delete_region(project, region_id)
        return None
    if kept is None:
        restore_region(project, region_id)
    return change_region(project, region_id, wanted)
