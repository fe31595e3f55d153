"""The settings of this person on this machine; a project's own settings lie in the project."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTabWidget, QVBoxLayout, QWidget

from maemi_gui.context import Context
from maemi_gui.settings.egress_page import EgressPage
from maemi_gui.settings.general_page import GeneralPage
from maemi_gui.settings.servers_page import ServersPage
from maemi_gui.settings.shortcuts_page import ShortcutsPage
from maemi_gui.settings.storage_page import StoragePage


class SettingsDialog(QDialog):
    """Five pages; what is changed holds at once."""

    servers_changed = Signal()
    """Servers, or the Local only switch, are not what they were: model choosers read them again."""

    egress_wanted = Signal()
    """Every request that was sent shall be listed."""

    def __init__(self, context: Context, parent: QWidget | None = None, page: str = "General") -> None:
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self.resize(640, 520)
        self.general = GeneralPage(context)
        self.servers = ServersPage(context)
        self.storage = StoragePage(context)
        self.egress = EgressPage(context)
        self.shortcuts = ShortcutsPage(context.settings)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("Pages of the settings")
        for widget, title in (
            (self.general, "General"),
            (self.servers, "Servers"),
            (self.egress, "What was sent"),
            (self.storage, "Storage"),
            (self.shortcuts, "Keyboard"),
        ):
            self.tabs.addTab(widget, title)
            if title == page:
                self.tabs.setCurrentWidget(widget)
        self.general.local_only_changed.connect(lambda _on: self.servers_changed.emit())
        self.general.local_only_changed.connect(lambda _on: self.egress.tell_switch())
        self.servers.changed.connect(self.servers_changed)
        self.egress.all_wanted.connect(self._list_sent)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs)
        layout.addWidget(buttons)

    def _list_sent(self) -> None:
        self.accept()
        self.egress_wanted.emit()
