"""`maemi measure`: what is in a micrograph, by image analysis."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maemi.cli.measure_settings import add_settings, settings_of
from maemi.measure.result import KINDS as MEASURED

if TYPE_CHECKING:
    from maemi.measure.result import Measurement
    from maemi.measure.scan import Scan
    from maemi.measure.settings import Settings
    from maemi.micrograph.record import PixelSize

Subparsers = Any
KINDS = ("auto", *MEASURED)


def add_parser(subparsers: Subparsers) -> None:
    """Add `measure` to the command line."""
    parser = subparsers.add_parser("measure", help=f"measure {', '.join(MEASURED)}")
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
    add_settings(parser)
    out = parser.add_argument_group("what is printed and written")
    out.add_argument("--json", action="store_true", help="print one JSON document")
    out.add_argument("--methods", action="store_true", help="print sentences for a methods section instead of a list")
    out.add_argument("--overlay", type=Path, metavar="OUT.png", help="write the scan with the outlines of the objects")
    out.add_argument("--objects", type=Path, metavar="OUT.csv", help="write one line an object, units in the header")
    out.add_argument("--replace", action="store_true", help="replace OUT where it exists")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measure one file; exit status 0."""
    from maemi.cli.printing import print_json
    from maemi.errors import InputError

    for out in (args.overlay, args.objects):
        if out is not None and out.exists() and not args.replace:
            raise InputError(f"{out} exists already; choose another name, or say --replace.")
        if out is not None and not out.absolute().parent.is_dir():
            raise InputError(f"There is no folder {out.parent} to write {out.name} into; make it first.")
    settings = settings_of(args)
    scan, result = _measured_in(args.project, args, settings) if args.project else _measured(args, settings)
    if args.overlay:
        from maemi.measure.overlay_picture import write_overlay

        write_overlay(args.overlay, scan, result)
    if args.objects:
        from maemi.durable import write_text
        from maemi.measure.object_table import object_csv

        write_text(args.objects, object_csv(result))
    if args.json:
        print_json(result.to_json())
    elif args.methods:
        from maemi.measure.paper import methods_text

        print(methods_text(result, settings, args.file.name))
    else:
        for line in lines_of(result):
            print(line)
    return 0


def _measured(args: argparse.Namespace, settings: Settings) -> tuple[Scan, Measurement]:
    """With the pixel size of the option, else of the file or its scale bar."""
    from maemi.measure.scan import Scan

    typed = _typed_in(args)
    scan = Scan.of_file(args.file)
    return scan, scan.measure(args.kind, typed or scan.pixel_size, settings)


def _measured_in(address: str, args: argparse.Namespace, settings: Settings) -> tuple[Scan, Measurement]:
    """With the pixel size and the corrections by hand that the project has of the file; an option goes before them."""
    from maemi.cli.regions import find
    from maemi.measure.scan import Scan
    from maemi.micrograph.correction import corrected_kind
    from maemi.project.corrections import corrections_by_kind
    from maemi.project.project import Project

    typed = _typed_in(args)
    with Project.open(address) as project:
        row = find(project, str(args.file.absolute()) if args.file.is_file() else str(args.file))
        corrections = corrections_by_kind(project, row.id)
    scan = Scan.of_file(row.path)
    kind = corrected_kind(args.kind, corrections)
    return scan, scan.measure(kind, typed or row.pixel_size, settings, corrections)


def _typed_in(args: argparse.Namespace) -> PixelSize | None:
    from maemi.errors import InputError
    from maemi.micrograph.record import PixelSize, PixelSizeSource

    metres = args.pixel_size
    if metres is None:
        return None
    if not 0 < metres < 1:
        raise InputError(f"A pixel size of {metres} m is no length of a pixel: give metres, e.g. 2.5e-9.")
    return PixelSize(metres, metres, PixelSizeSource.TYPED_IN)


def lines_of(result: Measurement) -> list[str]:
    """What a person reads: one line a quantity with its 95 % interval, how it was measured, then the warnings."""
    from maemi.measure.figures import figures_of
    from maemi.measure.plain_fields import stated
    from maemi.measure.setting_words import settings_text
    from maemi.measure.trust import trust_of
    from maemi.micrograph.units import format_length

    trust, size = trust_of(result), result.pixel_size_m
    told = [("kind", f"{result.kind}, {trust.word} (confidence {result.confidence:.2f})")]
    told += [(one.defined.within, str(figures_of(one))) for one in stated(result)]
    told += [("cut by the border", f"{result.cut_by_border:,}")] if result.cut_by_border else []
    told += [("corrected by hand", f"{result.corrected:,}")] if result.corrected else []
    told += [("pixel size", f"{format_length(size)} ({result.pixel_size_source})")] if size else []
    settings = settings_text(result.settings, size)
    told += [("settings", settings)] if settings else []
    told += [("method", result.method)] if result.method else []
    wide = max(len(name) for name, _ in told) + 2
    lines = [f"{name:{wide}}{text}" for name, text in told]
    if any(one.low is not None for one in result.quantities):
        lines.append("In parentheses: the 95 % interval of reading this picture, not of sampling the specimen.")
    return lines + [f"warning: {warning}" for warning in result.warnings]
