"""Bytes that mean harm: a small share of the fuzzing, bombs, and giants that are none."""

from __future__ import annotations

import bz2
import gzip
import random
import struct
from pathlib import Path

import h5py
import numpy as np
import pytest
import tifffile

from maemi.micrograph.decoder import DecoderPool
from maemi.micrograph.errors import MicrographError
from maemi.micrograph.reading import read_info, read_pixels


def test_a_share_of_the_fuzzing(fuzzing, seeds, tmp_path):
    by_suffix: dict[str, list[Path]] = {}
    for seed in seeds.write_seeds(tmp_path / "seeds"):
        by_suffix.setdefault(seed.suffix, []).append(seed)
    with DecoderPool(seconds=20, memory=3 << 30) as pool:
        table = fuzzing.run(pool, tmp_path, by_suffix, 300, random.Random(3), None)
    assert not [suffix for suffix, counts in table.items() if counts["hang"] or counts["traceback"]]
    # Nothing but refusals would test nothing.
    assert sum(counts["read"] for counts in table.values()) > 40


def test_seeds_are_read(seeds, tmp_path, fuzzing):
    with DecoderPool() as pool:
        for path in seeds.write_seeds(tmp_path):
            outcome, why = fuzzing.read(pool, path)
            assert outcome == ("refused" if path.suffix == ".emi" else "read"), (path, why)


def test_one_bit_with_a_grey_palette_is_bytes(tmp_path):
    """Found by fuzzing: the info said bytes, and the pixels were yes and no."""
    path = tmp_path / "a.tif"
    palette = (320, 3, 6, (0, 65535) * 3, True)
    tifffile.imwrite(path, np.eye(9, 16, dtype=bool), photometric="minisblack", metadata=None, extratags=[palette])
    assert str(read_pixels(path).dtype) == read_info(path).dtype == "uint8"


def mrc_head(side: int) -> bytearray:
    head = bytearray(1024)
    struct.pack_into("<4i", head, 0, side, side, 1, 6)
    struct.pack_into("<3i3f", head, 28, side, side, 1, 1, 1, 1)
    struct.pack_into("<3i", head, 64, 1, 2, 3)
    head[208:216] = b"MAP DD\0\0"
    return head


@pytest.mark.parametrize("packer", [gzip.compress, bz2.compress])
def test_a_packed_bomb_is_refused_before_it_swells(tmp_path, packer):
    path = tmp_path / f"bomb.mrc.{'gz' if packer is gzip.compress else 'bz2'}"
    path.write_bytes(packer(bytes(mrc_head(16_384)) + bytes(1 << 24)))
    with DecoderPool(seconds=20, memory=1 << 30) as pool, pytest.raises(MicrographError, match="more than the"):
        pool.pixels(path).result()


def test_an_hdf5_bomb_is_refused(tmp_path):
    with h5py.File(tmp_path / "bomb.emd", "w") as file:
        group = file.create_group("g")
        group.attrs["emd_group_type"] = 1
        group.create_dataset("data", (16_384, 16_384), "f4", chunks=(1024, 1024), compression="gzip", fillvalue=1)
    with DecoderPool(seconds=20, memory=1 << 30) as pool, pytest.raises(MicrographError, match="is refused"):
        pool.info(tmp_path / "bomb.emd").result()


def test_a_scan_of_16384_opens(tmp_path):
    """Half a gigabyte that lies in the file, through a decoder with the memory that the window gives it."""
    path = tmp_path / "giant.mrc"
    with path.open("wb") as file:
        file.write(mrc_head(16_384))
        file.truncate(1024 + 2 * 16_384**2)
    with DecoderPool() as pool:
        assert pool.info(path).result().shape == (16_384, 16_384)
        pixels = pool.pixels(path).result()
    assert pixels.shape == (16_384, 16_384)
    assert pixels.dtype == np.uint16
