"""What is stated of labelled objects: how many, how large, of what shape, how near to each other."""

from __future__ import annotations

import numpy as np

from maemi.measure.clusters import agglomeration
from maemi.measure.finding import Found, sizes_of
from maemi.measure.objects import Objects
from maemi.measure.quantities import define
from maemi.measure.reading import Reading
from maemi.measure.shapes import shapes_of

define("std_size", "Standard deviation of size", 1, "Of the sizes of whole objects (n - 1).")
define("density", "Number density", -2, "Objects over the area of the scan; half of those that the border cuts.")
define("mean_feret", "Mean longest Feret diameter", 1, "Of whole objects.")
define("median_circularity", "Median circularity", 0, "Of whole objects; 1 for a disc.")
define("median_aspect", "Median aspect ratio", 0, "Of whole objects; 1 is round.")
define("mean_nearest", "Mean distance to the nearest neighbour", 1, "From centre to centre.")
define("touching", "Share of touching objects", 0, "Objects with at most a pixel to another one.", percent=True)
define("clusters", "Clusters", 0, "Groups of two or more objects that touch.")
define("per_cluster", "Objects in a cluster", 0, "Mean over the clusters.")


def with_objects(found: Found, objects: Objects, warnings: list[str], reading: Reading | None = None) -> Found:
    """`found` with its labelled objects; what takes a while to find out about them is told when `finish` asks.

    Without `reading` nothing is told of how uncertain the numbers are.
    """
    found.count = len(objects)
    found.sizes = sizes_of(objects, objects.diameter, warnings)
    found.cut = int((~objects.whole).sum())
    found.aspect = float(np.median(objects.aspect))
    found.labels = objects.labels
    found.warnings = warnings
    found.rest = lambda chosen: tell_all(chosen, objects, reading)
    return found


def tell_all(found: Found, objects: Objects, reading: Reading | None) -> None:
    """The table of the objects, and what is stated of all of them; `found.coverage` is stated as it is there."""
    found.objects = shapes_of(objects)
    tell_counts(found, objects, reading)
    tell_sizes(found, objects, reading)


def tell_counts(found: Found, objects: Objects, reading: Reading | None) -> None:
    """Count, coverage, density and clusters."""
    area = objects.labels.size
    low, high = reading.of_count() if reading else (None, None)
    found.tell("count", len(objects), low, high, "labelled objects, those cut by the border included")
    if found.coverage is not None:
        around = float(found.objects["perimeter"].sum()) / area
        found.tell(
            "coverage", found.coverage, *(reading.of_share(found.coverage, around) if reading else (None, None)),
            method="share of pixels",
        )  # fmt: skip
    # An object that the border cuts is half in: left and upper sides count, right and lower ones do not (ISO 13322-1).
    inside = int(objects.whole.sum()) + 0.5 * int((~objects.whole).sum())
    each = inside / len(objects) / area
    limits = (None, None) if low is None or high is None else (each * low, each * high)
    found.tell("density", each * len(objects), *limits, method="objects cut by the border count half")
    together = agglomeration(objects.labels, len(objects))
    found.touching = together.share
    found.tell("touching", together.share)
    if together.clusters:
        found.tell("clusters", together.clusters)
        found.tell("per_cluster", together.members)


def tell_sizes(found: Found, objects: Objects, reading: Reading | None) -> None:
    """Means and medians over whole objects, and the mean distance to the nearest neighbour."""
    sizes = found.sizes
    columns = {name: values[objects.whole] for name, values in found.objects.items()}

    def tell(name: str, value: float, method: str = "", sides: float = 2.0) -> None:
        low, high = reading.of_length(value, sides) if reading else (None, None)
        found.tell(name, value, low, high, method)

    if len(sizes):
        tell("mean_size", float(sizes.mean()), "diameter of the circle of equal area")
        tell("median_size", float(np.median(sizes)))
        if len(sizes) > 1:
            found.tell("std_size", float(sizes.std(ddof=1)))
        tell("mean_feret", float(columns["feret_max"].mean()), "largest distance of parallel tangents")
        found.tell("median_circularity", float(np.median(columns["circularity"])), method="4 π area / perimeter²")
        found.tell("median_aspect", float(np.median(columns["aspect"])), method="axes of inertia")
    if "nearest" in found.objects:
        tell("mean_nearest", float(found.objects["nearest"].mean()), "between centres of area", sides=0.5)
