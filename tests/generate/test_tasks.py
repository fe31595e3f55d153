"""Tasks and parameters of the openai teacher against a real server: what is sent, what is kept, what is asked anew."""

from __future__ import annotations

import json
from typing import Any

import pytest

from maemi.generate.checking.telling_class import tells_class
from maemi.generate.openai.parsing import parse_reply
from maemi.generate.openai.settings import TeacherSettings
from maemi.generate.openai.teaching import OpenAITeacher
from maemi.generate.prompts.brief import brief_of
from maemi.generate.prompts.library import edit_prompt
from maemi.generate.prompts.materials import Materials
from maemi.generate.run import GenerateOptions, GenerateReport
from maemi.generate.several import estimate_all, generate_all
from maemi.generate.subject import Subject
from maemi.project.decisions import decide
from maemi.project.micrographs import list_micrographs, set_class
from maemi.project.pairs import NewPair, add_pairs, list_pairs
from maemi.project.project import Project
from maemi.project.split import split

OPTIONS = GenerateOptions(concurrency=1)
SMALL: dict[str, Any] = {"image_side": 64}


def teachers(project: Project, server: Any, *tasks: str, **changes: Any) -> list[OpenAITeacher]:
    settings = TeacherSettings(**(SMALL | changes))
    teacher = OpenAITeacher("tester", server.url, "key", settings=settings, first_pause_s=0.01, timeout_s=5.0)
    made: list[OpenAITeacher] = []
    for task in tasks:
        brief = brief_of(project, task)
        made.append(teacher.on(brief, Materials(project, brief.task.origin, settings.examples)))
    return made


def run(project: Project, server: Any, *tasks: str, **changes: Any) -> GenerateReport:
    return generate_all(project, teachers(project, server, *(tasks or ("questions",)), **changes), OPTIONS)


def one_class(project: Project) -> None:
    set_class(project, [row.id for row in list_micrographs(project)], "particles")


def pictures_of(body: dict[str, Any]) -> int:
    contents = [message["content"] for message in body["messages"] if not isinstance(message["content"], str)]
    return sum(part["type"] == "image_url" for content in contents for part in content)


def test_several_tasks_are_one_run_and_nothing_is_asked_twice(project: Project, server: Any) -> None:
    tasks = ("captioning", "classification", "inter-class", "heterogeneity", "open")
    report = run(project, server, *tasks)
    assert (report.failed, report.done) == ([], 15)
    assert [pictures_of(body) for body in server.requests] == [1] * 6 + [2] * 3 + [5] * 3 + [1] * 3
    kept = {pair.task for pair in list_pairs(project)}
    assert kept == {"caption", "classification", "inter-class similarity", "spatial heterogeneity", "vqa"}
    assert run(project, server, *tasks).known == 15
    assert len(server.requests) == 15


@pytest.mark.parametrize(
    "change",
    [
        {"temperature": 0.7},
        {"detail": "low"},
        {"max_tokens": 900},
        {"facts": frozenset[str]()},
        {"give_class": False},
    ],
)
def test_another_parameter_asks_anew_and_the_same_does_not(
    project: Project, server: Any, change: dict[str, Any]
) -> None:
    run(project, server, "captioning")
    run(project, server, "captioning", **change)
    assert len(server.requests) == 6
    assert run(project, server, "captioning", **change).known == 3


def test_another_text_of_the_prompt_asks_anew(project: Project, server: Any) -> None:
    run(project, server)
    edit_prompt(
        project,
        "questions",
        "Now answer every question below.\n{% for q in questions %}\n{{ q.id }}: {{ q.text }}{% endfor %}",
        "Ada",
    )
    run(project, server)
    assert len(server.requests) == 6
    assert "Now answer" in str(server.requests[-1]) and "Reply with one JSON" in str(server.requests[-1])


def test_parameters_reach_the_server(project: Project, server: Any) -> None:
    run(project, server, "captioning", temperature=0.9, detail="high", max_tokens=777, reasoning=False)
    body = server.requests[0]
    assert (body["temperature"], body["max_tokens"]) == (0.9, 777)
    assert body["messages"][1]["content"][1]["image_url"]["detail"] == "high"
    assert "reasoning" not in body["response_format"]["json_schema"]["schema"]["properties"]
    assert "reasoning" not in body["messages"][1]["content"][0]["text"]


def test_a_task_without_a_second_micrograph_is_listed_with_its_reason(project: Project, server: Any) -> None:
    planned = estimate_all(project, teachers(project, server, "intra-class"), OPTIONS)
    assert (planned.requests, planned.impossible) == (0, 3)
    report = run(project, server, "intra-class")
    assert len(report.failed) == 3 and "no other micrograph of the class" in report.failed[0]["reason"]
    assert server.requests == []


def test_what_speaks_of_a_picture_that_the_student_does_not_see_is_asked_again(
    project: Project, server: Any, trouble: Any
) -> None:
    bad = {
        "answers": [
            {"id": name, "answer": "Smaller than in the second micrograph."} for name in ("particular", "varies")
        ]
    }
    one_class(project)
    server.troubles = [trouble.content(json.dumps(bad))]
    report = run(project, server, "intra-class")
    assert (report.failed, len(server.requests)) == ([], report.done + 1)
    assert not any("second" in pair.answer for pair in list_pairs(project))


