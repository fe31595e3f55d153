"""What `maemi info` makes of real files, by vendor: `python benchmarks/vendor_files.py [FOLDER with truth.csv]`.

A file counts as right where both pixel sizes are within 0.5 % of the truth's (2 % off a burned-in scale bar); as
rightly none, where neither has one; as without, where the truth has one and MAEMI says that it knows none; as unjudged,
where a scale bar was read of which the truth says nothing; as refused, where one sentence says why it is not read; as
wrong otherwise. Voltage, magnification and detector are compared too. Ends with 1 where anything is wrong.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from maemi.micrograph.burned_in.applying import with_scale_bar
from maemi.micrograph.errors import MicrographError
from maemi.micrograph.reading import read_info
from maemi.micrograph.record import MicrographInfo, PixelSizeSource

TOLERANCE = 5e-3
TOLERANCE_OF_BARS = 2e-2
"""A burned-in scale bar is read to some pixels of some hundred."""
CORRECTED = {
    "vendor/rosettasciio/image/renishaw_wire.jpg": (
        "x 2.42207446e-6 / y 2.503827e-6",
        "truth.csv has the columns alone; RosettaSciIO's test has both",
    ),
    **{
        f"vendor/ncempy/dmTest_3D_int16_64,65,66.{suffix}": (
            "x 2e-12 / y 3e-9",
            "truth.csv has the first axis alone; the file calibrates its axes with 2 pm, 3 nm and 4 µm",
        )
        for suffix in ("dm3", "dm4")
    },
    **{
        f"vendor/mrcfile/EMD-3001.{suffix}": (
            "x 4.5875e-11 / y 4.4825e-11",
            "truth.csv has the cell's X alone; mapc, mapr, maps are 3, 1, 2: columns run along Z (33.03 Å in 72 steps)",
        )
        for suffix in ("map", "map.bz2")
    },
    "vendor/rosettasciio/tiff/optical_Zeiss_AxioVision_BW.tif": (
        "none",
        "0.169 mm is 150 dots per inch, for a printer; as truth.csv says, a plain load gives none",
    ),
}
"""Truths that were looked at and found to be only half of it, with the reason."""
COLUMNS = ("files", "right", "rightly none", "without", "unjudged", "refused", "wrong")


@dataclass
class Verdict:
    """How one file went: a column of the table, and what a person has to look at."""

    vendor: str
    column: str
    note: str = ""


def main() -> int:
    default = Path(__file__).resolve().parents[2] / "shared" / "micrographs"
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=default, help="where truth.csv is")
    parser.add_argument("--no-scale-bar", action="store_true", help="metadata and sidecars alone, which takes seconds")
    args = parser.parse_args()
    folder: Path = args.folder
    table: dict[str, Counter[str]] = defaultdict(Counter)
    notes: list[str] = []
    compared = 0
    for truth in truths(folder):
        verdict, others = judge(folder / truth["path"], truth, not args.no_scale_bar)
        compared += len(others)
        table[verdict.vendor].update(["files", verdict.column])
        notes += [f"{truth['path']}: {note}" for note in (verdict.note, *others) if note]
    show(table)
    print(f"\n{compared} voltages, magnifications and detectors compared; what differs is below.")
    for path, (value, reason) in CORRECTED.items():
        notes.append(f"{path}: compared with {value}; {reason}")
    print("\n" + "\n".join(notes))
    return 1 if any(counts["wrong"] for counts in table.values()) else 0


def truths(folder: Path) -> list[dict[str, str]]:
    """The rows whose files are there."""
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if (folder / row["path"]).is_file()]


def judge(path: Path, truth: dict[str, str], scale_bars: bool) -> tuple[Verdict, list[str]]:
    """The verdict on one file, and a remark on each of its other values that the truth has, empty where right."""
    suffix = path.suffix.lower().lstrip(".").upper()
    try:
        info = read_info(path)
        if scale_bars:
            info = with_scale_bar(info)
    except MicrographError as error:
        sentence = str(error)
        proper = "\n" not in sentence and sentence.endswith(".") and str(path) in sentence
        return Verdict(f"{suffix}, not read", "refused" if proper else "wrong", "" if proper else sentence), []
    vendor = info.vendor or f"{info.format} of no vendor"
    expected = lengths(CORRECTED.get(truth["path"], (truth["pixel_size_m"],))[0])
    return Verdict(vendor, *column_of(info, expected, truth)), remarks(info, truth)


def lengths(text: str) -> tuple[float, float] | None:
    """Row and column in metres from the truth's own way of writing; None where there is none."""
    both = re.fullmatch(r"x ([\d.e-]+) / y ([\d.e-]+)", text)
    if both:
        return float(both[2]), float(both[1])
    try:
        return float(text), float(text)
    except ValueError:
        return None


def column_of(info: MicrographInfo, expected: tuple[float, float] | None, truth: dict[str, str]) -> tuple[str, str]:
    """The table's column for what a file says of its pixel size, and a note where it is not right."""
    size = info.pixel_size
    if size is None:
        if expected is None:
            return "rightly none", ""
        why = truth["truth_kind"] if truth["truth_kind"] in ("literature", "scale bar") else "metadata"
        said = "; ".join(info.warnings) or "unknown: the file does not say"
        return "without", "" if why == "literature" else f"no pixel size ({said}); the truth is of kind {why}"
    got = (size.row_m, size.column_m)
    off_a_bar = size.source is PixelSizeSource.SCALE_BAR
    if off_a_bar and not truth["pixel_size_m"]:
        return "unjudged", f"{size.column_m:.4g} m from its scale bar, of which the truth says nothing"
    if expected is None:
        return "wrong", f"{got} m, the truth has none ({truth['pixel_size_m'] or 'empty'})"
    tolerance = TOLERANCE_OF_BARS if off_a_bar else TOLERANCE
    if any(abs(a / b - 1) > tolerance for a, b in zip(got, expected, strict=True)):
        return "wrong", f"{got} m from {size.detail}, the truth is {expected}"
    return "right", ""


def remarks(info: MicrographInfo, truth: dict[str, str]) -> list[str]:
    """A remark on each of voltage, magnification and detector that the truth has, empty where it is the same."""
    taken = info.acquisition
    found = {
        "kv": taken.accelerating_voltage_v and taken.accelerating_voltage_v / 1e3,
        "magnification": taken.magnification,
        "detector": taken.detector,
    }
    result: list[str] = []
    for name, value in found.items():
        said = truth[name]
        if said:
            result.append("" if same(said, value) else f"{name} is {value}, the truth is {said}")
    return result


def same(said: str, value: float | str | None) -> bool:
    """Whether a value is the truth's: to 1 % for numbers, of which the truth writes some as `4.53 K X`."""
    parts = re.fullmatch(r"([\d.]+)\s*(K X)?", said)
    if parts and isinstance(value, int | float):
        return abs(value / (float(parts[1]) * (1000 if parts[2] else 1)) - 1) < 0.01
    return said == value


def show(table: dict[str, Counter[str]]) -> None:
    """Print one line a vendor and their sum."""
    total: Counter[str] = Counter()
    print(f"{'':32}" + "".join(f"{column:>14}" for column in COLUMNS))
    for vendor in sorted(table):
        total.update(table[vendor])
        print(f"{vendor:32}" + "".join(f"{table[vendor][column] or '':>14}" for column in COLUMNS))
    print(f"{'all':32}" + "".join(f"{total[column]:>14}" for column in COLUMNS))


if __name__ == "__main__":
    sys.exit(main())
