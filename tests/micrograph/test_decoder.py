"""Decoding in children: results come back whole, and nothing that happens to a child harms the pool."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import CancelledError
from pathlib import Path

import numpy as np
import psutil
import pytest
import tifffile

from maemi.micrograph.decoder import DecoderPool
from maemi.micrograph.errors import MicrographError
from maemi.micrograph.frames import read_message, write_message
from maemi.micrograph.reading import read_info, read_pixels


def children() -> list[psutil.Process]:
    return [
        process for process in psutil.Process().children() if "maemi.micrograph.child" in " ".join(process.cmdline())
    ]


@pytest.fixture
def pool():
    with DecoderPool(processes=1, seconds=60) as made:
        yield made
    assert children() == []


def test_the_same_as_reading_here(pool, write_tiff, fei_text):
    pixels = np.arange(108 * 128, dtype=np.uint16).reshape(108, 128)
    path = write_tiff(pixels, {34682: fei_text})
    assert pool.info(path).result() == read_info(path)
    got = pool.pixels(path, 0).result()
    assert got.dtype == np.uint16
    assert got.flags.writeable
    np.testing.assert_array_equal(got, read_pixels(path))
    assert pool.thumbnail(path, 64).result().startswith(b"\x89PNG")


def test_colours_come_back_as_colours(pool, write_tiff, ramp):
    rgb = np.stack([ramp, ramp // 2, ramp // 3], axis=-1)
    got = pool.pixels(write_tiff(rgb, photometric="rgb")).result()
    np.testing.assert_array_equal(got, rgb)


def test_errors_are_the_same_sentences(pool, tmp_path):
    missing = tmp_path / "none.tif"
    with pytest.raises(MicrographError) as there:
        pool.info(missing).result()
    with pytest.raises(MicrographError) as here:
        read_info(missing)
    assert str(there.value) == str(here.value)


def test_no_child_before_the_first_request_and_one_after(write_tiff, ramp):
    with DecoderPool() as pool:
        assert children() == []
        pool.info(write_tiff(ramp)).result()
        assert len(children()) == 1


def test_a_killed_child_is_replaced(pool, write_tiff, ramp):
    path = write_tiff(ramp)
    pool.info(path).result()
    killed = children()[0]
    killed.kill()
    killed.wait()
    np.testing.assert_array_equal(pool.pixels(path).result(), ramp)
    assert children()[0].pid != killed.pid


def hanging_file(folder: Path) -> Path:
    """Requests for it take for ever, once the child is suspended."""
    path = folder / "slow.tif"
    path.write_bytes(b"II*\0")
    return path


def suspended(pool: DecoderPool, path: Path) -> psutil.Process:
    """Start the pool's child and stop it in its tracks, as a decoder in an endless loop would be."""
    with pytest.raises(MicrographError):
        pool.info(path).result()
    process = children()[0]
    process.suspend()
    return process


def test_a_request_that_takes_too_long(pool, tmp_path, write_tiff, ramp):
    path = write_tiff(ramp)
    suspended(pool, hanging_file(tmp_path))
    [child] = pool._children
    # Short for the suspended one alone: on a busy machine a fresh child takes seconds to start.
    child._seconds = 0.5
    with pytest.raises(MicrographError, match=r"longer than 0\.5 seconds"):
        pool.info(path).result(timeout=120)
    child._seconds = 60
    assert pool.info(path).result(timeout=120).shape == (96, 128)


def test_a_crash_while_decoding_is_an_error_of_that_file_only(pool, tmp_path, write_tiff, ramp):
    path = write_tiff(ramp)
    process = suspended(pool, hanging_file(tmp_path))
    doomed, next_one = pool.info(path), pool.info(path)
    while not doomed.running():
        time.sleep(0.01)
    time.sleep(0.05)
    process.kill()
    with pytest.raises(MicrographError, match="crash"):
        doomed.result(timeout=120)
    assert next_one.result(timeout=120).shape == (96, 128)


def test_waiting_requests_can_be_cancelled_and_pixels_go_first(pool, tmp_path, write_tiff, ramp):
    path = write_tiff(ramp)
    process = suspended(pool, hanging_file(tmp_path))
    done: list[str] = []
    first = pool.thumbnail(path)
    while not first.running():
        time.sleep(0.01)
    dropped, late, soon = pool.info(path), pool.thumbnail(path), pool.pixels(path)
    for name, future in (("late", late), ("soon", soon)):
        future.add_done_callback(lambda _, name=name: done.append(name))
    assert dropped.cancel()
    assert not first.cancel()
    process.resume()
    assert late.result(timeout=120)
    assert done == ["soon", "late"]
    with pytest.raises(CancelledError):
        dropped.result()


def test_close_leaves_nothing_behind(tmp_path, write_tiff, ramp):
    path = write_tiff(ramp)
    threads = threading.active_count()
    files = psutil.Process().num_fds() if hasattr(psutil.Process, "num_fds") else 0
    pool = DecoderPool(processes=2)
    pool.info(path).result()
    suspended(pool, hanging_file(tmp_path))
    for process in children():
        process.suspend()
    waiting = [pool.info(path) for _ in range(5)]
    pool.close()
    pool.close()
    assert children() == []
    assert threading.active_count() == threads
    if files:
        assert psutil.Process().num_fds() <= files
    assert all(future.done() for future in waiting)
    with pytest.raises(MicrographError, match="closed"):
        pool.info(path).result()


def test_a_child_ends_when_its_parent_is_gone(write_tiff, ramp):
    process = subprocess.Popen(
        [sys.executable, "-m", "maemi.micrograph.child"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with process:
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=20) == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="address space is capped on Unix only")
def test_memory_is_limited(tmp_path):
    path = tmp_path / "large.tif"
    # 800 MB of zeros, sparse on the disk.
    tifffile.memmap(path, shape=(20_000, 20_000), dtype=np.uint16).flush()
    with DecoderPool(memory=700 << 20) as pool:
        with pytest.raises(MicrographError, match="memory"):
            pool.pixels(path).result(timeout=60)
        assert children()


def test_prints_of_a_library_do_not_disturb_answers(write_tiff, ramp):
    """What the child's main does with its descriptors, seen from outside."""
    noisy = "import os, sys; from maemi.micrograph import reading, child; old = reading.read_info\n"
    noisy += "def loud(path): print('noise'); os.write(1, b'more noise'); return old(path)\n"
    noisy += "reading.read_info = loud; sys.argv = ['child']; sys.exit(child.main())"
    command = [sys.executable, "-c", noisy]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        write_message(process.stdin, {"do": "info", "path": str(write_tiff(ramp))})
        header, _ = read_message(process.stdout)
        assert header["info"]["shape"] == [96, 128]
        process.stdin.close()


def test_what_the_window_imports_stays_light():
    """tifffile and imagecodecs cost a tenth of a second and more: only decoding pays for them."""
    code = "import sys; import maemi.micrograph.decoder, maemi.micrograph.thumbnails, maemi.micrograph.grey; "
    code += "print([name for name in ('tifffile', 'imagecodecs', 'skimage', 'scipy') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
