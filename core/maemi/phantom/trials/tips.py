"""Tips: one cone with a ball at its end, straight or flaring further back, from any side.

Truth: `apex_radius`: radius of the sphere that the cone ends in; `cone_angle`: full angle between the flanks, degrees,
where they are straight, from the sphere to at least six radii behind the apex; `orientation`: of the axis, 0 … 180°
counter-clockwise from the columns; `count` 1.
"""

# numpy's overloads resolve to unknown types here; what matters is annotated.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

import numpy as np

from maemi.phantom.placing import log_uniform, set_field
from maemi.phantom.scene import Array, Scene
from maemi.phantom.textures import fractal


def compose(scene: Scene) -> dict[str, float]:
    """An apex of 5 nm to 1 µm at the end of a cone."""
    rng = scene.rng
    px = scene.columns
    apex = log_uniform(rng, 0.008, 0.045)
    half = float(np.radians(rng.uniform(4, 24)))
    set_field(scene, apex, 5e-9, 1e-6)
    heading = float(rng.choice([np.pi / 2, -np.pi / 2, 0.0, np.pi])) + float(rng.normal(0, 0.25))
    ahead = np.array([np.cos(heading), np.sin(heading)])
    end = np.array([0.5, 0.5 * scene.aspect]) + rng.normal(0, 0.05, 2) + ahead * 0.15 * scene.aspect
    scene.tone[:] = float(rng.uniform(0.04, 0.14))
    scene.tone *= 1 + np.float32(0.08) * fractal(rng, scene.tone.shape, 5)
    fx = (np.arange(px) + 0.5)[None, :] / px - end[0]
    fy = (np.arange(scene.rows) + 0.5)[:, None] / px - end[1]
    behind = -(fx * ahead[0] + fy * ahead[1])
    beside = fx * -ahead[1] + fy * ahead[0]
    flare = float(rng.choice([0.0, 0.0, 0.4, 1.0]))
    radius = profile(behind, apex, half, flare)
    height = np.sqrt(np.clip(radius**2 - beside**2, 0, None)) * (behind > 0)
    inside = height > 0
    number = int(scene.add_objects("tip", _outline(scene, end, ahead, apex, half, flare), np.array([2 * apex]))[0])
    tone = float(rng.uniform(0.45, 0.75))
    scene.height += np.where(inside, height * px + 0.01 * px, 0).astype(np.float32)
    scene.tone[inside] = tone
    scene.owner[inside] = number
    scene.own_drawn(np.array([number]), np.array([inside.sum()]))
    rough = float(rng.choice([0.0, 0.0006, 0.0015]))
    scene.height += np.float32(rough * px) * fractal(rng, scene.tone.shape, 40, 3) * inside
    return {
        "count": 1.0,
        "apex_radius": apex * scene.field_width_m,
        "cone_angle": float(np.degrees(2 * half)),
        "orientation": float(np.degrees(-heading) % 180),
    }


def profile(behind: Array, apex: float, half: float, flare: float) -> Array:
    """Half the width of the tip at a distance behind its apex: a circle, then its tangent, then perhaps wider."""
    join = apex * (1 - np.sin(half))
    circle = np.sqrt(np.clip(apex**2 - (apex - np.clip(behind, 0, join)) ** 2, 0, None))
    cone = apex * np.cos(half) + (behind - join) * np.tan(half)
    straight = max(6 * apex, 0.2)
    return np.where(behind < join, circle, cone + flare * np.clip(behind - straight, 0, None) ** 2)


def _outline(scene: Scene, end: Array, ahead: Array, apex: float, half: float, flare: float) -> Array:
    """The outline [1, points, 2] as (row, column) in pixels."""
    behind = np.linspace(0, 1, 60) ** 2 * 1.3
    wide = profile(behind, apex, half, flare)
    normal = np.array([-ahead[1], ahead[0]])
    line = end - behind[:, None] * ahead
    ring = np.concatenate([line + wide[:, None] * normal, (line - wide[:, None] * normal)[::-1]])
    return (ring[:, ::-1] * scene.columns - 0.5)[None]
