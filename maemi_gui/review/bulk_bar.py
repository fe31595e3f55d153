"""Deciding about many pairs: what and how many, the question before it, how far it is, and its stop."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QProgressBar, QPushButton, QStackedWidget, QWidget

from maemi.project.reasons import REJECT_REASONS
from maemi_gui.review.queue import ReviewQueue
from maemi_gui.widgets.words import label

_WORDS = {"approve": "Approve", "reject": "Reject", "skip": "Skip"}


class _Question(QWidget):
    confirmed = Signal()
    cancelled = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirmed.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)


class BulkBar(QStackedWidget):
    """Three faces: choose, confirm, running."""

    asked = Signal(str, bool)
    """A verb was chosen, for everything that is shown (True) or for the selection."""
    face_changed = Signal()

    def __init__(self, queue: ReviewQueue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self._ids: list[int] = []
        self._verb = ""
        self._able = {False: 0, True: 0}
        self.scope = QComboBox()
        self.scope.setAccessibleName("Which pairs are decided together")
        self.scope.addItem("The selected pairs", False)
        self.scope.addItem("All that the filter shows", True)
        self.scope.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.scope.currentIndexChanged.connect(lambda _at: self._turn())
        self.buttons = {verb: QPushButton(f"{words}…") for verb, words in _WORDS.items()}
        choose = QWidget()
        row = _row(choose)
        row.addWidget(self.scope)
        for verb, button in self.buttons.items():
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _on=False, verb=verb: self.asked.emit(verb, self.scope.currentData()))
            row.addWidget(button)
        row.addStretch(1)
        self.question = label("", "heading")
        self.reason = QComboBox()
        self.reason.setAccessibleName("Reason for the rejection")
        for word, explanation in REJECT_REASONS:
            self.reason.addItem(word, word)
            self.reason.setItemData(self.reason.count() - 1, explanation, Qt.ItemDataRole.ToolTipRole)
        self.yes = QPushButton("Decide")
        self.no = QPushButton("Cancel")
        self._asking = _Question()
        row = _row(self._asking)
        row.addWidget(self.question)
        row.addWidget(self.reason)
        row.addWidget(self.yes)
        row.addWidget(self.no)
        row.addStretch(1)
        self.yes.clicked.connect(self._confirm)
        self.no.clicked.connect(self.cancel)
        self._asking.confirmed.connect(self._confirm)
        self._asking.cancelled.connect(self.cancel)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Pairs decided")
        self.bar.setFormat("%v of %m")
        self.stop = QPushButton("Stop")
        self.stop.setToolTip("Stop: the pairs stay as they were")
        self.stop.clicked.connect(queue.bulk.stop)
        running = QWidget()
        row = _row(running)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        self._faces = {"choose": choose, "confirm": self._asking, "running": running}
        for face in self._faces.values():
            self.addWidget(face)
        self.setFixedHeight(38)
        queue.bulk.running_changed.connect(self._running)
        queue.bulk.progressed.connect(self._progressed)
        self._turn()

    @property
    def face(self) -> str:
        """`choose`, `confirm` or `running`."""
        return next(name for name, face in self._faces.items() if face is self.currentWidget())

    def ask(self, verb: str, ids: Sequence[int], which: str) -> None:
        """Say how many pairs, and ask; `which`: selected or shown."""
        if not ids or self.face == "running":
            return
        self._verb, self._ids = verb, list(ids)
        pairs = "pair" if len(ids) == 1 else "pairs"
        words = _WORDS[verb]
        self.question.setText(f"{words} {len(ids):,} {which} {pairs}?" if verb != "reject" else
                              f"Reject {len(ids):,} {which} {pairs} as")  # fmt: skip
        self.reason.setVisible(verb == "reject")
        self.yes.setText(f"{words} {len(ids):,} {pairs}")
        self._show("confirm")
        self.yes.setFocus()

    def cancel(self) -> None:
        """Nothing is decided."""
        self._ids = []
        self._show("choose")

    def tell_counts(self, selected: int, shown: int) -> None:
        """How many pairs each scope has now. A question about others is taken back."""
        self._able = {False: selected, True: shown}
        if self.face == "confirm" and self._ids and len(self._ids) not in (selected, shown):
            self.cancel()
        self._turn()

    def _turn(self) -> None:
        for at, words in enumerate(("The selected pairs", "All that the filter shows")):
            self.scope.setItemText(at, f"{words} ({self._able[bool(at)]:,})")
        for button in self.buttons.values():
            button.setEnabled(self._able[self.scope.currentData()] > 0)

    def _confirm(self) -> None:
        if self.face == "confirm":
            ids, reason = self._ids, self.reason.currentData() if self._verb == "reject" else ""
            self.cancel()
            self._queue.decide_many(ids, self._verb, reason)

    def _running(self, on: bool) -> None:
        self._show("running" if on else "choose")

    def _progressed(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _show(self, name: str) -> None:
        self.setCurrentWidget(self._faces[name])
        self.face_changed.emit()


def _row(owner: QWidget) -> QHBoxLayout:
    row = QHBoxLayout(owner)
    row.setContentsMargins(0, 0, 0, 0)
    return row
