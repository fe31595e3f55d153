"""What the micrographs are, with counts; a click narrows the search to it or widens it again."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from maemi.project.filtering.terms import write_term
from maemi_gui import theme
from maemi_gui.browse.search_terms import has, toggled

MOST_VALUES = 40
"""Values of one facet that are listed, the most frequent ones; others are typed."""
TALLEST = 280
ASKED = int(Qt.ItemDataRole.UserRole)
"""(key, value) of an item."""
TITLES = {
    "class": "Class",
    "state": "Review",
    "has": "Has",
    "is": "Is",
    "detector": "Detector",
    "vendor": "Vendor",
    "instrument": "Instrument",
    "technique": "Technique",
    "format": "Format",
    "source": "Source of the pixel size",
}
"""Keys in the order in which they stand; others follow."""
CLOSED = frozenset({"Instrument", "Technique", "Format", "Source of the pixel size"})
"""Groups that are closed until somebody opens them."""
WORDS = {
    ("has", "scale"): "a pixel size",
    ("has", "findings"): "findings",
    ("has", "pairs"): "pairs",
    ("has", "class"): "a class",
    ("state", "none"): "no pairs yet",
}


class FilterPanel(QTreeWidget):
    """Facets as groups, their values as boxes to check; the search text stays the only truth."""

    text_wanted = Signal(str)
    """The search text after a click."""
    _clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._facets: dict[str, dict[str, int]] = {}
        self._closed: set[str] = set(CLOSED)
        self.setAccessibleName("Filters, with the number of micrographs")
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(True)
        self.setIndentation(14)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.header().setStretchLastSection(False)
        self.header().setMinimumSectionSize(24)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        # After the click is over: the answer to it replaces the very item that was clicked.
        self._clicked.connect(self.text_wanted, Qt.ConnectionType.QueuedConnection)
        self.itemChanged.connect(self._changed)
        self.itemActivated.connect(self._turn)
        self.itemCollapsed.connect(lambda item: self._closed.add(item.text(0)))
        self.itemExpanded.connect(lambda item: self._closed.discard(item.text(0)))
        theme.announcer().changed.connect(self._fill)

    def sizeHint(self) -> QSize:
        lines = sum(1 + min(len(values), MOST_VALUES) for values in self._facets.values())
        height = lines * max(self.sizeHintForRow(0), 20) + 8
        return QSize(super().sizeHint().width(), min(height, TALLEST))

    def show_text(self, text: str) -> None:
        """Another search: the counts follow later."""
        if text != self._text:
            self._text = text
            self._fill()

    def show_counts(self, facets: dict[str, dict[str, int]]) -> None:
        """What there is for this search."""
        facets = {key: counts for key, counts in facets.items() if counts}
        if facets != self._facets:
            self._facets = facets
            self._fill()

    def _fill(self) -> None:
        chosen = self.currentItem()
        asked = tuple(chosen.data(0, ASKED) or ()) if chosen else ()
        scrolled = self.verticalScrollBar().value()
        self.blockSignals(True)
        self.clear()
        muted = QBrush(QColor(theme.colours().muted))
        places = {key: place for place, key in enumerate(TITLES)}
        for key, counts in sorted(self._facets.items(), key=lambda facet: places.get(facet[0], len(places))):
            group = QTreeWidgetItem([TITLES.get(key, key.replace("_", " ").capitalize())])
            bold = QFont(self.font())
            bold.setWeight(QFont.Weight.DemiBold)
            group.setFont(0, bold)
            group.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            self.addTopLevelItem(group)
            group.setFirstColumnSpanned(True)
            group.setExpanded(group.text(0) not in self._closed)
            for value, count in list(counts.items())[:MOST_VALUES]:
                item = QTreeWidgetItem([word_for(key, value), f"{count:,}"])
                item.setData(0, ASKED, (key, value))
                item.setToolTip(0, write_term(key, value))
                item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                item.setForeground(1, muted)
                on = has(self._text, key, value)
                item.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
                item.setData(0, int(Qt.ItemDataRole.AccessibleTextRole), f"{item.text(0)}, {count:,} micrographs")
                group.addChild(item)
                if asked == (key, value):
                    self.setCurrentItem(item)
        self.blockSignals(False)
        self.verticalScrollBar().setValue(scrolled)
        self.updateGeometry()

    def _changed(self, item: QTreeWidgetItem, _column: int) -> None:
        asked = item.data(0, ASKED)
        if asked and (item.checkState(0) == Qt.CheckState.Checked) != has(self._text, *asked):
            self._turn(item, 0)

    def _turn(self, item: QTreeWidgetItem, _column: int) -> None:
        asked = item.data(0, ASKED)
        if asked:
            key, value = asked
            self._clicked.emit(toggled(self._text, key, value, write_term(key, value)))


def word_for(key: str, value: str) -> str:
    """A value of a facet as a person reads it."""
    return WORDS.get((key, value), value.replace("_", " "))
