"""Who sits here, how the window looks, and whether anything may leave this machine."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from maemi_gui import theme
from maemi_gui.context import Context
from maemi_gui.widgets.servers import is_local_only, set_local_only
from maemi_gui.widgets.words import label, line

THEME_KEY = "theme"
_THEMES = {"system": "Like the system", "light": "Light", "dark": "Dark"}


class GeneralPage(QWidget):
    """Every change holds at once; there is no Apply."""

    local_only_changed = Signal(bool)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.curator = QLineEdit(context.curator)
        self.curator.setAccessibleName("Name of the curator")
        self.curator.setPlaceholderText("Your name")
        self.curator.editingFinished.connect(self._set_curator)
        self.theme = QComboBox()
        self.theme.setAccessibleName("Light or dark")
        for choice in theme.CHOICES:
            self.theme.addItem(_THEMES[choice], choice)
        self.theme.setCurrentIndex(max(0, self.theme.findData(context.settings.value(THEME_KEY, "system"))))
        self.theme.currentIndexChanged.connect(self._set_theme)
        self.local_only = QCheckBox("Local only: nothing leaves this machine")
        self.local_only.setChecked(is_local_only(context.settings))
        self.local_only.toggled.connect(self._set_local_only)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow("&Curator", self.curator)
        self.curator.setToolTip("Stands beside every decision that is made in this window")
        form.addRow("&Theme", self.theme)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(line())
        layout.addWidget(self.local_only)
        layout.addWidget(
            label(
                "Chat and teachers on other machines are refused while this is on. "
                "The embedded model and your fine-tunes always run here.",
                "muted",
                wrap=True,
            )
        )
        layout.addStretch(1)

    def _set_curator(self) -> None:
        self._context.curator = self.curator.text()
        self.curator.setText(self._context.curator)

    def _set_theme(self) -> None:
        choice = str(self.theme.currentData())
        self._context.settings.setValue(THEME_KEY, choice)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, choice)

    def _set_local_only(self, on: bool) -> None:
        set_local_only(self._context.settings, on)
        self.local_only_changed.emit(on)
