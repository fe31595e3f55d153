"""The drawing tools in one button of the tool row, which keeps its width."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QToolButton

from maemi_gui import theme
from maemi_gui.browse.drawing.drawing import Drawing

PLAIN = "draw"


class ToolButton(QToolButton):
    """A press opens the list; the icon is that of the tool in use."""

    def __init__(self, drawing: Drawing) -> None:
        super().__init__()
        self.setAccessibleName("Drawing tools")
        self.setToolTip("Draw a line, an angle, a polyline, a polygon, a rectangle or an ellipse and read its size")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._tools = [
            action for action_id, action in drawing.actions_by_id.items() if action_id.startswith("canvas.draw_")
        ]
        menu = QMenu(self)
        menu.addActions(self._tools)
        menu.addSeparator()
        menu.addActions([action for action in drawing.actions_by_id.values() if action not in self._tools])
        self.setMenu(menu)
        for action in self._tools:
            action.toggled.connect(self._show_tool)
        # A method, not a function: Qt forgets it with the button, and the theme outlives every window.
        theme.announcer().changed.connect(self._show_tool)
        self._show_tool()

    def _show_tool(self, _on: bool = False) -> None:
        chosen = next((action for action in self._tools if action.isChecked()), None)
        self.setIcon(chosen.icon() if chosen is not None else theme.icon(PLAIN))
