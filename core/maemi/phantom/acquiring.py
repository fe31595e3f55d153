"""The settings that a phantom's microscope says it had."""

from __future__ import annotations

import numpy as np

from maemi.micrograph.record import Acquisition

POLAROID_WIDTH_M = 0.1143
"""Magnification is stated for a print of 4.5 inches (Polaroid 545), as most instruments still do."""


def draw_acquisition(rng: np.random.Generator, field_width_m: float) -> Acquisition:
    """Voltage, detector and working distance as they are common; the magnification that fits the field."""
    return Acquisition(
        instrument="MAEMI phantom",
        accelerating_voltage_v=float(rng.choice([1e3, 2e3, 3e3, 5e3, 5e3, 10e3, 10e3, 15e3, 20e3])),
        magnification=float(f"{POLAROID_WIDTH_M / field_width_m:.3g}"),
        detector=str(rng.choice(["SE2", "InLens", "ETD", "TLD"])),
        working_distance_m=round(float(rng.uniform(2.5, 12)), 1) * 1e-3,
        technique="SEM",
    )
