"""Tips: one needle, cone or probe that reaches into the scan; its apex radius and cone angle."""

from __future__ import annotations

import numpy as np

from maemi.measure import imaging
from maemi.measure.finding import Found, better_polarity
from maemi.measure.imaging import Mask
from maemi.measure.preparing import Prepared
from maemi.measure.quantities import define
from maemi.measure.separating import separate
from maemi.measure.tip_fit import TipFit, fit_tip
from maemi.measure.tip_outline import outline_of

define("apex_radius", "Apex radius", 1, "Of the least-squares circle to the outline at the apex.")
define(
    "cone_angle", "Cone angle", 0, "Full angle between the straight parts of the flanks near the apex.", degrees=True
)
define("half_angle", "Half angle", 0, "Half the cone angle.", degrees=True)
define("axis_angle", "Angle of the axis", 0, "0 … 180° counter-clockwise from the rows' direction.", degrees=True)
SHARPEST = 4.0
"""Working pixels: a smaller circle is the beam and the pixels, not the tip."""
CLEAN = 0.6
"""Confidence from which no other way to the outline is tried."""
EDGE = 0.5
"""Working pixels by which the outline as a whole may lie too far out or in: blur, glow, the choice of half height; more
where noise asks for more smoothing."""


def find_tips(prepared: Prepared) -> Found:
    """The tip that reaches into the scan, bright or dark."""
    if prepared.settings.polarity is not None:
        return of_polarity(prepared, prepared.settings.polarity == "bright")
    return better_polarity(lambda bright: of_polarity(prepared, bright), enough=0.5)


def of_polarity(prepared: Prepared, bright: bool) -> Found:
    """A tip brighter or darker than what surrounds it.

    One large body weighs so much in the shading that is taken off that its own levels suffer: where the mask of all
    kinds gives no clean tip, the grey levels as they are get a try.
    """
    found = from_mask(prepared, separate(prepared, bright).mask, bright)
    if found.confidence < CLEAN:
        level = imaging.otsu(prepared.smooth)
        mask = prepared.smooth > level if bright else prepared.smooth < level
        found = max(found, from_mask(prepared, mask, bright), key=lambda one: one.confidence)
    return found


def from_mask(prepared: Prepared, mask: Mask, bright: bool) -> Found:
    """The tip that a mask shows."""
    outline = outline_of(prepared.smooth, mask, bright, prepared.noise)
    fit = fit_tip(outline.points) if outline is not None else None
    if outline is None or fit is None:
        return Found("tips")
    found = Found(
        "tips", confidence=confidence_of(fit, outline.contrast), count=1, labels=outline.inside.astype(np.int32)
    )
    found.sharpness = outline.contrast
    found.orientation_deg = float(np.degrees(np.arctan2(-fit.axis[0], fit.axis[1])) % 180)
    found.used = {"polarity": "bright" if bright else "dark"}
    found.method = (
        "The outline was taken at half the height of its edge; the apex radius is that of the least-squares circle "
        "within the cone's bare angle about the axis, the cone angle that between total least-squares lines along the "
        "flanks."
    )
    tell(found, fit, prepared.noise)
    return found


def confidence_of(fit: TipFit, contrast: float) -> float:
    """0 … 1: one body that ends in a round apex between straight flanks that open."""
    degrees = np.degrees(fit.full_angle)
    confidence = np.clip((contrast - 1.5) / 2, 0, 1) * np.clip((0.16 - fit.roundness) / 0.08, 0, 1)
    confidence *= np.clip((0.05 - fit.straightness) / 0.03, 0, 1)
    # The end of a wire has parallel flanks, a corner of a plate a wide angle.
    return float(confidence * np.clip((degrees - 1) / 3, 0, 1) * np.clip((110 - degrees) / 30, 0, 1))


def tell(found: Found, fit: TipFit, noise: float) -> None:
    """Radius and angles with their intervals; no radius where the pixels are too coarse for it."""
    full = np.degrees(fit.full_angle)
    spread = np.degrees(fit.angle_error)
    found.tell("count", 1, 1, 1)
    if fit.radius >= SHARPEST:
        half = float(np.hypot(1.96 * fit.radius_error, EDGE + 3 * noise))
        found.tell("apex_radius", fit.radius, max(fit.radius - half, 0), fit.radius + half, "circle fitted to the apex")
    else:
        found.warnings.append(
            f"the apex radius is below {SHARPEST:g} pixels, too sharp to be told at this magnification: none is given"
        )
    found.tell("cone_angle", full, full - spread, full + spread, "lines fitted to the flanks near the apex")
    found.tell("half_angle", full / 2, (full - spread) / 2, (full + spread) / 2)
    if found.orientation_deg is not None:
        found.tell("axis_angle", found.orientation_deg, method="bisector of the flanks")
    found.objects = {
        "row": np.array([fit.apex[0]]),
        "column": np.array([fit.apex[1]]),
        "cone_angle": np.array([float(full)]),
    }
    found.warnings.append("a projection: a tip that leans towards the viewer looks blunter than it is")
