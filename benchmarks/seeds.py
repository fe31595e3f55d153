"""Small files of every format that MAEMI reads, made from scratch: what is mutated, and what tests read back.

They are written by the public descriptions of the formats, and share nothing with MAEMI's readers.
"""

from __future__ import annotations

import bz2
import gzip
import json
import struct
from pathlib import Path
from typing import Any

import numpy as np

Pixels = np.ndarray[Any, Any]
NM = 1e-9


def picture(rows: int = 24, columns: int = 32, dtype: str = "u2") -> Pixels:
    """Something in every row and column."""
    row, column = np.mgrid[0:rows, 0:columns]
    return ((row * 7 + column * 3) % 120).astype(dtype)


def write_dm(
    path: Path, pixels: Pixels, kind: int, scale: float = 0.5, unit: str = "nm", *, preview: bool = True
) -> Path:
    """DM3 or DM4 by the suffix: [rows, columns] or more axes before them, with a preview as the program writes one."""
    dm4 = path.suffix == ".dm4"
    images = [_dm_image(np.zeros((4, 4), "<u4"), 23, 1.0, "")] if preview else []
    images.append(_dm_image(pixels, kind, scale, unit))
    tree: dict[str, Any] = {"ImageList": dict(enumerate(images))}
    if preview:
        tree["Thumbnails"] = {0: {"ImageIndex": 0}}
    body = _dm_group(tree, dm4)
    path.write_bytes((struct.pack(">IQI" if dm4 else ">III", 4 if dm4 else 3, len(body), 1)) + body)
    return path


def _dm_image(pixels: Pixels, kind: int, scale: float, unit: str) -> dict[str, Any]:
    axes = {place: {"Origin": 0.0, "Scale": scale, "Units": unit} for place in range(pixels.ndim)}
    return {
        "ImageData": {
            "Calibrations": {"Dimension": axes},
            "Data": pixels,
            "DataType": kind,
            "Dimensions": dict(enumerate(reversed(pixels.shape))),
        },
        "ImageTags": {
            "Microscope Info": {"Voltage": 200000.0, "Indicated Magnification": 22500.0, "Illumination Mode": "TEM"},
            "Acquisition": {"Device": {"Name": "Camera"}},
        },
    }


def _dm_group(tree: dict[Any, Any], dm4: bool) -> bytes:
    length = ">Q" if dm4 else ">I"
    parts = [b"\1\0", struct.pack(length, len(tree))]
    for name, value in tree.items():
        label = name.encode() if isinstance(name, str) else b""
        body = _dm_group(value, dm4) if isinstance(value, dict) else _dm_value(value, length)
        size = struct.pack(">Q", len(body)) if dm4 else b""
        parts += [bytes([20 if isinstance(value, dict) else 21]), struct.pack(">H", len(label)), label, size, body]
    return b"".join(parts)


def _dm_value(value: Any, length: str) -> bytes:
    if isinstance(value, str):
        value = np.frombuffer(value.encode("utf-16-le"), "<u2")
    if isinstance(value, np.ndarray):
        kinds = {"i2": 2, "i4": 3, "u2": 4, "u4": 5, "f4": 6, "f8": 7, "u1": 10, "i1": 9}
        plain = value.view(f"<f{value.itemsize // 2}") if value.dtype.kind == "c" else value
        info, data = (20, kinds[plain.dtype.str[1:]], plain.size), plain.tobytes()
    elif isinstance(value, float):
        info, data = (7,), struct.pack("<d", value)
    else:
        info, data = (5,), struct.pack("<I", value)
    return b"%%%%" + struct.pack(length, len(info)) + b"".join(struct.pack(length, each) for each in info) + data


def write_ser(path: Path, frames: Pixels, step_m: float = 2 * NM, *, spectra: bool = False) -> Path:
    """A TIA series of images [frame, row, column], or of spectra, whose rows run upwards."""
    kinds = {"u1": 1, "u2": 2, "u4": 3, "i1": 4, "i2": 5, "i4": 6, "f4": 7, "f8": 8}
    elements: list[bytes] = []
    for frame in frames:
        shape = (frame.shape[0],) if spectra else (frame.shape[1], frame.shape[0])
        axes = b"".join(struct.pack("<ddi", 0.0, step_m, 0) for _ in shape)
        kind = kinds[frame.dtype.str[1:]]
        data = frame if spectra else frame[::-1]
        elements.append(axes + struct.pack(f"<H{len(shape)}i", kind, *shape) + data.tobytes())
    head = struct.pack(
        "<HHHiiii", 0x4949, 0x197, 0x210, 0x4120 if spectra else 0x4122, 0x4152, len(frames), len(frames)
    )
    dimension = struct.pack("<iddi", len(frames), 0.0, 1.0, 0) + struct.pack("<i", 6) + b"Number" + struct.pack("<i", 0)
    table = len(head) + 8 + len(dimension)
    starts = np.cumsum([table + 8 * len(frames), *map(len, elements)])
    tags = [starts[-1] + 6 * place for place in range(len(frames))]
    offsets = np.array([*starts[:-1], *tags], "<i4").tobytes()
    times = b"".join(struct.pack("<HI", 0x4152, 1_456_076_218) for _ in frames)
    path.write_bytes(head + struct.pack("<ii", table, 1) + dimension + offsets + b"".join(elements) + times)
    return path


