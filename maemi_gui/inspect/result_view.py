"""What was found: whether it can be trusted, each quantity with its interval, how the sizes are spread, one object."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from maemi.measure.paper import methods_text, quantity_table
from maemi.measure.plain_fields import stated
from maemi.measure.quantities import Quantity
from maemi.measure.result import Measurement
from maemi.measure.trust import trust_of
from maemi.micrograph.units import LENGTH_UNITS, format_length
from maemi_gui import theme
from maemi_gui.inspect.object_card import ObjectCard
from maemi_gui.inspect.quantity_list import Line, QuantityList
from maemi_gui.inspect.result import Result
from maemi_gui.inspect.size_histogram import SizeHistogram
from maemi_gui.widgets.disclosure import Disclosure
from maemi_gui.widgets.words import label, set_kind

LEADING = (
    "count", "mean_size", "median_size", "std_size", "grain_size_number", "pitch", "pitch_2", "line_width",
    "duty_cycle", "line_edge_roughness", "grey_roughness", "crack_area", "apex_radius", "cone_angle", "mean_length",
    "orientation", "order_parameter", "coverage", "mean_intercept",
)  # fmt: skip
"""Quantities that most people want, in this order; the others follow under `More`."""
AT_ONCE = 6
SHADES = {"trustworthy": "good", "doubtful": "warn", "not given": "bad"}
WHAT = {"fibres": "Diameter", "pattern": "Size", "films": "Size", "tips": "Size"}
"""What a size is, where it is not the equivalent diameter."""


class ResultView(QWidget):
    """Shows a `Result`; whatever quantities it holds are listed."""

    object_wanted = Signal(object)
    """The number of an object, from 0 on, or None."""
    copied = Signal(str)
    """A sentence: what lies in the clipboard now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result: Result | None = None
        self._name = ""
        self._verdict = label("", "heading", wrap=True)
        self._reason = label("", "muted", wrap=True)
        self.first, self.rest = QuantityList(), QuantityList()
        self.more = Disclosure("More")
        self.sizes = SizeHistogram()
        self.object = ObjectCard()
        self._warnings = label("", "warn", wrap=True)
        self._method = label("", "muted", wrap=True, selectable=True)
        self.paper = _button("Copy for a paper", "Sentences for a methods section: settings, version and all numbers")
        self.table = _button("Copy table", "All quantities with their intervals, for a spreadsheet")
        across = QHBoxLayout()
        across.setSpacing(6)
        across.addWidget(self.paper)
        across.addWidget(self.table)
        across.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        shown = (self._verdict, self._reason, self.first, self.more, self.rest, self.sizes, self.object)
        for widget in (*shown, self._warnings, self._method):
            rows.addWidget(widget)
        rows.addLayout(across)
        self.rest.hide()
        self.more.toggled.connect(self.rest.setVisible)
        self.object.wanted.connect(self.object_wanted)
        self.paper.clicked.connect(lambda _on=False: self._copy(self._paper, "Sentences for a paper were copied."))
        self.table.clicked.connect(lambda _on=False: self._copy(quantity_table, "The table was copied."))

    @property
    def result(self) -> Result | None:
        """What is shown."""
        return self._result

    def show_result(self, result: Result | None, name: str = "") -> None:
        """`name` is the micrograph's; None shows nothing."""
        self._result, self._name = result, name
        self.setVisible(result is not None)
        if result is None:
            self.object.show_object(None, None)
            return
        found = result.measurement
        trust = trust_of(found)
        self._verdict.setText(f"{found.kind.capitalize()}: {_VERDICTS[trust.word]}")
        set_kind(self._verdict, SHADES[trust.word])
        self._reason.setText(trust.reason)
        quantities = stated(found)
        first, rest = arranged(quantities)
        self.first.set_lines([*(Line.of(one) for one in first), *_counted(found)])
        self.rest.set_lines([Line.of(one) for one in rest])
        self.more.setText(f"More ({len(rest)})")
        self.more.setVisible(bool(rest))
        self.rest.setVisible(bool(rest) and self.more.isChecked())
        self._show_sizes(found)
        self._warnings.setText("\n".join(_sentence(said) for said in found.warnings))
        self._warnings.setVisible(bool(found.warnings))
        self._method.setText(_sentence(found.method))
        self._method.setVisible(bool(found.method))
        for button in (self.paper, self.table):
            button.setVisible(bool(quantities))
        self.choose_object(self.object.chosen)

    def choose_object(self, number: int | None) -> None:
        """Show the properties of one object, counted from 0 in the order of the outlines."""
        found = self._result.measurement if self._result else None
        self.object.show_object(found, number)
        sizes = found.objects.get("size", found.objects.get("width", ())) if found else ()
        chosen = self.object.chosen
        known = chosen is not None and chosen < len(sizes) and found is not None
        self.sizes.mark(sizes[chosen or 0] * _scale(found)[0] if known and found else None)

    def _show_sizes(self, found: Measurement) -> None:
        scale, unit = _scale(found)
        sizes = [size * scale for size in sizes_of(found)]
        self.sizes.set_sizes(sizes, unit, WHAT.get(found.kind, "Equivalent diameter"))

    def _paper(self, found: Measurement) -> str:
        assert self._result is not None
        return methods_text(found, self._result.asked, self._name)

    def _copy(self, text: Callable[[Measurement], str], sentence: str) -> None:
        if self._result is not None:
            QGuiApplication.clipboard().setText(text(self._result.measurement))
            self.copied.emit(sentence)


_VERDICTS = {"trustworthy": "trustworthy", "doubtful": "doubtful", "not given": "no numbers given"}


def arranged(quantities: tuple[Quantity, ...]) -> tuple[list[Quantity], list[Quantity]]:
    """What is shown at once, and what under `More`; a single one is not worth a click."""
    by_name = {one.name: one for one in quantities}
    first = [by_name[name] for name in LEADING if name in by_name][:AT_ONCE]
    first = first or list(quantities[:AT_ONCE])
    rest = [one for one in quantities if one not in first]
    return (first + rest, []) if len(rest) == 1 else (first, rest)


def _counted(found: Measurement) -> list[Line]:
    lines = [Line("Cut by the border", f"{found.cut_by_border:,}")] if found.cut_by_border else []
    return [*lines, Line("Corrections by hand", f"{found.corrected:,}")] if found.corrected else lines


def sizes_of(found: Measurement) -> list[float]:
    """Pixels, one for each whole object; of grains diameters, where the plain field holds lengths of intercepts."""
    sizes = found.objects.get("size", ())
    whole = found.objects.get("whole", (1.0,) * len(sizes))
    return [size for size, entire in zip(sizes, whole, strict=False) if entire] or list(found.sizes_px)


def _scale(found: Measurement) -> tuple[float, str]:
    """What sizes in pixels are multiplied with, and the unit that they then have."""
    sizes = sizes_of(found)
    if not found.pixel_size_m or not sizes:
        return 1.0, "px"
    unit = format_length(found.pixel_size_m * sorted(sizes)[len(sizes) // 2]).split()[-1]
    return found.pixel_size_m / LENGTH_UNITS[unit], unit


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def _button(text: str, tip: str) -> QPushButton:
    made = QPushButton(text)
    theme.tint(made, "copy")
    made.setAccessibleName(text)
    made.setToolTip(tip)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made
