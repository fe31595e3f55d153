"""Particles: compact objects on a background, brighter or darker, touching ones told apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from maemi.measure.clusters import agglomeration
from maemi.measure.finding import Found, better_polarity, quality
from maemi.measure.imaging import Labels
from maemi.measure.objects import Objects, common_direction, describe, keep_only, renumbered
from maemi.measure.preparing import Prepared
from maemi.measure.reading import reading_of
from maemi.measure.separating import Foreground, brighter, fill_holes, filled_each, judged, separate
from maemi.measure.splitting import basins_of
from maemi.measure.standing_out import StandingOut, standing_out, weighted_median
from maemi.measure.stating import with_objects

LEAST_AREA = 12
"""Working pixels; below it a speck cannot be told from noise."""

NECK = 0.92
"""Of the smaller one's inscribed circle: two objects whose neck is wider are one."""
JAGGED = 8.0
"""Pixels by which an outline strays, times the contrast over the noise."""

CLUSTER = 8.0
"""Mean members from which a person may have counted a cluster as one."""
FAINT = 0.35
"""Of how far the typical object stands out: below it lie halos, smears and what shines through."""
SLOW = 16.0
"""Pixels over which an edge may rise; or two fifths of the object's diameter."""

METHOD = (
    "Particles: grey levels above a threshold (Otsu 1979, drawn to the edges around, Kittler et al. 1985), outlines at "
    "the local half height of each edge (Bernsen 1986), touching particles cut at necks by the watershed of the "
    "distance transform (Beucher and Lantuéjoul 1979)."
)


def find_particles(prepared: Prepared) -> Found:
    """Particles of the polarity that looks more like particles, or that a person gave."""
    if prepared.settings.polarity is not None:
        return find_of_polarity(prepared, prepared.settings.polarity == "bright")
    return better_polarity(lambda bright: find_of_polarity(prepared, bright), enough=0.9)


def recount(labels: Labels, prepared: Prepared, before: Found | None = None) -> Found:
    """What a given label image (of the working scan) tells, without finding anything anew.

    `before`: what was found in the scan; its polarity holds, else that on which the labelled pixels lie.
    """
    objects = describe(renumbered(labels))
    if len(objects) == 0:
        return Found("particles")
    polarity = before.used.get("polarity") if before else None
    bright = polarity == "bright" if polarity else brighter(prepared, objects.labels)
    return found_in(objects, judged(prepared, objects.labels > 0, bright), prepared)


def find_of_polarity(prepared: Prepared, bright: bool) -> Found:
    foreground = separate(prepared, bright)
    if quality(foreground) == 0:
        return Found("particles", sharpness=foreground.contrast)
    objects, doubts = objects_of(prepared, foreground)
    if len(objects) == 0:
        return Found("particles")
    return found_in(objects, foreground, prepared, doubts)


def found_in(objects: Objects, foreground: Foreground, prepared: Prepared, doubts: tuple[int, int] = (0, 0)) -> Found:
    """Particles that are told apart already, and how much they look like particles."""
    coverage = float((objects.labels > 0).mean())
    confidence = quality(foreground) * compactness(objects) * (1.0 if coverage < 0.75 else 0.3)
    if not foreground.bright:
        # Much dark between bright is what lies between bright objects, or pores; dark particles are few.
        confidence *= float(np.clip((0.45 - coverage) / 0.15, 0.2, 1))
    warnings: list[str] = []
    seen = standing_out(foreground.plane(prepared), objects)
    relief = in_relief(seen)
    if relief > 0:
        confidence *= 1 - relief
        warnings.append("dark rings around the objects are as strong as the objects: where they end is not clear")
    if len(objects) > 5000:
        confidence = min(confidence, 0.2)
        warnings.append("more than 5000 specks: texture or noise, not particles")
    if not objects.whole.any():
        confidence = min(confidence, 0.2)
    alike = of_one_kind(objects)
    if alike < 1:
        confidence *= alike
        warnings.append("many are far smaller than those that take the area: how many there are depends on what counts")
    groups = agglomeration(objects.labels, len(objects))
    if groups.share > 0.5 and groups.members >= CLUSTER:
        warnings.append(f"most touch others, in {groups.clusters} clusters: each one is counted, not each cluster")
    if overlapping(objects) > 0.3:
        warnings.append("some outlines are not convex: particles that overlap may be counted as one")
    reading = reading_of(seen, objects, foreground.bright, confidence, doubts)
    if reading.sure_of_count < 1:
        confidence *= reading.sure_of_count
        warnings.append("where one particle ends and the next begins is doubtful for many: the count is rough")
    angle, _ = common_direction(objects.angle_deg, np.where(objects.aspect > 1.5, objects.area, 0.0))
    found = Found("particles", confidence, coverage=coverage, orientation_deg=angle, sharpness=foreground.contrast)
    split = prepared.settings.split
    found.used = {"polarity": "bright" if foreground.bright else "dark", "split": NECK if split is None else split}
    found.method = METHOD
    return with_objects(found, objects, warnings, reading)


