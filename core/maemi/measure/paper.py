"""What a measurement says in a paper: its methods, settings and numbers in a few sentences."""

from __future__ import annotations

from maemi import __version__
from maemi.measure.figures import figures_of
from maemi.measure.plain_fields import stated
from maemi.measure.result import Measurement
from maemi.measure.setting_words import settings_text
from maemi.measure.settings import AUTOMATIC, Settings
from maemi.micrograph.units import format_length

READ = (
    "Intervals are 95 % intervals of reading this micrograph (edges, separation of objects, pixel size); "
    "they do not cover the variation of the specimen."
)


def methods_text(measurement: Measurement, asked: Settings = AUTOMATIC, name: str = "") -> str:
    """Sentences for a methods section. `asked` tells which settings a person gave; `name` is the micrograph's."""
    where = f" in {name}" if name else ""
    told = [f"{measurement.kind.capitalize()}{where} were measured with MAEMI {__version__}."]
    if measurement.kind == "pattern":
        told = [f"The pattern{where} was measured with MAEMI {__version__}."]
    if measurement.method:
        told.append(_sentence(measurement.method))
    pixel = measurement.pixel_size_m
    told.append(f"Pixel size: {format_length(pixel)} ({measurement.pixel_size_source})." if pixel else "No pixel size.")
    given = asked.to_json()
    automatic = {key: value for key, value in measurement.settings.items() if key not in given}
    for text, head in (
        (settings_text(automatic, pixel), "Settings chosen from the picture"),
        (settings_text(given, pixel), "Settings given"),
    ):
        if text:
            told.append(f"{head}: {text}.")
    if measurement.corrected:
        told.append(f"{measurement.corrected} corrections by hand.")
    numbers = [f"{one.defined.within} {figures_of(one)}" for one in stated(measurement)]
    if numbers:
        told.append(_sentence("; ".join(numbers)))
        if any(one.low is not None for one in measurement.quantities):
            told.append(READ)
    else:
        told.append("No numbers could be stated reliably.")
    return " ".join(told)


def quantity_table(measurement: Measurement) -> str:
    """Tab-separated lines under a header: quantity, value, low and high of the 95 % interval, unit, method."""
    lines = ["quantity\tvalue\tlow\thigh\tunit\tmethod"]
    for one in stated(measurement):
        told = figures_of(one)
        # Without separators of thousands: a spreadsheet shall read numbers.
        numbers = [(text or "").replace(",", "") for text in (told.value, told.low, told.high)]
        lines.append("\t".join((one.defined.label, *numbers, told.unit, one.method)))
    return "\n".join(lines) + "\n"


def _sentence(text: str) -> str:
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
