"""Which quantity is looked at where nobody has named one, and finding the one that somebody named."""

from __future__ import annotations

from maemi.errors import InputError
from maemi.project.project import Project
from maemi.survey.pooled import Pooled, pool_micrographs, pool_objects
from maemi.survey.results import Results

LIKELY_OF_OBJECTS = ("size", "width", "diameter", "length", "intercept")
LIKELY = ("mean_size", "mean_intercept", "pitch", "count", "coverage")
NOT_DRAWN = frozenset({"whole", "by_hand", "row", "column"})
"""What tells where or what an object is, not how large."""


def object_quantities(results: Results) -> list[str]:
    """Properties of objects that a distribution is worth looking at."""
    return [name for name in results.object_names() if name not in NOT_DRAWN]


def micrograph_quantities(results: Results) -> list[str]:
    """Quantities that any micrograph has, each once."""
    return list(dict.fromkeys(name for name, _ in results.columns))


def default_quantity(results: Results) -> str:
    """The objects' size where there are any, else what is stated of the micrographs. Raises InputError for nothing."""
    of_objects, of_micrographs = object_quantities(results), micrograph_quantities(results)
    likely = [name for name in LIKELY_OF_OBJECTS if name in of_objects] + [
        name for name in LIKELY if name in of_micrographs
    ]
    found = [*likely, *of_objects, *of_micrographs]
    if not found:
        raise InputError("No micrograph of this search has a measurement: measure first ('maemi measure-all').")
    return found[0]


def pool(project: Project, results: Results, name: str | None) -> Pooled:
    """The samples of a property of the objects or of a quantity of the micrographs; objects go first.

    Raises InputError where no result has it.
    """
    wanted = name or default_quantity(results)
    if wanted in object_quantities(results):
        return pool_objects(project, results, wanted)
    if wanted in micrograph_quantities(results):
        return pool_micrographs(results, wanted)
    known = dict.fromkeys([*object_quantities(results), *micrograph_quantities(results)])
    raise InputError(f"No result has the quantity '{wanted}': choose {', '.join(known) or 'after measuring'}.")
