"""What a micrograph's file says, in words and units: pure text, so that it can be tested without a window."""

from __future__ import annotations

from dataclasses import dataclass

from maemi.micrograph.record import MicrographInfo, PixelSize, PixelSizeSource
from maemi.micrograph.units import format_length, format_voltage
from maemi.project.rows import MicrographRow

SOURCES = {
    PixelSizeSource.METADATA: "from the file's metadata",
    PixelSizeSource.SIDECAR: "from the text file beside it",
    PixelSizeSource.SCALE_BAR: "from the burned-in scale bar",
    PixelSizeSource.TYPED_IN: "typed in",
}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with lines of name and value."""

    title: str
    lines: tuple[tuple[str, str], ...]


def pixel_size_text(size: PixelSize) -> str:
    """`2.44 nm`, or both sides of a pixel that is not square."""
    if abs(size.row_m - size.column_m) <= 1e-4 * size.column_m:
        return format_length(size.column_m)
    return f"{format_length(size.column_m)} × {format_length(size.row_m)}"


def pixel_size_origin(size: PixelSize) -> str:
    """Where the pixel size came from, with the entry of the file that gave it."""
    origin = SOURCES[size.source]
    return f"{origin} ({size.detail})" if size.detail else origin


def sections(row: MicrographRow) -> list[Section]:
    """What is known, grouped; lines without a value are left out, since `missing` speaks of what matters."""
    info = row.info
    if info is None:
        return [Section("File", (("Path", str(row.path)),))]
    found = [Section("Image", _image(info, row.pixel_size)), Section("Acquisition", _acquisition(info))]
    found.append(Section("File", _file(row, info)))
    return [section for section in found if section.lines]


def missing(row: MicrographRow) -> list[str]:
    """What the file does not say, and what that means, one sentence each."""
    info = row.info
    if info is None:
        return []
    if info.reciprocal:
        return [
            "A diffraction pattern or FFT: it has no length per pixel, so it gets no scale bar and no sizes in metres."
        ]
    said: list[str] = []
    if row.pixel_size is None:
        said.append(
            "No pixel size: sizes are given in pixels, there is no scale bar, and answers about lengths are left out. "
            "Type one in above."
        )
    acquisition = info.acquisition
    absent = [
        name
        for name, value in (
            ("accelerating voltage", acquisition.accelerating_voltage_v),
            ("detector", acquisition.detector),
        )
        if value is None
    ]
    if absent:
        said.append(f"No {' and no '.join(absent)}: pairs about how it was imaged stay general.")
    return said


def _image(info: MicrographInfo, size: PixelSize | None) -> tuple[tuple[str, str], ...]:
    rows, columns = info.shape
    depth = {"u": "unsigned", "i": "signed", "f": "floating point"}
    lines = [("Size", f"{columns:,} × {rows:,} px")]
    scanned = info.scan_rows or rows
    if size is not None and not info.reciprocal:
        field = f"{format_length(columns * size.column_m)} × {format_length(scanned * size.row_m)}"
        lines.append(("Field of view", field))
    name = info.dtype
    kind = depth.get(name[:1], "")
    bits = "".join(letter for letter in name if letter.isdigit())
    values = f"{bits} bit, {kind}" if kind and bits else name
    lines.append(("Values", f"{values}, {'RGB' if info.channels == 3 else 'grey'}"))
    if info.frames > 1:
        lines.append(("Frames", f"{info.frames:,}"))
    if info.info_bar:
        lines.append(("Info bar", f"rows {info.info_bar[0]:,} to {info.info_bar[1]:,}"))
    return tuple(lines)


def _acquisition(info: MicrographInfo) -> tuple[tuple[str, str], ...]:
    told = info.acquisition
    lines: list[tuple[str, str | None]] = [
        ("Instrument", told.instrument),
        ("Technique", told.technique),
        ("Voltage", None if told.accelerating_voltage_v is None else format_voltage(told.accelerating_voltage_v)),
        ("Magnification", None if told.magnification is None else f"{told.magnification:,.0f} ×"),
        ("Detector", told.detector),
        ("Working distance", None if told.working_distance_m is None else format_length(told.working_distance_m)),
        ("Dwell time", None if told.dwell_time_s is None else f"{told.dwell_time_s * 1e6:.3g} µs"),
        ("Taken", None if told.taken_at is None else told.taken_at.replace("T", " ")),
    ]
    return tuple((name, value) for name, value in lines if value)


def _file(row: MicrographRow, info: MicrographInfo) -> tuple[tuple[str, str], ...]:
    lines = [("Format", f"{info.format}, {info.vendor}" if info.vendor else info.format)]
    if row.class_name:
        lines.append(("Class", row.class_name.replace("_", " ")))
    lines.append(("Folder", str(row.path.parent)))
    return tuple(lines)
