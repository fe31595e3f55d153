"""Which pairs are up, and how far the work is."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from maemi.project.pair_filter import NO_CLASS, PairFilter, PairSort
from maemi_gui import theme
from maemi_gui.review.progress_lines import ProgressLines
from maemi_gui.widgets.finding_words import KIND_WORDS

_STATES = (
    ("Pending", "pending"),
    ("Approved", "approved"),
    ("Rejected", "rejected"),
    ("Skipped", "skipped"),
    ("Any state", None),
)
_ORDERS: tuple[tuple[str, PairSort], ...] = (
    ("As written", "added"),
    ("Most doubtful first", "doubt"),
    ("Least doubtful first", "certainty"),
    ("By question", "question"),
    ("By answer", "answer"),
    ("By state", "state"),
    ("By class", "class"),
    ("By task", "task"),
    ("By teacher", "teacher"),
    ("By model", "model"),
    ("By curator", "curator"),
    ("By time of decision", "decided"),
)
_FACETS = {"class": "class", "task": "task", "teacher": "teacher", "model": "model", "curator": "curator"}
TYPED_MS = 200


class _Search(QLineEdit):
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        else:
            super().keyPressEvent(event)


class FilterBar(QWidget):
    """State, scope, order, findings, words and facets of the queue, the button that makes more pairs, and progress."""

    changed = Signal()
    generate = Signal()
    facets_wanted = Signal()
    """The facets are on show: give their values by `set_facets`."""
    left = Signal()
    """The keyboard shall leave the search field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._descending = False
        self.state = _choice("State of the pairs in the queue")
        for text, value in _STATES:
            self.state.addItem(text, value)
        self.scope = _choice("Micrographs whose pairs are in the queue")
        self.scope.addItem("All micrographs", False)
        self.scope.addItem("This micrograph", True)
        # A picture alone: the tool bar above has the words, and two drop-down lists need the width.
        self.generate_button = QPushButton()
        theme.tint(self.generate_button, "generate")
        self.generate_button.setAccessibleName("Generate pairs")
        self.generate_button.setToolTip("Let a teacher write pairs about the micrographs (Ctrl+G)")
        self.generate_button.clicked.connect(self.generate)
        self.generate_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.order = _choice("Order of the pairs")
        for text, value in _ORDERS:
            self.order.addItem(text, value)
        self.findings = _choice("Findings that the pairs have")
        self.findings.addItem("Any or no finding", None)
        self.findings.addItem("With a warning", "warning")
        self.findings.addItem("With any finding", "any")
        self.findings.insertSeparator(self.findings.count())
        for kind, words in KIND_WORDS.items():
            self.findings.addItem(words, kind)
        self.search = _Search()
        self.search.setPlaceholderText("Words in question or answer")
        self.search.setAccessibleName("Words in question or answer")
        self.search.setClearButtonEnabled(True)
        self.search.left.connect(self.left)
        self._typed = QTimer(self, singleShot=True, interval=TYPED_MS)
        self._typed.timeout.connect(self.changed)
        self.search.textChanged.connect(lambda _text: self._typed.start())
        self.more = QToolButton()
        self.more.setText("More")
        self.more.setCheckable(True)
        self.more.setAccessibleName("More filters")
        self.more.setToolTip("Filter by class, task, teacher, model and curator")
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.facets = {name: _choice(f"{words.capitalize()} of the pairs") for name, words in _FACETS.items()}
        self.set_facets({})
        self.order.currentIndexChanged.connect(self._order_chosen)
        for choice in (self.state, self.scope, self.findings, *self.facets.values()):
            choice.currentIndexChanged.connect(self.changed)
        self.progress = ProgressLines()
        self._lay_out()

    def _lay_out(self) -> None:
        row, second, third = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        row.addWidget(self.state)
        row.addWidget(self.scope, 1)
        row.addWidget(self.generate_button)
        second.addWidget(self.order, 1)
        second.addWidget(self.findings, 1)
        third.addWidget(self.search, 1)
        third.addWidget(self.more)
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        for at, choice in enumerate(self.facets.values()):
            grid.addWidget(choice, at // 2, at % 2)
        box.hide()
        self.more.toggled.connect(box.setVisible)
        self.more.toggled.connect(lambda on: on and self.facets_wanted.emit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for line in (row, second, third):
            layout.addLayout(line)
        layout.addWidget(box)
        layout.addWidget(self.progress)

    def wanted(self, micrograph_id: int | None) -> PairFilter:
        """The filter as it is set, for the selected micrograph."""
        chosen = {name: choice.currentData() for name, choice in self.facets.items()}
        return PairFilter(
            state=self.state.currentData(),
            micrograph_id=micrograph_id if self.scope.currentData() else None,
            search=self.search.text().strip(),
            findings=self.findings.currentData(),
            class_name=chosen["class"],
            task=chosen["task"],
            teacher=chosen["teacher"],
            model=chosen["model"],
            curator=chosen["curator"],
            sort=self.order.currentData(),
            descending=self._descending,
        )

    @property
    def this_micrograph(self) -> bool:
        """Whether only the selected micrograph's pairs are wanted."""
        return bool(self.scope.currentData())

    def set_order(self, sort: PairSort, descending: bool) -> None:
        """What a click on a heading of the table asks for."""
        with QSignalBlocker(self.order):
            self.order.setCurrentIndex(self.order.findData(sort))
        self._descending = descending
        self.changed.emit()

    def set_facets(self, counts: dict[str, dict[str, int]]) -> None:
        """What there is to choose from; what was chosen stays, also where no pair has it any more."""
        for name, choice in self.facets.items():
            chosen = choice.currentData()
            values = counts.get(name, {})
            if chosen is not None and chosen not in values:
                values = {**values, chosen: 0}
            with QSignalBlocker(choice):
                choice.clear()
                choice.addItem(f"Any {_FACETS[name]}", None)
                for value, count in values.items():
                    words = "no class" if name == "class" and value == NO_CLASS else value.replace("_", " ")
                    choice.addItem(f"{words} ({count:,})", value)
                choice.setCurrentIndex(max(0, choice.findData(chosen)) if chosen is not None else 0)

    def show_all_pending(self) -> None:
        """Ask for nothing but the state pending."""
        blocked = [QSignalBlocker(each) for each in (self.state, self.scope, self.findings, self.search)]
        blocked += [QSignalBlocker(each) for each in self.facets.values()]
        for choice in (self.state, self.scope, self.findings, *self.facets.values()):
            choice.setCurrentIndex(0)
        self.search.clear()
        for each in blocked:
            each.unblock()
        self.changed.emit()

    def _order_chosen(self) -> None:
        self._descending = False
        self.changed.emit()

    def tell(self, counts: dict[str, int]) -> None:
        """Show how many pairs there are in each state."""
        self.progress.tell(counts)


def _choice(name: str) -> QComboBox:
    choice = QComboBox()
    choice.setAccessibleName(name)
    choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    choice.setMinimumContentsLength(8)
    # After a click the keys of the panel go on working; Space would press what has the focus.
    choice.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return choice
