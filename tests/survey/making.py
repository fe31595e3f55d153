"""Projects of made-up results: no file, no measuring, numbers that a test knows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import insert

from maemi.generate.measurer import VERSION
from maemi.project.indexing import columns_of
from maemi.project.measurements import NewMeasurement, store_measurements
from maemi.project.project import Project
from maemi.project.tables.foundation import now
from maemi.project.tables.micrograph import Micrograph

PIXEL_M = 2e-9
CLASSES = ("particles", "powder", None)


def add_rows(project: Project, count: int, pixel_m: float | None = PIXEL_M) -> list[int]:
    """So many micrographs whose files are nowhere, in three classes; their ids."""
    records: list[dict[str, Any]] = []
    for number in range(count):
        path = f"/micrographs/session_{number // 10}/image_{number:05}.tif"
        info = {"path": path, "format": "TIFF", "vendor": None, "shape": [768, 1024], "dtype": "uint8", "channels": 1}
        info |= {"frames": 1, "reciprocal": False, "scan_rows": None, "info_bar": None, "warnings": []}
        if pixel_m is not None:
            info |= {"pixel_size_m": [pixel_m, pixel_m], "pixel_size_source": "metadata"}
        records.append(
            {
                "path": path,
                "name": path.rsplit("/", 1)[1],
                "content_hash": hashlib.sha256(path.encode()).hexdigest(),
                "size": 800_000,
                "mtime_ns": 1,
                "added_at": now(),
                "info": info,
                "class_name": CLASSES[number % len(CLASSES)],
                **columns_of(path, info),
            }
        )
    with project.session() as session:
        for start in range(0, count, 1000):
            session.execute(insert(Micrograph), records[start : start + 1000])
    with project.read_session() as session:
        return [row for (row,) in session.query(Micrograph.id).order_by(Micrograph.id)]


def result_of(sizes_px: Sequence[float], pixel_m: float | None = PIXEL_M, **more: Any) -> dict[str, Any]:
    """A result of particles of these sizes, the last of which the border cuts."""
    sizes = np.asarray(sizes_px, dtype=float)
    whole = np.ones(len(sizes))
    whole[-1:] = 0
    unit, scale = ("m", pixel_m) if pixel_m else ("px", 1.0)
    mean = float(sizes[:-1].mean()) * scale if len(sizes) > 1 else None
    quantities = [{"name": "count", "value": len(sizes), "unit": "1", "low": len(sizes), "high": len(sizes) + 1}]
    if mean is not None:
        quantities.append(
            {"name": "mean_size", "value": mean, "unit": unit, "low": mean * 0.97, "high": mean * 1.03, "method": ""}
        )
    return {
        "kind": "particles",
        "count": len(sizes),
        "confidence": 0.8,
        "warnings": [],
        "pixel_size_m": pixel_m,
        "pixel_size_source": "metadata" if pixel_m else None,
        "quantities": quantities,
        "sizes_px": sizes[:-1].tolist(),
        "objects": {
            "size": sizes.tolist(),
            "area": (np.pi / 4 * sizes**2).tolist(),
            "circularity": [0.9] * len(sizes),
            "whole": whole.tolist(),
        },
        "method": "made up",
        "settings": {"threshold": 0.5},
        **more,
    }


def key_of_made(pixel_m: float | None = PIXEL_M, kind: str = "auto") -> str:
    return f"{VERSION}:{kind}:{pixel_m:.6e}×{pixel_m:.6e}" if pixel_m else f"{VERSION}:{kind}"


def add_results(project: Project, ids: Sequence[int], seed: int = 0, objects: int = 30) -> None:
    """Log-normal sizes about 50 px, every micrograph a little different."""
    rng = np.random.default_rng(seed)
    made: list[NewMeasurement] = []
    for each in ids:
        sizes = np.exp(rng.normal(np.log(50 * rng.normal(1, 0.05)), 0.25, objects))
        made.append(NewMeasurement(each, key_of_made(), result_of(sizes.tolist())))
    for start in range(0, len(made), 200):
        store_measurements(project, made[start : start + 200])
