"""The buttons with which a measurement is corrected by hand, and how many corrections are in it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from maemi_gui import theme
from maemi_gui.inspect import correction_actions
from maemi_gui.widgets.words import label, set_kind

HINTS = {
    "": "Correct by hand (keys R, N, K, J):",
    "remove": "Click what is no object. Esc ends.",
    "add": "Draw around what was missed. Esc ends.",
    "split": "Draw a line across an object. Esc ends.",
    "merge": "Draw through what is one. Esc ends.",
}


class CorrectionBar(QWidget):
    """Knows no measurement: says which button was pressed, and shows what it is told."""

    tool_chosen = Signal(str)
    """remove, add, split or merge; empty where none is in use any more."""
    undo = Signal()
    redo = Signal()
    clear = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tools: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self._hint = label(HINTS[""], "muted", wrap=True)
        self._standing = label("", wrap=True)
        self.undo_button = _step("undo", "Undo the last correction", self.undo)
        self.redo_button = _step("redo", "Redo the correction", self.redo)
        self.clear_button = QPushButton("Clear")
        self.clear_button.setToolTip("Take all corrections of this measurement back at once; Undo brings them back")
        self.clear_button.setAccessibleName("Clear all corrections by hand")
        self.clear_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clear_button.clicked.connect(self.clear)
        across = QHBoxLayout()
        across.setSpacing(4)
        for info in correction_actions.TOOLS:
            verb = info.id.split(".")[1]
            button = QToolButton()
            button.setText(verb.capitalize())
            button.setToolTip(f"{info.tip} — key {info.shortcut}")
            button.setAccessibleName(f"{verb.capitalize()} ({info.shortcut})")
            button.setCheckable(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setIconSize(QSize(18, 18))
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            # A click leaves the keyboard where it is: in the picture.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            theme.tint(button, info.icon)
            button.clicked.connect(lambda on, verb=verb: self._clicked(verb, on))
            self.tools[verb] = button
            across.addWidget(button)
        above, below = QHBoxLayout(), QHBoxLayout()
        above.setSpacing(2)
        above.addWidget(self._hint, 1)
        above.addWidget(self.undo_button)
        above.addWidget(self.redo_button)
        below.addWidget(self._standing, 1)
        below.addWidget(self.clear_button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 2, 0, 0)
        rows.setSpacing(6)
        rows.addLayout(above)
        rows.addLayout(across)
        rows.addLayout(below)
        self.show_state((), 0, can_undo=False, can_redo=False)

    @property
    def verb(self) -> str:
        """The tool in use; empty for none."""
        return next((verb for verb, button in self.tools.items() if button.isChecked()), "")

    def toggle(self, verb: str) -> None:
        """As if the button was clicked; does nothing where it cannot be."""
        if self.tools[verb].isEnabled():
            self.tools[verb].click()

    def put_away(self) -> None:
        """No tool is in use any more; says nothing."""
        self._show_tool("")

    def say(self, sentence: str) -> None:
        """Why nothing was corrected; it stands until something is."""
        self._hint.setText(sentence)
        set_kind(self._hint, "warn")

    def show_state(
        self, usable: tuple[str, ...], standing: int, missed: int = 0, *, can_undo: bool, can_redo: bool
    ) -> None:
        """Which tools can be used, how many corrections stand, how many hit nothing, and which steps there are."""
        for verb, button in self.tools.items():
            button.setEnabled(verb in usable)
        if self.verb and self.verb not in usable:
            self._clicked(self.verb, False)
        self.undo_button.setEnabled(can_undo)
        self.redo_button.setEnabled(can_redo)
        many = "correction" if standing == 1 else "corrections"
        lost = f", {missed} of them {'hits' if missed == 1 else 'hit'} nothing" if missed and standing > 1 else ""
        lost = ", which hits nothing" if missed and standing == 1 else lost
        self._standing.setText(f"{standing} {many} by hand{lost}")
        set_kind(self._standing, "warn" if missed else "")
        self._standing.setVisible(standing > 0)
        self.clear_button.setVisible(standing > 0)

    def hideEvent(self, event: QHideEvent) -> None:
        # A tool whose buttons are out of sight would hold the mouse for no reason that one sees.
        if self.verb and not event.spontaneous():
            self._clicked(self.verb, False)
        super().hideEvent(event)

    def _clicked(self, verb: str, on: bool) -> None:
        self._show_tool(verb if on else "")
        self.tool_chosen.emit(verb if on else "")

    def _show_tool(self, chosen: str) -> None:
        for verb, button in self.tools.items():
            button.setChecked(verb == chosen)
        self.show_hint()

    def show_hint(self) -> None:
        """What the tool in use does."""
        self._hint.setText(HINTS[self.verb])
        set_kind(self._hint, "muted")


def _step(icon: str, name: str, pressed: SignalInstance) -> QToolButton:
    button = QToolButton()
    theme.tint(button, icon)
    info = next(info for info in correction_actions.STEPS if info.id == f"correct.{icon}")
    button.setToolTip(f"{info.tip} — key {info.shortcut}")
    button.setAccessibleName(f"{name} ({info.shortcut})")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(pressed)
    return button
