"""The burned-in scale bar: what was read and from which crop, to accept, change or reject; or a line drawn over it."""

from __future__ import annotations

from math import hypot

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from maemi.micrograph.record import PixelSizeSource
from maemi.micrograph.scale_bar_reading import ScaleBarReading
from maemi.micrograph.units import format_length
from maemi.project.rows import MicrographRow
from maemi_gui.widgets.length_edit import LengthEdit
from maemi_gui.widgets.words import label, set_kind

Line = tuple[tuple[float, float], tuple[float, float]]
CROP_ROWS = 120
"""The crop is shown at most so high …"""
CROP_COLUMNS = 320
"""… and so wide."""


class ScaleBarCard(QFrame):
    """Shows and asks; the room reads and writes."""

    wanted = Signal()
    """Read the picture's scale bar."""
    accepted = Signal(object)
    """The reading is right: None; or the bar is this many metres long."""
    rejected = Signal()
    drawn = Signal(float)
    """Metres per pixel, from a line that was drawn over the bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._line_px = 0.0
        self._said = label("", wrap=True, selectable=True)
        self._doubts = label("", "warn", wrap=True)
        self.crop = QLabel()
        self.crop.setAccessibleName("The part of the picture that the scale bar was read from")
        self.read_button = _button("Read the scale bar", "Look for a burned-in scale bar in the picture, and compare")
        self.accept_button = _button("Accept", "The reading is right: use it, with my name")
        self.reject_button = _button("Reject", "The reading is wrong: forget it")
        self.length = LengthEdit("The bar's true length", meaning="long")
        self.change_button = _button("Use this length", "The bar was found, but its length misread")
        self._line_said = label("", "muted", wrap=True)
        self.line_length = LengthEdit("Length of the line that I drew", meaning="long")
        self.line_button = _button(
            "Set for the selected", "Set the pixel size of all selected micrographs of this size"
        )
        self._answers = _across(self.accept_button, self.reject_button)
        self._change = _across(self.length, self.change_button)
        self._drawing = _across(self.line_length, self.line_button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 10, 12, 12)
        rows.setSpacing(6)
        rows.addWidget(label("Scale bar in the picture", "heading"))
        for widget in (self._said, self.crop, self._doubts, self._answers, self._change, self.read_button):
            rows.addWidget(widget)
        rows.addWidget(self._line_said)
        rows.addWidget(self._drawing)
        self.read_button.clicked.connect(lambda _on=False: self.wanted.emit())
        self.accept_button.clicked.connect(lambda _on=False: self.accepted.emit(None))
        self.reject_button.clicked.connect(lambda _on=False: self.rejected.emit())
        for edit, button, give in (
            (self.length, self.change_button, self._give_length),
            (self.line_length, self.line_button, self._give_line),
        ):
            edit.changed.connect(self._able)
            edit.accepted.connect(give)
            button.clicked.connect(lambda _on=False, give=give: give())
        self.show_row(None)

    def show_row(self, row: MicrographRow | None) -> None:
        """Another micrograph, or another reading of the same."""
        reading = row.info.scale_bar if row and row.info else None
        reciprocal = bool(row and row.info and row.info.reciprocal)
        from_bar = bool(row and row.pixel_size and row.pixel_size.source == PixelSizeSource.SCALE_BAR)
        open_question = reading is not None and row is not None and row.pixel_size is None
        self.setVisible(row is not None and not reciprocal)
        self._said.setText(_words(reading, from_bar))
        doubts = reading.doubts if reading and open_question else ()
        self._doubts.setText("Doubtful: " + "; ".join(doubts) + "." if doubts else "")
        self._doubts.setVisible(bool(doubts))
        self.show_crop(None)
        self._answers.setVisible(open_question or from_bar)
        self.accept_button.setVisible(open_question)
        self._change.setVisible(open_question)
        self.read_button.setVisible(reading is None)
        self.length.clear()
        self.set_line(None)
        self.say("")

    def show_crop(self, image: QImage | None) -> None:
        """What the reading was made from; None hides it."""
        self.crop.setVisible(image is not None)
        if image is not None:
            size = self.devicePixelRatioF()
            fitted = image.scaled(
                round(CROP_COLUMNS * size),
                round(CROP_ROWS * size),
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            fitted.setDevicePixelRatio(size)
            self.crop.setPixmap(QPixmap.fromImage(fitted))

    def say(self, sentence: str, kind: str = "muted") -> None:
        """A word instead of a reading, such as that none was found."""
        if sentence:
            self._said.setText(sentence)
        set_kind(self._said, kind if sentence else "")
        self.read_button.setEnabled(True)

    def say_busy(self) -> None:
        self.say("Reading the picture …")
        self.read_button.setEnabled(False)

    def set_line(self, line: Line | None) -> None:
        """The line that is drawn over the picture now, as two points (column, row)."""
        self._line_px = hypot(line[1][0] - line[0][0], line[1][1] - line[0][1]) if line else 0.0
        drawn = self._line_px > 1
        self._line_said.setText(
            f"The line that I drew over the bar has {self._line_px:.1f} px. The bar's length is:"
            if drawn
            else "Or draw over the bar with the measuring line, and type its length here."
        )
        self._drawing.setVisible(drawn)
        self._able()

    def _able(self) -> None:
        self.change_button.setEnabled(self.length.metres is not None)
        self.line_button.setEnabled(self.line_length.metres is not None and self._line_px > 1)

    def _give_length(self) -> None:
        if self.length.metres is not None:
            self.accepted.emit(self.length.metres)

    def _give_line(self) -> None:
        if self.line_length.metres is not None and self._line_px > 1:
            self.drawn.emit(self.line_length.metres / self._line_px)


def _words(reading: ScaleBarReading | None, from_bar: bool) -> str:
    if reading is None:
        return "Not read."
    size = f"{format_length(reading.pixel_m)} per pixel ± {100 * reading.uncertainty:.1f} %"
    text = f"{format_length(reading.length_m)} over {reading.length_px:.1f} px: {size}"
    return text if from_bar else f"{text}, confidence {reading.confidence:.2f}"


def _button(text: str, tip: str) -> QPushButton:
    made = QPushButton(text)
    made.setAccessibleName(text)
    made.setToolTip(tip)
    return made


def _across(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    across = QHBoxLayout(holder)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(6)
    for widget in widgets:
        across.addWidget(widget, 1 if isinstance(widget, LengthEdit) else 0)
    across.addStretch(0)
    return holder
