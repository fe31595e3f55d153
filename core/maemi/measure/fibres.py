"""Fibres and wires: told apart, how many, how thick along their middle lines, how long, and which way they run."""

from __future__ import annotations

from typing import Any

import numpy as np

from maemi.measure import imaging
from maemi.measure.across import widths_across
from maemi.measure.doubles import doubled
from maemi.measure.fibre_net import Sight, look, middle_lines
from maemi.measure.fibre_numbers import tell_fibres
from maemi.measure.fibre_table import described
from maemi.measure.finding import Found, better_polarity, quality
from maemi.measure.imaging import Labels, Mask, Plane
from maemi.measure.joining import Ends, ends_of, joined
from maemi.measure.labelling import labelled, lines_of
from maemi.measure.lines import Lines
from maemi.measure.objects import renumbered
from maemi.measure.preparing import Prepared
from maemi.measure.separating import Foreground, brighter, judged, separate
from maemi.measure.skeleton import MOST_SEGMENTS, segments_along, segments_of

LEAST_ASPECT = 4.0
"""Length over diameter below which a line is a blob, not a fibre."""
LEAST_INSIDE = 4.0
"""The same of the middle line of what the network sees, which ends half a diameter short at either end."""
LEAST_SEEN = 0.6
"""The same where the frame cuts a fibre, of which a short part may show."""
LEAST_CUT = 0.4
"""The same of one that the network is sure of."""
LEAST_HIDDEN = 2.5
"""The same inside the picture of one that the network is sure of and that passes under others at both ends."""
SURELY = 0.95
"""Probability of being a fibre along the middle line from which little of it is enough."""
WIDE = 12.0
"""Pixels of the network's scale: of thinner ones a short piece between crossings may be part of any of them."""
CROWDED = 0.5
"""Share of the picture above which fibres lie over one another."""
SEEN = (
    "Fibres were told apart by a network that was trained on drawn fibres (U-Net, Ronneberger 2015), thinned to middle "
    "lines (Zhang and Suen 1984), joined straight where they pass under others, and measured across their middle "
    "lines where the grey falls most steeply (Canny 1986)."
)
METHOD = (
    "Fibres were separated from the background by a global threshold (Otsu 1979, then half height), thinned to middle "
    "lines (Zhang and Suen 1984), joined straight through crossings within 30°, and measured across their middle "
    "lines where the grey falls most steeply (Canny 1986)."
)


def find_fibres(prepared: Prepared) -> Found:
    """Fibres as the network sees them; of the polarity that looks more like fibres where a threshold has to do."""
    settings = prepared.settings
    # The network knows neither: who sets one of them means the threshold, unless the network is asked for by name.
    free = settings.segmenter is None and settings.threshold is None and settings.polarity is None
    sight = look(prepared.smooth) if free or settings.segmenter == "network" else None
    if sight is not None:
        return find_seen(prepared, sight)
    if settings.polarity is not None:
        return find_of_polarity(prepared, settings.polarity == "bright")
    return better_polarity(lambda bright: find_of_polarity(prepared, bright), enough=0.5)


def find_seen(prepared: Prepared, sight: Sight) -> Found:
    """Fibres from what the network says of each pixel."""
    shape = prepared.flat.shape
    mask = enlarged(sight.mask, sight.scale, shape)
    coverage = float(mask.mean())
    segments = segments_along(middle_lines(sight), sight.radius + np.float32(0.5), least=1.0)
    if segments is None:
        return Found("fibres", warnings=[f"more than {MOST_SEGMENTS} line segments: texture or noise, not fibres"])
    lines = joined(segments, sight.mask)
    lines = lines.taken(lengthy(lines, sight))
    lines = lines.taken(~doubled(lines))
    if len(lines) == 0:
        return Found("fibres", coverage=coverage)
    lines = lines.enlarged(sight.scale)
    foreground = judged(prepared, mask, brighter(prepared, mask.astype(np.int32)))
    lines = kept(lines, prepared, foreground.bright)
    found = found_in(lines, labelled(lines, mask), prepared, foreground, trust(sight))
    found.method = SEEN
    found.used["segmenter"] = "network"
    return found


