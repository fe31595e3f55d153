"""Statistics in words, for the window, the command line and the notes of a plot."""

from __future__ import annotations

from typing import cast

from maemi.measure.quantities import Quantity, Unit
from maemi.measure.telling import format_quantity, format_value
from maemi.survey.pooled import Pooled
from maemi.survey.stated import defined
from maemi.survey.statistics import GroupStatistics, LogNormal


def what(pooled: Pooled) -> str:
    """A plural word for the samples."""
    return "objects" if pooled.of_objects else "micrographs"


def notes_of(pooled: Pooled, told: GroupStatistics) -> tuple[str, str]:
    """Two lines above a plot: how many, and the mean."""
    counted = f"n = {told.samples:,} objects in {told.micrographs:,} micrographs"
    if not pooled.of_objects:
        counted = f"n = {told.micrographs:,} micrographs"
    return counted, f"mean {mean_in_words(pooled, told)}"


def shape_notes_of(pooled: Pooled, told: GroupStatistics, curve: bool) -> tuple[str, ...]:
    """Two more, about one distribution: percentiles by number, and what a curve shows."""
    by_number = ", ".join(value_in_words(pooled, value) for value in told.percentiles)
    fit = told.log_normal
    if not curve or fit is None:
        return (f"D10, D50, D90: {by_number}",)
    words = f"curve: log-normal, median {value_in_words(pooled, fit.median)}, geometric SD {fit.spread:.3g}"
    return f"D10, D50, D90: {by_number}", words


def mean_in_words(pooled: Pooled, told: GroupStatistics) -> str:
    """`52.3 nm (95 % over micrographs: 50.1 nm to 54.5 nm)`."""
    quantity = Quantity("", told.mean, cast("Unit", pooled.unit), told.mean_low, told.mean_high)
    words = format_quantity(as_shown(pooled, quantity))
    return words.replace("(", "(95 % over micrographs: ", 1)


def percentiles_in_words(pooled: Pooled, told: GroupStatistics) -> str:
    """`D10, D50, D90: 31.2, 50.4, 81.0 nm`, by number and by area."""
    by_number = ", ".join(value_in_words(pooled, value) for value in told.percentiles)
    if told.area_percentiles is None:
        return f"D10, D50, D90: {by_number}"
    by_area = ", ".join(value_in_words(pooled, value) for value in told.area_percentiles)
    return f"D10, D50, D90 by number: {by_number}; by area: {by_area}"


def log_normal_in_words(pooled: Pooled, fit: LogNormal) -> str:
    """The fit, with how far it is from the samples at most."""
    return (
        f"log-normal: median {value_in_words(pooled, fit.median)}, geometric standard deviation {fit.spread:.3g} "
        f"(off by {100 * fit.distance:.1f} % at most)"
    )


def value_in_words(pooled: Pooled, value: float) -> str:
    """One value with its unit."""
    return format_value(as_shown(pooled, Quantity("", value, cast("Unit", pooled.unit))))


def as_shown(pooled: Pooled, quantity: Quantity) -> Quantity:
    """The same under its own name where that decides how it is written (per cent); a mean count is no whole number."""
    if not defined(pooled.name).percent:
        return quantity
    return Quantity(pooled.name, quantity.value, quantity.unit, quantity.low, quantity.high)
