"""A phantom as a TIFF that reads like a microscope's own, and says everywhere that it is synthetic."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Literal

import numpy as np

from maemi.durable import written_beside
from maemi.phantom.bar import LABEL, info_bar
from maemi.phantom.metadata import FEI_TAG, ZEISS_TAG, fei_text, zeiss_text
from maemi.phantom.record import Synthetic

Vendor = Literal["fei", "zeiss"]
_ASCII, _BYTES = 2, 1
"""TIFF's numbers of these types."""


def write(phantom: Synthetic, path: Path, vendor: Vendor = "fei") -> None:
    """Write a phantom as an 8-bit TIFF with its info bar; the file appears whole or not at all. Raises OSError."""
    import tifffile

    bar = info_bar(phantom, dark=vendor == "fei")
    pixels = np.concatenate([phantom.scan, bar])
    if vendor == "fei":
        text = fei_text(phantom)
        tag = (FEI_TAG, _ASCII, 0, text, True)
    else:
        data = zeiss_text(phantom, pixels.shape[0]).encode("cp1252")
        tag = (ZEISS_TAG, _BYTES, len(data), data, True)
    buffer = io.BytesIO()
    tifffile.imwrite(
        buffer,
        pixels,
        photometric="minisblack",
        description=f"{LABEL}: {phantom.class_name}, seed {phantom.seed}",
        software="MAEMI",
        metadata=None,
        extratags=[tag],
    )
    with written_beside(path) as file:
        file.write(buffer.getvalue())
