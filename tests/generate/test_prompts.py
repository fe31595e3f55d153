"""Templates that anybody may write: sandbox, versions, hashes, and previews."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql
from sqlalchemy.exc import DatabaseError

from maemi.errors import InputError
from maemi.generate.prompts import library
from maemi.generate.prompts.preview import preview
from maemi.generate.prompts.sandbox import OUTPUT_CHARACTERS, TemplateError, check, render
from maemi.generate.prompts.shipped import shipped_prompts
from maemi.generate.prompts.variables import variables_of
from maemi.project.micrographs import list_micrographs
from maemi.project.project import Project
from maemi.project.prompts import TEXT_CHARACTERS, versions_of

VALUES: dict[str, Any] = {"facts": ["a", "b"] * 30, "questions": [{"id": "q", "text": "What?"}] * 30, "synthetic": True}
PIECES = (
    *("{{ ", " }}", "{% ", " %}", "{#", "#}", "for a in facts", "endfor", "if synthetic", "endif", "facts", "a"),
    *("questions", "|join(facts|join(", "))", ".text", ".__class__", "['x']", "set x = facts", "macro m()", "()"),
    *("*", "**", "~", "99999999", "'a'", "include 'x'", "|", "upper", "range(9**9)", "loop", "raw", "\n", " ", "é"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@settings(max_examples=400, deadline=2000)
def test_hostile_templates_end_soon_in_a_text_or_in_a_sentence(template: str) -> None:
    try:
        said = render(template, VALUES)
    except TemplateError as error:
        assert str(error).endswith((".", "shorten it."))
    else:
        assert len(said) <= OUTPUT_CHARACTERS


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ facts.append('x') }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{{ 10 ** 10 ** 10 }}",
        "{{ 'a' * 10 ** 10 }}",
        "{% for a in range(10 ** 9) %}{% endfor %}",
        "{% for a in [1] %}{% endfor %}",
        "{% set a = facts %}",
        "{% for a in facts %}{% for b in facts %}{% for c in facts %}{% endfor %}{% endfor %}{% endfor %}",
        "{{ " + "facts|join(" * 12 + "'x'" + ")" * 12 + " }}",
        "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
        "{% if facts %}" * 300 + "{% endif %}" * 300,
        "{{ nothing }}",
        "x" * (TEXT_CHARACTERS + 1),
        "{% for a in facts %}{% for b in facts %}" + "x" * 1000 + "{% endfor %}{% endfor %}",
    ],
)
def test_what_reaches_out_or_never_ends_is_refused_at_once(template: str) -> None:
    began = time.process_time()
    with pytest.raises(TemplateError):
        render(template, VALUES)
    assert time.process_time() - began < 5


def test_a_value_is_never_a_template() -> None:
    assert render("{{ facts|join(', ') }}", {"facts": ["{{ 7 + 1 }}", "{% raw %}"]}) == "{{ 7 + 1 }}, {% raw %}"


def test_a_mistake_is_told_with_its_line() -> None:
    known = frozenset({"facts", "questions"})
    with pytest.raises(TemplateError, match="fact”") as found:
        check("one\n{{ questions }}\n{{ fact }}", known)
    assert found.value.line == 3
    with pytest.raises(TemplateError) as found:
        check("one\n{% if %}", known)
    assert found.value.line == 2
    with pytest.raises(TemplateError, match="never uses"):
        check("nothing asked", known, frozenset({"questions"}))


@pytest.mark.parametrize("name", list(shipped_prompts()))
def test_the_shipped_ones_are_what_a_lab_may_write(name: str) -> None:
    library.check_text(shipped_prompts()[name], shipped_prompts()[name].text)


def test_versions_are_kept_and_nothing_of_them_changes(project: Project) -> None:
    first = library.get_prompt(project, "questions")
    assert not first.is_changed
    changed = library.edit_prompt(project, "questions", "{{ questions|length }} only", "Ada", "shorter")
    assert changed.is_changed and changed.curator == "Ada"
    assert library.edit_prompt(project, "questions", "{{ questions|length }} only\n", "Bob").curator == "Ada"
    library.reset_prompt(project, "questions", "Bob")
    assert not library.get_prompt(project, "questions").is_changed
    back = library.restore_prompt(project, "questions", changed.hash[:8], "Ada")
    assert back.text == changed.text
    assert [one.note for one in library.history(project, "questions")] == [
        f"version {changed.hash[:8]} again",
        "the shipped text",
        "shorter",
        "ships with MAEMI",
    ]
    for statement in ("UPDATE prompt_versions SET text = ''", "DELETE FROM prompt_versions"):
        with pytest.raises(DatabaseError, match="appended to"), project.session() as session:
            session.execute(sql(statement))


def test_a_copy_has_a_name_of_its_own(project: Project) -> None:
    made = library.copy_prompt(project, "open", "alloys", "Ada")
    assert (made.is_own, made.is_changed, made.origin.name) == (True, False, "open")
    names = [one.name for one in library.list_prompts(project)]
    assert names.index("alloys") == names.index("open") + 1
    with pytest.raises(InputError, match="already"):
        library.copy_prompt(project, "open", "alloys", "Ada")
    with pytest.raises(InputError, match="no name"):
        library.copy_prompt(project, "open", "../x", "Ada")
    assert library.reset_prompt(project, "alloys", "Ada").text == shipped_prompts()["open"].text


def test_nobody_hides_a_version_that_they_have_not_seen(project: Project) -> None:
    seen = library.edit_prompt(project, "questions", "{{ questions|length }} first", "Ada").hash
    library.edit_prompt(project, "questions", "{{ questions|length }} second", "Bob", over=seen)
    with pytest.raises(InputError, match="Bob"):
        library.edit_prompt(project, "questions", "{{ questions|length }} third", "Ada", over=seen)
    assert len(versions_of(project, "questions")) == 2


def test_any_hash_is_found_again(project: Project) -> None:
    changed = library.edit_prompt(project, "questions", "{{ questions|length }} only", "Ada")
    library.reset_prompt(project, "questions", "Ada")
    for reference, word in (
        (changed.hash[:6], "only"),
        (shipped_prompts()["system"].hash, "microscopist"),
        ("669b19b7", "every question below"),
    ):
        found = library.find_text(project, reference)
        assert found is not None and word in json.dumps(found[1]), reference
    assert library.find_text(project, "0000aaaa") is None
    assert library.find_text(project, "%") is None


@pytest.mark.parametrize("name", list(shipped_prompts()))
def test_a_preview_says_what_would_be_sent(project: Project, name: str) -> None:
    row = list_micrographs(project)[0]
    made = preview(project, name, row.id)
    assert made.tokens > 200
    assert made.pictures == {"quarters": 5, "other class": 2}.get(shipped_prompts()[name].pictures, 1)
    assert ("no other micrograph" in made.note) == (name == "intra-class")
    assert row.name not in made.text


def test_a_preview_of_what_is_being_written(project: Project) -> None:
    row = list_micrographs(project)[0]
    assert "Just 2 of" in preview(project, "heterogeneity", row.id, "Just {{ questions|length }} of them").text
    with pytest.raises(TemplateError, match="thing"):
        preview(project, "questions", row.id, "{{ questions }} {{ thing }}")


def test_each_variable_has_a_meaning_and_a_value(project: Project) -> None:
    row = list_micrographs(project)[0]
    for name, origin in shipped_prompts().items():
        needed = "" if origin.is_system else "{{ own_questions }}" if origin.own else "{{ questions|length }}"
        for variable, meaning in variables_of(origin).items():
            assert meaning.endswith(".")
            preview(project, name, row.id, f"{needed} {{{{ {variable} }}}}")
