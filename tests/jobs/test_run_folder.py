"""A run folder tells the truth, also when its last line is torn or its process is gone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maemi.errors import InputError, MaemiError
from maemi.jobs.adopt import adopt, find_run, run_folders
from maemi.jobs.folder import RunFolder, new_run_id, parse_event
from maemi.jobs.follow import EventReader
from maemi.jobs.identity import ProcessIdentity
from maemi.jobs.reporter import Reporter, append_event
from maemi.jobs.state import lifecycle


def dead_identity() -> ProcessIdentity:
    """A process that has existed and is gone."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    identity = ProcessIdentity.of(process.pid)
    process.communicate(b"\n")
    return identity


def test_ids_name_kind_and_time_and_differ() -> None:
    ids = {new_run_id("train") for _ in range(50)}
    assert len(ids) > 45
    assert all(len(name.split("-")) == 4 and name.startswith("train-20") for name in ids)


def test_spec_is_what_was_given(tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path / "runs", "train", {"ranks": [4, 16], "name": "µ"}, ["train", "x"])
    again = RunFolder(folder.path)
    assert again.spec() == {"ranks": [4, 16], "name": "µ"}
    assert again.kind == "train"
    assert again.about()["argv"] == ["train", "x"]
    assert [path.name for path in folder.path.iterdir()] == ["spec.json"]


def test_a_run_is_followed_from_queued_to_finished(tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path, "add", {})
    assert folder.state().state == "queued"
    reporter = Reporter(folder)
    reporter.started()
    assert folder.state().state == "running"
    assert folder.state().pid == os.getpid()
    reporter.event("progress", done=3, total=9, message="third")
    state = folder.state()
    assert (state.done, state.total, state.message) == (3, 9, "third")
    reporter.finished(added=9)
    state = folder.state()
    assert (state.state, state.result, state.is_over) == ("finished", {"added": 9}, True)
    lines = folder.events_path.read_text("utf-8").splitlines()
    first, last = json.loads(lines[0]), json.loads(lines[-1])
    assert first["kind"] == "started" and first["pid"] == os.getpid() and first["created"] > 0
    assert last["kind"] == "finished"


def test_steps_count_as_progress(tmp_path: Path) -> None:
    reporter = Reporter(tmp_path / "train-1")
    reporter.started()
    reporter.event("step", step=7, total=100, loss=2.5, rank=9)
    state = reporter.folder.state()
    assert (state.done, state.total, state.kind) == (7, 100, "train")


def test_a_failure_keeps_its_sentence(tmp_path: Path) -> None:
    reporter = Reporter(tmp_path / "train-1")
    reporter.started()
    reporter.failed("The disk is full.")
    assert (reporter.folder.state().state, reporter.folder.state().message) == ("failed", "The disk is full.")


def test_torn_last_line_is_kept_for_later(tmp_path: Path) -> None:
    reporter = Reporter(tmp_path / "add-1")
    reader = EventReader(reporter.folder)
    assert reader.poll() == []
    reporter.started()
    with reporter.folder.events_path.open("ab") as file:
        file.write(b'{"kind": "progress", "at": 1, "do')
    assert [event["kind"] for event in reader.poll()] == ["started"]
    assert reporter.folder.state().state == "running"
    with reporter.folder.events_path.open("ab") as file:
        file.write(b'ne": 5}\n')
    assert [event["done"] for event in reader.poll()] == [5]
    assert reader.poll() == []


def test_writing_after_a_torn_line_loses_only_that_line(tmp_path: Path) -> None:
    reporter = Reporter(tmp_path / "add-1")
    reporter.started()
    with reporter.folder.events_path.open("ab") as file:
        file.write(b'{"kind": "progr')
    reporter.event("progress", done=1, total=2)
    assert [event["kind"] for event in reporter.folder.events()] == ["started", "progress"]


@settings(max_examples=25, deadline=None)
@given(cuts=st.lists(st.integers(1, 40), max_size=30), messages=st.lists(st.text(max_size=20), max_size=8))
def test_reader_hands_out_each_event_once_however_the_bytes_arrive(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int], messages: list[str]
) -> None:
    path = tmp_path_factory.mktemp("events") / "events.jsonl"
    data = b"".join(
        json.dumps({"kind": "progress", "at": 0, "message": text}, ensure_ascii=False).encode("utf-8") + b"\n"
        for text in messages
    )
    reader = EventReader(path)
    seen: list[str] = []
    position = 0
    for cut in [*cuts, len(data)]:
        with path.open("ab") as file:
            file.write(data[position : position + cut])
        position += cut
        seen += [event["message"] for event in reader.poll()]
    assert seen == messages


def test_a_dead_process_is_interrupted_and_says_what_its_log_says(tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path, "train", {})
    append_event(folder, "started", **dead_identity().to_event())
    folder.log_path.write_text("step 3\nCUDA out of memory\n\n")
    state = folder.state()
    assert state.state == "interrupted"
    assert "CUDA out of memory" in state.message and str(folder.log_path) in state.message
    assert len(folder.events()) == 1, "looking writes nothing"


def test_another_process_of_the_same_pid_is_not_the_run(tmp_path: Path) -> None:
    here = ProcessIdentity.of()
    folder = RunFolder.create(tmp_path, "train", {})
    append_event(folder, "started", **ProcessIdentity(here.pid, here.created - 1000, here.host).to_event())
    assert folder.state().state == "interrupted"


def test_a_run_of_another_machine_is_not_called_dead(tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path, "train", {})
    append_event(folder, "started", **ProcessIdentity(1, 0.0, "another-host").to_event())
    assert folder.state().state == "running"
    assert "another-host" in folder.state().message


