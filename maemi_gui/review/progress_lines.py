"""How far the work is, how fast it goes, and when it will be done at this pace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from maemi_gui.review.pace_words import pace_words
from maemi_gui.widgets.tones import Tone, tone


class ProgressLines(QWidget):
    """A bar, the counts by state, and the pace."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: dict[str, int] = {}
        self._times: list[datetime] = []
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName("Share of pairs decided")
        self.words = QLabel(wordWrap=True)
        self.words.setAccessibleName("Counts of pairs by state")
        self.pace = QLabel(wordWrap=True)
        self.pace.setProperty("kind", "muted")
        self.pace.setAccessibleName("Pace")
        self.pace.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self.bar, self.words, self.pace):
            layout.addWidget(widget)

    def tell(self, counts: dict[str, int]) -> None:
        """How many pairs the project has in each state."""
        self._counts = dict(counts)
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
        self._tell_pace()

    def set_times(self, times: Sequence[datetime]) -> None:
        """When this curator decided, oldest first."""
        self._times = list(times)
        self._tell_pace()

    def decided(self, at: datetime) -> None:
        """One more decision."""
        self._times.append(at)
        self._tell_pace()

    def again(self) -> None:
        """Write it in the colours of another theme."""
        self.tell(self._counts)

    def _tell_pace(self) -> None:
        words = pace_words(self._times, self._counts.get("pending", 0), datetime.now().astimezone())
        self.pace.setText(words)
        self.pace.setVisible(bool(words))
