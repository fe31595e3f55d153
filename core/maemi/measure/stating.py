"""What is stated of labelled objects: how many, how large, of what shape, how near to each other."""

from __future__ import annotations

import numpy as np

from maemi.measure.clusters import agglomeration
from maemi.measure.finding import Found, sizes_of
from maemi.measure.objects import Objects
from maemi.measure.quantities import define
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


def with_objects(found: Found, objects: Objects, warnings: list[str]) -> Found:
    """`found` with its labelled objects; what takes a while to find out about them is told when `finish` asks."""
    found.count = len(objects)
    found.sizes = sizes_of(objects, objects.diameter, warnings)
    found.cut = int((~objects.whole).sum())
    found.aspect = float(np.median(objects.aspect))
    found.labels = objects.labels
    found.warnings = warnings
    found.rest = lambda chosen: tell_all(chosen, objects)
    return found


def tell_all(found: Found, objects: Objects) -> None:
    """The table of the objects, and what is stated of all of them; `found.coverage` is stated as it is there."""
    found.objects = shapes_of(objects)
    tell_counts(found, objects)
    tell_sizes(found, objects)


def tell_counts(found: Found, objects: Objects) -> None:
    """Count, coverage, density and clusters."""
    found.tell("count", len(objects), method="labelled objects, those cut by the border included")
    if found.coverage is not None:
        found.tell("coverage", found.coverage, method="share of pixels")
    # An object that the border cuts is half in: left and upper sides count, right and lower ones do not (ISO 13322-1).
    inside = int(objects.whole.sum()) + 0.5 * int((~objects.whole).sum())
    found.tell("density", inside / objects.labels.size, method="objects cut by the border count half")
    together = agglomeration(objects.labels, len(objects))
    found.touching = together.share
    found.tell("touching", together.share)
    if together.clusters:
        found.tell("clusters", together.clusters)
        found.tell("per_cluster", together.members)


def tell_sizes(found: Found, objects: Objects) -> None:
    """Means and medians over whole objects, and the mean distance to the nearest neighbour."""
    sizes = found.sizes
    columns = {name: values[objects.whole] for name, values in found.objects.items()}
    if len(sizes):
        found.tell("mean_size", float(sizes.mean()), method="diameter of the circle of equal area")
        found.tell("median_size", float(np.median(sizes)))
        if len(sizes) > 1:
            found.tell("std_size", float(sizes.std(ddof=1)))
        found.tell("mean_feret", float(columns["feret_max"].mean()), method="largest distance of parallel tangents")
        found.tell("median_circularity", float(np.median(columns["circularity"])), method="4 π area / perimeter²")
        found.tell("median_aspect", float(np.median(columns["aspect"])), method="axes of inertia")
    if "nearest" in found.objects:
        found.tell("mean_nearest", float(found.objects["nearest"].mean()), method="between centres of area")
