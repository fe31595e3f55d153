"""What joins the room of measurements to gallery, Inspect and strip: the rooms do not know each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from maemi.measure.settings import Settings
from maemi.project.rows import MicrographRow
from maemi_gui.measurements.room import MeasurementsRoom

if TYPE_CHECKING:
    from maemi_gui.browse.gallery import Gallery
    from maemi_gui.main_window import MainWindow


class GalleryListing:
    """The gallery as the room needs it."""

    def __init__(self, gallery: Gallery) -> None:
        self._gallery = gallery

    def selected_ids(self) -> list[int]:
        return self._gallery.selected_ids()

    def listed_ids(self) -> list[int]:
        model = self._gallery.model
        found = (model.id_at(place) for place in range(model.rowCount()))
        return [each for each in found if each is not None]

    def search_text(self) -> str:
        return self._gallery.model.filter.search


def add_measurements(window: MainWindow) -> MeasurementsRoom:
    """Make the room, put its actions into the gallery's menu, and let gallery, Inspect and room hear each other."""
    gallery, inspect = window.browse.gallery, window.browse.inspect
    room = MeasurementsRoom(window.context, GalleryListing(gallery), window)
    outlines = _Outlines(window)

    def pinned(kind: str) -> Settings:
        return inspect.live.asked("auto" if kind == "by-class" else kind)[1]

    room.pinned = pinned
    room.run_started.connect(window.tracker.follow)
    room.micrograph_wanted.connect(outlines.want)
    gallery.micrograph_selected.connect(outlines.selected)
    gallery.micrograph_selected.connect(lambda row: room.set_current(row.id if row else None))
    gallery.model.counted.connect(lambda _total: room.listing_changed())
    window.tracker.changed.connect(room.run_progressed)
    gallery.view.addAction(room.actions_by_id["measurements.measure_selected"])
    return room


class _Outlines(QObject):
    """A row of the table was chosen: the gallery selects the micrograph, then Inspect measures it for its outlines."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._wanted: tuple[int, str] | None = None

    def want(self, micrograph_id: int, kind: str) -> None:
        """Show a micrograph with the outlines of a kind; they are not kept, since a project's would fill a disk."""
        self._wanted = (micrograph_id, kind)
        current = self._window.browse.gallery.current()
        self._window.browse.gallery.select(micrograph_id)
        if current is not None and current.id == micrograph_id:
            self.selected(current)

    def selected(self, row: MicrographRow | None) -> None:
        """The gallery shows another micrograph: the wanted one, or one that a person chose meanwhile."""
        wanted, self._wanted = self._wanted, None
        if row is not None and wanted is not None and wanted[0] == row.id:
            self._window.browse.inspect.measure(wanted[1], quiet=True)
