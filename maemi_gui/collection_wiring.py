"""What joins the room of the collection to gallery, canvas and strip: the rooms do not know each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel

from maemi_gui.collection.room import CollectionRoom

if TYPE_CHECKING:
    from maemi_gui.browse.gallery import Gallery
    from maemi_gui.main_window import MainWindow


def add_collection(window: MainWindow) -> CollectionRoom:
    """Make the room, put its panel into the tabs, and let gallery and room hear each other."""
    browse = window.browse
    gallery = browse.gallery
    room = CollectionRoom(window.context, gallery, gallery.thumbnails, window)
    browse.add_panel(room.panel, "Similar", "similar")
    gallery.micrograph_selected.connect(room.set_micrograph)
    room.micrograph_wanted.connect(gallery.select)
    room.micrographs_wanted.connect(lambda ids: select_many(gallery, ids))
    room.panel_wanted.connect(lambda: window.show_panel(room.panel))
    room.run_started.connect(window.tracker.follow)
    room.told.connect(lambda words: window.statusBar().showMessage(words, 6000))
    room.watch_keys(gallery.view)
    # From now on the class is asked from the project's own list, and can be set back.
    action = gallery.actions_by_id["micrograph.class"]
    action.triggered.disconnect()
    action.triggered.connect(lambda _on=False: room.ask_class(gallery.selected_ids()))
    return room


def select_many(gallery: Gallery, ids: list[int]) -> None:
    """Select these micrographs in the gallery, as far as its pages are loaded; the first becomes the current one."""
    if not ids:
        return
    gallery.select(ids[0])
    chosen = gallery.view.selectionModel()
    for micrograph_id in ids[1:]:
        place = gallery.model.place_of(micrograph_id)
        if place is not None:
            chosen.select(gallery.model.index(place), QItemSelectionModel.SelectionFlag.Select)