def test_examples_are_approved_and_never_of_held_out_micrographs(project: Project, server: Any) -> None:
    one_class(project)
    rows = list_micrographs(project)
    for row in rows:
        new = NewPair(row.id, "Caption it.", f"Caption of {row.id}", "caption", "Ada", reasoning="Because.")
        (pair,) = add_pairs(project, [new])
        decide(project, pair, "edit", "Ada", answer=f"Edited caption of {row.id}.")
        add_pairs(project, [NewPair(row.id, "Caption it.", "Never judged.", "caption", "Ada")])
    train, held = split([row.id for row in rows], 0, keys={row.id: row.content_hash for row in rows})
    run(project, server, "captioning", examples=2)
    seen = json.dumps([body["messages"][1:-1] for body in server.requests], ensure_ascii=False)
    assert all(f"Edited caption of {each}" not in seen for each in held)
    assert any(f"Edited caption of {each}" in seen for each in train)
    assert "Never judged" not in seen
    body = next(body for body in server.requests if len(body["messages"]) > 2)
    user, assistant = body["messages"][1:3]
    assert user["content"][1]["type"] == "image_url"
    assert json.loads(assistant["content"])["reasoning"] == "Because."
    run(project, server, "captioning", examples=1, example_pictures=False)
    assert isinstance(server.requests[-1]["messages"][1]["content"], str) or len(server.requests[-1]["messages"]) == 2


def test_the_class_is_told_or_not_and_no_question_tells_it(project: Project, server: Any) -> None:
    tasks = ("questions", "captioning", "inter-class", "heterogeneity", "open")
    run(project, server, *tasks)
    run(project, server, *tasks, give_class=False)
    told, withheld = (str(one["messages"]).lower() for one in (server.requests[0], server.requests[15]))
    assert "class: particles" in told
    assert "particle" not in withheld
    rows = {row.id: row for row in list_micrographs(project)}
    for pair in list_pairs(project):
        assert not tells_class(pair.question, Subject(rows[pair.micrograph_id], None)), pair.question


def test_a_question_of_the_teachers_that_names_the_class_is_malformed(
    project: Project, server: Any, trouble: Any
) -> None:
    one_class(project)
    told = [("How round are the nanoparticles?", "Very."), ("How even is the background?", "Even.")]
    pairs = [{"question": question, "answer": answer} for question, answer in told]
    server.always = trouble.content(json.dumps({"reasoning": "", "pairs": pairs}))
    report = run(project, server, "open")
    assert "names the class" in report.failed[0]["reason"]
    assert {pair.question for pair in list_pairs(project)} == {"How even is the background?"}


@pytest.mark.parametrize("parameter", ["temperature", "max_tokens"])
def test_a_parameter_that_a_model_does_not_know_is_left_out_from_then_on(
    project: Project, server: Any, trouble: Any, parameter: str
) -> None:
    server.always = trouble.refuses(parameter)
    assert run(project, server, "captioning", "open").done == 6
    assert len(server.requests) == 7
    assert "response_format" in server.requests[-1]
    assert parameter == "temperature" or "max_completion_tokens" in server.requests[-1]


def test_what_is_refused_in_every_form_costs_no_other_request_its_schema(
    project: Project, server: Any, trouble: Any
) -> None:
    server.troubles = [trouble.status(400, "image_too_odd")] * 3
    report = run(project, server, "captioning")
    assert len(report.failed) == 1
    assert server.requests[-1]["response_format"]["type"] == "json_schema"


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
def test_thoughts_that_a_server_hands_over_apart_are_kept_apart(
    project: Project, server: Any, trouble: Any, field: str
) -> None:
    server.always = trouble.message(**{field: "Hidden thoughts."})
    run(project, server, "captioning")
    pair = list_pairs(project)[0]
    assert "Hidden thoughts." in pair.reasoning
    assert "thoughts" not in pair.answer


@pytest.mark.parametrize(
    "said",
    [
        '<think>Let me see {"a": 1}.</think>{"answers": [{"id": "a", "answer": "Yes."}]}',
        'Let me see.</think>\n{"answers": {"a": "Yes."}}',
        '{"reasoning": "Let me see.", "answers": [{"id": "a", "answer": "<think>Let me see.</think>Yes."}]}',
    ],
)
def test_thoughts_between_tags_are_no_answer(said: str) -> None:
    parsed = parse_reply(said, ["a"])
    assert parsed.answers == {"a": "Yes."}
    assert "<think>" not in str(parsed.answers)


def test_thoughts_without_an_end_are_no_answer() -> None:
    parsed = parse_reply("<think>It may be that", ["a"])
    assert (parsed.answers, parsed.reasoning) == ({}, "It may be that")


def test_micrographs_that_wait_for_another_run_are_counted_over_all_tasks(
    project: Project, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maemi.generate.several.generate", lambda *_: GenerateReport(waiting=2))
    assert run(project, server, "questions", "captioning").waiting == 4
