"""FEI and Thermo Fisher: sections of `Key=value` lines in tag 34682 (Helios and later) or 34680 (older)."""

from __future__ import annotations

import re
from typing import cast

from maemi.micrograph.record import Acquisition, PixelSize
from maemi.micrograph.vendors.facts import Page, VendorFacts, calibrated, flag, iso_date, positive, words

_TAGS = (34680, 34682)
_TECHNIQUES = {"EBeam": "SEM", "IBeam": "FIB", "IRBeam": "navigation camera"}

Section = dict[str, object]


def read(page: Page) -> VendorFacts | None:
    """Facts of a page that carries FEI's sections."""
    sections: dict[str, Section] = {}
    for tag in _TAGS:
        value = page.tags.get(tag)
        if isinstance(value, dict):
            pairs = cast(dict[str, object], value).items()
            sections.update({name: cast(Section, entries) for name, entries in pairs if isinstance(entries, dict)})
    if not sections:
        return None
    image = sections.get("Image", {})
    scan_columns, scan_rows = positive(image.get("ResolutionX")), positive(image.get("ResolutionY"))
    warnings: list[str] = []

    # A picture that was enlarged or reduced after the scan keeps the metadata of the scan.
    scaled = 1.0
    if scan_columns is not None and scan_columns != page.columns:
        scaled = page.columns / scan_columns
        warnings.append(
            f"{page.columns} columns are stored and {scan_columns:.0f} were scanned: "
            "the pixel size is the field width over the stored columns"
        )
    rows = round(scan_rows * scaled) if scan_rows is not None else None
    # Cut rows or columns leave a size that neither the scan nor the scan and an info bar explain.
    if rows is not None and (rows > page.rows or (scaled != 1.0 and page.rows > 1.25 * rows)):
        warnings = [f"the metadata speak of {rows} rows, the file has {page.rows}: it was cut, so it has no pixel size"]
        rows = None
        size = None
    else:
        size = _pixel_size(sections, page, scaled)
    if size is None and not warnings:
        warnings.append("the metadata have no field width and no pixel size")
    return VendorFacts(
        vendor="FEI / Thermo Fisher",
        pixel_size=size,
        acquisition=_acquisition(sections),
        scan_rows=rows,
        synthetic=flag(sections.get("MAEMI", {}).get("Synthetic")),
        warnings=tuple(warnings),
    )


def _beam(sections: dict[str, Section]) -> tuple[str | None, Section]:
    """The name and the section of the beam that took the picture."""
    name = words(sections.get("Beam", {}).get("Beam"))
    return name, sections.get(name or "EBeam", {})


def _pixel_size(sections: dict[str, Section], page: Page, scaled: float) -> PixelSize | None:
    scan = sections.get("Scan", {})
    beam_name, beam = _beam(sections)
    beam_scan_name = words(sections.get("Beam", {}).get("Scan")) or "EScan"
    for name, section in (("Scan", scan), (beam_scan_name, sections.get(beam_scan_name, {}))):
        row, column = positive(section.get("PixelHeight")), positive(section.get("PixelWidth"))
        if row or column:
            size = calibrated(row, column, f"[{name}] PixelWidth")
            return calibrated(size.row_m / scaled, size.column_m / scaled, size.detail) if size else None
    width = positive(scan.get("HorFieldsize"))
    if width:
        return calibrated(None, width / page.columns, "[Scan] HorFieldsize")
    width = positive(beam.get("HFW"))
    return calibrated(None, width / page.columns, f"[{beam_name or 'EBeam'}] HFW") if width else None


def _acquisition(sections: dict[str, Section]) -> Acquisition:
    name, beam = _beam(sections)
    common = sections.get("Beam", {})
    scan = sections.get("Scan", {})
    stage = sections.get("Stage", {})
    dwell = positive(scan.get("Dwelltime")) or positive(
        sections.get(words(common.get("Scan")) or "EScan", {}).get("Dwell")
    )
    return Acquisition(
        instrument=words(sections.get("System", {}).get("SystemType")),
        accelerating_voltage_v=positive(common.get("HV")) or positive(beam.get("HV")),
        magnification=positive(beam.get("Magnification")) or positive(sections.get("Image", {}).get("Magnification")),
        detector=words(sections.get("Detectors", {}).get("Name")),
        # The navigation camera's section holds a small negative number here, which is no distance.
        working_distance_m=positive(beam.get("WD")) or positive(stage.get("WorkingDistance")),
        dwell_time_s=dwell,
        taken_at=_taken_at(sections),
        technique=_TECHNIQUES.get(name or ""),
    )


def _taken_at(sections: dict[str, Section]) -> str | None:
    """`[PrivateFei] TimeOfCreation` is always day.month.year; `[User] Date` follows the machine's country."""
    created = words(sections.get("PrivateFei", {}).get("TimeOfCreation")) or ""
    parts = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\s+([\d:]+)", created)
    if parts:
        return iso_date(parts[3], parts[2], parts[1], parts[4])
    user = sections.get("User", {})
    parts = re.fullmatch(r"(\d{1,2})([/.])(\d{1,2})\2(\d{4})", words(user.get("Date")) or "")
    if not parts:
        return None
    month, day = (parts[1], parts[3]) if parts[2] == "/" else (parts[3], parts[1])
    return iso_date(parts[4], month, day, words(user.get("Time")) or "")
