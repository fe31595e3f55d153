"""What is true of a drawn scene: which objects are seen, and the plain numbers and words that sentences are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from maemi.phantom.formation import Imaging
from maemi.phantom.scene import Array, Group, Scene

SEEN = 0.25
"""An object counts where at least this part of what lies in the frame is uncovered."""


@dataclass(frozen=True, slots=True)
class Truth:
    """The objects of a scene after the scan, in arrays; `objects` writes them out."""

    groups: tuple[Group, ...]
    visible: Array
    """float [total]: the uncovered part of what lies in the frame; 0 where nothing is seen."""
    field_width_m: float
    shifts: Array
    """Pixels by which each row of the scan drifted along the columns, float [rows]."""
    columns: int

    def counted_sizes(self) -> Array:
        """Sizes in metres of the objects that count."""
        kept = [
            group.sizes[self.visible[group.first : group.first + len(group.sizes)] >= SEEN]
            for group in self.groups
            if group.counted
        ]
        return np.concatenate(kept) * self.field_width_m if kept else np.zeros(0)

    def objects(self) -> list[dict[str, Any]]:
        """Every object of which something is seen, as JSON values.

        kind, size_m and further lengths, centre_px and outline_px as (row, column), visible, in_frame (nothing cut off
        by the frame), counted (what the scene is about; not a rail or a trace beside it).
        """
        things: list[dict[str, Any]] = []
        for group in self.groups:
            outlines = group.outlines.copy()
            inside = np.clip(np.rint(outlines[..., 0]), 0, len(self.shifts) - 1).astype(int)
            outlines[..., 1] += self.shifts[inside]
            whole: Array = np.all(outlines >= -0.5, axis=(1, 2))
            whole &= (outlines[..., 0] < len(self.shifts)).all(axis=1) & (outlines[..., 1] < self.columns).all(axis=1)
            centres = outlines.mean(axis=1).round(1).tolist()
            rings = outlines.round(1).tolist()
            lengths = {"size_m": group.sizes} | {f"{name}_m": values for name, values in group.lengths.items()}
            for i in range(len(rings)):
                visible = float(self.visible[group.first + i])
                if visible <= 0:
                    continue
                things.append(
                    {
                        "kind": group.kind,
                        **{name: short(float(values[i]) * self.field_width_m) for name, values in lengths.items()},
                        "centre_px": centres[i],
                        "outline_px": rings[i],
                        "visible": round(visible, 3),
                        "in_frame": bool(whole[i]),
                        "counted": group.counted,
                    }
                )
        return things


def truth_of(scene: Scene, shifts: Array) -> Truth:
    """Settle which objects are seen after everything was drawn."""
    seen = np.bincount(scene.owner[scene.owner >= 0].ravel(), minlength=scene.total)[: scene.total]
    visible = np.minimum(1.0, seen / np.maximum(scene.drawn_pixels(), 1e-9))
    return Truth(tuple(scene.groups), np.where(seen > 0, visible, 0.0), scene.field_width_m, shifts, scene.columns)


def facts_of(scene: Scene, class_name: str, imaging: Imaging, truth: Truth) -> dict[str, Any]:
    """All that sentences may say, as JSON values.

    Always there: class, object (a plural word), count, mean_size_m, std_size_m, size_rel (mean size over field width),
    coverage (0 to 1), orientation_deg (0 to 180, counter-clockwise from the columns, or null), aligned, pitch_m (or
    null), pixel_size_m, field_width_m, rows, columns, noisy, blurred, charging, drift, uneven. The class adds its own;
    null or absent means that it does not apply.
    """
    sizes = truth.counted_sizes()
    mean = float(sizes.mean()) if sizes.size else None
    facts: dict[str, Any] = {
        "class": class_name,
        "object": "features",
        "count": int(sizes.size),
        "mean_size_m": short(mean),
        "std_size_m": short(float(sizes.std())) if sizes.size else None,
        "size_rel": short(mean / scene.field_width_m) if mean else None,
        "coverage": round(float((scene.owner >= 0).mean()), 3),
        "orientation_deg": None,
        "aligned": None,
        "pitch_m": None,
        "pixel_size_m": short(scene.field_width_m / scene.columns),
        "field_width_m": short(scene.field_width_m),
        "rows": scene.rows,
        "columns": scene.columns,
        "noisy": imaging.noisy,
        "blurred": imaging.blurred,
        "charging": imaging.charging > 0,
        "drift": imaging.drift > 0,
        "uneven": imaging.background > 0.3,
    }
    return facts | scene.facts


def short(value: float | None) -> float | None:
    """Four significant digits: what a file and a sentence can use."""
    return None if value is None else float(f"{value:.4g}")
