"""Pictures with burned-in scale bars, read from end to end; none of the readings knows the file's metadata."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image, ImageFont

from maemi.micrograph.burned_in import networks
from maemi.micrograph.burned_in.applying import as_picture, with_scale_bar
from maemi.micrograph.burned_in.reading import read_burned_in
from maemi.micrograph.burned_in.trust import HIGH
from maemi.micrograph.decoder import DecoderPool
from maemi.micrograph.reading import read_info, read_pixels
from maemi.micrograph.record import MicrographInfo, PixelSize, PixelSizeSource
from maemi.phantom.drawing import draw
from maemi.phantom.writing import write


def layouts() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bar_layouts", Path(__file__).with_name("bar_layouts.py"))
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def picture_file(tmp_path_factory) -> tuple[Path, float]:
    """A phantom with its bar, saved as a JPEG without any metadata, and its pixel size in metres."""
    folder = tmp_path_factory.mktemp("bars")
    phantom = draw("particles", 4, rows=384, columns=512)
    write(phantom, folder / "phantom.tif", "fei")
    pixels = as_picture(read_pixels(folder / "phantom.tif"))
    Image.fromarray(pixels).save(folder / "phantom.jpg", quality=85)
    return folder / "phantom.jpg", phantom.pixel_size_m


def test_a_picture_without_metadata_gets_its_pixel_size(picture_file):
    path, truth = picture_file
    before = read_info(path)
    assert before.pixel_size is None
    info = with_scale_bar(before)
    size, bar = info.pixel_size, info.scale_bar
    assert size and bar
    assert size.source == PixelSizeSource.SCALE_BAR
    assert size.mean_m == pytest.approx(truth, rel=0.02)
    assert size.confidence and size.confidence >= HIGH
    assert size.relative_uncertainty and 0 < size.relative_uncertainty < 0.02
    first_row, _, last_row, _ = bar.box
    assert info.info_bar
    assert info.info_bar[0] - 2 <= first_row < last_row <= info.info_bar[1]
    assert info.acquisition.magnification
    assert any("read from the text in the picture" in warning for warning in info.warnings)
    # The project keeps it as JSON; projects of before have no such entries.
    assert MicrographInfo.from_json(info.to_json()) == info
    old = {key: value for key, value in before.to_json().items() if "uncertainty" not in key and key != "scale_bar"}
    assert MicrographInfo.from_json(old) == before


def test_metadata_go_before_the_bar_and_are_compared(picture_file):
    path, truth = picture_file
    said = replace(read_info(path), pixel_size=PixelSize(truth, truth, PixelSizeSource.METADATA))
    assert with_scale_bar(said) is said
    agreeing = with_scale_bar(said, check=True)
    assert agreeing.pixel_size == said.pixel_size
    assert not any("check which is right" in warning for warning in agreeing.warnings)
    wrong = replace(said, pixel_size=PixelSize(truth * 1.2, truth * 1.2, PixelSizeSource.METADATA))
    assert any("check which is right" in warning for warning in with_scale_bar(wrong, check=True).warnings)


def test_diffraction_patterns_get_no_length(picture_file):
    info = replace(read_info(picture_file[0]), reciprocal=True)
    assert with_scale_bar(info, check=True) is info


def test_it_reads_in_a_decoder_process(picture_file):
    path, truth = picture_file
    with DecoderPool() as pool:
        size = pool.scale_bar(path).result(60).pixel_size
    assert size
    assert size.mean_m == pytest.approx(truth, rel=0.02)


def test_a_picture_without_a_bar_has_none():
    rng = np.random.default_rng(1)
    noise = rng.integers(0, 255, (200, 300, 3)).astype(np.uint8)
    assert read_burned_in(noise).bar is None
    assert read_burned_in(np.zeros((70, 90, 3), np.uint8)).bar is None


def test_without_weights_one_sentence_says_what_to_do(picture_file, monkeypatch):
    for cached in (networks.detector, networks.recogniser):
        cached.cache_clear()
    monkeypatch.setattr(networks, "find_spec", lambda _name: None)
    try:
        info = with_scale_bar(read_info(picture_file[0]))
    finally:
        for cached in (networks.detector, networks.recogniser):
            cached.cache_clear()
    assert info.pixel_size is None
    assert "pip install" in info.warnings[-1]
    assert "\n" not in info.warnings[-1]


def test_nothing_is_imported_before_a_picture_is_read():
    """Neither for `maemi.micrograph` nor for the reader itself: the window would pay for it at its start."""
    code = (
        "import sys, maemi.micrograph.reading, maemi.micrograph.burned_in.applying;"
        "print([name for name in ('onnxruntime', 'rapidocr', 'cv2', 'scipy') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["Zeiss", "FEI", "JEOL", "JEOL new", "Hitachi", "TESCAN", "ImageJ", "boxed"])
def test_layouts_of_microscopes_and_programs(name):
    drawn = layouts().draw(name, 2)
    try:
        ImageFont.truetype(drawn.font, 12)
    except OSError:
        pytest.skip(f"a font that microscopes use is not installed ({drawn.font}): fonts-dejavu, fonts-liberation")
    found = read_burned_in(drawn.picture)
    assert found.bar
    assert found.bar.pixel_m == pytest.approx(drawn.pixel_m, rel=0.02)


def test_real_files_agree_with_their_metadata(real_micrographs):
    for name in (
        "vendor/sem_scale_bar/Zeiss_1.tif",
        "vendor/rosettasciio/tiff/tiff_FEI_Helios/FEI-Helios-Ebeam-8bits.tif",
        "vendor/rosettasciio/tiff/tiff_Zeiss_SEM/test_tiff_Zeiss_SEM_1k.tif",
    ):
        info = read_info(real_micrographs / name)
        found = read_burned_in(as_picture(read_pixels(info.path)), info.info_bar)
        assert info.pixel_size
        assert found.bar, name
        assert found.bar.pixel_m == pytest.approx(info.pixel_size.column_m, rel=0.01), name
        assert found.bar.confidence >= HIGH, name


def test_real_pictures_whose_bar_was_cut_off_have_none(real_micrographs):
    """One of them shows measured lengths of particles, which are no scale bars."""
    folder = real_micrographs / "nffa_vlms/ms_cropped/Particles"
    for path in sorted(folder.glob("*.jpg"))[:3]:
        assert with_scale_bar(read_info(path)).scale_bar is None, path.name
