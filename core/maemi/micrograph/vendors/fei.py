"""FEI and Thermo Fisher: sections of `Key=value` lines in tag 34682 (Helios and later) or 34680 (older)."""

from __future__ import annotations

import re
from typing import cast

from maemi.micrograph.record import Acquisition, PixelSize
from maemi.micrograph.vendors.dates import any_date
from maemi.micrograph.vendors.facts import Page, VendorFacts, calibrated, flag, number, positive, words
from maemi.micrograph.vendors.stored import scale_of

_TAGS = (34680, 34682)
_TECHNIQUES = {"EBeam": "SEM", "IBeam": "FIB", "IRBeam": "navigation camera", "CCD": "camera"}

Section = dict[str, object]
Sections = dict[str, Section]


def read(page: Page) -> VendorFacts | None:
    """Facts of a page that carries FEI's sections."""
    sections: Sections = {}
    for tag in _TAGS:
        value = page.tags.get(tag)
        if isinstance(value, dict):
            pairs = cast(dict[str, object], value).items()
            sections.update({name: cast(Section, entries) for name, entries in pairs if isinstance(entries, dict)})
    return facts(sections, page.rows, page.columns) if sections else None


def read_text(text: str, rows: int, columns: int) -> VendorFacts | None:
    """Facts of the same lines in a text, as some programs keep them beside or inside a PNG or JPEG."""
    if "[Beam]" not in text:
        return None
    sections: Sections = {}
    section: Section = {}
    for line in text.splitlines():
        if heading := re.fullmatch(r"\s*\[(.+)\]\s*", line):
            section = sections.setdefault(heading[1], {})
        elif "=" in line:
            key, _, value = line.partition("=")
            section[key.strip()] = value.strip()
    known = {"Scan", "EBeam", "IBeam", "PrivateFei"} & sections.keys()
    return facts(sections, rows, columns) if known else None


def facts(sections: Sections, rows: int, columns: int) -> VendorFacts:
    """Facts from the sections for a file of that size."""
    image = sections.get("Image", {})
    scan_columns, scan_rows = positive(image.get("ResolutionX")), positive(image.get("ResolutionY"))
    bar = number(sections.get("PrivateFei", {}).get("DatabarHeight"))
    scale = scale_of(rows, columns, scan_rows, scan_columns, bar)
    zoom = positive(image.get("ZoomFactor")) or 1.0
    warnings: list[str] = []
    size = None
    if scale is None:
        warnings.append(
            f"the metadata speak of {scan_columns or 0:.0f} × {scan_rows or 0:.0f} pixels, the file has "
            f"{columns} × {rows}: it was cut, so it has no pixel size"
        )
    elif zoom != 1.0:
        warnings.append(f"the file holds a digital zoom of {zoom:g}: its pixel size is not certain")
    else:
        size = _pixel_size(sections, columns, scale)
        if size is None:
            warnings.append("the metadata have no field width and no pixel size")
        elif scale != 1.0:
            # A picture that was enlarged or reduced after the scan keeps the metadata of the scan.
            warnings.append(
                f"{columns} columns are stored and {scan_columns or 0:.0f} were scanned: "
                "the pixel size is the field width over the stored columns"
            )
        elif scan_rows is not None and rows < scan_rows:
            warnings.append(f"{rows} of the {scan_rows:.0f} scanned rows are stored: the rest was cut off")
    kept = round(scan_rows * scale) if scan_rows is not None and scale is not None else None
    return VendorFacts(
        vendor="FEI / Thermo Fisher",
        pixel_size=size,
        acquisition=_acquisition(sections),
        scan_rows=kept if kept is not None and kept <= rows else None,
        synthetic=flag(sections.get("MAEMI", {}).get("Synthetic")),
        warnings=tuple(warnings),
    )


def _beam(sections: Sections) -> tuple[str | None, Section]:
    """The name and the section of the beam that took the picture."""
    name = words(sections.get("Beam", {}).get("Beam"))
    return name, sections.get(name or "EBeam", {})


def _pixel_size(sections: Sections, columns: int, scale: float) -> PixelSize | None:
    scan = sections.get("Scan", {})
    beam_name, beam = _beam(sections)
    beam_scan_name = words(sections.get("Beam", {}).get("Scan")) or "EScan"
    for name, section in (("Scan", scan), (beam_scan_name, sections.get(beam_scan_name, {}))):
        row, column = positive(section.get("PixelHeight")), positive(section.get("PixelWidth"))
        if row or column:
            size = calibrated(row, column, f"[{name}] PixelWidth")
            return calibrated(size.row_m / scale, size.column_m / scale, size.detail) if size else None
    width = positive(scan.get("HorFieldsize"))
    if width:
        return calibrated(None, width / columns, "[Scan] HorFieldsize")
    width = positive(beam.get("HFW"))
    return calibrated(None, width / columns, f"[{beam_name or 'EBeam'}] HFW") if width else None


def _acquisition(sections: Sections) -> Acquisition:
    name, beam = _beam(sections)
    common, scan, stage = (sections.get(each, {}) for each in ("Beam", "Scan", "Stage"))
    image, system = sections.get("Image", {}), sections.get("System", {})
    # XL and early Quanta: everything in one section.
    bar = sections.get("DatabarData", {})
    dwell = positive(scan.get("Dwelltime")) or positive(
        sections.get(words(common.get("Scan")) or "EScan", {}).get("Dwell")
    )
    canvas, field = positive(image.get("MagCanvasRealWidth")), positive(beam.get("HFW"))
    return Acquisition(
        instrument=words(system.get("SystemType")) or words(system.get("Type")),
        accelerating_voltage_v=positive(common.get("HV")) or positive(beam.get("HV")) or positive(bar.get("flAccV")),
        magnification=positive(beam.get("Magnification"))
        or positive(image.get("Magnification"))
        or positive(bar.get("flMag"))
        # What the info bar shows: how much wider the canvas on the screen is than the field.
        or (canvas / field if canvas and field and name in ("EBeam", "IBeam") else None),
        detector=words(sections.get("Detectors", {}).get("Name")),
        # The navigation camera's section holds a small negative number here, which is no distance.
        working_distance_m=positive(beam.get("WD")) or positive(stage.get("WorkingDistance")),
        dwell_time_s=dwell,
        taken_at=_taken_at(sections),
        technique=_TECHNIQUES.get(name or ""),
    )


def _taken_at(sections: Sections) -> str | None:
    """`[PrivateFei] TimeOfCreation` is always day.month.year; `[User] Date` follows the machine's country."""
    user = sections.get("User", {})
    written = f"{words(user.get('Date')) or ''} {words(user.get('Time')) or ''}"
    return any_date(words(sections.get("PrivateFei", {}).get("TimeOfCreation"))) or any_date(written)
