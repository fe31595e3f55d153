"""The middle of the window: the selected micrograph with its tools, its contrast strip and its frames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QVBoxLayout, QWidget

from maemi.micrograph.limits import is_giant
from maemi.micrograph.record import PixelSize
from maemi.micrograph.units import format_length
from maemi.project.rows import MicrographRow
from maemi_gui.actions import make
from maemi_gui.browse import actions as _actions  # noqa: F401 - registers what the tool row shows
from maemi_gui.browse.contrast_bar import ContrastBar
from maemi_gui.browse.drawing.drawing import Drawing
from maemi_gui.browse.drawing.strips import DrawnStrips
from maemi_gui.browse.drawing.tool_button import ToolButton
from maemi_gui.browse.exports import Exports, Seen
from maemi_gui.browse.image_view import ImageView
from maemi_gui.browse.levels import Levels
from maemi_gui.browse.loading import FrameLoader, Wanted
from maemi_gui.browse.measured import Measured
from maemi_gui.browse.overlays import Outline
from maemi_gui.context import Context
from maemi_gui.widgets.turning_row import TurningRow
from maemi_gui.widgets.words import ElidedLabel, label

NAME_WIDTH = 150
"""With less room than this beside the tools, the name of the micrograph stands above them."""
PATIENCE_MS = 250
"""A picture that comes sooner than this replaces the one before without a word in between."""


ALWAYS = ("canvas.contrast", "canvas.info_bar", "canvas.regions", "canvas.profile")
"""What can be chosen before there is an image."""
SELECTION_DECIDES = ("canvas.undo", "canvas.redo", "canvas.remove_region", "canvas.ask_region")


class Canvas(QWidget):
    """Shows the selected micrograph."""

    position_changed = Signal(str)
    """What is under the cursor: position, grey value, position in metres; empty outside."""
    shown = Signal()
    """Another image is on the screen."""
    outlines_toggled = Signal(bool)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._row: MicrographRow | None = None
        self.image = ImageView()
        self.measured = Measured(self.image, self)
        self.contrast = ContrastBar()
        self._loader = FrameLoader(context, self)
        self._waiting = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._waiting.timeout.connect(lambda: self.image.say("Opening the micrograph …"))
        self._name = ElidedLabel("", "heading", Qt.TextElideMode.ElideMiddle)
        self._zoom = label("", "muted")
        self._zoom.setMinimumWidth(self._zoom.fontMetrics().horizontalAdvance("6400 %"))
        self._zoom.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._length = label("", "muted")
        self.frame = QSlider(Qt.Orientation.Horizontal)
        self.frame.setAccessibleName("Frame")
        self._frame_label = QLabel()
        self._frames = QWidget()
        self.actions_by_id: dict[str, QAction] = {}
        self.drawing = Drawing(context, self.image, self)
        self.strips = DrawnStrips(context, self.image, self.drawing, self)
        self.exports = Exports(context, self.image, self._seen, self)
        self._build()
        self.set_micrograph(None)

    def _build(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._tool_row())
        rows.addWidget(self.image, 1)
        frames = QHBoxLayout(self._frames)
        frames.setContentsMargins(8, 4, 8, 0)
        frames.addWidget(self._frame_label)
        frames.addWidget(self.frame, 1)
        rows.addWidget(self._frames)
        rows.addWidget(self.strips)
        rows.addWidget(self.contrast)
        self.image.hovered.connect(self._hovered)
        self.image.zoom_changed.connect(lambda zoom: self._zoom.setText(f"{zoom:.0%}".replace("%", " %")))
        self.image.line_changed.connect(self._length.setText)
        self.contrast.tone_changed.connect(self.image.set_tone)
        self.frame.valueChanged.connect(lambda _value: self._load())
        settings = self.context.settings
        show_contrast = settings.value("canvas/contrast", True, type=bool)
        self.actions_by_id["canvas.contrast"].setChecked(bool(show_contrast))
        self.contrast.setVisible(bool(show_contrast))
        self.contrast.keep.setChecked(bool(settings.value("canvas/keep_contrast", False, type=bool)))
        self.contrast.keep.toggled.connect(lambda on: settings.setValue("canvas/keep_contrast", on))
        self.actions_by_id["canvas.info_bar"].setChecked(bool(settings.value("canvas/info_bar", True, type=bool)))
        self.context.project_changed.connect(self.drawing.forget)
        self.drawing.begun.connect(lambda: self.actions_by_id["canvas.ruler"].setChecked(False))

    def _tool_row(self) -> QWidget:
        slots = {
            "canvas.zoom_out": self.image.zoom_out,
            "canvas.zoom_in": self.image.zoom_in,
            "canvas.fit": self.image.fit,
            "canvas.one_to_one": self.image.one_to_one,
            "canvas.ruler": self._toggle_ruler,
            "canvas.outlines": self._toggle_outlines,
            "canvas.auto_contrast": self.contrast.auto_contrast,
            "canvas.contrast": self._toggle_contrast,
            "canvas.info_bar": self._toggle_info_bar,
        }
        tools = QWidget()
        across = QHBoxLayout(tools)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(2)
        across.addStretch(1)
        across.addWidget(self._length)
        across.addSpacing(8)
        across.addWidget(self._zoom)
        across.addSpacing(4)
        for action_id, slot in slots.items():
            action = make(action_id, self, slot)
            self.actions_by_id[action_id] = action
            button = QToolButton()
            button.setDefaultAction(action)
            button.setAccessibleName(action.text().replace("&", ""))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            across.addWidget(button)
            if action_id == "canvas.ruler":
                across.addWidget(ToolButton(self.drawing))
        for room in (self.drawing, self.strips, self.exports):
            self.actions_by_id.update(room.actions_by_id)
        return TurningRow(self._name, tools, NAME_WIDTH)

    def set_micrograph(self, row: MicrographRow | None) -> None:
        """Show another micrograph, or words where none is selected or its file cannot be read."""
        before, self._row = self._row, row
        if row is not None and before is not None and row.id == before.id and row.path == before.path:
            self.image.set_pixel_size(_shown_size(row))
            self.drawing.show(row, self.frame.value(), _shown_size(row))
            self.strips.image_changed()
            return
        self._loader.forget()
        self._waiting.stop()
        self.measured.set_objects(())
        self.drawing.show(None, 0, None)
        self._name.setText(row.name if row else "")
        frames = row.info.frames if row and row.info else 1
        self._frames.setVisible(frames > 1)
        self.frame.blockSignals(True)
        self.frame.setRange(0, frames - 1)
        self.frame.setValue(0)
        self.frame.blockSignals(False)
        if row is None:
            self._empty("Select a micrograph in the gallery.", "browse")
        elif row.error:
            self._empty(row.error, "broken")
        else:
            self._load()

    def set_outlines(self, outlines: tuple[Outline, ...], whole: Sequence[float] = ()) -> None:
        """Outlines of a measurement of what is shown; they appear at once. `whole`: 0 for what the border cuts."""
        self.measured.set_objects(outlines, whole)
        toggle = self.actions_by_id["canvas.outlines"]
        if outlines and not toggle.isChecked():
            toggle.setChecked(True)

    def _load(self) -> None:
        row = self._row
        if row is None:
            return
        frames = row.info.frames if row.info else 1
        self._frame_label.setText(f"Frame {self.frame.value() + 1} of {frames}")
        self._waiting.start()
        info = row.info
        wanted = Wanted(
            row.path, self.frame.value(), info.info_bar if info else None, info is not None and is_giant(info)
        )
        self._loader.load(wanted, self._show, self._failed)

    def _show(self, levels: Levels) -> None:
        self._waiting.stop()
        row = self._row
        if row is None:
            return
        tone = self.contrast.set_levels(levels)
        tag = "Synthetic" if row.info and row.info.synthetic else ""
        self.image.show_rows(self._rows_shown(row))
        self.image.show_levels(levels, tone, _shown_size(row), tag)
        self.drawing.show(row, self.frame.value(), _shown_size(row))
        self.strips.image_changed()
        self._enable(True)
        self.shown.emit()

    def _failed(self, sentence: str) -> None:
        self._empty(sentence, "broken")

    def _empty(self, sentence: str, icon: str) -> None:
        self._waiting.stop()
        self.contrast.set_levels(None)
        self._zoom.setText("")
        self.image.say(sentence, icon)
        self.drawing.show(None, 0, None)
        self.strips.image_changed()
        self._enable(False)

    def _enable(self, on: bool) -> None:
        for action_id, action in self.actions_by_id.items():
            if action_id not in SELECTION_DECIDES:
                action.setEnabled(on or action_id in ALWAYS)

    def _toggle_contrast(self, on: bool) -> None:
        self.contrast.setVisible(on)
        self.context.settings.setValue("canvas/contrast", on)

    def _toggle_ruler(self, on: bool) -> None:
        if on:
            self.drawing.put_away()
        self.image.set_measuring(on)

    def _toggle_info_bar(self, on: bool) -> None:
        self.context.settings.setValue("canvas/info_bar", on)
        if self._row is not None:
            self.image.show_rows(self._rows_shown(self._row))

    def _rows_shown(self, row: MicrographRow) -> int | None:
        """The rows above an info bar that is hidden."""
        info = row.info
        if info is None or info.info_bar is None or self.actions_by_id["canvas.info_bar"].isChecked():
            return None
        first, last = info.info_bar
        return first if first >= info.shape[0] - 1 - last else None

    def _seen(self) -> Seen | None:
        if self._row is None or self.image.levels is None:
            return None
        shown, drawn = self.actions_by_id["canvas.info_bar"].isChecked(), bool(self.drawing.annotations.items)
        return Seen(self._row, self.frame.value(), self.contrast.tone, shown, drawn)

    def _toggle_outlines(self, on: bool) -> None:
        self.measured.set_shown(on)
        self.outlines_toggled.emit(on)

    def _hovered(self, place: tuple[int, int] | None) -> None:
        levels = self.image.levels
        if place is None or levels is None:
            self.position_changed.emit("")
            return
        size = _shown_size(self._row) if self._row else None
        self.position_changed.emit(position_text(*place, levels.value_at(*place), size))


def position_text(row: int, column: int, value: Any, pixel_size: PixelSize | None) -> str:
    """What the status bar says about one pixel."""
    if value is None:
        grey = "grey …"  # its tile is on its way
    elif isinstance(value, tuple):
        grey = "RGB " + ", ".join(str(part) for part in value)
    else:
        grey = f"grey {value:.6g}" if isinstance(value, float) else f"grey {value:,}"
    text = f"column {column:,}, row {row:,} · {grey}"
    if pixel_size is None:
        return text
    across, down = (column + 0.5) * pixel_size.column_m, (row + 0.5) * pixel_size.row_m
    return f"{text} · {format_length(across)}, {format_length(down)}"


def _shown_size(row: MicrographRow) -> PixelSize | None:
    """The pixel size to draw a bar with; never one of a diffraction pattern."""
    return None if row.info and row.info.reciprocal else row.pixel_size
