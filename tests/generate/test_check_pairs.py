"""Checking a whole project: findings are written anew, decisions stay, edits are followed."""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any

import pytest

from maemi.cli.main import main
from maemi.errors import InputError
from maemi.generate.checking.alike import Text, alike_findings
from maemi.generate.checking.everything import check_pairs
from maemi.generate.checking.judged import decide, undo
from maemi.generate.checking.kinds import KINDS, kinds_off, set_expected_language, switch
from maemi.generate.checking.minhash import near_duplicates, shingles, similarity
from maemi.generate.openai.teaching import OpenAITeacher
from maemi.generate.run import GenerateOptions, generate
from maemi.project.decisions import history
from maemi.project.micrographs import get_micrograph, list_micrographs
from maemi.project.pairs import NewPair, add_pairs, get_pair, list_pairs
from maemi.project.project import Project

GENERAL = "The surface is covered by what may be a thin layer with some scratches here and there."


def pixel_nm(project: Project, micrograph_id: int) -> float:
    size = get_micrograph(project, micrograph_id).pixel_size
    assert size is not None
    return size.mean_m * 1e9


def add(project: Project, answer: str, question: str = "What is the pixel size?", micrograph_id: int = 1) -> int:
    return add_pairs(project, [NewPair(micrograph_id, question, answer, "vqa", "openai", "m")])[0]


def test_findings_are_written_and_a_second_run_changes_nothing(project: Project) -> None:
    right = add(project, f"The pixel size is {pixel_nm(project, 1):.3f} nm.")
    wrong = add(project, f"The pixel size is {3 * pixel_nm(project, 1):.3f} nm.")
    first = check_pairs(project)
    assert (first.pairs, first.changed, first.doubted) == (2, 1, 1)
    assert get_pair(project, right).findings == ()
    (finding,) = get_pair(project, wrong).findings
    assert (finding.kind, finding.quantity, finding.severity) == ("number", "pixel_size", "error")
    assert get_micrograph(project, 1).pairs_doubted == 1
    assert check_pairs(project).changed == 0


def test_earlier_findings_are_replaced_and_decisions_stay(project: Project) -> None:
    pair = add(project, "I am sorry, but I cannot view images.")
    decide(project, pair, "reject", "Ana", "vague")
    check_pairs(project)
    switch(project, "refusal", on=False)
    check_pairs(project)
    row = get_pair(project, pair)
    assert (row.findings, row.state, row.doubt) == ((), "rejected", 0)
    assert len(history(project, pair)) == 1
    assert get_micrograph(project, 1).pairs_doubted == 0


def test_an_edit_is_checked_and_undoing_it_brings_the_earlier_findings_back(project: Project) -> None:
    pixel = pixel_nm(project, 1)
    pair = add(project, f"The pixel size is {3 * pixel:.3f} nm.")
    check_pairs(project)
    right = decide(project, pair, "edit", "Ana", answer=f"The pixel size is {pixel:.3f} nm.")
    assert (right.findings, right.doubt) == ((), 0)
    back = undo(project, "Ana")
    assert back is not None and [one.kind for one in back.findings] == ["number"] and back.doubt >= 0.5
    assert get_micrograph(project, 1).pairs_doubted == 1
    still_wrong = decide(project, pair, "edit", "Ana", answer=f"The pixel size is {5 * pixel:.3f} nm.")
    assert [one.kind for one in still_wrong.findings] == ["number"]
    decide(project, pair, "edit", "Ana", answer=f"The pixel size is {pixel:.3f} nm.")
    again = undo(project, "Ana")
    assert again is not None and [one.kind for one in again.findings] == ["number"]


