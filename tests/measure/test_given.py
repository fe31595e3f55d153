"""Settings that a person gave to particles and pores, and those that were chosen."""

from __future__ import annotations

import numpy as np
import pytest

from maemi.errors import InputError
from maemi.measure.measuring import measure
from maemi.measure.settings import Settings

Y, X = np.mgrid[0:240, 0:320]


def scan_of(radii: dict[tuple[int, int], float], bright: float = 200.0, around: float = 60.0) -> np.ndarray:
    scan = np.full(Y.shape, around, dtype=np.float32)
    for (row, column), radius in radii.items():
        scan[np.hypot(Y - row, X - column) < radius] = bright
    return scan + np.random.default_rng(3).normal(0, 4, Y.shape).astype(np.float32)


DISCS = scan_of({(50, 50): 12, (50, 150): 20, (50, 250): 28, (150, 60): 12, (150, 150): 20, (160, 250): 28})


def test_what_was_chosen_is_told() -> None:
    used = measure(DISCS, None, "particles").settings
    assert used["polarity"] == "bright" and 0.3 < used["threshold"] < 0.7 and used["smoothing_px"] > 0


@pytest.mark.parametrize(
    ("limits", "count"),
    [
        ({"smallest_px": 30.0}, 4),
        ({"largest_px": 48.0}, 4),
        ({"smallest_px": 30.0, "largest_px": 48.0}, 2),
        ({"smallest_px": 90.0}, 0),
        ({"smallest_px": 2.0}, 6),
    ],
)
def test_objects_beyond_the_limits_are_passed_over(limits: dict[str, float], count: int) -> None:
    found = measure(DISCS, None, "particles", settings=Settings(**limits))
    assert found.count == count and found.settings.items() >= limits.items()
    assert len(found.sizes_px) == count and len(found.contours) == count
    assert all(limits.get("smallest_px", 0) <= size <= limits.get("largest_px", 99) for size in found.sizes_px)
    told = found.quantity("count")
    assert told is not None and told.value == count


def test_limits_hold_in_pixels_of_a_reduced_scan() -> None:
    found = measure(DISCS, None, "particles", reduced=2, settings=Settings(smallest_px=60.0))
    assert found.count == 4 and found.settings["smallest_px"] == 60.0


def test_a_given_threshold_moves_the_edge() -> None:
    ramp = np.clip(460 - 8 * np.hypot(Y - 120, X - 160), 40, 200).astype(np.float32)
    sizes = [
        measure(ramp, None, "particles", settings=Settings(threshold=share)).sizes_px[0] for share in (0.2, 0.5, 0.8)
    ]
    assert sizes[0] > sizes[1] > sizes[2]
    # Grey 120 is halfway between 40 and 200; the slope reaches it at a radius of 42.5 pixels.
    assert sizes[1] == pytest.approx(85, abs=2)


def test_a_given_polarity_looks_for_no_other() -> None:
    dark = measure(scan_of({(60, 60): 20, (60, 200): 20, (170, 120): 24}, 40, 180), None, "particles")
    assert dark.count == 3 and dark.settings["polarity"] == "dark"
    given = measure(DISCS, None, "particles", settings=Settings(polarity="dark"))
    assert given.count is None or given.settings["polarity"] == "dark"


def test_a_scan_that_is_kept_gives_what_a_fresh_one_gives() -> None:
    from pathlib import Path

    from maemi.measure.scan import Scan
    from maemi.micrograph.record import MicrographInfo

    info = MicrographInfo(Path("a.png"), "PNG", None, DISCS.shape, "float32", 1, 1, None)
    scan = Scan(DISCS, info)
    for given in ({}, {"smallest_px": 30.0}, {"threshold": 0.4}, {"smallest_px": 30.0, "largest_px": 45.0}, {}):
        settings = Settings(**given)
        kept = scan.measure("particles", settings=settings)
        assert kept.to_json() == measure(DISCS, None, "particles", settings=settings).to_json()


def test_a_segmenter_that_there_is_not_is_refused() -> None:
    with pytest.raises(InputError, match="no segmenter 'magic': choose classical or network"):
        Settings(segmenter="magic")  # pyright: ignore[reportArgumentType]
