"""`maemi figure FILE OUT`: a micrograph with its scale bar, ready for a paper."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maemi.cli.printing import print_json

if TYPE_CHECKING:
    from maemi.micrograph.figure.options import Note
    from maemi.micrograph.record import PixelSize
    from maemi.project.rows import MicrographRow


def add_parser(subparsers: Any) -> None:
    from maemi.micrograph.figure.options import COLUMN_MM, CORNERS

    parser: argparse.ArgumentParser = subparsers.add_parser(
        "figure",
        help="a micrograph with its scale bar, ready for a paper",
        description="Write a micrograph as PNG, TIFF or SVG with a scale bar, in a width and resolution for print.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="a micrograph")
    parser.add_argument("out", type=Path, metavar="OUT", help="what to write: a name with .png, .tif or .svg")
    parser.add_argument("--dpi", type=int, default=300, metavar="N", help="pixels an inch on paper (default: 300)")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--width-mm", type=float, metavar="W", help="width on paper; without it the scan's own pixels")
    size.add_argument("--column", choices=tuple(COLUMN_MM), help="width of one (89 mm) or two columns (183 mm)")
    parser.add_argument("--bar", metavar="LENGTH", help="length of the bar, e.g. '500 nm' (default: 1-2-5 that fits)")
    parser.add_argument("--no-bar", action="store_true", help="no scale bar")
    parser.add_argument("--bar-corner", choices=CORNERS, default="lower right", help="where the bar lies")
    parser.add_argument("--colour", default="white", help="of bar and regions: white, black, yellow or #rrggbb")
    parser.add_argument("--backing", action="store_true", help="a box behind the bar")
    parser.add_argument("--font-pt", type=float, default=8.0, metavar="PT", help="size of the letters (default: 8)")
    parser.add_argument("--info-bar", action="store_true", help="keep the vendor's strip of text")
    parser.add_argument(
        "--part", type=int, nargs=4, metavar=("R0", "C0", "R1", "C1"), help="rows R0 to R1-1, columns C0 to C1-1 only"
    )
    parser.add_argument("--contrast", metavar="LOW,HIGH", help="values of black and white, e.g. --contrast=-20,1500")
    parser.add_argument("--gamma", type=float, default=1.0, help="above 1 brightens; needs --contrast (default: 1)")
    parser.add_argument("--frame", type=int, default=1, metavar="N", help="which frame, from 1 on")
    parser.add_argument("--pixel-size", metavar="LENGTH", help="side of a pixel, e.g. '2.5 nm', before the file's")
    parser.add_argument("--project", metavar="DIR", help="take the pixel size that this project uses for the file")
    parser.add_argument("--regions", action="store_true", help="draw what that project has drawn on the micrograph")
    parser.add_argument("--keep-greys", action="store_true", help="a TIFF of the file's own 8, 16 or 32 bits, no bar")
    parser.add_argument("--replace", action="store_true", help="replace OUT where it exists")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.errors import InputError
    from maemi.micrograph.figure.making import make_figure
    from maemi.micrograph.figure.options import COLUMN_MM, FigureOptions
    from maemi.micrograph.reading import read_info
    from maemi.micrograph.units import parse_length

    if args.out.exists() and not args.replace:
        raise InputError(f"{args.out} exists already; choose another name, or say --replace.")
    info = read_info(args.file)
    if not 1 <= args.frame <= info.frames:
        raise InputError(f"{args.file} has {info.frames} frames; there is no frame {args.frame}.")
    size, notes = info.pixel_size, ()
    if args.project:
        size, drawn = _drawn(args.project, args.file, args.frame - 1)
        notes = drawn if args.regions else ()
    elif args.regions:
        raise InputError("--regions draws what a project keeps; say which with --project DIR.")
    if args.pixel_size:
        from maemi.micrograph.record import PixelSize, PixelSizeSource

        metres = parse_length(args.pixel_size)
        size = PixelSize(metres, metres, PixelSizeSource.TYPED_IN)
    options = FigureOptions(
        dpi=args.dpi,
        width_mm=COLUMN_MM[args.column] if args.column else args.width_mm,
        part=tuple(args.part) if args.part else None,
        info_bar=args.info_bar,
        bar=not args.no_bar,
        bar_length_m=parse_length(args.bar) if args.bar else None,
        bar_corner=args.bar_corner,
        colour=args.colour,
        backing=args.backing,
        font_pt=args.font_pt,
        notes=notes,
        tone=_tone(args.contrast, args.gamma) if args.contrast else None,
        frame=args.frame - 1,
        keep_greys=args.keep_greys,
    )
    made = make_figure(info, args.out, options, size)
    if args.json:
        print_json(made.to_json())
        return 0
    wide = made.layout.columns / made.layout.dpi * 25.4
    bar = f", bar {made.layout.bar.label}" if made.layout.bar else ", no bar"
    if made.layout.bar is None and not args.no_bar and not args.keep_greys:
        bar = ", no bar: the pixel size is unknown"
    print(f"{made.path}: {made.layout.columns} × {made.layout.rows} pixels, {wide:.1f} mm at {args.dpi} dpi{bar}")
    return 0


def _tone(limits: str, gamma: float) -> tuple[float, float, float]:
    from maemi.errors import InputError

    try:
        low, high = (float(value) for value in limits.split(","))
    except ValueError:
        raise InputError(f"“{limits}” are no two grey values; write them as --contrast=LOW,HIGH.") from None
    return low, high, gamma


def _drawn(address: str, file: Path, frame: int) -> tuple[PixelSize | None, tuple[Note, ...]]:
    """The pixel size that the project uses for the file, and its regions with their sizes."""
    from maemi.cli.regions import find
    from maemi.micrograph.figure.options import Note
    from maemi.micrograph.shape_size import size_text
    from maemi.project.project import Project
    from maemi.project.regions import list_regions

    with Project.open(address) as project:
        row: MicrographRow = find(project, str(file.absolute()))
        size = None if row.info is not None and row.info.reciprocal else row.pixel_size
        regions = list_regions(project, row.id, frame)
    return size, tuple(Note(each.shape, f"{each.label}  {size_text(each.shape, size)}") for each in regions)
