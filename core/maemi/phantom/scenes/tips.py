"""Tips: one needle, cone or etched wire that ends in the field."""

from __future__ import annotations

import numpy as np

from maemi.phantom.placing import log_uniform, set_field
from maemi.phantom.ribbons import ribbon, ribbon_outline
from maemi.phantom.scene import Scene
from maemi.phantom.textures import fractal


def compose(scene: Scene) -> None:
    """An apex of 10 nm to 1 µm at the end of a cone."""
    rng = scene.rng
    kind = str(rng.choice(["cone", "cone", "cone", "etched", "etched", "stepped", "blunt"]))
    apex = {"blunt": log_uniform(rng, 0.03, 0.06)}.get(kind, log_uniform(rng, 0.002, 0.009))
    half_angle = float(rng.uniform(0.07, 0.38))
    set_field(scene, apex, 10e-9, 1e-6)
    side = str(rng.choice(["top", "top", "top", "bottom", "left", "right"]))
    heading = {"top": np.pi / 2, "bottom": -np.pi / 2, "left": 0.0, "right": np.pi}[side] + float(rng.normal(0, 0.3))
    ahead = np.array([np.cos(heading), np.sin(heading)])
    end = np.array([0.5, 0.5 * scene.aspect]) + rng.normal(0, 0.07, 2) + ahead * 0.12
    scene.tone[:] = float(rng.uniform(0.03, 0.12))
    scene.tone *= 1 + np.float32(0.05) * fractal(rng, scene.tone.shape, 5)
    along = np.concatenate(
        [[0.0, 0.06, 0.14, 0.25, 0.4, 0.6, 0.8, 1.0] * np.array(apex), np.linspace(apex * 1.3, 1.5, 70)]
    )
    cap = np.sqrt(np.clip(1 - (1 - along / apex) ** 2, 0, 1)) * apex
    cone = apex * np.cos(half_angle) + (along - apex) * np.tan(half_angle)
    radius = np.where(along < apex * (1 - np.sin(half_angle)), cap, np.maximum(cone, 0.3 * cap))
    if kind == "etched":
        radius = np.where(along < apex, radius, apex + 0.35 * (1 - np.exp(-(((along - apex).clip(0) / 0.55) ** 1.8))))
    elif kind == "stepped":
        step = float(rng.uniform(0.2, 0.4))
        radius = radius + np.where(along > step, 0.06 + 0.05 * np.minimum((along - step) / 0.08, 1), 0)
    radius = np.minimum(np.maximum(radius, 0.001), 0.42)
    bend = rng.normal(0, 0.02)
    line = end - along[:, None] * ahead + (bend * along**2)[:, None] * np.array([-ahead[1], ahead[0]])
    # Knots crowd at the apex, where the outline turns, and thin out along the shaft.
    even = np.linspace(0, 1, 220) ** 2
    line = np.stack([np.interp(even, along / along[-1], line[:, k]) for k in (0, 1)], axis=-1)
    radius = np.interp(even, along / along[-1], radius)
    number = int(
        scene.add_objects(
            "tip", ribbon_outline(scene, line, radius, 32), np.array([2 * apex]), apex_radius=np.array([apex])
        )[0]
    )
    grooves = rng.normal(0, 0.03, 30) if rng.random() < 0.6 else None
    ribbon(scene, line, radius, lift=0.02, tone=float(rng.uniform(0.5, 0.8)), owner=number, grooves=grooves)
    rough = float(rng.choice([0.0, 0.0006, 0.0025]))
    scene.height += np.float32(rough * scene.columns) * fractal(rng, scene.tone.shape, 40, 3) * (scene.owner >= 0)
    scene.facts = {
        "object": "tips",
        "shape": kind,
        "apex_radius_m": float(f"{apex * scene.field_width_m:.4g}"),
        "cone_angle_deg": round(float(np.degrees(2 * half_angle)), 1) if kind in ("cone", "blunt") else None,
        "from_side": side,
        "sharp": kind != "blunt",
        "rough": rough > 0.001,
        "orientation_deg": round(float(np.degrees(-heading) % 180), 1),
        "touching": False,
        "coverage": round(float((scene.owner >= 0).mean()), 3),
    }
