"""Who sits here, how the window looks, and whether anything may leave this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from maemi import local_only
from maemi_gui import theme
from maemi_gui.context import Context
from maemi_gui.widgets.words import label, line

if TYPE_CHECKING:
    from maemi.project.project import Project

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
        self.local_only.clicked.connect(context.set_local_only)
        self.of_project = QCheckBox("This project too, for everybody who opens it")
        self.of_project.setEnabled(context.project is not None)
        self.of_project.clicked.connect(self._keep_project)
        context.local_only_changed.connect(self._switch_changed)
        self._show_switch()
        context.look_at_switch()
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
        layout.addWidget(self.of_project)
        layout.addWidget(
            label(
                "While it is on, no process of MAEMI reaches another machine: connections and look-ups of names are "
                "refused, also on the command line. The embedded model and your fine-tunes always run here.",
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

    def _switch_changed(self) -> None:
        self._show_switch()
        self.local_only_changed.emit(local_only.is_on())

    def _show_switch(self) -> None:
        self.local_only.setChecked(local_only.is_on())
        self.local_only.setEnabled(not self._context.held_by_project)
        self.of_project.setChecked(self._context.held_by_project)

    def _keep_project(self, on: bool) -> None:
        project = self._context.project
        if project is not None:
            self._context.background.run(
                keep_here, project, on, then=lambda _none: self._context.look_at_switch(), database=True, owner=self
            )


def keep_here(project: Project, on: bool) -> None:
    """Turn the project's own switch; for the database worker, which imports the store."""
    from maemi.project import settings

    settings.keep_here(project, on)