def test_the_list_is_sorted_by_doubt_and_filtered_by_kind(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    fine = add(project, f"The pixel size is {pixel_nm(project, 1):.3f} nm.")
    doubtful = add(project, "The particles are made of gold.")
    worst = add(project, "I cannot view images; they may be gold or silver.")
    check_pairs(project)
    assert [pair.id for pair in list_pairs(project, sort="doubt")] == [worst, doubtful, fine]
    assert [pair.id for pair in list_pairs(project, sort="certainty")] == [fine, doubtful, worst]
    assert [pair.id for pair in list_pairs(project, findings="refusal")] == [worst]
    assert [pair.id for pair in list_pairs(project, findings="warning", state="pending")] == [doubtful, worst]
    assert main(["pairs", project.address, "--sort", "doubt", "--findings", "refusal", "--limit", "1"]) == 0
    assert f'"id": {worst}' in capsys.readouterr().out


def test_a_stop_keeps_what_was_checked(project: Project) -> None:
    class Stopping:
        def event(self, kind: str, **fields: Any) -> None: ...

        def stop_requested(self) -> bool:
            return True

    add(project, "The pixel size is 17 nm.")
    report = check_pairs(project, Stopping())
    assert (report.stopped, report.pairs) == (True, 0)


def test_the_same_is_told_once_of_a_micrograph_and_doubted_of_many(project: Project) -> None:
    first, second = add(project, GENERAL), add(project, GENERAL + " Indeed.")
    for row in list_micrographs(project)[1:]:
        add(project, GENERAL, micrograph_id=row.id)
    check_pairs(project)
    assert not [one for one in get_pair(project, first).findings if one.is_warning]
    (repeated,) = [one for one in get_pair(project, second).findings if one.is_warning]
    assert (repeated.kind, repeated.pairs) == ("duplicate", (first,))


def test_answers_for_many_micrographs_fit_any() -> None:
    texts = [Text(at, at, "openai", "What?", GENERAL) for at in range(1, 8)]
    texts += [Text(100 + at, at, "openai", "How many?", f"There are {at} of them.") for at in range(1, 8)]
    texts += [Text(200 + at, at, "measured", "What?", GENERAL + " Truly so.") for at in range(1, 8)]
    found = alike_findings(texts)
    assert {finding.kind for at in range(1, 8) for finding in found[at]} == {"vague"}
    assert not any(pair >= 100 and any(one.is_warning for one in some) for pair, some in found.items())


def test_near_duplicates_are_found_among_many() -> None:
    rng = Random(1)
    texts = [" ".join(f"word{rng.randrange(500)}" for _ in range(20)) for _ in range(2_000)]
    copies = {at: len(texts) + n for n, at in enumerate(range(0, 2_000, 100))}
    texts += [texts[at] + " more" for at in copies]
    sets = [shingles(text) for text in texts]
    assert all(similarity(sets[at], sets[copy]) > 0.8 for at, copy in copies.items())
    assert sorted(map(tuple, near_duplicates(sets, 0.8))) == sorted(copies.items())


def test_a_run_of_a_model_that_repeats_itself_is_told(project: Project, server: Any) -> None:
    def always_the_same(handler: Any, body: dict[str, Any]) -> bool:
        asked = re.findall(r"^([a-z_]+): ", body["messages"][1]["content"][0]["text"], re.MULTILINE)
        entries = [{"id": name, "answer": GENERAL} for name in asked]
        handler.reply(json.dumps({"answers": entries}))
        return True

    server.always = always_the_same
    generate(project, OpenAITeacher("tester", server.url, api_key="k"), GenerateOptions(concurrency=1))
    repeated = [pair for pair in list_pairs(project) if any(one.kind == "duplicate" for one in pair.findings)]
    assert len(repeated) > 10


def test_kinds_and_language_are_settings_of_the_project(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-pairs", project.address, "--off", "vague", "--language", "de", "--json"]) == 0
    assert kinds_off(project) == {"vague"}
    add(project, "The particles are round and lie apart from each other.", "What?")
    check_pairs(project)
    assert [one.kind for pair in list_pairs(project) for one in pair.findings] == ["language"]
    assert main(["check-pairs", project.address, "--on", "vague", "--kinds"]) == 0
    listed = capsys.readouterr().out
    assert all(kind in listed for kind in KINDS) and "off" not in listed.split()
    with pytest.raises(InputError, match="no kind of finding"):
        switch(project, "spelling", on=False)
    with pytest.raises(InputError, match="none of the languages"):
        set_expected_language(project, "tlh")
