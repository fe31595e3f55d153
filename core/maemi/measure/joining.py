"""Pieces of middle line joined straight through the crossings that cut them: one line a fibre."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maemi.measure import imaging
from maemi.measure.imaging import Floats, Mask
from maemi.measure.lines import Indices, Lines, gathered

STRANGE = 12.0
"""Sum of squares, in usual deviations, above which two ends do not belong to one fibre: three and a half deviations."""
HIDDEN = 16.0
"""Half widths over which a fibre may be out of sight: under one as thick as itself that it crosses at 8 degrees."""


@dataclass(frozen=True, slots=True)
class Ends:
    """Both ends of each line: entry 2 i is the first end of line i, 2 i + 1 its last."""

    place: Floats
    """[ends, 2]."""
    way: Floats
    """[ends, 2] unit vectors that point outwards."""
    radius: Floats
    """[ends] half the width of the line."""


def ends_of(lines: Lines) -> Ends:
    """Where lines end, and which way they point there."""
    radius = lines.median(lines.radius)
    first, last = lines.starts[:-1], lines.starts[1:] - 1
    # A chord as long as the fibre is thick and more: the last pixels of a skeleton bend into the crossing.
    reach = np.minimum(np.maximum(10.0, 5.0 * radius), np.diff(lines.starts) - 1).astype(np.intp)
    sums = np.concatenate([np.zeros((1, 2)), np.cumsum(lines.points, axis=0)])

    def outwards(end: Floats, low: Indices, high: Indices) -> Floats:
        near = (sums[high] - sums[low]) / np.maximum(high - low, 1)[:, None]
        way = end - near
        return way / np.maximum(np.hypot(*way.T), 1e-9)[:, None]

    start, finish = lines.points[first], lines.points[last]
    ways = outwards(start, first, first + reach + 1), outwards(finish, last - reach, last + 1)
    place = np.stack([start, finish], axis=1).reshape(-1, 2)
    return Ends(place, np.stack(ways, axis=1).reshape(-1, 2), np.repeat(radius, 2))


def joined(lines: Lines, covered: Mask) -> Lines:
    """Lines that continue one another made into one, bridged by straight pieces; each end is used once.

    `covered`: the pixels of all fibres: a fibre may pass out of sight under others, but not through the open.
    """
    if len(lines) == 0:
        return lines
    ends = ends_of(lines)
    partner = partners(ends, len(lines), covered)
    parts: list[tuple[Floats, Floats, Mask]] = []
    for chain in chains(partner):
        points: list[Floats] = []
        radius: list[Floats] = []
        seen: list[Mask] = []
        for index, backwards in chain:
            piece = slice(lines.starts[index], lines.starts[index + 1])
            turn = -1 if backwards else 1
            path, wide = lines.points[piece][::turn], lines.radius[piece][::turn]
            if points:
                bridge, across = between(points[-1][-1], path[0], radius[-1], wide)
                points.append(bridge)
                radius.append(across)
                seen.append(np.zeros(len(bridge), dtype=np.bool_))
            points.append(path)
            radius.append(wide)
            seen.append(lines.seen[piece][::turn])
        parts.append((np.concatenate(points), np.concatenate(radius), np.concatenate(seen)))
    return gathered(parts)


def between(start: Floats, finish: Floats, before: Floats, after: Floats) -> tuple[Floats, Floats]:
    """Points a pixel apart from one end to the other, both left out, and half the widths there."""
    count = max(0, round(float(np.hypot(*(finish - start)))) - 1)
    part = (np.arange(count) + 1) / (count + 1)
    widths = float(np.median(before)) * (1 - part) + float(np.median(after)) * part
    return start + (finish - start) * part[:, None], widths


def partners(ends: Ends, count: int, covered: Mask) -> dict[int, int]:
    """Which end continues which, both ways round; the best continuation first, and no rings."""
    thickest = float(np.max(ends.radius))
    pairs = imaging.near_pairs(ends.place, HIDDEN * thickest + 8)
    a, b = pairs[:, 0], pairs[:, 1]
    gap = ends.place[b] - ends.place[a]
    distance = np.maximum(np.hypot(*gap.T), 1e-9)
    cost = strangeness(ends, a, b, gap, distance)
    thick, thin = np.maximum(ends.radius[a], ends.radius[b]), np.minimum(ends.radius[a], ends.radius[b])
    alike = (a // 2 != b // 2) & (cost < STRANGE) & (thick <= 2 * thin + 1)
    a, b, cost, distance, thin = a[alike], b[alike], cost[alike], distance[alike], thin[alike]
    # Half a width short of a crossing, a skeleton may bend or stop; what is longer must be hidden by something.
    hidden = shares_covered(ends.place[a], ends.place[b], covered) > 0.9
    fits = distance <= np.where(hidden, HIDDEN * np.maximum(thin, 0.5 * thickest), 3 * thin + 4)
    group = list(range(count))

    def root(line: int) -> int:
        while group[line] != line:
            group[line] = group[group[line]]
            line = group[line]
        return line

    partner: dict[int, int] = {}
    for at in np.argsort(cost, kind="stable"):
        one, other = int(a[at]), int(b[at])
        if fits[at] and one not in partner and other not in partner and root(one // 2) != root(other // 2):
            partner[one], partner[other] = other, one
            group[root(one // 2)] = root(other // 2)
    for line in range(count):
        partner.setdefault(2 * line, -1)
        partner.setdefault(2 * line + 1, -1)
    return partner


def chains(partner: dict[int, int]) -> list[list[tuple[int, bool]]]:
    """Lines in the order in which they continue one another: (line, whether it is walked backwards)."""
    found: list[list[tuple[int, bool]]] = []
    walked: set[int] = set()
    for end in sorted(partner):
        if partner[end] >= 0 or end // 2 in walked:
            continue
        chain: list[tuple[int, bool]] = []
        while end >= 0:
            chain.append((end // 2, end % 2 == 1))
            walked.add(end // 2)
            end = partner[end ^ 1]
        found.append(chain)
    return found


def strangeness(ends: Ends, a: Indices, b: Indices, gap: Floats, distance: Floats) -> Floats:
    """[pairs] how unlike one fibre two ends look: turn, sideways shift, difference of width, length of the gap.

    A sum of squares of what each is over its usual deviation: a turn of 9°, more over a long gap, because fibres bend;
    a shift of a quarter of the width, more over a long gap for the same reason; a third of the width.
    """
    thin = np.minimum(ends.radius[a], ends.radius[b])
    turn = np.degrees(np.arccos(np.clip(-(ends.way[a] * ends.way[b]).sum(axis=1), -1, 1)))
    far = distance / (thin + 2)
    shifts = [np.abs(ends.way[end, 0] * gap[:, 1] - ends.way[end, 1] * gap[:, 0]) for end in (a, b)]
    # Towards each other, not away: an overlap of a width comes of skeletons that run into one another.
    back = np.minimum((ends.way[a] * gap).sum(axis=1), -(ends.way[b] * gap).sum(axis=1))
    behind = np.maximum(-back - 0.5 * thin - 1, 0)
    return (
        (turn / (9 + 1.0 * far)) ** 2
        + (np.maximum(*shifts) / (0.5 * thin + 1 + 0.05 * distance)) ** 2
        + (np.log((ends.radius[a] + 0.5) / (ends.radius[b] + 0.5)) / 0.33) ** 2
        + (far / HIDDEN) ** 2
        + (2 * behind / (thin + 1)) ** 2
    )


def shares_covered(starts: Floats, finishes: Floats, covered: Mask) -> Floats:
    """[pairs] which part of the straight way from start to finish lies in the mask."""
    part = np.linspace(0, 1, 25)[None, :, None]
    places = np.rint(starts[:, None] * (1 - part) + finishes[:, None] * part).astype(np.intp)
    rows, columns = places[..., 0].clip(0, covered.shape[0] - 1), places[..., 1].clip(0, covered.shape[1] - 1)
    return covered[rows, columns].mean(axis=1)
