"""`maemi info FILE`: what a micrograph's file says of itself."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maemi.cli.printing import print_json

if TYPE_CHECKING:
    from maemi.micrograph.record import MicrographInfo
    from maemi.micrograph.scale_bar_reading import ScaleBarReading


def add_parser(subparsers: argparse._SubParsersAction[Any]) -> None:  # pyright: ignore[reportPrivateUsage]
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "info",
        help="what a micrograph's file says of itself",
        description="Print format, size, pixel size and where it came from, acquisition and info bar of a micrograph.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="a micrograph: TIFF, DM3, SER, EMD, MRC, PNG, JPEG …")
    bars = parser.add_mutually_exclusive_group()
    bars.add_argument(
        "--no-scale-bar",
        action="store_true",
        help="do not read the burned-in scale bar where the file gives no pixel size",
    )
    bars.add_argument(
        "--check-scale-bar",
        action="store_true",
        help="read the burned-in scale bar in any case, and warn where the file says otherwise",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the info; a file that cannot be read raises InputError."""
    from maemi.micrograph.decoder import DecoderPool

    # In a process of its own: a file that crashes its decoder ends with a sentence, too.
    with DecoderPool() as decoder:
        if args.no_scale_bar:
            info = decoder.info(args.file).result()
        else:
            info = decoder.scale_bar(args.file, check=args.check_scale_bar).result()
    if args.json:
        print_json(info.to_json())
        return 0
    for label, value in lines(info):
        print(f"{label + ':':<22}{value}")
    return 0


def lines(info: MicrographInfo) -> list[tuple[str, str]]:
    """What a person reads, label and value; what the file does not say is left out, except the pixel size."""
    from maemi.micrograph.units import format_length, format_voltage

    taken = info.acquisition
    rows, columns = info.shape
    kind = "grey" if info.channels == 1 else "RGB"
    result = [
        ("Micrograph", str(info.path)),
        ("Format", f"{info.format}, {info.vendor}" if info.vendor else info.format),
        ("Size", f"{rows} rows × {columns} columns, {info.dtype}, {kind}"),
    ]
    if info.synthetic:
        result.append(("Synthetic", "yes, a phantom"))
    if info.frames > 1:
        result.append(("Frames", str(info.frames)))
    result.append(("Pixel size", _pixel_size(info)))
    if info.scale_bar is not None:
        result.append(("Scale bar", _scale_bar(info.scale_bar)))
    if info.info_bar is not None:
        result.append(
            ("Info bar", f"rows {info.info_bar[0]} to {info.info_bar[1]}; the scan has {info.scan_rows} rows")
        )
    known = {
        "Instrument": taken.instrument,
        "Technique": taken.technique,
        "Detector": taken.detector,
        "Voltage": taken.accelerating_voltage_v and format_voltage(taken.accelerating_voltage_v),
        "Magnification": taken.magnification and f"{taken.magnification:,.0f} ×",
        "Working distance": taken.working_distance_m and format_length(taken.working_distance_m),
        "Dwell time": taken.dwell_time_s and f"{taken.dwell_time_s * 1e6:g} µs",
        "Taken at": taken.taken_at,
    }
    result += [(label, str(value)) for label, value in known.items() if value]
    return result + [("Note", warning) for warning in info.warnings]


def _pixel_size(info: MicrographInfo) -> str:
    from maemi.micrograph.units import format_length

    size = info.pixel_size
    if info.reciprocal:
        return "none: a diffraction pattern or Fourier transform"
    if size is None:
        return "unknown: the file does not say"
    across, down = format_length(size.column_m, 4), format_length(size.row_m, 4)
    text = across if across == down else f"{across} along columns, {down} along rows"
    spread = f" ± {100 * size.relative_uncertainty:.1f} %" if size.relative_uncertainty else ""
    return f"{text}{spread} ({size.source}{', ' + size.detail if size.detail else ''})"


def _scale_bar(reading: ScaleBarReading) -> str:
    from maemi.micrograph.units import format_length

    first_row, first_column, last_row, last_column = reading.box
    return (
        f"{reading.text} over {reading.length_px:.1f} px in rows {first_row} to {last_row}, "
        f"columns {first_column} to {last_column}: {format_length(reading.pixel_m, 4)} per pixel "
        f"± {100 * reading.uncertainty:.1f} %, confidence {reading.confidence:.2f}"
    )
