"""Which pairs are up, and how far the work is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from maemi_gui import theme
from maemi_gui.review.verbs import Filter
from maemi_gui.widgets.finding_words import KIND_WORDS
from maemi_gui.widgets.tones import Tone, tone

_STATES = (
    ("Pending", "pending"),
    ("Approved", "approved"),
    ("Rejected", "rejected"),
    ("Skipped", "skipped"),
    ("Any state", None),
)
_ORDERS = (("As written", "added"), ("Most doubtful first", "doubt"), ("Least doubtful first", "certainty"))


class FilterBar(QWidget):
    """State, scope, order and findings of the queue, the button that makes more pairs, counts and a progress bar."""

    changed = Signal()
    generate = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = QComboBox()
        self.state.setAccessibleName("State of the pairs in the queue")
        for text, value in _STATES:
            self.state.addItem(text, value)
        self.scope = QComboBox()
        self.scope.setAccessibleName("Micrographs whose pairs are in the queue")
        self.scope.addItem("All micrographs", False)
        self.scope.addItem("This micrograph", True)
        # A picture alone: the tool bar above has the words, and two drop-down lists need the width.
        self.generate_button = QPushButton()
        theme.tint(self.generate_button, "generate")
        self.generate_button.setAccessibleName("Generate pairs")
        self.generate_button.setToolTip("Let a teacher write pairs about the micrographs (Ctrl+G)")
        self.generate_button.clicked.connect(self.generate)
        self.order = QComboBox()
        self.order.setAccessibleName("Order of the pairs")
        for text, value in _ORDERS:
            self.order.addItem(text, value)
        self.findings = QComboBox()
        self.findings.setAccessibleName("Findings that the pairs have")
        self.findings.addItem("Any or no finding", None)
        self.findings.addItem("With a warning", "warning")
        self.findings.addItem("With any finding", "any")
        self.findings.insertSeparator(self.findings.count())
        for kind, words in KIND_WORDS.items():
            self.findings.addItem(words, kind)
        for choice in (self.order, self.findings):
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(8)
            choice.currentIndexChanged.connect(self.changed)
        self.state.currentIndexChanged.connect(self.changed)
        self.scope.currentIndexChanged.connect(self.changed)
        for control in (self.state, self.scope, self.order, self.findings, self.generate_button):
            # After a click the keys of the panel go on working; Space would press what has the focus.
            control.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout()
        row.addWidget(self.state)
        row.addWidget(self.scope, 1)
        row.addWidget(self.generate_button)
        second = QHBoxLayout()
        second.addWidget(self.order, 1)
        second.addWidget(self.findings, 1)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName("Share of pairs decided")
        self.words = QLabel(wordWrap=True)
        self.words.setAccessibleName("Counts of pairs by state")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addLayout(second)
        layout.addWidget(self.bar)
        layout.addWidget(self.words)

    def wanted(self, micrograph_id: int | None) -> Filter:
        """The filter as it is set, for the selected micrograph."""
        scope = micrograph_id if self.scope.currentData() else None
        return Filter(self.state.currentData(), scope, self.order.currentData(), self.findings.currentData())

    @property
    def this_micrograph(self) -> bool:
        """Whether only the selected micrograph's pairs are wanted."""
        return bool(self.scope.currentData())

    def tell(self, counts: dict[str, int]) -> None:
        """Show how many pairs there are in each state."""
        total = sum(counts.values())
        decided = counts.get("approved", 0) + counts.get("rejected", 0)
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(decided)
        self.bar.setAccessibleDescription(f"{decided} of {total} pairs are decided")
        parts: tuple[tuple[str, Tone], ...] = (
            ("pending", "info"),
            ("approved", "good"),
            ("rejected", "error"),
            ("skipped", "warning"),
        )
        self.words.setText(
            " · ".join(
                f'<b style="color: {tone(meaning).name()}">{counts.get(state, 0):,}</b>&nbsp;{state}'
                for state, meaning in parts
            )
        )
        self.words.setAccessibleDescription(", ".join(f"{counts.get(state, 0)} {state}" for state, _ in parts))
