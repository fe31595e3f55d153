"""Backups: of one moment while others write, thinned by age, checked, and brought back only where nobody else is."""

from __future__ import annotations

import os
import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree, rmtree
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maemi.errors import InputError, MaemiError
from maemi.project.address import understand
from maemi.project.backups import sqlite_copy, taking
from maemi.project.backups.kept_files import backups_in
from maemi.project.backups.listing import overview, to_json
from maemi.project.backups.policy import Policy, place_of, read_policy, write_policy
from maemi.project.backups.restoring import newest_whole, restore
from maemi.project.backups.sqlite_copy import check_database
from maemi.project.backups.taking import take, thin
from maemi.project.backups.thinning import kept
from maemi.project.decisions import decide
from maemi.project.pairs import NewPair, add_pairs, count_pairs
from maemi.project.project import Project
from tests.project.older import take_back


@pytest.fixture
def closed(lab: Project, lab_pairs: list[int]) -> Path:
    """A project of four pairs, one of them decided, that nobody has open."""
    decide(lab, lab_pairs[0], "approve", "ada")
    lab.close()
    return lab.folder


def age(folder: Path, hours: float) -> None:
    """Make the newest backup older, by its name."""
    newest = backups_in(folder)[0]
    at = newest.at - timedelta(hours=hours)
    newest.path.rename(newest.path.with_name(f"{at:%Y%m%dT%H%M%S}Z-automatic.sqlite"))


def test_a_backup_holds_all_and_is_one_file(closed: Path) -> None:
    made = take(closed)
    assert made is not None and made.why == "by hand"
    assert [path.name for path in made.path.parent.iterdir()] == [made.name]
    counts = check_database(made.path)
    assert (counts.micrographs, counts.pairs, counts.decisions) == (3, 4, 1)


def test_a_backup_is_of_one_moment_while_others_write(lab: Project, lab_pairs: list[int], monkeypatch: Any) -> None:
    monkeypatch.setattr(sqlite_copy, "PAGES", 5)
    ended = threading.Event()

    def write() -> None:
        number = 0
        while not ended.is_set():
            # Two pairs in one transaction: a copy of two moments would hold an odd number.
            add_pairs(lab, [NewPair(1, f"{number}?", "x" * 3000, "t", "m"), NewPair(1, f"{number}!", "y", "t", "m")])
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [take(lab.folder) for _ in range(4)]
    finally:
        ended.set()
        writer.join()
    counts = [check_database(each.path).pairs for each in made if each]
    assert len(counts) == 4 and all(count % 2 == 0 for count in counts)
    assert counts == sorted(counts)


def test_an_automatic_one_is_only_taken_when_something_changed(closed: Path) -> None:
    assert take(closed, "automatic") is not None
    age(closed / "backups", 2)
    assert take(closed, "automatic") is None, "the same again"
    with Project.open(closed) as project:
        add_pairs(project, [NewPair(1, "New?", "Yes.", "t", "m")])
    assert take(closed, "automatic") is not None
    assert len(backups_in(closed / "backups")) == 2


def test_backups_of_one_second_stand_in_the_order_in_which_they_were_written(tmp_path: Path) -> None:
    names = ("by-hand", "before-restore", "automatic")
    for number, name in enumerate(names):
        file = tmp_path / f"20261128T070000Z-{name}.sqlite"
        file.touch()
        os.utime(file, ns=(0, 1_000 + number))
    assert [backup.why for backup in backups_in(tmp_path)] == ["automatic", "before restore", "by hand"]


def test_thinning_keeps_what_people_asked_for(closed: Path) -> None:
    write_policy(closed, Policy(hourly=1, daily=1, weekly=0, monthly=0))
    by_hand = take(closed)
    assert by_hand is not None
    taken: list[Path] = []
    for hours in (30, 5, 0):
        with Project.open(closed) as project:
            add_pairs(project, [NewPair(1, f"{hours}?", "Yes.", "t", "m")])
        made = take(closed, "before update")
        assert made is not None
        taken.append(made.path)
        if hours:
            at = made.at - timedelta(hours=hours)
            taken[-1] = made.path.rename(made.path.with_name(f"{at:%Y%m%dT%H%M%S}Z-automatic.sqlite"))
    thin(closed)
    left = {backup.path for backup in backups_in(closed / "backups")}
    assert by_hand.path in left and taken[-1] in left and taken[0] not in left


moments = st.lists(st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC)), max_size=40)


@given(moments, st.integers(0, 5), st.integers(0, 5), st.integers(0, 5), st.integers(0, 5))
def test_thinning_is_bounded_and_never_loses_the_newest(
    times: list[datetime], hourly: int, daily: int, weekly: int, monthly: int
) -> None:
    policy = Policy(hourly=hourly, daily=daily, weekly=weekly, monthly=monthly)
    staying = kept(times, policy)
    assert staying <= set(times) and len(staying) <= max(1, hourly + daily + weekly + monthly)
    assert not times or max(times) in staying
    assert kept(staying, policy) == staying, "thinning twice changes nothing"


