"""What a person wants of a figure for a paper."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from maemi.errors import InputError
from maemi.micrograph.shapes import Shape

CORNERS = ("lower right", "lower left", "upper right", "upper left")
COLUMN_MM = {"single": 89.0, "double": 183.0}
"""Widths of one and of two columns of a journal, as Nature sets them; others differ by a few millimetres."""
SUFFIXES = (".png", ".tif", ".tiff", ".svg")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
NAMED = {"white": "#ffffff", "black": "#000000", "yellow": "#ffd54a"}


@dataclass(frozen=True, slots=True)
class Note:
    """A shape on the figure, and the words beside it."""

    shape: Shape
    text: str


@dataclass(frozen=True, slots=True)
class FigureOptions:
    """Lengths in millimetres and points are those on paper."""

    dpi: int = 300
    width_mm: float | None = None
    """None: one pixel of the figure for each pixel of the scan (of its shorter side, where pixels are oblong)."""
    part: tuple[int, int, int, int] | None = None
    """First row, first column, and the row and column after the last; None is the whole scan."""
    info_bar: bool = False
    """Whether the vendor's strip of text stays."""
    bar: bool = True
    bar_length_m: float | None = None
    """None: the longest of 1-2-5 within a quarter of the width."""
    bar_corner: str = "lower right"
    colour: str = "white"
    """Of bar and notes: white, black, yellow or #rrggbb."""
    backing: bool = False
    """A dark or bright box behind the bar, where the picture is as bright as the bar."""
    font_pt: float = 8.0
    notes: tuple[Note, ...] = ()
    tone: tuple[float, float, float] | None = None
    """Values shown black and white, and gamma; None sets them from the grey values, gamma 1."""
    frame: int = 0
    keep_greys: bool = False
    """A TIFF of the file's own values and pixels, with nothing drawn on it."""

    def __post_init__(self) -> None:
        if not 30 <= self.dpi <= 2400:
            raise InputError(f"{self.dpi} dpi is not a resolution of print; choose 30 to 2400, papers ask for 300.")
        if self.width_mm is not None and not 5 <= self.width_mm <= 2000:
            raise InputError(f"A figure of {self.width_mm:g} mm is too narrow or too wide; choose 5 to 2000 mm.")
        if not 2 <= self.font_pt <= 144:
            raise InputError(f"Letters of {self.font_pt:g} pt cannot be read; choose 2 to 144 pt.")
        if self.bar_corner not in CORNERS:
            raise InputError(f"“{self.bar_corner}” is no corner for the bar; it is one of {', '.join(CORNERS)}.")
        if self.bar_length_m is not None and not (math.isfinite(self.bar_length_m) and self.bar_length_m > 0):
            raise InputError("The scale bar needs a length above zero, such as 500 nm.")
        if self.colour not in NAMED and not _COLOUR.fullmatch(self.colour):
            raise InputError(f"“{self.colour}” is no colour here; write white, black, yellow or #rrggbb.")
        if self.tone is not None and not self.tone[1] > self.tone[0]:
            raise InputError("White must be at a larger grey value than black; give the smaller one first.")
        if self.tone is not None and not self.tone[2] > 0:
            raise InputError("Gamma must be above zero; 1 shows the grey values as they are.")

    @property
    def ink(self) -> str:
        """The colour as #rrggbb."""
        return NAMED.get(self.colour, self.colour)
