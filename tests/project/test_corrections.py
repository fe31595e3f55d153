"""Corrections by hand are a log: appended to, undone by inverses, done again, cleared as one step."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from maemi.errors import InputError
from maemi.micrograph.correction import Correction
from maemi.project.corrections import (
    add_correction,
    clear_corrections,
    corrections_by_kind,
    corrections_key,
    corrections_of,
    list_corrections,
    read_corrections,
    redo_correction,
    undo_correction,
)
from maemi.project.micrographs import add_paths, list_micrographs
from maemi.project.project import Project

GONE = Correction("remove", ((3.0, 4.0),))
CUT = Correction("split", ((0.0, 1.0), (5.0, 1.5)))


@pytest.fixture
def ids(project: Project, images: Path) -> list[int]:
    add_paths(project, [images])
    return [row.id for row in list_micrographs(project)]


def verbs(project: Project, micrograph: int, kind: str = "particles") -> list[str]:
    return [row.correction.verb for row in list_corrections(project, micrograph, kind)]


def test_corrections_stand_by_micrograph_and_kind(project: Project, ids: list[int]) -> None:
    first = add_correction(project, ids[0], "particles", GONE, "ada")
    assert (first.standing[0].correction, first.standing[0].curator) == (GONE, "ada")
    assert (first.can_undo, first.can_redo) == (True, False)
    add_correction(project, ids[0], "pores", CUT, "bob")
    add_correction(project, ids[1], "particles", CUT, "ada")
    assert [row.correction for row in list_corrections(project, ids[0])] == [GONE, CUT]
    assert corrections_by_kind(project, ids[0]) == {"particles": [GONE], "pores": [CUT]}
    assert corrections_of(project, ids) == {
        ids[0]: {"particles": [GONE], "pores": [CUT]},
        ids[1]: {"particles": [CUT]},
    }
    assert corrections_by_kind(project, ids[2]) == {}
    for wrong in (lambda: add_correction(project, 99, "particles", GONE, "ada"),
                  lambda: add_correction(project, ids[0], "particles", GONE, "  "),
                  lambda: undo_correction(project, 99, "particles", "ada")):  # fmt: skip
        with pytest.raises(InputError):
            wrong()


def test_undo_redo_and_clear_go_on_after_a_restart(address: str, project: Project, ids: list[int]) -> None:
    micrograph = ids[0]
    for one in (GONE, CUT):
        add_correction(project, micrograph, "particles", one, "ada")
    project.close()
    with Project.open(address) as again:
        assert undo_correction(again, micrograph, "particles", "ada") == "correction (split)"
        assert verbs(again, micrograph) == ["remove"]
        assert redo_correction(again, micrograph, "particles", "ada") == "correction (split)"
        assert not clear_corrections(again, micrograph, "particles", "ada").standing
        assert undo_correction(again, micrograph, "particles", "ada") == "clearing of all corrections"
        assert verbs(again, micrograph) == ["remove", "split"]
        assert undo_correction(again, micrograph, "particles", "bob") is None, "others' steps are not his"
        for _ in range(2):
            undo_correction(again, micrograph, "particles", "ada")
        assert undo_correction(again, micrograph, "particles", "ada") is None
        state = read_corrections(again, micrograph, "particles", "ada")
        assert (state.standing, state.can_undo, state.can_redo) == ((), False, True)
        state = add_correction(again, micrograph, "particles", GONE, "ada")
        assert not state.can_redo
        assert not clear_corrections(again, ids[1], "particles", "ada").can_undo, "nothing to clear is no step"


def test_the_log_is_never_changed(project: Project, ids: list[int]) -> None:
    add_correction(project, ids[0], "particles", GONE, "ada")
    for words in ("UPDATE corrections SET verb = 'add'", "DELETE FROM corrections"):
        with pytest.raises(DBAPIError, match="never changed"), project.session() as session:
            session.execute(text(words))


def test_the_key_names_what_was_corrected() -> None:
    assert corrections_key({}) == corrections_key({"particles": []}) == ""
    one = corrections_key({"particles": [GONE, CUT]})
    assert one and one != corrections_key({"particles": [CUT, GONE]}) != corrections_key({"pores": [CUT, GONE]})
    assert one == corrections_key({"pores": [], "particles": (GONE, CUT)})


class TwoCurators(RuleBasedStateMachine):
    """Against a model of lists: each curator's own steps, on what both see."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp())

    @initialize()
    def begin(self) -> None:
        from PIL import Image

        Image.new("L", (32, 24), 7).save(self.folder / "a.png")
        self.project = Project.create(self.folder / "lab")
        add_paths(self.project, [self.folder / "a.png"])
        self.id = list_micrographs(self.project)[0].id
        self.standing: list[float] = []
        self.undo: dict[str, list[tuple[str, list[float]]]] = {"ada": [], "bob": []}
        self.redo: dict[str, list[tuple[str, list[float]]]] = {"ada": [], "bob": []}
        self.number = 0.0

    @rule(who=st.sampled_from(["ada", "bob"]))
    def correct(self, who: str) -> None:
        self.number += 1
        add_correction(self.project, self.id, "pores", Correction("remove", ((self.number, 0.0),)), who)
        self.standing.append(self.number)
        self.step(who, "put", [self.number])

    @rule(who=st.sampled_from(["ada", "bob"]))
    def clear(self, who: str) -> None:
        clear_corrections(self.project, self.id, "pores", who)
        if self.standing:
            self.step(who, "clear", list(self.standing))
            self.standing = []

    def step(self, who: str, what: str, numbers: list[float]) -> None:
        self.undo[who].append((what, numbers))
        self.redo[who].clear()

    @rule(who=st.sampled_from(["ada", "bob"]))
    def take_back(self, who: str) -> None:
        done = undo_correction(self.project, self.id, "pores", who)
        assert (done is None) == (not self.undo[who])
        if self.undo[who]:
            what, numbers = self.undo[who].pop()
            self.redo[who].append((what, numbers))
            self.change(numbers, what == "clear")

    @rule(who=st.sampled_from(["ada", "bob"]))
    def do_again(self, who: str) -> None:
        done = redo_correction(self.project, self.id, "pores", who)
        assert (done is None) == (not self.redo[who])
        if self.redo[who]:
            what, numbers = self.redo[who].pop()
            numbers = list(self.standing) if what == "clear" else numbers
            self.undo[who].append((what, numbers))
            self.change(numbers, what != "clear")

    def change(self, numbers: list[float], stand: bool) -> None:
        kept = [number for number in self.standing if number not in numbers]
        self.standing = sorted(kept + (numbers if stand else []))

    @rule()
    def restart(self) -> None:
        self.project.close()
        self.project = Project.open(self.folder / "lab")

    @rule()
    def look(self) -> None:
        found = [row.correction.points[0][0] for row in list_corrections(self.project, self.id, "pores")]
        assert found == self.standing
        for who in ("ada", "bob"):
            state = read_corrections(self.project, self.id, "pores", who)
            assert (state.can_undo, state.can_redo) == (bool(self.undo[who]), bool(self.redo[who]))

    def teardown(self) -> None:
        if hasattr(self, "project"):
            self.project.close()
        shutil.rmtree(self.folder)


TestTwoCurators = TwoCurators.TestCase
TestTwoCurators.settings = settings(
    max_examples=6, stateful_step_count=18, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
