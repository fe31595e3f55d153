"""The quantities that measuring can state: their names, units, and a number with its interval."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Unit = Literal["m", "m²", "1/m", "1/m²", "px", "px²", "1/px", "1/px²", "°", "1"]
"""`1`: a count, a share (0 … 1) or a ratio. Pixels stand where the pixel size is not known."""


@dataclass(frozen=True, slots=True)
class Defined:
    """What a quantity is."""

    label: str
    """What a person reads."""
    power: int
    """Of the length in it: 1 a length, 2 an area, -1 per length, 0 no length."""
    unit: Literal["°", "1"] = "1"
    """Where `power` is 0."""
    percent: bool = False
    """A share that is shown in percent."""
    meaning: str = ""
    """One sentence, with the source of the definition."""

    @property
    def within(self) -> str:
        """The label inside a sentence: `mean longest Feret diameter`, `ASTM grain size number`."""
        return self.label if self.label[:2].isupper() else self.label[:1].lower() + self.label[1:]


QUANTITIES: dict[str, Defined] = {
    "count": Defined("Count", 0, meaning="Objects seen, those that the border cuts included."),
    "mean_size": Defined("Mean size", 1, meaning="Mean of the sizes of whole objects."),
    "median_size": Defined("Median size", 1),
    "coverage": Defined("Coverage", 0, percent=True, meaning="Area of the objects over the area of the scan."),
    "row": Defined("Row of the centre", 1),
    "column": Defined("Column of the centre", 1),
    "whole": Defined("Whole", 0, meaning="1 where the border does not cut the object, else 0."),
}
"""Each kind of structure enters its own beside these, in the file that measures it (`define`)."""


def define(
    name: str, label: str, power: int, meaning: str = "", *, degrees: bool = False, percent: bool = False
) -> str:
    """Enter a quantity, once; returns its name."""
    QUANTITIES.setdefault(name, Defined(label, power, "°" if degrees else "1", percent, meaning))
    return name


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with the interval that holds the truth of this picture in 95 of 100 cases.

    The interval tells how well the picture was read (edges, splits, pixel size), not how well the picture stands for
    the specimen; where it could not be estimated, `low` and `high` are None.
    """

    name: str
    """A key of `QUANTITIES`."""
    value: float
    unit: Unit
    low: float | None = None
    high: float | None = None
    method: str = ""
    """How it was found, in a few words, with the standard or source."""

    @property
    def defined(self) -> Defined:
        return QUANTITIES.get(self.name) or Defined(self.name.replace("_", " ").capitalize(), 0)

    def scaled(self, length: float, unit_of_length: Literal["m", "px"], length_error: float = 0.0) -> Quantity:
        """In another unit of length (`length` of them make one of the present unit).

        `length_error`: relative 95 % uncertainty of that length, which widens the interval of what holds lengths.
        """
        power = self.defined.power
        factor = length**power
        low, high = (None if bound is None else bound * factor for bound in (self.low, self.high))
        value = self.value * factor
        if low is not None and high is not None and power and length_error:
            low = value - ((value - low) ** 2 + (power * length_error * value) ** 2) ** 0.5
            high = value + ((high - value) ** 2 + (power * length_error * value) ** 2) ** 0.5
        return Quantity(self.name, value, unit_of(power, unit_of_length, self.defined.unit), low, high, self.method)

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), **{name: short(getattr(self, name)) for name in ("value", "low", "high")}}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Quantity:
        """The inverse of `to_json`; entries of other versions are passed over."""
        return cls(**{name: data[name] for name in cls.__dataclass_fields__ if name in data})


def unit_of(power: int, length: Literal["m", "px"], plain: Literal["°", "1"] = "1") -> Unit:
    """The unit of something that holds a length to a power."""
    units: dict[tuple[int, str], Unit] = {
        (1, "m"): "m", (2, "m"): "m²", (-1, "m"): "1/m", (-2, "m"): "1/m²",
        (1, "px"): "px", (2, "px"): "px²", (-1, "px"): "1/px", (-2, "px"): "1/px²",
    }  # fmt: skip
    return units.get((power, length), plain)


def short(value: float | None, digits: int = 6) -> float | None:
    """Six significant digits: more than any picture tells."""
    return None if value is None else float(f"{value:.{digits}g}")
