"""The text that a microscope of FEI or Zeiss leaves in a TIFF, for a phantom."""

from __future__ import annotations

from maemi.phantom.bar import LABEL
from maemi.phantom.record import Synthetic

FEI_TAG, ZEISS_TAG = 34682, 34118

_METRIC = ((1e-9, "nm", 1e-6), (1e-6, "µm", 1e-3), (1e-3, "mm", 1.0))


def fei_text(phantom: Synthetic) -> str:
    """Sections of `Key=value` lines, as tag 34682 holds them; lengths in metres, voltage in volts."""
    taken = phantom.acquisition
    size, wide = phantom.pixel_size_m, phantom.pixel_size_m * phantom.columns
    sections = {
        "User": {"UserText": f"{LABEL}: {phantom.class_name}, seed {phantom.seed}"},
        "System": {"SystemType": taken.instrument, "Software": "MAEMI"},
        "Beam": {"HV": f"{taken.accelerating_voltage_v:g}", "Beam": "EBeam", "Scan": "EScan"},
        "EBeam": {
            "HV": f"{taken.accelerating_voltage_v:g}",
            "HFW": f"{wide:.9g}",
            "VFW": f"{size * phantom.rows:.9g}",
            "WD": f"{taken.working_distance_m:.6g}",
            "Magnification": f"{taken.magnification:g}",
        },
        "Scan": {
            "PixelWidth": f"{size:.9g}",
            "PixelHeight": f"{size:.9g}",
            "HorFieldsize": f"{wide:.9g}",
            "VerFieldsize": f"{size * phantom.rows:.9g}",
        },
        "Image": {"ResolutionX": phantom.columns, "ResolutionY": phantom.rows, "DigitalContrast": 1},
        "Detectors": {"Number": 1, "Name": taken.detector, "Mode": "SE"},
        "MAEMI": {"Synthetic": 1, "Label": LABEL, "Class": phantom.class_name, "Seed": phantom.seed},
    }
    return "\r\n".join(
        f"[{name}]\r\n" + "".join(f"{key}={value}\r\n" for key, value in entries.items())
        for name, entries in sections.items()
    )


def _metric(metres: float, digits: int = 4) -> str:
    factor, unit = next(((factor, unit) for factor, unit, limit in _METRIC if metres < limit), (1e-3, "mm"))
    return f"{metres / factor:.{digits}g} {unit}"


def _zeiss_magnification(value: float) -> str:
    return f"{value / 1000:.5g} K X" if value >= 1000 else f"{value:.5g} X"


def zeiss_text(phantom: Synthetic, stored_rows: int) -> str:
    """Pairs of a key line and a value line, as tag 34118 holds them; `stored_rows` includes the info bar."""
    taken = phantom.acquisition
    wide = phantom.pixel_size_m * phantom.columns
    entries = {
        "DP_SEM": f"Sem = {taken.instrument}",
        "DP_DETECTOR_TYPE": f"Detector = {taken.detector}",
        "DP_DETECTOR_CHANNEL": f"Signal A = {taken.detector}",
        "DP_IMAGE_STORE": f"Store resolution = {phantom.columns} * {stored_rows}",
        "AP_WD": f"WD = {_metric(taken.working_distance_m or 0, 3)}",
        "AP_ACTUALKV": f"EHT = {(taken.accelerating_voltage_v or 0) / 1000:.2f} kV",
        "AP_MANUALKV": f"EHT Target = {(taken.accelerating_voltage_v or 0) / 1000:.2f} kV",
        "AP_MAG": f"Mag = {_zeiss_magnification(taken.magnification or 0)}",
        "AP_WIDTH": f"Width = {_metric(wide)}",
        "AP_HEIGHT": f"Height = {_metric(phantom.pixel_size_m * stored_rows)}",
        "AP_IMAGE_PIXEL_SIZE": f"Image Pixel Size = {_metric(phantom.pixel_size_m, 6)}",
        "SV_USER_TEXT": f"User Text = {LABEL}",
        "AP_MAEMI_SYNTHETIC": "Synthetic = 1",
    }
    return "".join(f"{key}\r\n{value}\r\n" for key, value in entries.items())
