"""Files of pairs that mean harm, or are broken: one sentence with the line, and the rest goes on."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from maemi.errors import InputError
from maemi.project.micrographs import add_paths, count_micrographs
from maemi.project.pairs import list_pairs
from maemi.project.project import Project
from maemi.project.transfer import json_stream, reading
from maemi.project.transfer.importing import import_pairs
from maemi.project.transfer.json_stream import elements


def line(image: Any = "sem_0.png", answer: Any = "Wires.", **ours: Any) -> str:
    turns = [{"role": "user", "content": "What?"}, {"role": "assistant", "content": answer}]
    return json.dumps({"messages": turns, "images": [image], "maemi": ours})


def imported(lab: Project, file: Path, *lines: str) -> dict[int, str]:
    """The problems of a file by their lines."""
    file.write_text("\n".join(lines), encoding="utf-8")
    return dict(import_pairs(lab, file).problems)


@pytest.fixture
def inside(lab: Project, tmp_path: Path, images: Path) -> Path:
    """A folder with one image of its own, beside which lies one that is nobody's business."""
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "own.png").write_bytes((images / "sem_0.png").read_bytes())
    (folder / "link.png").symlink_to(images / "sem_1.png")
    return folder


def test_only_images_of_the_files_own_folder_are_taken(lab: Project, inside: Path, images: Path) -> None:
    problems = imported(
        lab,
        inside / "pairs.jsonl",
        line("../images/sem_1.png"),
        line(str(images / "sem_1.png")),
        line("link.png"),
        line("https://example.org/sem.png"),
        line("own.png"),
        line("no\0name.png"),
        line("x" * 5_000),
        line("folder/../own.png"),
        line(7),
    )
    assert set(problems) == {1, 2, 3, 4, 6, 7, 9}
    assert all("outside of the file's folder" in problems[number] for number in (1, 2, 3))
    assert "downloads nothing" in problems[4]
    assert count_micrographs(lab) == 1 and len(list_pairs(lab)) == 1


def test_a_bomb_is_refused_by_the_reader_of_micrographs(lab: Project, inside: Path) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 200_000, 200_000, 8, 0, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )
    (inside / "bomb.png").write_bytes(bomb)
    url = "data:image/png;base64," + base64.b64encode(bomb).decode()
    problems = imported(lab, inside / "pairs.jsonl", line("bomb.png"), line(url), line("own.png"))
    assert set(problems) == {1, 2} and all(sentence.endswith(".") for sentence in problems.values())
    assert len(list_pairs(lab)) == 1


@pytest.mark.parametrize(
    ("ours", "words"),
    [
        ({"state": "splendid"}, "state"),
        ({"state": ["approved"]}, "not text"),
        ({"decided_at": "yesterday"}, "no time"),
        ({"decided_at": "0001-01-01T00:00:00"}, ""),
        ({"decisions": "{"}, "not JSON"),
        ({"decisions": "7"}, "no list"),
        ({"decisions": "[7]"}, "not an object"),
        ({"decisions": json.dumps([{"verb": "bless", "curator": "a", "at": "2026-01-01"}])}, "no decision"),
        ({"decisions": json.dumps([{"verb": "undo", "curator": "a", "at": "2026-01-01", "undoes": 0}])}, "takes back"),
        ({"decisions": json.dumps([{"verb": "undo", "curator": "a", "at": "2026-01-01"}])}, "does not say"),
        ({"decisions": json.dumps([{"verb": "approve", "curator": " ", "at": "2026-01-01"}])}, "who made it"),
        ({"decisions": json.dumps([{"verb": "approve", "curator": "a", "at": 7}])}, "not text"),
    ],
)
def test_provenance_of_wrong_kinds(lab: Project, inside: Path, ours: dict[str, Any], words: str) -> None:
    problems = imported(lab, inside / "pairs.jsonl", line("own.png", **ours), line("own.png", "Pores."))
    assert len(list_pairs(lab)) == 1 + (not problems)
    assert not problems or (list(problems) == [1] and words in problems[1])


def test_texts_of_wrong_kinds(lab: Project, inside: Path) -> None:
    problems = imported(
        lab, inside / "pairs.jsonl", line("own.png", 7), line("own.png", ["x"]), line("own.png", "  "), line("own.png")
    )
    assert set(problems) == {1, 2, 3}


def test_a_line_without_an_end_is_passed_over(lab: Project, inside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LONGEST", 4_000)
    problems = imported(lab, inside / "pairs.jsonl", line("own.png", "x" * 20_000), line("own.png"))
    assert set(problems) == {1} and "longer than" in problems[1]
    assert len(list_pairs(lab)) == 1


def test_a_torn_list_gives_what_stands_before(lab: Project, inside: Path) -> None:
    file = inside / "pairs.json"
    file.write_text(f"[{line('own.png')},\n{line('own.png', 'Pores.')},\n{line('own.png')[:40]}")
    report = import_pairs(lab, file)
    assert report.added == 2 and [number for number, _ in report.problems] == [3]


def test_a_manifest_that_points_elsewhere(lab: Project, inside: Path, tmp_path: Path) -> None:
    for files in ({"train": "../pairs.jsonl"}, {"train": "/etc/passwd"}, ["x"], {}, {"train": "own.png"}):
        (inside / "maemi.json").write_text(json.dumps({"files": files}))
        with pytest.raises(InputError):
            import_pairs(lab, inside)


def test_asked_to_stop_what_was_taken_stays(lab: Project, images: Path, tmp_path: Path) -> None:
    add_paths(lab, [images])

    class AfterOne:
        asked = 0

        def event(self, kind: str, **fields: Any) -> None: ...

        def stop_requested(self) -> bool:
            self.asked += 1
            return self.asked > 1

    file = tmp_path / "pairs.jsonl"
    file.write_text("\n".join(line("sem_0.png", f"Answer {number}.") for number in range(1200)))
    report = import_pairs(lab, file, AfterOne())
    assert report.stopped and report.added == 500 and len(list_pairs(lab)) == 500


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(given_values=[0.5, -1.5e-30], chunk=1, indent=None)
@given(given_values=st.lists(values, max_size=6), chunk=st.integers(1, 9), indent=st.sampled_from([None, 1]))
def test_a_list_read_by_parts_is_what_json_reads(
    given_values: list[Any], chunk: int, indent: int | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(json_stream, "CHUNK", chunk)
    file = tmp_path / "list.json"
    text = json.dumps(given_values, indent=indent)
    file.write_text(text)
    with file.open() as opened:
        found = list(elements(opened))
    assert [element.value for element in found] == given_values
    file.write_text(json.dumps({"a": given_values, "b": 7}))
    with file.open() as opened:
        found = list(elements(opened))
    assert [element.value for element in found if element.key == "a"][1:] == given_values
    for cut in range(1, len(text)):
        file.write_text(text[:cut])
        with file.open() as opened, pytest.raises(ValueError, match="line"):
            list(elements(opened))
