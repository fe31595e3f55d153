"""Menus and tool bar, filled from the live actions of the window and its rooms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

SEPARATOR = ""
Entry: TypeAlias = str | tuple[str, tuple[str, ...]]
"""The id of an action, a separator, or a submenu: its title and ids."""
MENUS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "&File",
        (
            "file.open_project",
            "file.open_folder",
            "file.sample",
            SEPARATOR,
            "file.add_folder",
            "file.add_files",
            "file.watch",
            "file.find_moved",
            SEPARATOR,
            ("&Import", ("file.import", "file.import_folder")),
            "file.export",
            ("&Project", ("file.study", "file.spending", "file.egress", "file.backups")),
            "file.close_project",
            SEPARATOR,
            "file.settings",
            "file.quit",
        ),
    ),
    (
        "&View",
        (
            "view.browse",
            "view.tune",
            SEPARATOR,
            "view.gallery",
            "view.canvas",
            "view.inspect",
            "view.review",
            "view.chat",
            SEPARATOR,
            "canvas.fit",
            "canvas.one_to_one",
            "canvas.zoom_in",
            "canvas.zoom_out",
            SEPARATOR,
            "canvas.contrast",
            "canvas.auto_contrast",
            "canvas.ruler",
            "canvas.outlines",
            "canvas.info_bar",
            SEPARATOR,
            "compare.link",
            "compare.same_scale",
            "compare.fit",
            "compare.same_contrast",
            "compare.close",
        ),
    ),
    (
        "&Draw",
        (
            "canvas.draw_line",
            "canvas.draw_angle",
            "canvas.draw_polyline",
            "canvas.draw_polygon",
            "canvas.draw_rectangle",
            "canvas.draw_ellipse",
            SEPARATOR,
            "canvas.undo",
            "canvas.redo",
            "canvas.remove_region",
            "canvas.ask_region",
            SEPARATOR,
            "canvas.regions",
            "canvas.profile",
            SEPARATOR,
            "canvas.copy_image",
            "canvas.figure",
        ),
    ),
    (
        "&Micrograph",
        (
            "micrograph.previous",
            "micrograph.next",
            "micrograph.next_unreviewed",
            "micrograph.search",
            "micrograph.filters",
            "micrograph.compare",
            SEPARATOR,
            "micrograph.generate_all",
            "micrograph.generate",
            "prompts.show",
            "inspect.measure",
            "measurements.measure_selected",
            "measurements.measure_shown",
            "measurements.show",
            SEPARATOR,
            "micrograph.pixel_size",
            "micrograph.class",
            SEPARATOR,
            "micrograph.open_folder",
            "micrograph.copy_path",
        ),
    ),
    ("&Help", ("help.shortcuts", "help.log", "help.about")),
)
TOOL_BAR = ("view.browse", "view.tune", SEPARATOR, "file.add_folder", "micrograph.generate_all")
SHORTER = {"micrograph.generate_all": "Generate pairs"}
"""What the tool bar writes where a menu must say more."""
ROOMS_WITH_MENU = (
    ("correct", "Corr&ect"),
    ("collection", "C&ollection"),
    ("review", "&Review"),
    ("chat", "&Chat"),
    ("tune", "&Tune"),
)
"""Rooms that bring their own actions; their menus follow the picture's."""
GATHERED = (("review.reason_", "Reject &because"),)
"""How the ids begin that lie in a submenu of their room, and its title."""


def live_actions(window: QWidget) -> dict[str, QAction]:
    """All actions of the window and its panels by id."""
    return {action.objectName(): action for action in window.findChildren(QAction) if "." in action.objectName()}


def fill_menus(window: QMainWindow) -> None:
    """Build the menu bar from what the window and its panels offer now."""
    bar = window.menuBar()
    bar.clear()
    live = live_actions(window)
    menus: list[tuple[str, Sequence[Entry]]] = list(MENUS)
    menus[-1:-1] = [(title, _room_entries(room, live)) for room, title in ROOMS_WITH_MENU]
    for title, entries in menus:
        menu = _menu(window, title, entries, live)
        if menu is not None:
            bar.addMenu(menu)


def _room_entries(room: str, live: dict[str, QAction]) -> list[Entry]:
    """The room's actions in their order; those of a submenu stand where its first would."""
    entries: list[Entry] = []
    gathered: set[str] = set()
    for each in live:
        if not each.startswith(f"{room}."):
            continue
        title = next((title for start, title in GATHERED if each.startswith(start)), "")
        if not title:
            entries.append(each)
        elif title not in gathered:
            gathered.add(title)
            start = next(start for start, known in GATHERED if known == title)
            entries.append((title, tuple(other for other in live if other.startswith(start))))
    return entries


def _menu(window: QMainWindow, title: str, entries: Sequence[Entry], live: dict[str, QAction]) -> QMenu | None:
    """None where the window has none of the actions."""
    menu = QMenu(title, window)
    for each in entries:
        if isinstance(each, tuple):
            below = _menu(window, *each, live)
            if below is not None:
                menu.addMenu(below)
        elif each == SEPARATOR:
            menu.addSeparator()
        elif each in live:
            menu.addAction(live[each])
    if all(action.isSeparator() for action in menu.actions()):
        menu.deleteLater()
        return None
    return menu


def fill_tool_bar(window: QMainWindow) -> QToolBar:
    """The bar at the top: pages at the left, the settings at the right."""
    bar = QToolBar("Tools", window)
    bar.setObjectName("tools")
    bar.setMovable(False)
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
    live = live_actions(window)
    for each in TOOL_BAR:
        if each == SEPARATOR:
            bar.addSeparator()
        else:
            _add(bar, live[each])
    spring = QWidget()
    spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    bar.addWidget(spring)
    _add(bar, live["file.settings"])
    window.addToolBar(bar)
    return bar


def _add(bar: QToolBar, action: QAction) -> None:
    action.setIconText(SHORTER.get(action.objectName(), action.iconText().rstrip("…")))
    bar.addAction(action)
    button = bar.widgetForAction(action)
    if isinstance(button, QToolButton):
        button.setAccessibleName(action.iconText())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
