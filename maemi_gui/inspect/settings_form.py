"""The settings of a measurement below its kind: closed at first, since nothing in it is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from maemi.measure.setting_words import SETTINGS
from maemi.measure.settings import AUTOMATIC, Settings
from maemi_gui.inspect.setting_row import POLARITIES, ChoiceRow, Choices, NumberRow, SettingRow
from maemi_gui.widgets.disclosure import Disclosure
from maemi_gui.widgets.words import label

CHOICES: dict[str, Choices] = {"polarity": POLARITIES, "segmenter": ()}
"""Settings that are one of a few; which segmenters there are is told later."""
BUILT_IN: Choices = (("Automatic", None), ("Classical", "classical"), ("Network (fibres)", "network"))


class SettingsForm(QWidget):
    """Shows what was used and asks for something else; the panel measures."""

    changed = Signal(object)
    """The `Settings` that a person asks for now."""
    kept = Signal(bool)
    """They shall hold for other micrographs, too, or no longer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = AUTOMATIC
        self.opener = Disclosure("Settings")
        self.opener.setToolTip("How the objects are found: all of it is chosen from the picture unless changed here")
        self.body = QWidget()
        grid = QGridLayout()
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self.rows: dict[str, SettingRow] = {}
        for name in SETTINGS:
            choices = CHOICES.get(name)
            row = NumberRow(name, grid, self) if choices is None else ChoiceRow(name, choices, grid, self)
            row.changed.connect(self._changed)
            self.rows[name] = row
        self.automatic = QPushButton("Automatic")
        self.automatic.setAccessibleName("All settings automatic")
        self.automatic.setToolTip("Let the picture decide all settings again")
        self.automatic.clicked.connect(lambda _on=False: self._reset())
        self.keep = QCheckBox("Keep for other micrographs")
        self.keep.setToolTip("Measure other micrographs with these settings, too; each kind has its own")
        self.keep.clicked.connect(self.kept)
        self._ignored = label("", "warn", wrap=True)
        across = QHBoxLayout()
        across.addWidget(self.keep, 1)
        across.addWidget(self.automatic)
        inside = QVBoxLayout(self.body)
        inside.setContentsMargins(0, 4, 0, 0)
        inside.setSpacing(8)
        inside.addLayout(grid)
        inside.addWidget(self._ignored)
        inside.addLayout(across)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.opener)
        rows.addWidget(self.body)
        self.body.hide()
        self.opener.toggled.connect(self.body.setVisible)
        self.show_settings(AUTOMATIC, None, None, False)

    def show_settings(
        self, settings: Settings, used: Mapping[str, Any] | None, pixel_m: float | None, kept: bool, kind: str = "auto"
    ) -> None:
        """`used`: what the last measurement of this micrograph, as this kind, used, by name; None for no such one."""
        self._settings = settings
        for name, row in self.rows.items():
            if isinstance(row, NumberRow):
                row.set_pixel(pixel_m)
            row.set(getattr(settings, name), (used or {}).get(name), used is not None)
        ignored = [
            SETTINGS[name].label.lower()
            for name in settings.to_json()
            if name in SETTINGS and used and name not in used
        ]
        self._ignored.setText(f"Not heeded by {kind}: {', '.join(ignored)}." if ignored else "")
        self._ignored.setVisible(bool(ignored))
        self.keep.setChecked(kept)
        # Which kind they are for is not known before something was found.
        self.keep.setEnabled(kind != "auto")
        self._tell()

    def offer_segmenters(self, added: Sequence[str]) -> None:
        """Those that are installed beside the built-in ones; without any there is nothing to choose."""
        row = self.rows["segmenter"]
        assert isinstance(row, ChoiceRow)
        row.offer((*BUILT_IN, *((name, name) for name in added)) if added else ())

    def _changed(self) -> None:
        self._settings = replace(self._settings, **{name: row.value for name, row in self.rows.items()})
        self._tell()
        self.changed.emit(self._settings)

    def _reset(self) -> None:
        self._settings = AUTOMATIC
        for row in self.rows.values():
            row.set(None, row.used)
        self._tell()
        self.changed.emit(AUTOMATIC)

    def _tell(self) -> None:
        given = len(self._settings.to_json())
        self.automatic.setEnabled(given > 0)
        self.opener.setText(f"Settings: {given} changed" if given else "Settings: automatic")
        self.opener.setAccessibleName(self.opener.text())