def lengthy(lines: Lines, sight: Sight) -> Mask:
    """[lines] long enough for a fibre: what leaves the frame, or passes under others at both ends, may show less."""
    shape = sight.mask.shape
    ends, diameter = ends_of(lines), 2 * lines.median(lines.radius)
    to_frame = np.minimum(ends.place, np.array(shape) - 1 - ends.place).min(axis=1)
    cut = (to_frame.reshape(-1, 2) <= diameter[:, None] + 3).any(axis=1)
    rows, columns = (lines.points[:, axis].astype(np.intp).clip(0, shape[axis] - 1) for axis in (0, 1))
    surely = lines.median(sight.fibre[rows, columns].astype(np.float64)) > SURELY
    under = surely & (diameter >= WIDE) & goes_on(ends, sight.mask).reshape(-1, 2).all(axis=1)
    least = np.where(under, LEAST_HIDDEN, LEAST_INSIDE)
    least = np.where(cut, np.where(surely, LEAST_CUT, LEAST_SEEN), least)
    return lines.lengths >= least * diameter


def goes_on(ends: Ends, mask: Mask) -> Mask:
    """[ends] whether there are fibres, or the frame, straight on as far as one as wide would reach."""
    found = np.ones(len(ends.place), dtype=np.bool_)
    for reach in (1.0, 1.5, 2.0):
        place = np.rint(ends.place + ends.way * (reach * ends.radius + 2)[:, None]).astype(np.intp)
        rows, columns = place[:, 0], place[:, 1]
        inside = (rows >= 0) & (rows < mask.shape[0]) & (columns >= 0) & (columns < mask.shape[1])
        found &= ~inside | mask[np.where(inside, rows, 0), np.where(inside, columns, 0)]
    return found


def trust(sight: Sight) -> float:
    """0 … 1: how far what the network says can be believed."""
    return float(np.clip((sight.sureness - 0.25) / 0.4, 0, 1))


def kept(lines: Lines, prepared: Prepared, bright: bool) -> Lines:
    """Without lines that are thinner or thicker than the settings allow."""
    smallest, largest = prepared.settings.smallest_px, prepared.settings.largest_px
    if smallest is None and largest is None:
        return lines
    across = lines.median(widths_across(picture_of(prepared, bright), lines))
    diameter = np.where(np.isfinite(across), across, 2 * lines.median(lines.radius))
    return lines.taken((diameter >= (smallest or 0.0)) & (diameter <= (largest or np.inf)))


def picture_of(prepared: Prepared, bright: bool) -> Plane:
    """The picture in which edges are looked for, fibres bright."""
    plane = prepared.smooth if prepared.raw is None else prepared.raw
    return plane if bright else -plane


