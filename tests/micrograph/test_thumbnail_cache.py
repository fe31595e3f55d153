"""Thumbnails are kept by content, within a limit, by several processes at once."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from maemi.micrograph.errors import MicrographError
from maemi.micrograph.thumbnail_cache import ThumbnailCache

HASHES = [f"{number:064x}" for number in range(1, 200)]


def size_of(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def test_a_thumbnail_is_found_by_its_content_and_side(tmp_path):
    cache = ThumbnailCache(tmp_path / "thumbnails")
    assert cache.find(HASHES[0], 64) is None
    place = cache.keep(HASHES[0], 64, b"png")
    assert cache.find(HASHES[0], 64) == place and place.read_bytes() == b"png"
    assert cache.find(HASHES[0], 32) is None and cache.find(HASHES[1], 64) is None
    assert ThumbnailCache(tmp_path / "thumbnails").find(HASHES[0], 64) == place
    assert cache.keep(HASHES[0], 64, b"other").read_bytes() == b"other"


@pytest.mark.parametrize("odd", ["", "../../etc/passwd", "a/b", "\0", "ü", "\udc00", "A" * 64])
def test_no_hash_leads_out_of_the_folder(tmp_path, odd):
    place = ThumbnailCache(tmp_path / "thumbnails").keep(odd, 64, b"png")
    assert place.parent.parent == tmp_path / "thumbnails"


def test_what_was_not_used_for_longest_goes_first(tmp_path):
    cache = ThumbnailCache(tmp_path, limit=16_000)
    for number, each in enumerate(HASHES[:16]):
        place = cache.keep(each, 64, bytes(1_000))
        os.utime(place, (1_000 + number, 1_000 + number))
    assert cache.find(HASHES[0], 64) is not None, "a use makes it young again"
    cache.keep(HASHES[16], 64, bytes(1_000))
    cache.prune()
    assert size_of(tmp_path) <= 16_000
    assert cache.find(HASHES[0], 64) is not None and cache.find(HASHES[16], 64) is not None
    assert cache.find(HASHES[1], 64) is None


def test_it_never_grows_much_beyond_its_limit(tmp_path):
    cache = ThumbnailCache(tmp_path, limit=40_000)
    for each in HASHES:
        cache.keep(each, 64, bytes(1_000))
        assert size_of(tmp_path) <= 40_000 * 17 / 16 + 1_000
    assert size_of(tmp_path) >= 30_000


def test_several_prune_at_once(tmp_path):
    caches = [ThumbnailCache(tmp_path, limit=10_000) for _ in range(4)]
    failures: list[BaseException] = []

    def work(cache: ThumbnailCache, first: int) -> None:
        try:
            for each in HASHES[first::4]:
                cache.keep(each, 64, bytes(900))
                cache.find(each, 64)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(cache, first)) for first, cache in enumerate(caches)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert 0 < size_of(tmp_path) <= 10_000 * (1 + 4 / 16) + 4_000


def test_an_older_folder_of_thumbnails_is_pruned_too(tmp_path):
    (tmp_path / "ab").mkdir()
    (tmp_path / "ab" / "by_path.png").write_bytes(bytes(5_000))
    os.utime(tmp_path / "ab" / "by_path.png", (1, 1))
    cache = ThumbnailCache(tmp_path, limit=4_000)
    cache.keep(HASHES[0], 64, bytes(1_000))
    assert not (tmp_path / "ab" / "by_path.png").exists()


def test_a_use_is_noted_seldom(tmp_path):
    cache = ThumbnailCache(tmp_path)
    place = cache.keep(HASHES[0], 64, b"png")
    a_minute_ago = time.time() - 60
    os.utime(place, (a_minute_ago, a_minute_ago))
    cache.find(HASHES[0], 64)
    assert place.stat().st_mtime == pytest.approx(a_minute_ago)


def test_what_is_wrong_is_one_sentence_and_leaves_nothing_behind(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(MicrographError, match="make room there"):
        ThumbnailCache(blocked).keep(HASHES[0], 64, b"png")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(MicrographError, match="No space left"):
        ThumbnailCache(tmp_path / "t").keep(HASHES[0], 64, b"png")
    assert [file for file in (tmp_path / "t").rglob("*") if file.is_file()] == []
