"""Making and opening projects, and one sentence for each way in which that goes wrong."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from maemi.errors import InputError, MaemiError
from maemi.project import schema
from maemi.project.address import understand
from maemi.project.engine import open_engine
from maemi.project.failures import explain
from maemi.project.micrographs import add_paths, count_micrographs
from maemi.project.project import Project
from maemi.project.settings import get_setting, set_setting
from maemi.project.tables.everything import metadata


def test_a_project_opens_again_with_what_it_holds(address: str) -> None:
    with Project.create(address) as project:
        set_setting(project, "unit", {"length": "µm"})
        folder = project.folder
    assert (folder / "runs").is_dir() and (folder / "thumbnails").is_dir()
    with Project.open(address) as project:
        assert get_setting(project, "unit") == {"length": "µm"}
        assert get_setting(project, "other", 3) == 3
        set_setting(project, "unit", None)
        assert get_setting(project, "unit") is None


def test_tables_are_those_of_the_migrations(project: Project) -> None:
    with project.read_session() as session:
        options = {"compare_type": True, "include_object": _is_described}
        context = MigrationContext.configure(session.connection(), opts=options)
        assert compare_metadata(context, metadata()) == []


def _is_described(_thing: object, name: str | None, *_more: object) -> bool:
    """The index of words is each database's own; SQLite's has tables of its own."""
    return not str(name).startswith(("pair_words", "ix_pairs_words"))


def test_known_versions_are_those_of_the_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    assert tuple(reversed([script.revision for script in scripts.walk_revisions()])) == schema.REVISIONS


def test_sqlite_keeps_what_it_was_told(lab: Project) -> None:
    with lab.read_session() as session:
        pragma = {
            name: session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragma == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_project_is_not_made_twice(address: str) -> None:
    Project.create(address).close()
    with pytest.raises(InputError, match="is a MAEMI project already"):
        Project.create(address)


def test_what_is_no_project_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        Project.open(tmp_path / "nowhere")
    with pytest.raises(InputError, match="is not a MAEMI project"):
        Project.open(tmp_path)
    sqlite3.connect(tmp_path / "maemi.sqlite").close()
    with pytest.raises(InputError, match="is not a MAEMI project"):
        Project.open(tmp_path)


def test_an_interrupted_creation_is_made_good(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "maemi.sqlite").close()
    with Project.create(tmp_path) as project:
        assert count_micrographs(project) == 0


def test_the_file_itself_names_the_project(lab: Project) -> None:
    with Project.open(lab.folder / "maemi.sqlite") as same:
        assert same.folder == lab.folder


def test_a_newer_version_asks_for_an_update(address: str) -> None:
    with Project.create(address) as project, project.session() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    with pytest.raises(InputError, match=r"newer MAEMI \(version 0999 .* update MAEMI"):
        Project.open(address)


def test_a_damaged_file_is_said(lab: Project) -> None:
    lab.close()
    file = lab.folder / "maemi.sqlite"
    file.write_bytes(b"this is no database at all, only some text in its place" * 100)
    with pytest.raises(InputError, match="is damaged"):
        Project.open(lab.folder)


def test_damage_inside_is_said(lab: Project, images: Path) -> None:
    add_paths(lab, [images])
    lab.close()
    file = lab.folder / "maemi.sqlite"
    data = bytearray(file.read_bytes())
    data[4096 * 2 :] = b"\xff" * (len(data) - 4096 * 2)
    file.write_bytes(data)
    with pytest.raises(InputError, match="is damaged"), Project.open(lab.folder) as project:
        count_micrographs(project)


def test_a_locked_project_is_said(lab: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maemi.project.engine.BUSY_S", 0.1)
    other = sqlite3.connect(lab.folder / "maemi.sqlite", isolation_level=None)
    with Project.open(lab.folder) as project:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(MaemiError, match="being written by another program"):
            set_setting(project, "a", 1)
        assert get_setting(project, "a") is None, "reading never waits"
        other.execute("ROLLBACK")
        set_setting(project, "a", 1)
    other.close()


def test_a_full_disk_is_said_and_nothing_is_lost(lab: Project) -> None:
    set_setting(lab, "before", 1)
    with pytest.raises(MaemiError, match="is full"), lab.session() as session:
        pages = session.execute(text("PRAGMA page_count")).scalar()
        session.execute(text(f"PRAGMA max_page_count={pages}"))
        for number in range(2000):
            session.execute(text("INSERT INTO settings VALUES (:k, '1')"), {"k": f"{number}" * 20})
    assert get_setting(lab, "before") == 1
    assert get_setting(lab, "0" * 20) is None


def test_a_project_that_cannot_be_written_is_said(lab: Project) -> None:
    with pytest.raises(MaemiError, match="cannot be written"), lab.session() as session:
        session.execute(text("PRAGMA query_only=1"))
        session.execute(text("INSERT INTO settings VALUES ('a', '1')"))


def test_a_place_that_cannot_hold_a_project_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MaemiError, match="cannot be made in"):
        Project.create(tmp_path / "file" / "inside")


@pytest.mark.parametrize("bad", ["mysql://host/db", "postgresql+psycopg://host", "sqlite:///x.db", "  ", "://"])
def test_an_address_of_another_kind_is_said(bad: str) -> None:
    with pytest.raises(InputError):
        understand(bad)


def test_a_password_is_never_shown_and_background_runs_find_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PGPASSWORD", raising=False)
    address = understand("postgresql://ada:secret@db.example/lab")
    assert address.text == "postgresql+psycopg://ada@db.example/lab"
    assert "secret" not in str(address.folder)
    assert understand(address.text).folder == address.folder
    pytest.importorskip("psycopg")
    open_engine(address).dispose()
    assert os.environ["PGPASSWORD"] == "secret"
    monkeypatch.delenv("PGPASSWORD")


def test_a_server_that_is_not_there_is_said() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(MaemiError, match="No PostgreSQL server answers at"):
        Project.open("postgresql+psycopg://nobody@127.0.0.1:1/lab")


def test_a_percent_sign_in_the_path_is_harmless(tmp_path: Path) -> None:
    with Project.create(tmp_path / "50% done, 100%s") as project:
        assert count_micrographs(project) == 0


def test_migrations_work_from_an_installed_package(tmp_path: Path) -> None:
    """As in a wheel: from a copy of the package elsewhere, without the checkout."""
    source = Path(schema.__file__).parents[1]
    archive = tmp_path / "maemi.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in source.rglob("*.py"):
            packed.write(path, Path("maemi") / path.relative_to(source))
    site = tmp_path / "site-packages"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(site)
    code = (
        f"import sys; sys.path.insert(0, {str(site)!r}); import maemi; assert maemi.__file__.startswith({str(site)!r});"
        f"from maemi.project.project import Project; Project.create({str(tmp_path / 'lab')!r}).close()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path)
    Project.open(tmp_path / "lab").close()


@pytest.mark.parametrize(("free", "word"), [(0, "is full"), (1 << 30, "reports an error")])
def test_an_input_output_error_on_a_full_disk_is_called_a_full_disk(
    lab: Project, monkeypatch: pytest.MonkeyPatch, free: int, word: str
) -> None:
    usage = SimpleNamespace(free=free)
    monkeypatch.setattr("maemi.project.failures.shutil.disk_usage", lambda _place: usage)
    failure = explain(OperationalError("select", {}, Exception("disk I/O error")), lab.address)
    assert failure is not None
    assert word in str(failure)
