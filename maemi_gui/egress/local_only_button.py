"""The switch in the status line: whether anything may leave this machine, always in sight."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from maemi import local_only
from maemi_gui import theme
from maemi_gui.context import Context


class LocalOnlyButton(QToolButton):
    """Pressed while “Local only” is on; one click turns it, and it holds at once."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setCheckable(True)
        self.setAutoRaise(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        theme.tint(self, "network")
        self.clicked.connect(self._turn)
        context.local_only_changed.connect(self.refresh)
        context.project_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say how the switch stands, and why."""
        on = local_only.is_on()
        self.setChecked(on)
        words = "Local only: on" if on else "Local only: off"
        self.setText(words)
        self.setAccessibleName(words)
        told = "Nothing leaves this machine" if on else "Servers that you name may be asked; click to forbid it"
        if on and self._context.held_by_project:
            told += ": the project forbids it, for everybody who opens it"
        databases = local_only.allowed_hosts()
        if databases:
            told += f". The project's database at {', '.join(databases)} is reached all the same"
        self.setToolTip(f"{told}.")

    def _turn(self) -> None:
        on = self.isChecked()
        if not on and self._context.held_by_project:
            self._context.notice.emit(
                "This project lets nothing leave a machine: turn that off in Settings, General, if that is yours."
            )
        self._context.set_local_only(on)
