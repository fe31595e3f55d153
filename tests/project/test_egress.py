"""What left the machine: entered before it goes, read back by pages and sums, and who agreed to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from maemi import local_only
from maemi.errors import InputError
from maemi.local_only import LocalOnlyError
from maemi.project import consent, sent
from maemi.project.content import Content, content_of
from maemi.project.egress import Sending, list_egress, record, record_all
from maemi.project.project import Project
from maemi.project.sent import SentFilter, Total
from maemi.project.settings import set_setting

DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAAAAAC4HznGAAAAC0lEQVR4nGNggAAAAAgAAbdYc5UAAAAASUVORK5CYII="
)


def test_a_line_says_who_when_to_whom_and_what(project: Project, pair_ids: list[int]) -> None:
    before = datetime.now(UTC)
    record(project, "API.example", 1000, 1, "generate pairs", model="m", content=Content(1, 768, 1024, 2310), who="ada")
    record(project, "lab.example", 10, None, "chat")
    newest, oldest = list_egress(project)
    assert (oldest.host, oldest.bytes_sent, oldest.micrograph_id, oldest.who, oldest.model) == (
        "api.example", 1000, 1, "ada", "m",
    )  # fmt: skip
    assert oldest.content == "1 picture, 1024 × 768 px; 2,310 bytes of text"
    assert before <= oldest.at <= newest.at
    assert newest.who and newest.content == ""


def test_lines_that_leave_together_are_all_there_or_none(project: Project, pair_ids: list[int]) -> None:
    record_all(project, [Sending("a.example", 1, 1, "batch"), Sending("a.example", 2, 2, "batch")])
    assert len(list_egress(project)) == 2
    with pytest.raises(Exception, match=r".+"):
        record_all(project, [Sending("a.example", 3, 1, "batch"), Sending("a.example", 4, 12345, "batch")])
    assert len(list_egress(project)) == 2


@pytest.mark.parametrize("host", ["api.example", "192.0.2.1:8000", "[2001:db8::1]:443", "127.0.0.1.evil.example"])
def test_a_project_that_keeps_all_here_enters_and_sends_nothing(lab: Project, host: str) -> None:
    set_setting(lab, "local_only", True)
    with pytest.raises(LocalOnlyError, match="this project"):
        record(lab, host, 1, None, "chat")
    record(lab, "127.0.0.1:8000", 1, None, "chat")
    record(lab, "[::1]:8000", 1, None, "chat")
    assert len(list_egress(lab)) == 2


def test_the_persons_switch_holds_for_lines_too(lab: Project) -> None:
    local_only.keep(True)
    with pytest.raises(LocalOnlyError, match="not this machine"):
        record(lab, "api.example", 1, None, "chat")
    local_only.keep(False)
    record(lab, "api.example", 1, None, "chat")


def test_filters_pages_and_totals(project: Project, pair_ids: list[int]) -> None:
    for number in range(6):
        record(
            project, f"host{number % 2}.example", 100 + number, 1 + number % 3, ("chat", "ask")[number % 2],
            who=("ada", "bob")[number // 3], model="m%_" if number == 5 else "",
        )  # fmt: skip
    last = sent.newest(project)
    assert sent.ids_between(project, sent.ANY, 0, last) == [6, 5, 4, 3, 2, 1]
    assert sent.ids_between(project, sent.ANY, 2, 4) == [4, 3]
    for chosen, ids in (
        (SentFilter(host="host0.example"), [5, 3, 1]),
        (SentFilter(purpose="ask", who="bob"), [6, 4]),
        (SentFilter(micrograph_id=3), [6, 3]),
        (SentFilter(search="SEM_0"), [4, 1]),
        (SentFilter(search="%_"), [6]),
        (SentFilter(since=datetime.now(UTC) + timedelta(hours=1)), []),
        (SentFilter(until=datetime.now(UTC) + timedelta(hours=1)), [6, 5, 4, 3, 2, 1]),
    ):
        assert sent.ids_between(project, chosen, 0, last) == ids, chosen
    assert [(row.id, name) for row, name in sent.rows_of(project, [3, 6])] == [(3, "sem_2.png"), (6, "sem_2.png")]
    day = list_egress(project)[0].at.strftime("%Y-%m-%d")
    assert sent.totals(project) == [Total("host1.example", day, 3, 309), Total("host0.example", day, 3, 306)]
    assert sent.totals(project, SentFilter(who="ada", host="host1.example")) == [Total("host1.example", day, 1, 101)]
    assert sent.choices(project)["who"] == ["ada", "bob"]
    table = list(sent.as_table(sent.each_sent(project, SentFilter(micrograph_id=1))))
    assert table[0][:3] == ["id", "host", "bytes_sent"] and [line[0] for line in table[1:]] == ["4", "1"]
    assert table[1][-1] == "sem_0.png"


def test_pieces_cover_every_line_once_and_their_sums_are_the_whole(
    lab: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        record(lab, "a.example", number, None, "chat")
    whole = sent.totals(lab)
    monkeypatch.setattr(sent, "PIECE", 3)
    parts = sent.pieces(sent.newest(lab), 3)
    assert parts == [(4, 7), (1, 4), (0, 1)]
    assert sent.summed(total for part in parts for total in sent.totals_between(lab, sent.ANY, *part)) == whole
    assert sent.pieces(0) == []


def test_older_lines_tell_what_they_know(lab: Project) -> None:
    with lab.session() as session:
        session.execute(
            text("INSERT INTO egress (host, bytes_sent, purpose, at) VALUES ('h', 1, 'p', '2026-01-01 00:00:00')")
        )
    [(row, name)] = sent.each_sent(lab)
    assert (row.who, row.content, name) == ("", "", "")


def test_a_consent_holds_for_one_host_until_it_is_taken_back(project: Project) -> None:
    assert consent.is_needed(project, "api.example")
    assert not consent.is_needed(project, "localhost:11434")
    assert not consent.is_needed(project, "[::1]:80", info_bars=True)
    consent.note_once(project, "api.example", "ada")
    assert consent.is_needed(project, "api.example"), "once is not for good"
    consent.give(project, "API.example", "ada")
    assert not consent.is_needed(project, "api.example")
    assert consent.is_needed(project, "api.example:8443")
    assert consent.is_needed(project, "api.example", info_bars=True), "more leaves than was agreed to"
    consent.give(project, "api.example", "bob", info_bars=True)
    assert not consent.is_needed(project, "api.example", info_bars=True)
    assert [(row.host, row.who) for row in consent.list_standing(project)] == [("api.example", "bob")]
    consent.revoke(project, "api.example", "ada")
    assert consent.is_needed(project, "api.example")
    assert [row.verb for row in consent.history(project)] == ["revoked", "given", "given", "once"]
    with pytest.raises(InputError, match="Nobody has agreed"):
        consent.revoke(project, "api.example", "ada")
    with pytest.raises(InputError, match="who agrees"):
        consent.give(project, "api.example", " ")


@pytest.mark.parametrize(
    ("messages", "content"),
    [
        ([{"role": "user", "content": "µm?"}], Content(0, None, None, 4)),
        (
            [
                {"role": "system", "content": "ab"},
                {"role": "user", "content": [
                    {"type": "text", "text": "c"}, {"type": "image_url", "image_url": {"url": DOT}},
                ]},
            ],
            Content(1, 2, 3, 3),
        ),
        (
            [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:,x"}}]}],
            Content(1, text_bytes=0),
        ),
    ],
)  # fmt: skip
def test_content_of_messages(messages: list[Any], content: Content) -> None:
    assert content_of(messages) == content
