"""What is true of a drawn scene: which objects are seen, and the plain numbers and words that sentences are made of."""

from __future__ import annotations

from typing import Any

import numpy as np

from maemi.phantom.formation import Imaging
from maemi.phantom.scene import Array, Scene

SEEN = 0.25
"""An object counts where at least this part of it is uncovered and lies in the frame."""


def settle_objects(scene: Scene, shifts: Array) -> list[dict[str, Any]]:
    """The scene's objects that are seen, moved with the scan's drift, each with `visible` and `in_frame`."""
    seen = np.bincount(scene.owner[scene.owner >= 0].ravel(), minlength=len(scene.objects))
    settled: list[dict[str, Any]] = []
    for number, thing in enumerate(scene.objects):
        drawn = scene.drawn_points(number)
        if drawn == 0 or seen[number] == 0:
            continue
        outline = np.asarray(thing["outline_px"])
        inside = (outline >= -0.5).all() and (outline[:, 0] < scene.rows).all() and (outline[:, 1] < scene.columns).all()
        share = min(1.0, float(seen[number]) / drawn)
        if np.any(shifts):
            rows = np.clip(np.rint(outline[:, 0]).astype(int), 0, scene.rows - 1)
            outline[:, 1] += shifts[rows]
            centre = thing["centre_px"]
            centre[1] += float(shifts[int(np.clip(round(centre[0]), 0, scene.rows - 1))])
            thing = thing | {"outline_px": outline.round(1).tolist(), "centre_px": [round(v, 1) for v in centre]}
        settled.append(thing | {"visible": round(share, 3), "in_frame": bool(inside)})
    return settled


def facts_of(scene: Scene, class_name: str, imaging: Imaging, objects: list[dict[str, Any]]) -> dict[str, Any]:
    """All that sentences may say, as JSON values.

    Always there: class, object (a plural word), count, mean_size_m, std_size_m, size_rel (mean size over field width), coverage (0 to 1),
    orientation_deg (or null), aligned, pitch_m (or null), pixel_size_m, field_width_m, rows, columns, noisy, blurred, charging, drift,
    uneven. The class adds its own; null or absent means that it does not apply.
    """
    counted = [thing for thing in objects if thing["counted"] and thing["visible"] >= SEEN]
    sizes = np.array([thing["size_m"] for thing in counted])
    mean = float(sizes.mean()) if sizes.size else None
    facts: dict[str, Any] = {
        "class": class_name,
        "object": "features",
        "count": len(counted),
        "mean_size_m": _short(mean),
        "std_size_m": _short(float(sizes.std())) if sizes.size else None,
        "size_rel": _short(mean / scene.field_width_m) if mean else None,
        "coverage": round(float((scene.owner >= 0).mean()), 3),
        "orientation_deg": None,
        "aligned": None,
        "pitch_m": None,
        "pixel_size_m": _short(scene.field_width_m / scene.columns),
        "field_width_m": _short(scene.field_width_m),
        "rows": scene.rows,
        "columns": scene.columns,
        "noisy": imaging.noisy,
        "blurred": imaging.blurred,
        "charging": imaging.charging > 0,
        "drift": imaging.drift > 0,
        "uneven": imaging.background > 0.3,
    }
    return facts | scene.facts


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")
