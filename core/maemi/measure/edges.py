"""Where the edge of each object lies: at the grey level halfway between what is inside and outside of it there."""

from __future__ import annotations

import numpy as np

from maemi.measure import imaging
from maemi.measure.imaging import Mask, Plane

NEAREST, FARTHEST = 3, 9
"""Pixels on both sides of a first outline in which an edge is looked for: for sharp and for blurred pictures."""
DIM = 0.65
"""Of the way from background to objects: what is enclosed and above it is a dim part of an object, not a gap."""

PIT = 0.25
"""Of the height of the objects: how much darker a gap is than all around it."""

RISE = {True: 0.5, False: 0.42}
"""By `bright`: where the edge lies on the way up. Edges glow in secondary electrons (L. Reimer, Scanning Electron
Microscopy, 1998, ch. 6): of a dark object's own glowing edge the outer part belongs to it."""


def at_own_edges(flat: Plane, mask: Mask, noise: float, rise: float) -> Mask:
    """The mask of bright objects, its outline moved to where the grey is `rise` of the way up the edge at that place.

    A level of its own for each place holds under shading, halos, glowing rims and faces in shadow, where one level for
    a picture, or for an object, draws bright sides too large and dim ones too small (local mid-grey: J. Bernsen,
    Int. Conf. Pattern Recognition, 1986, 1251). It also opens the gaps between objects that touch around them, which
    blur has lifted above any level for the picture. `noise`: standard deviation left in `flat`.
    """
    if mask.all() or not mask.any():
        return mask
    ground = imaging.middle(flat, ~mask)
    height = imaging.middle(flat, mask) - ground
    reach = edge_reach(flat, mask, height)
    low, high = imaging.lowest_near(flat, 2 * reach + 1), imaging.highest_near(flat, 2 * reach + 1)
    above = flat > (1 - rise) * low + rise * high
    inside = above & imaging.dilated(mask, reach) | imaging.eroded(mask, reach)
    # Within a glowing rim the face is dimmer than halfway up the rim, and yet inside.
    inside |= imaging.filled(inside) & mask
    # A gap is a pit: small, and bright all around, as a dim facet beside a bright one is not.
    pit = imaging.lowest_near(high, 2 * reach + 1) - flat
    gap = (flat < ground + DIM * height) & (pit > PIT * height + 4 * noise)
    return inside & ~gap


def lit_rim(flat: Plane, mask: Mask) -> float:
    """Grey 2 to 3 pixels outside of the mask over the background, in heights of the objects; below 0 the rim glows.

    Of dark objects in a negated plane: what glows is darker there than the background.
    """
    beside = imaging.dilated(mask, 3) & ~imaging.dilated(mask, 1)
    far = ~imaging.dilated(mask, 3)
    if not beside.any() or not far.any() or not mask.any():
        return 0.0
    ground = imaging.middle(flat, far)
    return (imaging.middle(flat, beside) - ground) / max(imaging.middle(flat, mask) - ground, 1e-6)


def edge_reach(flat: Plane, mask: Mask, height: float) -> int:
    """Pixels over which the grey rises at the outlines, `NEAREST` … `FARTHEST`."""
    outline = imaging.dilated(mask) & ~imaging.eroded(mask)
    down, right = imaging.gradient(flat)
    slope = float(np.percentile(np.hypot(down[outline], right[outline]), 75))
    return int(np.clip(round(height / max(slope, 1e-6) / 2) + 1, NEAREST, FARTHEST))
