"""Formats of microscopy that MAEMI knows by sight and does not read: a refusal names them."""

from __future__ import annotations

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x00\x00\x00\x03", "DigitalMicrograph DM3"),
    (0, b"\x00\x00\x00\x04", "DigitalMicrograph DM4"),
    (0, b"\x89HDF\r\n\x1a\n", "HDF5 (EMD)"),
    (0, b"II\x97\x01", "TIA SER"),
    (0, b"JK\x00\x02", "TIA EMI"),
    (208, b"MAP ", "MRC"),
    (0, b"GIF8", "GIF"),
    (8, b"WEBP", "WebP"),
    (0, b"\x00\x00\x00\x0cjP  ", "JPEG 2000"),
    (0, b"\x1f\x8b", "gzip-compressed"),
    (0, b"BZh", "bzip2-compressed"),
    (0, b"PK\x03\x04", "ZIP"),
    (0, b"%PDF", "PDF"),
)

_SUFFIXES = {
    ".dm3": "DigitalMicrograph DM3",
    ".dm4": "DigitalMicrograph DM4",
    ".emd": "EMD",
    ".ser": "TIA SER",
    ".emi": "TIA EMI",
    ".mrc": "MRC",
    ".map": "MRC or JEOL map",
    ".h5": "HDF5",
    ".hdf5": "HDF5",
    ".bcf": "Bruker BCF",
    ".czi": "Zeiss CZI",
    ".asw": "JEOL project",
    ".apb": "JEOL spectrum",
    ".img": "JEOL image",
    ".elid": "Phenom ELID",
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


def format_name(head: bytes, suffix: str, name_promises_other: bool) -> str | None:
    """The name of a known but unread format: by its first bytes, else by its lower-case suffix.

    Where the suffix promises a format that MAEMI reads, only the bytes count.
    """
    for offset, magic, name in _MAGIC:
        if head[offset : offset + len(magic)] == magic:
            return name
    return None if name_promises_other else _SUFFIXES.get(suffix)
