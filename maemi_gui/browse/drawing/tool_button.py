"""The drawing tools in one button of the tool row, which keeps its width."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from maemi_gui import theme
from maemi_gui.browse.drawing.drawing import Drawing

PLAIN = "draw"


def tool_button(drawing: Drawing) -> QToolButton:
    """A press opens the list; the icon is that of the tool in use."""
    button = QToolButton()
    button.setAccessibleName("Drawing tools")
    button.setToolTip("Draw a line, an angle, a polyline, a polygon, a rectangle or an ellipse and read its size")
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    menu = QMenu(button)
    tools = [action for action_id, action in drawing.actions_by_id.items() if action_id.startswith("canvas.draw_")]
    menu.addActions(tools)
    menu.addSeparator()
    menu.addActions([action for action in drawing.actions_by_id.values() if action not in tools])
    button.setMenu(menu)

    def show(_on: bool = False) -> None:
        chosen: QAction | None = next((action for action in tools if action.isChecked()), None)
        button.setIcon(chosen.icon() if chosen is not None else theme.icon(PLAIN))

    for action in tools:
        action.toggled.connect(show)
    theme.announcer().changed.connect(show)
    show()
    return button
