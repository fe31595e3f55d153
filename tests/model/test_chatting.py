"""A conversation with a loaded model: pieces, limits, stopping, errors."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="the local model is not installed")

from maemi.errors import InputError, MaemiError  # noqa: E402
from maemi.model.answer import Answer  # noqa: E402
from maemi.model.chatting import LoadedModel  # noqa: E402
from maemi.model.loading import load  # noqa: E402


@pytest.fixture(scope="module")
def model(tiny_maemi: Path) -> LoadedModel:
    return load(str(tiny_maemi))


def user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def test_the_limit_of_new_tokens_holds_and_is_told(model: LoadedModel) -> None:
    answer = model.stream([user("How many?")], max_new_tokens=5)
    text = "".join(answer)
    assert (answer.completion_tokens, answer.finish_reason) == (5, "length")
    assert text == "".join(model.stream([user("How many?")], max_new_tokens=5))
    with pytest.raises(InputError, match="max_tokens"):
        model.stream([user("How many?")], max_new_tokens=0)


def test_a_seed_repeats_a_sampled_answer(model: LoadedModel) -> None:
    answers = ["".join(model.stream([user("?")], 12, temperature=1.5, seed=seed)) for seed in (1, 1, 2)]
    assert answers[0] == answers[1] != answers[2]


def test_cancelling_ends_within_a_token(model: LoadedModel) -> None:
    cancel = threading.Event()
    answer = model.stream([user("How many?")], max_new_tokens=1800, cancel=cancel)
    time.sleep(0.1)
    started = time.monotonic()
    cancel.set()
    list(answer)
    assert time.monotonic() - started < 2.0
    assert answer.finish_reason == "cancelled"
    assert answer.completion_tokens < 1800


def test_closing_ends_the_generation(model: LoadedModel) -> None:
    answer = model.stream([user("How many?")], max_new_tokens=1800)
    answer.close()
    assert answer.completion_tokens < 1800
    assert not any(thread.name == "generation" for thread in threading.enumerate())


def test_a_failing_generation_ends_the_stream_with_one_sentence(
    model: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_options: object) -> None:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes")

    monkeypatch.setattr(model.model, "generate", fail)
    with pytest.raises(MaemiError, match="memory ran out"):
        list(model.stream([user("How many?")]))


def test_the_oldest_questions_are_left_out_and_counted(model: LoadedModel) -> None:
    talk: list[dict[str, Any]] = []
    for number in range(40):
        talk += [user(f"Question {number}? " * 6), {"role": "assistant", "content": "There are some. " * 6}]
    answer = model.stream([*talk, user("And now?")], max_new_tokens=3)
    list(answer)
    assert 0 < answer.dropped_turns < 40
    assert answer.prompt_tokens <= model.context_length - 16
    with pytest.raises(InputError, match="too long"):
        model.stream([user("word " * 5000)])


class Spoken:
    """A streamer that says given pieces."""

    def __init__(self, *said: str) -> None:
        self.said, self.ended = said, False

    def __iter__(self) -> Iterator[str]:
        return iter(self.said)

    def end(self) -> None:
        self.ended = True


@pytest.mark.parametrize(
    ("said", "stop", "expected"),
    [
        (("one two", " STOP three"), ("STOP",), "one two "),
        (("one S", "TO", "P three"), ("STOP",), "one "),
        (("one S", "TO", "RY"), ("STOP",), "one STORY"),
        (("a", "b", "c"), ("bc", "c"), "a"),
        (("none",), (), "none"),
        (("STOP",), ("STOP",), ""),
    ],
)
def test_stop_words_end_the_text_before_them(said: tuple[str, ...], stop: tuple[str, ...], expected: str) -> None:
    streamer = Spoken(*said)
    answer = Answer(lambda _stopped: len(said), streamer, None, stop)
    assert "".join(answer) == expected
    assert streamer.ended
    assert answer.finish_reason == "stop"
