"""Saved filters, watched folders, counts that stay right, and what the migration makes of an older project."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text

from maemi.errors import InputError
from maemi.project import schema
from maemi.project.address import understand
from maemi.project.decisions import decide, undo
from maemi.project.engine import open_engine, writing
from maemi.project.micrographs import add_paths, list_ids, list_micrographs, set_class, set_pixel_size
from maemi.project.pairs import NewPair, add_pairs
from maemi.project.project import Project
from maemi.project.rows import Finding, SavedFilter
from maemi.project.saved_filters import delete_filter, list_filters, save_filter
from maemi.project.tables.micrograph import Micrograph
from maemi.project.tables.pair import Pair
from maemi.project.watched import list_watched, unwatch_folder, watch_folder
from tests.project.older import take_back

COLUMNS = ("name_key", "folder", "words", "format", "height_px", "width_px", "taken_at", "reciprocal", "pairs_doubted")


def test_filters_are_saved_replaced_listed_and_deleted(project: Project) -> None:
    save_filter(project, "Later", "state:none")
    save_filter(project, "  big   ones ", ' mag>10k "a b" ', "magnification", True)
    assert list_filters(project)[0] == SavedFilter("big ones", 'mag>10k "a b"', "magnification", True)
    save_filter(project, "big ones", "mag>20k")
    assert [(each.name, each.search) for each in list_filters(project)] == [
        ("big ones", "mag>20k"),
        ("Later", "state:none"),
    ]
    delete_filter(project, "big ones")
    assert [each.name for each in list_filters(project)] == ["Later"]
    with pytest.raises(InputError, match="no saved filter 'big ones'"):
        delete_filter(project, "big ones")
    with pytest.raises(InputError, match="1 to 80 characters"):
        save_filter(project, "  ", "")
    with pytest.raises(InputError, match="no key"):
        save_filter(project, "bad", "colour:red")
    with pytest.raises(InputError, match="cannot be sorted"):
        save_filter(project, "bad", "", "colour")


def test_folders_are_watched_and_let_go(project: Project, images: Path) -> None:
    inside = project.folder / "incoming"
    inside.mkdir()
    assert watch_folder(project, images).path == images
    assert watch_folder(project, images) == watch_folder(project, images)
    watch_folder(project, inside)
    assert {each.path for each in list_watched(project)} == {images, inside}
    unwatch_folder(project, images)
    assert [each.path for each in list_watched(project)] == [inside]
    with pytest.raises(InputError, match="is not watched"):
        unwatch_folder(project, images)
    with pytest.raises(InputError, match="does not exist"):
        watch_folder(project, images / "none")
    with pytest.raises(InputError, match="is not a folder"):
        watch_folder(project, images / "sem_0.png")


def test_doubted_pairs_are_counted_through_any_decisions(lab: Project, images: Path) -> None:
    add_paths(lab, [images])
    ids = list_ids(lab)
    warning, remark = Finding("number", "It is 3."), Finding("number", "It was measured.", "info")
    findings: tuple[tuple[Finding, ...], ...] = ((warning,), (remark,), ())
    new = [NewPair(ids[n % 2], "Q?", f"A {n}.", "basics", "t", findings=findings[n % 3]) for n in range(9)]
    pairs = add_pairs(lab, new)
    rng = random.Random(3)
    for _ in range(60):
        if rng.random() < 0.3:
            undo(lab, "ada")
        else:
            decide(lab, rng.choice(pairs), rng.choice(("approve", "reject", "skip")), "ada")
    with lab.read_session() as session:
        for row in session.scalars(select(Micrograph)):
            pending = session.scalars(select(Pair).where(Pair.micrograph_id == row.id, Pair.state == "pending")).all()
            assert row.pairs_doubted == sum(any(f["severity"] != "info" for f in pair.findings) for pair in pending)
    assert list_ids(lab, "has:findings") == [row.id for row in list_micrographs(lab) if row.pairs_doubted]


def test_a_typed_in_pixel_size_and_a_class_are_found_at_once(project: Project, images: Path) -> None:
    add_paths(project, [images])
    first, second, _ = list_ids(project)
    assert list_ids(project, "has:scale") == []
    set_pixel_size(project, [first, second], 5e-9, "ada")
    set_class(project, [second], "Pores")
    assert list_ids(project, 'pixel:5nm source:"typed in"') == [first, second]
    assert list_ids(project, "pores") == list_ids(project, "class:pores") == [second]
    set_pixel_size(project, [first], None, "ada")
    assert list_ids(project, "has:scale") == [second]


def test_an_older_project_is_filled(address: str, images: Path) -> None:
    """What the migration writes is what adding writes."""
    with Project.create(address) as project:
        add_paths(project, [images])
        ids = list_ids(project)
        add_pairs(project, [NewPair(ids[1], "Q?", "A.", "basics", "t", findings=(Finding("number", "It is 3."),))])
        before = columns(project)
        _take_back(project)
    with Project.open(address) as project:
        assert columns(project) == before
        assert list_ids(project, "has:findings") == [ids[1]]
        assert list_ids(project, "format:png") == ids


def columns(project: Project) -> list[tuple[object, ...]]:
    with project.read_session() as session:
        query = select(*(getattr(Micrograph, name) for name in COLUMNS)).order_by(Micrograph.id)
        return [tuple(row) for row in session.execute(query)]


def _take_back(project: Project) -> None:
    """Make the tables what version 0003 left."""
    engine = writing(open_engine(understand(project.address)))
    with engine.begin() as connection:
        take_back(connection, "0003")
        for table in ("saved_filters", "watched_folders"):
            connection.execute(text(f"DROP TABLE {table}"))
        kept = {"id", "path", "name", "content_hash", "size", "mtime_ns", "info", "error", "class_name", "synthetic"}
        kept |= {"typed_pixel_m", "typed_by", "typed_at", "added_at"}
        kept |= {f"pairs_{state}" for state in ("pending", "approved", "rejected", "skipped")}
        for index in ("name_key", "added_at", "pairs_pending"):
            connection.execute(text(f"DROP INDEX ix_micrographs_{index}_id"))
        for column in inspect(connection).get_columns("micrographs"):
            if column["name"] not in kept:
                connection.execute(text(f"ALTER TABLE micrographs DROP COLUMN {column['name']}"))
    engine.dispose()
    assert schema.REVISIONS[2] == "0003"