def enlarged(mask: Mask, scale: int, shape: tuple[int, int]) -> Mask:
    """A mask at a coarser scale for all working pixels; what lies beyond its last row and column is as they are."""
    rows, columns = (
        np.minimum(np.arange(side) // scale, there - 1) for side, there in zip(shape, mask.shape, strict=True)
    )
    return mask[rows[:, None], columns[None]]


def recount(labels: Labels, prepared: Prepared, before: Found | None = None) -> Found:
    """What a given label image (of the working scan) tells, without finding anything anew.

    `before`: what was found in the scan; its polarity holds, else that on which the labelled pixels lie.
    """
    labels = renumbered(labels)
    if not labels.any():
        return Found("fibres")
    polarity = before.used.get("polarity") if before else None
    bright = polarity == "bright" if polarity else brighter(prepared, labels)
    return found_in(lines_of(labels), labels, prepared, judged(prepared, labels > 0, bright))


def find_of_polarity(prepared: Prepared, bright: bool) -> Found:
    foreground = separate(prepared, bright)
    mask = drop_specks(foreground.mask)
    coverage = float(mask.mean())
    if coverage == 0 or coverage > 0.85 or quality(foreground) == 0:
        return Found("fibres", sharpness=foreground.contrast)
    segments = segments_of(mask)
    if segments is None:
        return Found("fibres", warnings=[f"more than {MOST_SEGMENTS} line segments: texture or noise, not fibres"])
    lines = joined(segments, mask)
    lines = lines.taken(lines.lengths >= LEAST_ASPECT * 2 * lines.median(lines.radius))
    if len(lines) == 0:
        return Found("fibres", coverage=coverage)
    likeness = quality(foreground) * fit(lines, float(mask.sum())) * float(np.clip((0.85 - coverage) / 0.15, 0, 1))
    lines = kept(lines, prepared, foreground.bright)
    return found_in(lines, labelled(lines, mask), prepared, foreground, likeness)


def found_in(
    lines: Lines, labels: Labels, prepared: Prepared, foreground: Foreground, confidence: float | None = None
) -> Found:
    """Fibres that are told apart; `confidence`: how much what was found looks like fibres, where known."""
    if confidence is None:
        confidence = quality(foreground) * fit(lines, float((labels > 0).sum()))
    coverage = float((labels > 0).mean())
    if len(lines) == 0:
        return Found("fibres", coverage=coverage)
    diameters = 2 * lines.median(lines.radius)
    lengths = lines.lengths
    found = Found("fibres", confidence, len(lines), diameters, coverage=coverage, sharpness=foreground.contrast)
    found.labels = labels
    found.method = METHOD
    found.used = used_settings(prepared, foreground)
    found.aspect = float(np.median(lengths / diameters))
    bridges = lines.total((~lines.seen).astype(np.float64)) > 0
    found.touching = float(bridges.mean())
    if coverage > CROWDED:
        found.warnings.append("fibres cover most of the picture: some that lie behind others may not be counted")
    plane = picture_of(prepared, foreground.bright)
    found.rest = lambda chosen: tell_fibres(chosen, described(lines, labels, widths_across(plane, lines)))
    return found


def used_settings(prepared: Prepared, foreground: Foreground) -> dict[str, Any]:
    """Names of `Settings` with what was used, lengths in pixels of the scan."""
    settings = prepared.settings
    lengths = {name: getattr(settings, name) for name in ("smallest_px", "largest_px")}
    return {
        "polarity": "bright" if foreground.bright else "dark",
        "segmenter": "classical",
        **{name: value * prepared.factor for name, value in lengths.items() if value is not None},
    }


def drop_specks(mask: Mask) -> Mask:
    """The mask without components below a hundredth of the one that holds the typical foreground pixel."""
    labels, count = imaging.label(mask, eight=True)
    if count == 0:
        return mask
    area = np.bincount(labels.ravel())
    area[0] = 0
    order = np.sort(area[1:])
    typical = order[np.searchsorted(np.cumsum(order), order.sum() / 2)]
    return (area >= max(30, 0.01 * typical))[labels]


def fit(lines: Lines, area: float) -> float:
    """0 … 1: how much of the foreground the fibres explain as length × diameter, and how long and even they are."""
    lengths, radius = lines.lengths, lines.median(lines.radius)
    uneven = 1.4826 * lines.median(np.abs(lines.radius - radius[lines.owner])) / radius
    explained = float((lengths * 2 * radius).sum()) / area
    long = np.average(np.clip(lengths / radius / 20, 0, 1), weights=lengths)
    even = np.average(np.clip((0.6 - uneven) / 0.3, 0, 1), weights=lengths)
    return float(np.clip((explained - 0.4) / 0.4, 0, 1) * np.clip((2 - explained) / 0.6, 0, 1) * long * even)
