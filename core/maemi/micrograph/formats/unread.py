"""Formats of microscopy that MAEMI knows by sight and does not read: a refusal names them."""

from __future__ import annotations

from collections.abc import Mapping

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (4, b"JED-2200", "JEOL image"),
    (0, b"GIF8", "GIF"),
    (8, b"WEBP", "WebP"),
    (0, b"\x00\x00\x00\x0cjP  ", "JPEG 2000"),
    (0, b"\x1f\x8b", "gzip-compressed"),
    (0, b"BZh", "bzip2-compressed"),
    (0, b"PK\x03\x04", "ZIP"),
    (0, b"%PDF", "PDF"),
)

_SUFFIXES = {
    ".emi": "TIA EMI",
    ".bcf": "Bruker BCF",
    ".czi": "Zeiss CZI",
    ".asw": "JEOL project",
    ".apb": "JEOL spectrum",
    ".img": "JEOL image",
    ".blo": "NanoMegas blockfile",
    ".elid": "Phenom ELID",
    ".hspy": "HyperSpy",
    ".mib": "Quantum Detectors MIB",
    ".prz": "CEOS PRZ",
    ".pts": "JEOL spectrum image",
    ".rpl": "Ripple",
    ".sur": "Digital Surf",
    ".tvips": "TVIPS",
    ".unf": "Semper",
    ".sxm": "Nanonis SXM",
    ".gz": "gzip-compressed",
    ".bz2": "bzip2-compressed",
    ".gif": "GIF",
    ".webp": "WebP",
    ".svg": "SVG",
    ".pdf": "PDF",
    ".npy": "NumPy array",
    ".txt": "text",
    ".csv": "text",
    ".xml": "XML",
}

_NO_MICROSCOPY = frozenset({".emi", ".gz", ".bz2", ".gif", ".webp", ".svg", ".pdf", ".npy", ".txt", ".csv", ".xml"})
"""Of these nobody misses one that is passed over; an EMI is read with its SERs."""

_WRAPPERS = (b"\x1f\x8b", b"BZh", b"PK\x03\x04")

FOR_PLUG_INS = frozenset(
    {".asw", ".bcf", ".blo", ".elid", ".hspy", ".img", ".map", ".mib", ".prz", ".pts", ".rpl", ".sur", ".tvips", ".unf"}
)
"""Suffixes of formats that RosettaSciIO reads."""


def format_name(head: bytes, suffix: str, name_promises_other: bool) -> str | None:
    """The name of a known but unread format: by its first bytes, else by its lower-case suffix.

    Where the suffix promises a format that MAEMI reads, only the bytes count.
    """
    for offset, magic, name in _MAGIC:
        if head[offset : offset + len(magic)] == magic:
            # Formats that are compressed or packed as a whole say by their names what is inside.
            return _SUFFIXES.get(suffix, name) if magic in _WRAPPERS else name
    return None if name_promises_other else _SUFFIXES.get(suffix)


def names_of(suffixes: Mapping[str, int]) -> dict[str, int]:
    """How many files of each unread format of microscopy there are; `suffixes` counts lower-case suffixes."""
    found: dict[str, int] = {}
    for suffix, count in suffixes.items():
        name = _SUFFIXES.get(suffix)
        if name is not None and suffix not in _NO_MICROSCOPY:
            found[name] = found.get(name, 0) + count
    return dict(sorted(found.items()))
