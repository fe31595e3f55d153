"""Which requests the page lists: host, purpose, person, period, words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

if TYPE_CHECKING:
    from maemi.project.sent import SentFilter

SETTLES_MS = 300
PERIODS = (("Any time", None), ("Today", 0), ("Last 7 days", 6), ("Last 30 days", 29))


class FilterBar(QWidget):
    """Tells once a person has stopped typing."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.host = _chooser("Host", "Every host")
        self.purpose = _chooser("Purpose", "Every purpose")
        self.who = _chooser("Person", "Everybody")
        self.period = QComboBox()
        self.period.setAccessibleName("Period")
        for text, days in PERIODS:
            self.period.addItem(text, days)
        self.search = QLineEdit()
        self.search.setAccessibleName("Words to look for")
        self.search.setPlaceholderText("Micrograph, model, host or person")
        self.search.setClearButtonEnabled(True)
        self._later = QTimer(self, singleShot=True, interval=SETTLES_MS)
        self._later.timeout.connect(self.changed)
        self.search.textChanged.connect(lambda _text: self._later.start())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for chooser in (self.host, self.purpose, self.who, self.period):
            chooser.currentIndexChanged.connect(lambda _index: self.changed.emit())
            row.addWidget(chooser)
        row.addWidget(self.search, 1)

    def offer(self, choices: dict[str, list[str]]) -> None:
        """Fill the choosers; what is chosen stays chosen."""
        for chooser, name in ((self.host, "host"), (self.purpose, "purpose"), (self.who, "who")):
            chosen = chooser.currentData()
            chooser.blockSignals(True)
            while chooser.count() > 1:
                chooser.removeItem(1)
            for each in choices[name]:
                chooser.addItem(each, each)
            chooser.setCurrentIndex(max(0, chooser.findData(chosen)))
            chooser.blockSignals(False)

    def chosen(self) -> SentFilter:
        """What is set."""
        from maemi.project.sent import SentFilter

        days = self.period.currentData()
        midnight = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        since = None if days is None else midnight - timedelta(days=days)
        return SentFilter(
            self.host.currentData(),
            self.purpose.currentData(),
            self.who.currentData(),
            since=since,
            search=self.search.text(),
        )


def _chooser(name: str, everything: str) -> QComboBox:
    chooser = QComboBox()
    chooser.setAccessibleName(name)
    chooser.addItem(everything, "")
    chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return chooser
