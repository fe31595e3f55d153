"""The openai teacher against a real server that misbehaves: nothing lost, nothing paid twice, no key on disk."""

from __future__ import annotations

import base64
import io
import threading
from typing import Any

import pytest
from PIL import Image

from maemi.errors import InputError
from maemi.generate.estimate import estimate
from maemi.generate.openai.settings import TeacherSettings
from maemi.generate.openai.teaching import OpenAITeacher
from maemi.generate.questions import Asked
from maemi.generate.run import GenerateOptions, GenerateReport, generate
from maemi.generate.subject import Subject
from maemi.project import ledger
from maemi.project.egress import list_egress
from maemi.project.micrographs import list_micrographs
from maemi.project.pairs import list_pairs
from maemi.project.project import Project

KEY = "sk-test-0123456789-secret"


def teach(server: Any, model: str = "tester", **changes: Any) -> OpenAITeacher:
    given = {
        "api_key": KEY,
        "first_pause_s": 0.01,
        "timeout_s": 5.0,
        "settings": TeacherSettings(image_side=128),
    } | changes
    return OpenAITeacher(model, server.url, **given)


def run(project: Project, server: Any, model: str = "tester", progress: Any = None, **options: Any) -> GenerateReport:
    given: dict[str, Any] = {"concurrency": 1} | options
    chosen = GenerateOptions(**given)
    return generate(project, teach(server, model), chosen, progress)


def asked(project: Project) -> int:
    """How many questions a complete run answers: the shipped list, without what needs a measured quantity."""
    from maemi.generate.questions import load_questions

    return sum(not question.needs for question in load_questions())


def test_pairs_arrive_with_schema_picture_and_provenance(project: Project, server: Any) -> None:
    report = run(project, server)
    assert (report.done, report.failed, report.stopped) == (3, [], False)
    assert report.written == 3 * asked(project)
    assert len(server.requests) == 3
    body = server.requests[0]
    assert body["response_format"]["type"] == "json_schema"
    assert body["response_format"]["json_schema"]["strict"] is True
    url = body["messages"][1]["content"][1]["image_url"]["url"]
    head, data = url.split(",", 1)
    assert head == "data:image/png;base64"
    with Image.open(io.BytesIO(base64.b64decode(data))) as picture:
        assert picture.format == "PNG"
        assert max(picture.size) == 128
        assert not picture.info, "metadata left with the picture"
    pair = list_pairs(project)[0]
    assert (pair.teacher, pair.model, pair.state) == ("openai", "tester", "pending")
    assert pair.template_hash
    assert pair.request_key
    assert pair.reasoning == "I looked."


def test_a_second_run_sends_nothing(project: Project, server: Any) -> None:
    run(project, server)
    again = run(project, server)
    assert (again.written, again.known, again.done) == (0, 3, 0)
    assert len(server.requests) == 3


def test_nothing_of_the_file_but_its_scan_leaves(project: Project, server: Any) -> None:
    run(project, server, limit=1)
    text = str(server.requests[0])
    assert "particles.tif" not in text
    assert str(project.folder) not in text


def test_busy_then_well_waits_as_long_as_it_is_told(project: Project, server: Any, trouble: Any) -> None:
    server.troubles = [trouble.status(429, "rate_limit_exceeded", {"retry-after": "0.4"}), trouble.status(500)]
    report = run(project, server, limit=1)
    assert report.done == 1
    assert len(server.requests) == 3
    assert server.times[1] - server.times[0] >= 0.4


def test_always_busy_is_listed_as_failed_and_asked_again_later(project: Project, server: Any, trouble: Any) -> None:
    server.always = trouble.status(503)
    report = run(project, server)
    assert report.done == 0
    assert len(report.failed) == 3
    assert "503" in report.failed[0]["reason"]
    assert list_pairs(project) == []
    server.always = None
    assert run(project, server).done == 3


@pytest.mark.parametrize(
    ("status", "code", "word"),
    [(401, "invalid_api_key", "key"), (429, "insufficient_quota", "quota"), (404, "model_not_found", "tester")],
)
def test_what_cannot_succeed_ends_the_run_at_once(
    project: Project, server: Any, trouble: Any, status: int, code: str, word: str
) -> None:
    server.always = trouble.status(status, code)
    report = run(project, server)
    assert len(server.requests) == 1
    assert report.stopped
    assert word in report.reason
    assert KEY not in report.reason
    assert ledger.reserved_usd(project) == 0


