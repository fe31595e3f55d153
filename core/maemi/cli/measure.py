"""`maemi measure`: what is in a micrograph, by image analysis."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from maemi.measure.result import Measurement

Subparsers = Any
KINDS = ("auto", "particles", "fibres", "pores", "pattern", "grains")


def add_parser(subparsers: Subparsers) -> None:
    """Add `measure` to the command line."""
    parser = subparsers.add_parser("measure", help="measure particles, fibres, pores, a pattern or grains")
    parser.add_argument("file", type=Path, metavar="FILE", help="a micrograph")
    parser.add_argument("--kind", choices=KINDS, default="auto", help="what to look for; auto chooses from the picture")
    parser.add_argument(
        "--pixel-size", type=float, metavar="METRES", help="side of a pixel in metres, before what the file says"
    )
    parser.add_argument(
        "--project",
        metavar="DIR",
        help="take this project's pixel size and corrections by hand; FILE may be a micrograph's number there",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measure one file; exit status 0."""
    from maemi.cli.printing import print_json
    from maemi.measure.measuring import measure_file

    if args.project:
        result = _measured_in(args.project, args)
    else:
        result = measure_file(args.file, kind=args.kind, pixel_size_m=args.pixel_size)
    if args.json:
        print_json(result.to_json())
    else:
        for line in lines_of(result):
            print(line)
    return 0


def _measured_in(address: str, args: argparse.Namespace) -> Measurement:
    """With the pixel size and the corrections by hand that the project has of the file; an option goes before them."""
    from maemi.cli.regions import find
    from maemi.errors import InputError
    from maemi.generate.measurer import corrected_kind, measure_path
    from maemi.micrograph.record import PixelSize, PixelSizeSource
    from maemi.project.corrections import corrections_by_kind
    from maemi.project.project import Project

    with Project.open(address) as project:
        row = find(project, str(args.file.absolute()) if args.file.is_file() else str(args.file))
        corrections = corrections_by_kind(project, row.id)
    size, metres = row.pixel_size, args.pixel_size
    if metres is not None:
        if not 0 < metres < 1:
            raise InputError(f"A pixel size of {metres} m is no length of a pixel: give metres, e.g. 2.5e-9.")
        size = PixelSize(metres, metres, PixelSizeSource.TYPED_IN)
    return measure_path(row.path, size, corrected_kind(args.kind, corrections), corrections)


def lines_of(result: Measurement) -> list[str]:
    """What a person reads: one line a number, then the warnings."""
    from maemi.micrograph.units import format_length

    def length(metres: float | None, pixels: float | None = None) -> str | None:
        if metres is not None:
            return format_length(metres)
        return None if pixels is None else f"{pixels:.3g} px"

    told: list[tuple[str, object, Callable[[Any], str | None]]] = [
        ("count", result.count, str),
        ("corrected by hand", result.corrected or None, str),
        ("cut by the border", result.cut_by_border or None, str),
        ("mean size", result.mean_size_px, lambda pixels: length(result.mean_size_m, pixels)),
        ("median size", result.median_size_m, length),
        ("standard deviation", result.std_size_m, length),
        ("coverage", result.coverage, lambda share: f"{100 * share:.1f} %"),
        ("pitch", result.pitch_px, lambda pixels: length(result.pitch_m, pixels)),
        ("orientation", result.orientation_deg, lambda degrees: f"{degrees:.0f}°"),
        ("pixel size", result.pixel_size_m, lambda metres: f"{format_length(metres)} ({result.pixel_size_source})"),
    ]
    lines = [f"{'kind':20}{result.kind}"]
    lines += [f"{name:20}{shown(value)}" for name, value, shown in told if value is not None]
    return lines + [f"warning: {warning}" for warning in result.warnings]
