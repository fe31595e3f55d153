"""What the table and its plots ask of the project; all of it runs in the worker of the database."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from maemi.errors import InputError

if TYPE_CHECKING:
    from maemi.project.project import Project
    from maemi.survey.plots.plot import Plot
    from maemi.survey.pooled import Pooled
    from maemi.survey.results import Results


AT_ONCE = 1_000
"""Results whose objects are read in one go."""
FIRST = ("count", "mean_size", "median_size", "std_size", "mean_intercept", "pitch", "coverage")
"""What is looked for most stands first; the rest follows as each kind states it."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the table that shows a quantity."""

    name: str
    unit: str
    label: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A quantity whose distribution can be looked at."""

    name: str
    label: str
    of_objects: bool


@dataclass(frozen=True, slots=True)
class Loaded:
    """The results and what they have."""

    results: Results
    headings: tuple[Heading, ...]
    choices: tuple[Choice, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """A plot, the samples behind it, and what they say in words."""

    pooled: Pooled
    groups: tuple[str, ...]
    """Of each row of the results."""
    plot: Plot | None
    problem: str
    """Why there is none."""
    factor: float
    """Shown values over those of the samples."""
    words: tuple[str, ...]
    """Of all together."""


def load(project: Project, search: str, kind: str | None) -> Loaded:
    """The results of what a search lists. Raises InputError for a search that is wrong."""
    from maemi.project.listing import list_ids
    from maemi.survey.choosing import micrograph_quantities, object_quantities
    from maemi.survey.results import load_results
    from maemi.survey.stated import defined

    began = time.monotonic()
    results = load_results(project, list_ids(project, search), kind)
    headings = tuple(
        Heading(
            name, unit, f"{defined(name).label} (px)" if "px" in unit else defined(name).label, defined(name).meaning
        )
        for name, unit in sorted(
            results.columns, key=lambda each: FIRST.index(each[0]) if each[0] in FIRST else len(FIRST)
        )
    )
    choices = [Choice(name, defined(name).label, True) for name in object_quantities(results)]
    choices += [Choice(name, defined(name).label, False) for name in micrograph_quantities(results)]
    return Loaded(results, headings, tuple(choices), time.monotonic() - began)


def pool(project: Project, results: Results, choice: Choice, first: int) -> Pooled:
    """The samples of a quantity; of the objects those of `AT_ONCE` rows only, so that others get at the database."""
    from maemi.survey.pooled import pool_micrographs, pool_objects

    if choice.of_objects:
        return pool_objects(project, results, choice.name, range(first, min(first + AT_ONCE, len(results))))
    return pool_micrographs(results, choice.name)


def drawn(results: Results, parts: Sequence[Pooled], kind: str, by: str) -> Drawn:
    """The plot of the samples of these pieces, with what they say. Needs no database."""
    from maemi.survey.grouping import groups_of
    from maemi.survey.plots.axis import shown_as
    from maemi.survey.plots.distribution import plot
    from maemi.survey.pooled import joined
    from maemi.survey.stated import defined
    from maemi.survey.statistics import statistics
    from maemi.survey.wording import log_normal_in_words, mean_in_words, percentiles_in_words

    pooled = joined(parts) if len(parts) > 1 else parts[0]
    groups = groups_of(results, by)
    whole = statistics(pooled, [""] * len(groups))
    factor = shown_as(defined(pooled.name), pooled.unit, pooled.values).factor
    found, problem = None, ""
    try:
        found = plot(pooled, groups, kind, whole[0] if whole else None)
    except InputError as error:
        problem = str(error)
    words: list[str] = []
    for told in whole:
        counted = f"{told.samples:,} objects in {told.micrographs:,} micrographs"
        words = [counted if pooled.of_objects else f"{told.micrographs:,} micrographs"]
        words += [f"Mean {mean_in_words(pooled, told)}", percentiles_in_words(pooled, told)]
        if told.log_normal is not None and told.log_normal.fits:
            said = log_normal_in_words(pooled, told.log_normal)
            words.append(f"{said[:1].upper()}{said[1:]}")
    if pooled.left_out:
        words.append(f"{pooled.left_out:,} results do not have it, or only in pixels")
    return Drawn(pooled, tuple(groups), found, problem, factor, tuple(words))


def rows_in_bar(drawn: Drawn, bar: int) -> list[int]:
    """The rows of the results that have a sample in a bar, or are of a box's group."""
    if drawn.plot is None:
        return []
    if drawn.plot.boxes:
        group = drawn.plot.boxes[bar].group
        return [row for row, name in enumerate(drawn.groups) if name == group]
    chosen = drawn.plot.bars[bar]
    shown = drawn.pooled.values * drawn.factor
    last = bar == len(drawn.plot.bars) - 1
    inside = (shown >= chosen.low) & ((shown <= chosen.high) if last else (shown < chosen.high))
    return [int(row) for row in np.unique(drawn.pooled.owners[inside])]
