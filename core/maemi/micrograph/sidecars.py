"""Files of text beside a picture that hold its metadata."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

from maemi.micrograph.record import Acquisition, MicrographInfo, PixelSize, PixelSizeSource
from maemi.micrograph.vendors.decoding import decoded
from maemi.micrograph.vendors.facts import VendorFacts
from maemi.micrograph.vendors.registry import facts_of_texts

_MOST_BYTES = 1_000_000


def with_sidecar(info: MicrographInfo) -> MicrographInfo:
    """The info with what a file of text beside it adds: Hitachi's and JEOL's `.txt`, TESCAN's `.hdr` and others.

    What the file says of itself goes first, for each value.
    """
    for path in _candidates(info.path):
        text = _text(path)
        facts = facts_of_texts([text], *info.shape) if text else None
        if facts is not None:
            return _merged(info, facts, path)
    return info


def _candidates(path: Path) -> Iterator[Path]:
    """Names that vendors give: TESCAN calls the text of a.tif a-tif.hdr, a person who sorts files may call it a.hdr."""
    stem = path.stem
    names = [f"{stem}.txt", f"{stem}.TXT", f"{stem}-{path.suffix[1:]}.hdr", f"{stem}.hdr", f"{stem}.HDR"]
    names += [f"{path.name}.mdoc", f"{stem}.mdoc", f"{stem}.xml"]
    return (path.with_name(name) for name in names if name != path.name)


def _merged(info: MicrographInfo, facts: VendorFacts, sidecar: Path) -> MicrographInfo:
    size, scan_rows, warnings = info.pixel_size, info.scan_rows, info.warnings
    if scan_rows is None:
        scan_rows = facts.scan_rows
    reciprocal = info.reciprocal or (facts.reciprocal and size is None)
    if size is None and not reciprocal:
        # Now that there is a text that knows, what the file itself lacks is no news.
        warnings = facts.warnings
        if facts.pixel_size is not None:
            size = replace(
                facts.pixel_size, source=PixelSizeSource.SIDECAR, detail=f"{sidecar.name}: {facts.pixel_size.detail}"
            )
    elif _differ(size, facts.pixel_size):
        warnings = (*warnings, f"{sidecar.name} beside it gives another pixel size, which is not taken")
    return replace(
        info,
        vendor=facts.vendor if size is not info.pixel_size else info.vendor or facts.vendor,
        pixel_size=size,
        reciprocal=reciprocal,
        acquisition=_filled(info.acquisition, facts.acquisition),
        scan_rows=scan_rows,
        warnings=warnings,
    )


def _differ(one: PixelSize | None, other: PixelSize | None) -> bool:
    return one is not None and other is not None and abs(one.column_m / other.column_m - 1) > 0.01


def _filled(own: Acquisition, beside: Acquisition) -> Acquisition:
    """The file's own values, and those of the text where it has none."""
    missing = [field.name for field in fields(Acquisition) if getattr(own, field.name) is None]
    return replace(own, **{name: getattr(beside, name) for name in missing})


def _text(path: Path) -> str | None:
    """A small text file in whatever encoding; None where there is none."""
    try:
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            return None
        return decoded(path.read_bytes())
    except OSError:
        # A sidecar is a help; the micrograph is readable without it.
        return None
