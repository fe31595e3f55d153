"""One piece of work in the strip: what it is, how far, and a button to stop or dismiss it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QToolButton, QWidget

from maemi_gui import theme
from maemi_gui.strip.job_view import JobView
from maemi_gui.widgets.words import ElidedLabel, set_kind

STEPS = 1000


class JobRow(QWidget):
    """Shows a `JobView`."""

    stop_requested = Signal(str)
    dismissed = Signal(str)
    opened = Signal(str)

    def __init__(self, view: JobView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = view
        self.title = QPushButton(view.title)
        self.title.setFlat(True)
        self.title.setProperty("kind", "link")
        self.message = ElidedLabel()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(160)
        self.stop = QPushButton("Stop")
        theme.tint(self.stop, "stop")
        self.dismiss = QToolButton()
        theme.tint(self.dismiss, "close")
        self.dismiss.setToolTip("Dismiss")
        across = QHBoxLayout(self)
        across.setContentsMargins(8, 3, 8, 3)
        across.setSpacing(10)
        across.addWidget(self.title)
        across.addWidget(self.message, 1)
        across.addWidget(self.bar)
        across.addWidget(self.stop)
        across.addWidget(self.dismiss)
        self.title.clicked.connect(lambda _checked=False: self.opened.emit(self.view.id))
        self.stop.clicked.connect(lambda _checked=False: self.stop_requested.emit(self.view.id))
        self.dismiss.clicked.connect(lambda _checked=False: self.dismissed.emit(self.view.id))
        self.show_view(view)

    def show_view(self, view: JobView) -> None:
        """Another state of the same work."""
        before, self.view = self.view, view
        self.title.setText(view.title)
        self.title.setEnabled(view.folder is not None)
        self.title.setToolTip("Open the result or the log" if view.folder else "")
        self.title.setAccessibleName(f"{view.title}: open the result or the log")
        self.stop.setAccessibleName(f"Stop: {view.title}")
        self.dismiss.setAccessibleName(f"Dismiss: {view.title}")
        self.bar.setAccessibleName(f"Progress: {view.title}")
        self.message.setText(_message(view))
        if view.tone != before.tone or self.message.property("kind") is None or self.message.property("kind") == "":
            set_kind(self.message, view.tone)
        share = view.share
        self.bar.setRange(0, STEPS if share is not None else 0)
        if share is not None:
            self.bar.setValue(round(share * STEPS))
        self.bar.setVisible(not view.over)
        self.stop.setVisible(not view.over)
        self.stop.setEnabled(not view.stopping)
        self.dismiss.setVisible(view.over)


def _message(view: JobView) -> str:
    if view.over or not view.total or view.done is None:
        return view.message
    counted = f"{view.done:,} of {view.total:,}"
    return f"{view.message} · {counted}" if view.message else counted
