"""How far a reading of a scale bar can be trusted, and why not further."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from maemi.micrograph.burned_in.acquisition_text import BurnedInText
from maemi.micrograph.burned_in.bars import Bar
from maemi.micrograph.burned_in.box import Box
from maemi.micrograph.burned_in.lengths import Length
from maemi.micrograph.burned_in.pairing import Pairing
from maemi.micrograph.burned_in.text import Line, Picture

HIGH = 0.8
"""From this confidence on a reading is used without asking; `benchmarks/scale_bars.py` counts what that costs."""

_AGREE = 0.03
"""Bar and printed field width agree within this: the width is printed with three digits, and the bar has two ends."""
_SHOWN_WIDTHS = (0.04, 1.2)
"""Magnification × field width is the width of the print that the maker had in mind, in metres: a Polaroid, a screen."""
_PIXELS = (2e-12, 5e-5)
"""Metres per pixel that an electron microscope takes."""

_COARSE = 0.0125
"""A relative uncertainty from which on 2 % are not certain."""
_SURE_FIT = 0.55


@dataclass(frozen=True, slots=True)
class Trusted:
    """A scale bar, read."""

    length_m: float
    length_px: float
    uncertainty: float
    """Of the pixel size, relative, one standard deviation."""
    confidence: float
    """0 to 1: that the pixel size is right within 2 %."""
    text: str
    box: Box
    """Label and bar, in pixels of the picture."""
    doubts: tuple[str, ...] = ()
    """Why the confidence is not higher."""

    @property
    def pixel_m(self) -> float:
        return self.length_m / self.length_px

    def doubted(self, factor: float, reason: str) -> Trusted:
        """The same, trusted less."""
        return replace(self, confidence=self.confidence * factor, doubts=(*self.doubts, reason))


def trust(
    picture: Picture,
    line: Line,
    length: Length,
    label: Box,
    pairings: Sequence[Pairing],
    again: bool,
    said: BurnedInText,
) -> Trusted:
    """Weigh the best pairing of a label with its bars against everything else that is known.

    `again`: whether the label read the same twice. A check that something else in the picture confirms makes up for
    half of the remaining doubt.
    """
    columns = picture.shape[1]
    chosen = _confirmed(pairings, length, columns, said) or pairings[0]
    bar: Bar = chosen.bar
    letters = line.scores[length.start : length.end]
    reading = Trusted(
        length_m=length.metres,
        length_px=bar.length,
        uncertainty=bar.uncertainty / bar.length,
        confidence=min(1.0, 0.25 + 0.8 * chosen.fit),
        text=length.text,
        box=label.around(bar.box),
    )
    surest = min(letters) if letters else 0.0
    if surest < 0.8:
        reading = reading.doubted(0.55 + 0.5 * surest, "the label is hard to read")
    if not again:
        reading = reading.doubted(0.6, "the label reads differently when it is looked at twice")
    if not length.nice:
        reading = reading.doubted(0.7, f"{length.text} is an unusual length for a scale bar")
    if not length.alone:
        reading = reading.doubted(0.93, "the label stands in a line of other text")
    if reading.uncertainty > _COARSE:
        reading = reading.doubted(0.75, f"the bar has only {bar.length:.0f} pixels")
    if len(pairings) > 1 and _contradicts(pairings, chosen):
        reading = reading.doubted(0.65, "more than one line could be the bar")
    reading = _checked(reading, length, columns, said)
    if chosen.fit < _SURE_FIT:
        reading = replace(
            reading,
            confidence=min(reading.confidence, 0.7),
            doubts=(*reading.doubts, "it is not sure that this line is the bar"),
        )
    return reading


def _confirmed(pairings: Sequence[Pairing], length: Length, columns: int, said: BurnedInText) -> Pairing | None:
    """The bar that agrees with a printed field width or pixel size."""
    for pixel in _printed(columns, said):
        for pairing in pairings:
            if abs(length.metres / pairing.bar.length / pixel - 1) <= _AGREE:
                return pairing
    return None


def _contradicts(pairings: Sequence[Pairing], chosen: Pairing) -> bool:
    return any(
        other.fit > 0.8 * chosen.fit and abs(other.bar.length / chosen.bar.length - 1) > 0.02
        for other in pairings
        if other is not chosen
    )


def _printed(columns: int, said: BurnedInText) -> list[float]:
    """Metres per pixel that other text of the picture gives."""
    printed = [said.pixel_size_m] if said.pixel_size_m else []
    return printed + ([said.field_width_m / columns] if said.field_width_m else [])


def _checked(reading: Trusted, length: Length, columns: int, said: BurnedInText) -> Trusted:
    """Against the field width, the printed pixel size, the magnification and what microscopes can do."""
    pixel = reading.pixel_m
    if not _PIXELS[0] < pixel < _PIXELS[1]:
        return reading.doubted(0.3, "no electron microscope takes such pixels")
    printed = _printed(columns, said)
    if any(abs(pixel / other - 1) <= _AGREE for other in printed):
        return replace(reading, confidence=1 - 0.4 * (1 - reading.confidence))
    if printed:
        return reading.doubted(0.5, "the field width or pixel size in the text says otherwise")
    if said.magnification:
        shown = said.magnification * pixel * columns
        if not _SHOWN_WIDTHS[0] < shown < _SHOWN_WIDTHS[1]:
            return reading.doubted(0.45, "it does not go with the magnification in the text")
        return replace(reading, confidence=1 - 0.6 * (1 - reading.confidence))
    if length.doubtful_unit:
        return reading.doubted(0.6, "pm and µm look alike")
    return reading