def test_launched_and_dead_before_its_first_line_is_interrupted(tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path, "train", {})
    append_event(folder, "launched", **dead_identity().to_event())
    assert folder.state().state == "interrupted"


def test_never_launched_is_interrupted_after_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = RunFolder.create(tmp_path, "train", {})
    monkeypatch.setattr("maemi.jobs.folder.LAUNCH_PATIENCE_S", -1.0)
    assert folder.state().state == "interrupted"


def test_a_resumed_run_runs_again(tmp_path: Path) -> None:
    reporter = Reporter(tmp_path / "train-1")
    reporter.started()
    reporter.folder.request_stop()
    reporter.stopped()
    assert reporter.folder.state().state == "stopped"
    again = Reporter(tmp_path / "train-1")
    again.started()
    assert again.folder.state().state == "running"
    assert not again.stop_requested(), "the stop was asked of the attempt before"


def test_a_stop_asked_before_the_start_is_heard(tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path, "train", {})
    folder.request_stop()
    reporter = Reporter(folder)
    reporter.started()
    assert reporter.stop_requested()


def test_launched_line_after_started_changes_nothing() -> None:
    started = {"kind": "started", "at": 1.0, "pid": 5, "created": 1.0}
    launched = {"kind": "launched", "at": 1.1, "pid": 4, "created": 1.0}
    finished = {"kind": "finished", "at": 2.0, "result": {}}
    assert lifecycle([launched, started]).beginning == started
    assert lifecycle([finished, launched, started]).terminal == finished
    assert lifecycle([launched]).beginning == launched


def test_adopt_marks_the_dead_once_and_leaves_the_living(tmp_path: Path) -> None:
    dead = RunFolder.create(tmp_path, "train", {})
    append_event(dead, "started", **dead_identity().to_event())
    time.sleep(0.01)
    living = Reporter(RunFolder.create(tmp_path, "add", {}))
    living.started()
    (tmp_path / "notes").mkdir()
    for _ in range(2):
        states = {state.id: state.state for state in adopt(tmp_path)}
        assert states == {dead.id: "interrupted", living.folder.id: "running"}
    assert [event["kind"] for event in dead.events()] == ["started", "interrupted"]
    assert [folder.id for folder in run_folders(tmp_path)] == [living.folder.id, dead.id], "newest first"
    assert adopt(tmp_path / "missing") == []


def test_find_run_by_its_beginning(tmp_path: Path) -> None:
    one = RunFolder.create(tmp_path, "train", {})
    RunFolder.create(tmp_path, "add", {})
    assert find_run(tmp_path, "train").id == one.id
    with pytest.raises(InputError, match="no run 'eval'"):
        find_run(tmp_path, "eval")
    RunFolder.create(tmp_path, "train", {})
    with pytest.raises(InputError, match="Several runs"):
        find_run(tmp_path, "train")


def test_a_gone_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(MaemiError, match=r"events\.jsonl cannot be written"):
        append_event(RunFolder(tmp_path / "gone"), "progress")


def test_a_damaged_folder_does_not_hide_the_others(tmp_path: Path) -> None:
    whole = RunFolder.create(tmp_path, "add", {})
    damaged = RunFolder.create(tmp_path, "train", {})
    (damaged.path / "spec.json").write_text("{torn")
    (damaged.path / "events.jsonl").write_text('{"kind": "started", "at": 1}\n[1, 2]\n')
    states = {state.id: state for state in adopt(tmp_path)}
    assert set(states) == {whole.id, damaged.id}
    assert (states[damaged.id].kind, states[damaged.id].state) == ("train", "interrupted")
    with pytest.raises(InputError, match=r"spec\.json cannot be read"):
        damaged.spec()


def test_a_full_disk_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reporter = Reporter(tmp_path / "add-1")
    reporter.started()
    write = os.write
    monkeypatch.setattr("maemi.jobs.reporter.os.write", lambda descriptor, data: write(descriptor, data[:5]))
    with pytest.raises(MaemiError, match="No space left"):
        reporter.event("progress", done=1)
    monkeypatch.undo()
    reporter.finished()
    assert [event["kind"] for event in reporter.folder.events()] == ["started", "finished"]


def test_the_state_of_a_long_training_parses_a_handful_of_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[bytes] = []

    def counted(line: bytes) -> dict[str, Any] | None:
        parsed.append(line)
        return parse_event(line)

    monkeypatch.setattr("maemi.jobs.folder.parse_event", counted)
    reporter = Reporter(tmp_path / "train-1")
    reporter.started()
    with reporter.folder.events_path.open("a") as file:
        for step in range(1, 100_001):
            file.write(f'{{"kind": "step", "at": 1.0, "step": {step}, "total": 200000, "loss": 2.5, "rank": 7}}\n')
    state = reporter.folder.state()
    assert (state.state, state.done, state.pid) == ("running", 100_000, os.getpid())
    assert len(parsed) < 10


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from(["launched", "started", "progress", "step", "validation", "finished", "stopped", "torn"]),
        max_size=12,
    )
)
def test_the_quick_look_finds_what_a_full_one_does(tmp_path_factory: pytest.TempPathFactory, kinds: list[str]) -> None:
    folder = RunFolder(tmp_path_factory.mktemp("run"))
    for number, kind in enumerate(kinds):
        if kind == "torn":
            with folder.events_path.open("ab") as file:
                file.write(b'{"kind": "started", "at": 1, ')
        else:
            append_event(folder, kind, number=number, **ProcessIdentity(1, 1.0, "h").to_event())
    assert folder.lifecycle() == lifecycle(reversed(folder.events()))