def test_restore_brings_back_and_keeps_what_was_there(closed: Path) -> None:
    made = take(closed)
    assert made is not None
    with Project.open(closed) as project:
        decide(project, 2, "reject", "bob", reason="vague")
        add_pairs(project, [NewPair(1, "New?", "Yes.", "t", "m")])
    found = overview(closed)
    line = to_json(found.backups[0], found.now)
    assert (line["pairs"], line["pairs_since"], line["decisions_since"]) == (4, 1, 1)
    done = restore(closed, made.name)
    assert done.counts.pairs == 4 and done.before is not None and not done.was_broken
    with Project.open(closed) as project:
        assert count_pairs(project) == {"pending": 3, "approved": 1, "rejected": 0, "skipped": 0}
    restore(closed, done.before)
    with Project.open(closed) as project:
        assert sum(count_pairs(project).values()) == 5


def test_nothing_is_restored_while_another_has_it_open(closed: Path) -> None:
    made = take(closed)
    assert made is not None
    with Project.open(closed) as project:
        count_pairs(project)
        with pytest.raises(InputError, match="open elsewhere"):
            restore(closed, made.name)
        add_pairs(project, [NewPair(1, "Still?", "Yes.", "t", "m")])
        assert sum(count_pairs(project).values()) == 5


@pytest.mark.parametrize("how", ["garbage", "torn", "gone"])
def test_a_broken_project_is_brought_back(closed: Path, how: str) -> None:
    made = take(closed)
    assert made is not None
    live = closed / "maemi.sqlite"
    content = live.read_bytes()
    if how == "gone":
        live.unlink()
    else:
        live.write_bytes(b"no database" * 1000 if how == "garbage" else content[:8192] + b"\7" * (len(content) - 8192))
        with pytest.raises(MaemiError):
            check_database(live)
    newest = newest_whole(understand(closed))
    assert newest is not None and newest.path == made.path
    done = restore(closed, newest.path)
    assert done.was_broken == (how != "gone")
    with Project.open(closed) as project:
        assert sum(count_pairs(project).values()) == 4
    if how != "gone":
        assert [backup for backup in backups_in(closed / "backups") if backup.why == "broken"]


def test_a_damaged_backup_is_not_restored(closed: Path) -> None:
    made = take(closed)
    assert made is not None
    made.path.write_bytes(b"SQLite format 3\0" + b"\1" * 5000)
    with pytest.raises(MaemiError, match="damaged"):
        restore(closed, made.name)
    with pytest.raises(InputError, match="no backup"):
        restore(closed, "20200101T000000Z-automatic.sqlite")
    with Project.open(closed) as project:
        assert sum(count_pairs(project).values()) == 4


def test_another_disk_that_several_projects_share(closed: Path, tmp_path: Path, template: Path) -> None:
    copytree(template, tmp_path / "second" / "lab")
    disk = tmp_path / "disk"
    disk.mkdir()
    for folder in (closed, tmp_path / "second" / "lab"):
        write_policy(folder, Policy(folder=str(disk)))
        assert take(folder) is not None
    places = {place_of(folder) for folder in (closed, tmp_path / "second" / "lab")}
    assert len(places) == 2 and all(len(backups_in(place)) == 1 for place in places)
    rmtree(disk)
    with pytest.raises(InputError, match="no folder"):
        write_policy(closed, Policy(folder=str(disk)))
    (closed / "backups.json").write_text('{"hourly": "many", "automatic": false, "daily": -1}')
    assert read_policy(closed) == Policy(), "what cannot be is as it is by default"


def test_a_full_disk_is_one_sentence_and_leaves_nothing(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_source: Path, out: Path, _step: object = None) -> None:
        out.write_bytes(b"half")
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(taking, "copy_database", full)
    with pytest.raises(MaemiError, match="is full, so there is no backup"):
        take(closed)
    assert not list((closed / "backups").iterdir())


def test_an_older_project_is_backed_up_before_it_is_brought_up_to_date(closed: Path) -> None:
    with Project.open(closed) as project, project.session() as session:
        take_back(session.connection(), "0009")
    with Project.open(closed) as project:
        assert sum(count_pairs(project).values()) == 4
    [backup] = backups_in(closed / "backups")
    assert backup.why == "before update" and check_database(backup.path).revision == "0009"


def test_a_teams_database_is_dumped(postgres_address: str, images: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from maemi.project.micrographs import add_paths

    with Project.create(postgres_address) as project:
        add_paths(project, [images])
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(MaemiError, match="pg_dump is not installed"):
        take(postgres_address)
    monkeypatch.undo()
    import shutil

    if shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not installed")
    made = take(postgres_address)
    assert made is not None and made.path.suffix == ".pgdump"
    [listed] = [each for each in overview(postgres_address).backups if each.backup.path == made.path]
    assert listed.counts is not None and listed.counts.micrographs == 3
    with pytest.raises(InputError, match="pg_restore"):
        restore(postgres_address, made.name)
