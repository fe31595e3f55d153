"""DM3, DM4, SER with EMI, EMD and MRC: what was written by hand is read back, and what is no picture is refused."""

from __future__ import annotations

import bz2
import gzip
import struct

import h5py
import numpy as np
import pytest

from maemi.micrograph.errors import MicrographError
from maemi.micrograph.reading import read_info, read_pixels, read_reduced


def sizes(info):
    assert info.pixel_size is not None
    return pytest.approx((info.pixel_size.row_m, info.pixel_size.column_m))


def refusal(path):
    with pytest.raises(MicrographError) as caught:
        read_info(path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("suffix", ["dm3", "dm4"])
def test_dm_image(tmp_path, seeds, suffix):
    image = seeds.picture(dtype="<i2")
    path = seeds.write_dm(tmp_path / f"a.{suffix}", image, 1)
    info = read_info(path)
    assert (info.format, info.vendor, info.shape, info.frames) == (suffix.upper(), "Gatan", (24, 32), 1)
    assert sizes(info) == (0.5e-9, 0.5e-9)
    taken = info.acquisition
    assert (taken.accelerating_voltage_v, taken.magnification, taken.detector) == (200000, 22500, "Camera")
    assert np.array_equal(read_pixels(path), image)
    assert np.array_equal(read_reduced(path, 3), image[::3, ::3])


def test_dm_stack_and_four_axes_are_frames(tmp_path, seeds):
    data = np.arange(2 * 3 * 4 * 5, dtype="<f4").reshape(2, 3, 4, 5)
    path = seeds.write_dm(tmp_path / "a.dm4", data, 2)
    info = read_info(path)
    assert (info.shape, info.frames, info.dtype) == ((4, 5), 6, "float32")
    assert np.array_equal(read_pixels(path, 5), data[1, 2])
    with pytest.raises(MicrographError, match="frame 6 does not exist"):
        read_pixels(path, 6)


@pytest.mark.parametrize(("unit", "reciprocal"), [("1/nm", True), ("mrad", True), ("nm", False), ("", False)])
def test_dm_units(tmp_path, seeds, unit, reciprocal):
    info = read_info(seeds.write_dm(tmp_path / "a.dm3", seeds.picture(dtype="<u2"), 10, unit=unit))
    assert info.reciprocal is reciprocal
    assert (info.pixel_size is not None) == (unit == "nm")


def test_dm_colour_and_complex(tmp_path, seeds):
    path = seeds.write_dm(tmp_path / "a.dm3", np.full((6, 8), 0x00FF8040, "<u4"), 23, preview=False)
    assert read_info(path).channels == 3
    assert read_pixels(path)[2, 3].tolist() == [0xFF, 0x80, 0x40]
    path = seeds.write_dm(tmp_path / "b.dm3", np.full((6, 8), 3 + 4j, "<c8"), 3)
    info = read_info(path)
    assert "magnitude" in info.warnings[0]
    assert read_pixels(path).max() == 5
    assert info.dtype == "float32"


def test_dm_without_a_picture(tmp_path, seeds):
    assert "spectra" in refusal(seeds.write_dm(tmp_path / "a.dm3", np.ones((1, 2048), "<f4"), 2, unit="eV"))
    assert "profile" in refusal(seeds.write_dm(tmp_path / "b.dm3", np.ones(9, "<f4"), 2))
    assert "packed" in refusal(seeds.write_dm(tmp_path / "c.dm4", np.ones((4, 4), "<f4"), 5))


def test_ser_with_its_emi(tmp_path, seeds):
    frames = np.stack([seeds.picture(), seeds.picture()[:, ::-1]]).astype("<u2")
    path = seeds.write_ser(tmp_path / "a_1.ser", frames)
    alone = read_info(path)
    assert alone.acquisition.accelerating_voltage_v is None
    assert alone.acquisition.taken_at == "2016-02-21T17:36:58+00:00"
    seeds.write_emi(tmp_path / "a.emi")
    info = read_info(path)
    assert (info.format, info.vendor, info.shape, info.frames) == ("SER", "FEI", (24, 32), 2)
    assert sizes(info) == (2e-9, 2e-9)
    taken = info.acquisition
    assert (taken.accelerating_voltage_v, taken.magnification, taken.detector) == (200000, 19500, "Orius")
    assert (taken.taken_at, taken.technique) == ("2016-02-21T17:50:18", "TEM")
    # Rows run upwards in the file; shown they run downwards.
    assert np.array_equal(read_pixels(path, 1), frames[1])
    assert "a_1.ser" in refusal(tmp_path / "a.emi")


def test_ser_in_reciprocal_space(tmp_path, seeds):
    path = seeds.write_ser(tmp_path / "a_1.ser", seeds.picture()[None], step_m=1e8)
    assert (read_info(path).reciprocal, read_info(path).pixel_size) == (True, None)
    path = seeds.write_ser(tmp_path / "b_1.ser", seeds.picture()[None])
    seeds.write_emi(tmp_path / "b.emi", "TEM uP SA Zoom Diffraction")
    assert read_info(path).reciprocal
    # A step of one metre is no calibration at all.
    info = read_info(seeds.write_ser(tmp_path / "c_1.ser", seeds.picture()[None], step_m=1.0))
    assert (info.reciprocal, info.pixel_size) == (False, None)


def test_ser_of_spectra_and_lonely_emi(tmp_path, seeds):
    assert "spectra" in refusal(seeds.write_ser(tmp_path / "a_1.ser", np.ones((3, 99), "<i4"), spectra=True))
    assert "not beside it" in refusal(seeds.write_emi(tmp_path / "b.emi"))


def test_velox_detectors_are_frames(tmp_path, seeds):
    grey, movie = seeds.picture()[..., None], np.stack([seeds.picture()] * 3, axis=-1) + np.arange(3, dtype="u2")
    path = seeds.write_velox(tmp_path / "a.emd", {"HAADF": (grey, 3e-9, "m"), "BF": (movie, 3e-9, "m")})
    info = read_info(path)
    assert (info.format, info.frames, info.shape) == ("Velox EMD", 4, (24, 32))
    assert sizes(info) == (3e-9, 3e-9)
    taken = info.acquisition
    assert (taken.detector, taken.accelerating_voltage_v, taken.dwell_time_s) == ("HAADF, BF", 300000, 1e-5)
    assert np.array_equal(read_pixels(path, 3), movie[..., 2])


def test_velox_shows_real_space_first(tmp_path, seeds):
    grey = seeds.picture()[..., None]
    path = seeds.write_velox(tmp_path / "a.emd", {"Ceta": (grey, 1e8, "1/m"), "HAADF": (grey, 3e-9, "m")})
    info = read_info(path)
    assert (info.reciprocal, info.frames, info.acquisition.detector) == (False, 1, "HAADF")
    assert "1 more images" in info.warnings[0]
    path = seeds.write_velox(tmp_path / "b.emd", {"Ceta": (grey, 1e8, "1/m")})
    assert (read_info(path).reciprocal, read_info(path).pixel_size) == (True, None)


def test_berkeley_axes(tmp_path, seeds):
    data = np.arange(2 * 3 * 4, dtype="f4").reshape(2, 3, 4)
    path = seeds.write_berkeley(tmp_path / "a.emd", data, [(1.0, ""), (0.25, "[n_m]"), (0.5, "[n_m]")])
    info = read_info(path)
    assert (info.format, info.shape, info.frames) == ("Berkeley EMD", (3, 4), 2)
    assert sizes(info) == (0.25e-9, 0.5e-9)
    assert np.array_equal(read_pixels(path, 1), data[1])
    # Two lengths and an angle: the pictures are of the lengths.
    path = seeds.write_berkeley(tmp_path / "b.emd", data, [(0.25, "nm"), (0.25, "nm"), (1.0, "mrad")])
    assert (read_info(path).shape, read_info(path).frames) == ((2, 3), 4)
    assert np.array_equal(read_pixels(path, 2), data[:, :, 2])
    four = np.ones((2, 3, 4, 5), "f4")
    axes = [(1.0, "nm"), (1.0, "nm"), (1.0, "A^-1"), (1.0, "A^-1")]
    info = read_info(seeds.write_berkeley(tmp_path / "c.emd", four, axes))
    assert (info.shape, info.frames, info.reciprocal, info.pixel_size) == ((4, 5), 6, True, None)
    assert "spectra" in refusal(seeds.write_berkeley(tmp_path / "d.emd", data[0, 0], [(1.0, "eV")]))


def test_hdf5_that_leads_elsewhere_is_not_followed(tmp_path, seeds):
    secret = tmp_path / "secret.bin"
    secret.write_bytes(bytes(range(256)) * 12)
    with h5py.File(tmp_path / "a.emd", "w") as file:
        group = file.create_group("g")
        group.attrs["emd_group_type"] = 1
        group.create_dataset("data", (24, 32), "u1", external=[(str(secret), 0, 768)])
    assert "other files" in refusal(tmp_path / "a.emd")
    other = seeds.write_berkeley(tmp_path / "other.emd", seeds.picture(), [(1.0, "nm")] * 2)
    with h5py.File(tmp_path / "b.emd", "w") as file:
        file["link"] = h5py.ExternalLink(str(other), "data/array")
    assert "neither a Velox nor a Berkeley" in refusal(tmp_path / "b.emd")


def test_mrc_and_its_compressed_kin(tmp_path, seeds):
    stack = np.stack([seeds.picture(), seeds.picture()[::-1]]).astype("<f4")
    data = seeds.mrc_bytes(stack, 2, (64.0, 24.0, 4.0))
    for name, written in (("a.mrc", data), ("a.map.gz", gzip.compress(data)), ("a.mrc.bz2", bz2.compress(data))):
        path = tmp_path / name
        path.write_bytes(written)
        info = read_info(path)
        assert (info.format, info.shape, info.frames) == ("MRC", (24, 32), 2)
        assert sizes(info) == (1e-10, 2e-10)
        assert np.array_equal(read_pixels(path, 1), stack[1])
        assert np.array_equal(read_reduced(path, 5, 1), stack[1][::5, ::5])


@pytest.mark.parametrize(
    ("mode", "dtype", "shown"),
    [(0, "i1", "int8"), (1, "<i2", "int16"), (6, "<u2", "uint16"), (12, "<f2", "float16"), (4, "<c8", "float32")],
)
def test_mrc_modes(tmp_path, seeds, mode, dtype, shown):
    path = tmp_path / "a.mrc"
    values = seeds.picture(dtype=dtype)
    path.write_bytes(seeds.mrc_bytes(values[None], mode, (32.0, 24.0, 1.0)))
    assert read_info(path).dtype == shown
    assert np.array_equal(read_pixels(path), np.abs(values) if mode == 4 else values)


def test_mrc_of_four_bits(tmp_path, seeds):
    path = tmp_path / "a.mrc"
    path.write_bytes(seeds.mrc_bytes(np.full((1, 4, 3), 0x21, "u1"), 101, (5.0, 4.0, 1.0), columns=5))
    assert read_info(path).shape == (4, 5)
    assert read_pixels(path)[0].tolist() == [1, 2, 1, 2, 1]


def test_mrc_unknown_cells_are_no_pixel_size(tmp_path, seeds):
    for cell in ((-320.0, -240.0, 0.0), (0.0, 0.0, 0.0), (float("nan"),) * 3):
        path = tmp_path / "a.mrc"
        path.write_bytes(seeds.mrc_bytes(seeds.picture()[None], 6, cell))
        assert read_info(path).pixel_size is None


def test_mrc_fei_header(tmp_path, seeds):
    data = bytearray(seeds.mrc_bytes(seeds.picture()[None], 6, (32.0, 24.0, 1.0)))
    extended = bytearray(1024)
    struct.pack_into("<d", extended, 84, 300000.0)
    struct.pack_into("<dd", extended, 156, 5e-9, 6e-9)
    struct.pack_into("<ii", extended, 244, 1, 2)
    struct.pack_into("<d", extended, 289, 42000.0)
    extended[435:439] = b"Ceta"
    struct.pack_into("<i", data, 92, len(extended))
    data[104:108] = b"FEI1"
    path = tmp_path / "a.mrc"
    path.write_bytes(bytes(data[:1024]) + bytes(extended) + bytes(data[1024:]))
    info = read_info(path)
    assert sizes(info) == (6e-9, 5e-9)
    taken = info.acquisition
    assert (taken.accelerating_voltage_v, taken.magnification, taken.detector) == (300000, 42000, "Ceta")
    assert np.array_equal(read_pixels(path), seeds.picture())


def test_jeol_map_is_no_mrc_map(tmp_path):
    path = tmp_path / "a.map"
    path.write_bytes(b"4\0\0\0JED-2200:LibJxImageForm" + bytes(4000))
    assert "JEOL image" in refusal(path)


def test_compressed_other_things_are_refused(tmp_path):
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(b"notes" * 1000))
    assert "holds no MRC" in refusal(path)