def objects_of(prepared: Prepared, foreground: Foreground) -> tuple[Objects, tuple[int, int]]:
    """Split, described, and rid of specks (single pixels, and what is far below the typical object).

    And how many objects fewer and more there would be under other limits of splitting.
    """
    settings = prepared.settings
    neck, doubt = limits_of_split(settings.split, foreground.contrast)
    basins = basins_of(fill_holes(prepared, foreground))
    objects = describe(filled_each(basins.split(neck, doubt)))
    if len(objects) == 0:
        return objects, (0, 0)
    least = max(LEAST_AREA, 0.02 * weighted_median(objects.area, objects.area))
    if settings.smallest_px is not None:
        # What lies below it goes later (`given`); here it only lets in what would be taken for a speck.
        least = min(least, np.pi / 4 * settings.smallest_px**2)
    objects = describe(keep_only(objects.labels, objects.area >= least))
    if len(objects) == 0:
        return objects, (0, 0)
    doubts = basins.doubts(neck, doubt, least) if settings.split is None else (0, 0)
    kept = clear(standing_out(foreground.plane(prepared), objects), objects)
    return describe(keep_only(objects.labels, kept)), doubts


def limits_of_split(wanted: float | None, contrast: float) -> tuple[float, float]:
    """The neck, and the pixels of doubt, below which touching objects are cut; `wanted`: what a person set, 0 … 1."""
    doubt = float(np.clip(JAGGED / max(contrast, 1e-6), 0.4, 1.2))
    if wanted is None:
        return NECK, doubt
    return wanted, doubt * float(np.clip((1 - wanted) / (1 - NECK), 0, 1))


def clear(seen: StandingOut, objects: Objects) -> NDArray[np.bool_]:
    """Which objects stand out as far as the typical one nearly does, with an edge and not a slow change of grey."""
    typical = weighted_median(seen.rise, objects.area)
    return (seen.rise >= FAINT * typical) & (seen.width <= np.maximum(SLOW, 0.4 * objects.diameter))


def in_relief(seen: StandingOut) -> float:
    """0 … 1: whether the typical object has a ring around it that is as dark as it is bright.

    Such is a bump lit from the side or its charge: where it ends cannot be told by its grey.
    """
    return float(np.clip((-float(np.median(seen.ring)) - 0.3) / 0.2, 0, 1))


def of_one_kind(objects: Objects) -> float:
    """0 … 1: nothing is left where the middle one of all is a third as wide as the one in the middle of the area.

    Then specks and what is to be counted are in one picture, and the smallest size that counts decides on the number.
    """
    ratio = np.sqrt(weighted_median(objects.area, objects.area) / float(np.median(objects.area)))
    return float(np.clip(3 - ratio, 0, 1))


def overlapping(objects: Objects) -> float:
    """Share of the covered area in objects that fill their ellipse badly, as clusters do."""
    ellipse = np.pi / 4 * objects.major * objects.minor
    return float(objects.area[objects.area < 0.93 * ellipse].sum() / objects.area.sum())


def compactness(objects: Objects) -> float:
    """0 … 1: how much of the covered area is in convex, not too long objects; films and networks score low."""
    ellipse = np.pi / 4 * objects.major * objects.minor
    solid = np.clip((objects.area / np.maximum(ellipse, 1) - 0.6) / 0.3, 0, 1)
    compact = np.clip((6 - objects.aspect) / 3, 0, 1)
    frame = objects.labels.size
    small = np.clip((0.35 - objects.area / frame) / 0.15, 0, 1)
    return float(np.average(solid * compact * small, weights=objects.area))