@pytest.mark.parametrize("kind", ["raw", "not json", "empty", "no choices", "blank answers", "dropped"])
def test_unusable_replies_are_asked_again_and_never_counted_as_done(
    project: Project, server: Any, trouble: Any, kind: str
) -> None:
    bad = {
        "raw": trouble.raw("<html>gateway</html>"),
        "not json": trouble.content("I am sorry, I cannot."),
        "empty": trouble.content(""),
        "no choices": trouble.no_choices(),
        "blank answers": trouble.content('{"reasoning": "", "answers": [{"id": "caption", "answer": "  "}]}'),
        "dropped": trouble.dropped(),
    }[kind]
    server.troubles = [bad]
    report = run(project, server, limit=1)
    assert (report.done, report.written) == (1, asked(project))
    assert len(server.requests) == 2


def test_answers_that_never_come_are_failed(project: Project, server: Any, trouble: Any) -> None:
    server.always = trouble.content("no JSON here")
    report = run(project, server, limit=1)
    assert (report.done, report.written, len(report.failed)) == (0, 0, 1)
    assert "no usable answer" in report.failed[0]["reason"]
    assert list_pairs(project) == []
    assert run(project, server, limit=1).known == 0


def test_half_an_answer_is_kept_and_only_the_rest_is_asked_again(project: Project, server: Any, trouble: Any) -> None:
    server.troubles = [trouble.leaving_out(5)]
    report = run(project, server, limit=1)
    assert (report.done, report.written) == (1, asked(project))
    first, second = (request["response_format"]["json_schema"]["schema"] for request in server.requests)
    ids = [one["properties"]["answers"]["items"]["properties"]["id"]["enum"] for one in (first, second)]
    assert (len(ids[0]), len(ids[1])) == (asked(project), 5)
    questions = [pair.question for pair in list_pairs(project)]
    assert len(questions) == len(set(questions))


def test_half_an_answer_that_stays_half_is_failed(project: Project, server: Any, trouble: Any) -> None:
    server.troubles = [trouble.leaving_out(4), trouble.content("{}"), trouble.content("{}")]
    report = run(project, server, limit=1)
    assert (report.done, len(report.failed)) == (0, 1)
    assert report.written == asked(project) - 4
    assert run(project, server, limit=1).written == 4


@pytest.mark.parametrize("forms", [("json_schema",), ("json_schema", "json_object")])
def test_servers_without_schemas_are_asked_more_simply_from_then_on(
    project: Project, server: Any, trouble: Any, forms: tuple[str, ...]
) -> None:
    server.always = trouble.knows_no(*forms)
    report = run(project, server)
    assert report.done == 3
    assert len(server.requests) == 3 + len(forms)


def test_json_between_other_words_is_found(project: Project, server: Any, trouble: Any) -> None:
    server.always = trouble.fenced()
    assert run(project, server).done == 3


def test_the_budget_is_never_passed(project: Project, server: Any) -> None:
    planned = estimate(project, teach(server, "gpt-4o"), GenerateOptions())
    assert planned.requests == 3
    assert planned.cost_usd is not None
    one = planned.cost_usd / 3
    # One request costs 0.0045 USD in the end, but at most `one` before it: the second would not fit.
    budget = one + 0.004
    report = run(project, server, "gpt-4o", budget_usd=budget)
    assert report.done == 1
    assert report.stopped
    assert "budget" in report.reason
    assert len(server.requests) == 1
    assert report.spent_usd == pytest.approx(1000 * 2.5e-6 + 200 * 10e-6)
    assert ledger.spent_usd(project) <= budget


def test_paid_for_garbage_counts_against_the_budget(project: Project, server: Any, trouble: Any) -> None:
    server.always = trouble.content("garbage")
    report = run(project, server, "gpt-4o", limit=1)
    assert report.spent_usd == pytest.approx(3 * (1000 * 2.5e-6 + 200 * 10e-6))


def test_a_dry_run_sends_nothing(project: Project, server: Any) -> None:
    planned = estimate(project, teach(server, "gpt-4o-mini"), GenerateOptions())
    assert (planned.micrographs, planned.requests) == (3, 3)
    assert planned.tokens_in > 1000
    assert server.requests == []
    assert list_egress(project) == []


