"""The facts that go along with every question: one line to open."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from maemi_gui.widgets.disclosure import Disclosure
from maemi_gui.widgets.words import label


class FactsLine(QWidget):
    """What the model is told about the micrograph, so that it need not guess numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = Disclosure("Facts given to the model")
        self.text = label("Being measured…", "muted", wrap=True, selectable=True)
        self.text.setAccessibleName("Facts")
        self.text.hide()
        self.button.toggled.connect(self.text.setVisible)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.button)
        layout.addWidget(self.text)

    def tell(self, facts: str) -> None:
        """Show the facts."""
        self.text.setText(facts or "Nothing is known of this micrograph: no pixel size, no measurement.")