def write_emi(path: Path, mode: str = "TEM uP SA Zoom Image") -> Path:
    """The file beside a series, as far as it is read."""
    entries = {"Microscope": ("Microscope Tecnai", ""), "High tension": ("200", "kV"), "Mode": (mode, "")}
    data = "".join(
        f"<Data><Label>{label}</Label><Value>{value}</Value><Unit>{unit}</Unit></Data>"
        for label, (value, unit) in {**entries, "Magnification": ("19500", "x")}.items()
    )
    path.write_bytes(
        b"JK\0\2"
        + bytes(60)
        + f"<ObjectInfo><Root>{data}</Root><AcquireDate>Sun Feb 21 17:50:18 2016</AcquireDate>"
        f"<CameraNamePath>Orius</CameraNamePath></ObjectInfo>".encode()
        + bytes(20)
    )
    return path


def write_velox(path: Path, images: dict[str, tuple[Pixels, float, str]]) -> Path:
    """A Velox EMD: detector to pixels [row, column, frame], size of a pixel and its unit."""
    import h5py

    with h5py.File(path, "w") as file:
        for place, (detector, (pixels, size, unit)) in enumerate(images.items()):
            said = {
                "BinaryResult": {
                    "Detector": detector,
                    "PixelSize": {"width": str(size), "height": str(size)},
                    "PixelUnitX": unit,
                    "PixelUnitY": unit,
                },
                "Optics": {"AccelerationVoltage": "300000"},
                "Instrument": {"InstrumentModel": "Titan"},
                "Scan": {"DwellTime": "1e-05", "ScanSize": {"width": "32", "height": "24"}},
                "Acquisition": {"AcquisitionStartDatetime": {"DateTime": "1596041374"}},
            }
            text = json.dumps(said).encode().ljust(2000, b"\0")
            group = file.create_group(f"Data/Image/{place:032x}")
            group.create_dataset("Data", data=pixels, chunks=(*pixels.shape[:2], 1), compression="gzip")
            group["Metadata"] = np.tile(np.frombuffer(text, np.uint8)[:, None], (1, pixels.shape[2]))
    return path


def write_berkeley(path: Path, data: Pixels, axes: list[tuple[float, str]]) -> Path:
    """A Berkeley EMD of one array, each axis with its step and unit."""
    import h5py

    with h5py.File(path, "w") as file:
        group = file.create_group("data/array")
        group.attrs["emd_group_type"] = 1
        group["data"] = data
        for place, (step, unit) in enumerate(axes, 1):
            values = group.create_dataset(f"dim{place}", data=np.arange(data.shape[place - 1]) * step)
            values.attrs["units"] = np.bytes_(unit)
    return path


def mrc_bytes(data: Pixels, mode: int, cell_angstrom: tuple[float, float, float], columns: int | None = None) -> bytes:
    """An MRC file of sections [section, row, column]; `columns` where a byte holds two pixels."""
    head = bytearray(1024)
    sections, rows, stored = data.shape
    grid = (columns or stored, rows, sections)
    struct.pack_into("<4i", head, 0, *grid, mode)
    struct.pack_into("<3i3f3f3i", head, 28, *grid, *cell_angstrom, 90, 90, 90, 1, 2, 3)
    head[208:216] = b"MAP DD\0\0"
    return bytes(head) + data.tobytes()


def write_seeds(folder: Path) -> list[Path]:
    """One file or more of each format."""
    import tifffile
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    grey, stack = picture(), np.stack([picture(), picture()[::-1]])
    tifffile.imwrite(folder / "plain.tif", grey)
    tifffile.imwrite(folder / "packed.tif", stack, compression="zlib")
    for suffix in ("png", "jpg", "bmp"):
        Image.fromarray(picture(dtype="u1")).save(folder / f"picture.{suffix}")
    write_dm(folder / "image.dm3", picture(dtype="<i2"), 1)
    write_dm(folder / "stack.dm4", stack.astype("<f4"), 2)
    write_dm(folder / "colour.dm3", np.full((6, 8), 0x00FF8040, "<u4"), 23)
    write_ser(folder / "series_1.ser", stack.astype("<u2"))
    write_emi(folder / "series.emi")
    write_velox(folder / "velox.emd", {"HAADF": (grey[..., None], 3e-9, "m"), "BF": (grey[::-1, :, None], 3e-9, "m")})
    write_berkeley(folder / "berkeley.emd", stack.astype("f4"), [(1.0, ""), (0.25, "[n_m]"), (0.25, "[n_m]")])
    plain = mrc_bytes(stack.astype("<f4"), 2, (64.0, 48.0, 4.0))
    (folder / "volume.mrc").write_bytes(plain)
    (folder / "volume.map.gz").write_bytes(gzip.compress(plain))
    (folder / "volume.mrc.bz2").write_bytes(bz2.compress(plain))
    (folder / "counts.mrc").write_bytes(mrc_bytes(picture(24, 16, "u1")[None], 101, (64.0, 48.0, 1.0), 32))
    return sorted(path for path in folder.iterdir() if path.is_file())
