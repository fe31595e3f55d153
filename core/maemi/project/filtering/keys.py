"""The keys of the search line: what each asks, and what may stand behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "number", "date", "choice"]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the search line."""

    name: str
    kind: Kind
    explanation: str
    example: str
    choices: tuple[str, ...] = ()
    """What may stand behind a `choice`."""
    units: tuple[tuple[str, float], ...] = ()
    """Units of a `number`, each with its factor to what the database keeps."""
    default_unit: str | None = ""
    """The unit of a bare number; None where one must be written."""


_COUNTED = (("", 1.0), ("k", 1e3), ("m", 1e6))
_LENGTHS = (
    ("pm", 1e-12),
    ("å", 1e-10),
    ("nm", 1e-9),
    ("um", 1e-6),
    ("µm", 1e-6),
    ("μm", 1e-6),
    ("mm", 1e-3),
    ("cm", 1e-2),
    ("m", 1.0),
)
_VOLTS = (("v", 1.0), ("kv", 1e3), ("mv", 1e6))

KEYS: tuple[Key, ...] = (
    Key("name", "text", "text in the file's name", "name:wire"),
    Key("folder", "text", "text in the folder's path", "folder:2024"),
    Key("class", "text", "the micrograph's class", "class:particles"),
    Key("specimen", "text", "the specimen that the lab named", "specimen:A12"),
    Key("licence", "text", "the micrograph's own licence", "licence:CC-BY"),
    Key("format", "text", "the file's format", "format:TIFF"),
    Key("vendor", "text", "who made the microscope", "vendor:Zeiss"),
    Key("instrument", "text", "the microscope's model", "instrument:Quanta"),
    Key("detector", "text", "the detector", "detector:InLens"),
    Key("technique", "text", "SEM, TEM, STEM, FIB", "technique:STEM"),
    Key("source", "text", "where the pixel size came from: metadata, sidecar, scale bar, typed in", "source:sidecar"),
    Key("mag", "number", "magnification", "mag>10k", units=_COUNTED),
    Key(
        "kv", "number", "accelerating voltage, in kV where no unit is written", "kv>=5", units=_VOLTS, default_unit="kv"
    ),
    Key("pixel", "number", "pixel size, with its unit", "pixel<2nm", units=_LENGTHS, default_unit=None),
    Key(
        "wd", "number", "working distance, in mm where no unit is written", "wd<5mm", units=_LENGTHS, default_unit="mm"
    ),
    Key("width", "number", "columns of the picture", "width>1000", units=_COUNTED),
    Key("height", "number", "rows of the picture", "height>1000", units=_COUNTED),
    Key("pending", "number", "how many pairs are pending", "pending>3", units=_COUNTED),
    Key("approved", "number", "how many pairs are approved", "approved>=1", units=_COUNTED),
    Key("taken", "date", "when it was taken, by the microscope's clock", "taken>2024-01-01"),
    Key("added", "date", "when it was added to the project, in UTC", "added:2024-06"),
    Key(
        "state",
        "choice",
        "has a pair in this state, or none at all",
        "state:pending",
        ("pending", "approved", "rejected", "skipped", "none"),
    ),
    Key(
        "has",
        "choice",
        "what there is of it",
        "has:scale",
        ("scale", "findings", "pairs", "class", "regions", "measurement"),
    ),
    Key(
        "is",
        "choice",
        "what it is; duplicates are those that the last 'maemi duplicates' or index found",
        "is:missing",
        ("missing", "unreadable", "synthetic", "reciprocal", "duplicate"),
    ),
)
BY_NAME = {key.name: key for key in KEYS}
ALIASES = {"magnification": "mag", "voltage": "kv", "pixelsize": "pixel", "file": "name", "review": "state"}


def find_key(name: str) -> Key | None:
    """The key of that name, whatever its case; None where there is none."""
    lowered = name.lower()
    return BY_NAME.get(ALIASES.get(lowered, lowered))