def test_a_dry_run_reads_no_picture_and_foresees_the_same(
    project: Project, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thousands of micrographs are forecast while a person looks at a dialog."""
    asker = teach(server, "gpt-4o-mini")
    subject = Subject(list_micrographs(project)[0], None)
    one = [Asked("a", "Basics", "What is seen?", "vqa")]
    sent, foreseen = asker.request(subject, one), asker.forecast(subject, one)
    assert (foreseen.tokens_in, foreseen.tokens_out, foreseen.cost_usd) == (
        sent.tokens_in,
        sent.tokens_out,
        sent.cost_usd,
    )

    def read(*_told: object) -> None:
        raise AssertionError("A forecast read a picture")

    monkeypatch.setattr("maemi.generate.openai.picture.open_picture", read)
    assert estimate(project, teach(server), GenerateOptions()).requests == len(list_micrographs(project))


def test_every_sending_is_on_the_egress_page(project: Project, server: Any, trouble: Any) -> None:
    server.troubles = [trouble.status(500)]
    run(project, server, limit=1)
    lines = list_egress(project)
    assert len(lines) == 2
    assert lines[0].host == server.url.split("/")[2]
    assert lines[0].bytes_sent > 1000


def test_the_key_is_sent_and_never_written(project: Project, server: Any) -> None:
    run(project, server, limit=1)
    assert server.keys == [f"Bearer {KEY}"]
    for file in project.folder.rglob("*"):
        if file.is_file():
            assert KEY.encode() not in file.read_bytes(), file


def test_local_only_refuses_other_hosts_before_anything_is_sent(server: Any) -> None:
    with pytest.raises(InputError, match="Local only"):
        OpenAITeacher("gpt-4o", local_only=True)
    with pytest.raises(InputError, match="Local only"):
        OpenAITeacher("m", "http://127.0.0.1.evil.example/v1", local_only=True)
    OpenAITeacher("m", server.url, local_only=True).close()


def test_a_budget_without_a_price_is_refused() -> None:
    with pytest.raises(InputError, match="price"):
        OpenAITeacher("unheard-of", "https://api.example.com/v1", budgeted=True)


class StopAfter:
    """Asks to stop once so many micrographs are done."""

    def __init__(self, count: int) -> None:
        self.count, self.seen = count, threading.Event()

    def event(self, kind: str, **fields: Any) -> None:
        if kind == "progress" and fields["done"] >= self.count:
            self.seen.set()

    def stop_requested(self) -> bool:
        return self.seen.is_set()


def test_stopping_keeps_what_is_done_and_a_second_run_goes_on(project: Project, server: Any) -> None:
    report = run(project, server, progress=StopAfter(1))
    assert report.stopped
    assert 1 <= report.done < 3
    sent = len(server.requests)
    again = run(project, server)
    assert again.done + again.known == 3
    assert len(server.requests) == 3
    assert sent < 3


def test_several_at_once_write_each_pair_once(project: Project, server: Any, trouble: Any) -> None:
    server.always = trouble.slow(0.1)
    report = run(project, server, concurrency=3)
    assert report.done == 3
    pairs = list_pairs(project)
    assert len({(pair.micrograph_id, pair.question) for pair in pairs}) == len(pairs) == 3 * asked(project)


def test_a_server_that_hangs_is_given_up(project: Project, server: Any, trouble: Any) -> None:
    server.always = trouble.slow(1.0)
    teacher = teach(server, timeout_s=0.2, attempts=2)
    report = generate(project, teacher, GenerateOptions(concurrency=1, limit=1))
    assert len(report.failed) == 1
    assert "did not answer" in report.failed[0]["reason"]


def test_a_server_that_is_not_there_is_tried_again_and_costs_nothing(project: Project) -> None:
    gone = OpenAITeacher("gpt-4o", "http://127.0.0.1:9/v1", KEY, first_pause_s=0.01, attempts=2)
    report = generate(project, gone, GenerateOptions(concurrency=1, limit=1))
    assert "It was tried 2 times" in report.failed[0]["reason"]
    assert ledger.spent_usd(project) == 0.0


def test_an_answer_without_end_is_cut_off(project: Project, server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maemi.generate.openai.bounded.MOST_BYTES", 100)
    report = run(project, server, limit=1)
    assert report.written == 0
    assert "did not answer (ReadError)" in report.failed[0]["reason"]
