"""Files of text beside a picture that hold its metadata."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from maemi.micrograph.record import MicrographInfo, PixelSize, PixelSizeSource
from maemi.micrograph.vendors import hitachi, tescan
from maemi.micrograph.vendors.facts import VendorFacts

_MOST_BYTES = 1_000_000


def with_sidecar(info: MicrographInfo) -> MicrographInfo:
    """The info with what a Hitachi `.txt` or a TESCAN `.hdr` beside the file adds; its own pixel size goes first."""
    if info.pixel_size is not None or info.reciprocal:
        return info
    stem = info.path.stem
    # TESCAN calls the text of a.tif a-tif.hdr; a person who sorts files may call it a.hdr.
    candidates = [(f"{stem}.txt", hitachi.read), (f"{stem}.TXT", hitachi.read)]
    candidates += [(f"{name}.hdr", _tescan) for name in (f"{stem}-{info.path.suffix[1:]}", stem)]
    for name, parse in candidates:
        sidecar = info.path.with_name(name)
        text = _text(sidecar)
        facts = parse(text, *info.shape) if text else None
        if facts is not None:
            return _merged(info, facts, sidecar)
    return info


def _tescan(text: str, rows: int, columns: int) -> VendorFacts | None:
    lines = (line.partition("=") for line in text.splitlines())
    entries = {key.strip(): value.strip() for key, mark, value in lines if mark}
    return tescan.facts(entries, rows) if "PixelSizeX" in entries else None


def _merged(info: MicrographInfo, facts: VendorFacts, sidecar: Path) -> MicrographInfo:
    size = facts.pixel_size
    if size is not None:
        size = PixelSize(size.row_m, size.column_m, PixelSizeSource.SIDECAR, f"{sidecar.name}: {size.detail}")
    return replace(
        info,
        vendor=facts.vendor,
        pixel_size=size,
        acquisition=facts.acquisition,
        scan_rows=facts.scan_rows if facts.scan_rows is not None else info.scan_rows,
        warnings=(*info.warnings, *facts.warnings),
    )


def _text(path: Path) -> str | None:
    """A small text file, UTF-16 or UTF-8 or Latin-1; None where there is none."""
    try:
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            return None
        data = path.read_bytes()
    except OSError:
        # A sidecar is a help; the micrograph is readable without it.
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data[:64]:
        return data.decode("utf-16-le", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")
