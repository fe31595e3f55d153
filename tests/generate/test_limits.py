"""Rate limits: what headers say, how many go at once, when the next may go; tokens and prices of models."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maemi.errors import InputError
from maemi.generate.openai.headers import LONGEST_S, Limits, Window, duration_s, limits_of, retry_after_s
from maemi.generate.openai.limiter import Limiter, TooLongError
from maemi.generate.openai.prices import Price, all_prices, drop_price, own_file, price_of, set_price
from maemi.generate.openai.tokens import image_tokens
from maemi.generate.openai.usage import Usage, usage_of

NOW = datetime(2026, 11, 28, 4, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1s", 1),
        ("6m0s", 360),
        ("120ms", 0.12),
        ("1h2m3.5s", 3723.5),
        ("7.66", 7.66),
        ("1d", 86400),
        ("nan", None),
        ("", None),
        ("-3s", None),
        ("1s later", None),
        ("1_000", None),
        ("inf", None),
        ("99999999h", LONGEST_S),
    ],
)
def test_durations(text: str, seconds: float | None) -> None:
    assert duration_s(text) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "2"}, 2),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after": "Sat, 28 Nov 2026 04:00:30 GMT"}, 30),
        ({"retry-after": "Sat, 28 Nov 2026 03:00:00 GMT"}, 0),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_s(headers, NOW) == seconds


@given(st.text(max_size=40))
def test_no_header_is_believed_beyond_reason(text: str) -> None:
    names = ("retry-after", "retry-after-ms", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests")
    for found in (duration_s(text), retry_after_s({names[0]: text}, NOW), retry_after_s({names[1]: text}, NOW)):
        assert found is None or 0 <= found <= LONGEST_S
    window = limits_of({names[2]: text, names[3]: text}, NOW).requests
    assert window is None or (window.remaining >= 0 and 0 <= window.reset_s <= LONGEST_S)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def never() -> bool:
    return False


def go(limiter: Limiter, tokens: int = 1) -> bool:
    """Whether a request may go now: it is asked to stop at the second look."""
    looks = iter((False, True))
    with limiter.place(tokens, lambda: next(looks)) as place:
        return place is not None


def test_more_at_once_while_all_goes_well_and_half_when_the_server_is_busy() -> None:
    clock = Clock()
    limiter = Limiter(8, clock)
    for _ in range(100):
        clock.now += 1
        with limiter.place(1, never) as place:
            assert place is not None
            clock.now += 0.1
            place.answered(Limits())
    assert limiter.allowed == 8
    clock.now += 1
    with limiter.place(1, never) as first, limiter.place(1, never) as second:
        assert first is not None and second is not None
        clock.now += 0.1
        first.busy(Limits(), None)
        second.lost()
    assert limiter.allowed == 4, "one overload counts once"


def test_answers_that_wait_in_a_queue_are_not_made_more() -> None:
    clock = Clock()
    limiter, grown = Limiter(64, clock), 0
    for number in range(60):
        with limiter.place(1, never) as place:
            assert place is not None
            clock.now += 0.1 if number < 10 else 5.0
            place.answered(Limits())
        if number == 9:
            grown = limiter.allowed
    assert limiter.allowed < grown


def test_nobody_goes_before_the_server_said() -> None:
    clock = Clock()
    limiter = Limiter(4, clock)
    with limiter.place(1, never) as place:
        assert place is not None
        place.busy(Limits(), 10.0)
    assert not go(limiter)
    clock.now += 11.1
    assert go(limiter)


def test_limits_of_requests_and_tokens_fill_up_again() -> None:
    clock = Clock()
    limiter = Limiter(4, clock)
    with limiter.place(1, never) as place:
        assert place is not None
        place.answered(Limits(Window(1, 60.0, 60), Window(100, 60.0, 10_000)))
    assert go(limiter, 50)
    assert not go(limiter, 1), "the one that was left is gone"
    clock.now += 1.1
    assert not go(limiter, 500), "tokens are not there yet"
    clock.now += 10
    assert go(limiter, 500)
    assert go(limiter, 100)
    clock.now += 60
    assert go(limiter, 1_000_000), "beyond the limit itself: when all of it is there"


def test_a_wait_of_hours_ends_the_run() -> None:
    limiter = Limiter(4, Clock())
    with limiter.place(1, never) as place:
        assert place is not None
        place.busy(Limits(), 7200.0)
    with pytest.raises(TooLongError), limiter.place(1, never):
        pass


def test_never_more_at_once_than_allowed() -> None:
    limiter = Limiter(3)
    lock, now, most = threading.Lock(), 0, 0

    def work() -> None:
        nonlocal now, most
        for _ in range(20):
            with limiter.place(1, never) as place:
                assert place is not None
                with lock:
                    now += 1
                    most = max(most, now)
                with lock:
                    now -= 1
                place.answered(Limits())

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert 1 <= most <= 3


@pytest.mark.parametrize(
    ("model", "detail", "size", "tokens"),
    [
        ("gpt-4o", "high", (1024, 1024), 765),
        ("gpt-4o-2024-08-06", "high", (4096, 2048), 1105),
        ("gpt-4o", "low", (4096, 8192), 85),
        ("gpt-4o-mini", "high", (1024, 1024), 2833 + 4 * 5667),
        ("gpt-4.1-mini", "high", (1024, 1024), 1659),
        ("gpt-5", "high", (1024, 1024), 70 + 4 * 140),
        ("o4-mini", "high", (4000, 4000), 2642),
    ],
)
def test_pictures_count_as_the_guide_says(model: str, detail: str, size: tuple[int, int], tokens: int) -> None:
    assert image_tokens(*size, model, detail) == tokens


@given(st.integers(1, 5000), st.integers(1, 5000))
def test_an_unknown_model_counts_no_less_than_a_known_one(rows: int, columns: int) -> None:
    unknown = image_tokens(rows, columns, "their-own-vl")
    assert all(unknown >= image_tokens(rows, columns, name) for name in ("gpt-4o", "gpt-5", "gpt-4.1-nano"))


@pytest.mark.parametrize(
    ("usage", "found"),
    [
        ({"prompt_tokens": 10, "completion_tokens": 2}, Usage(10, 2)),
        (
            {"prompt_tokens": 10, "completion_tokens": 2, "prompt_tokens_details": {"cached_tokens": 99}},
            Usage(10, 2, 10),
        ),
        ({"prompt_tokens": -1, "completion_tokens": 2}, None),
        ({"prompt_tokens": 10**12, "completion_tokens": 2}, None),
        ({"prompt_tokens": "10", "completion_tokens": 2}, None),
        ({"prompt_tokens": True, "completion_tokens": 2}, None),
        ({"prompt_tokens": float("nan"), "completion_tokens": 2}, None),
        ({}, None),
        ("many", None),
    ],
)
def test_usage_that_cannot_be_true_is_not_believed(usage: object, found: Usage | None) -> None:
    assert usage_of({"usage": usage}) == found


def test_a_labs_prices_go_over_the_shipped_ones() -> None:
    shipped = price_of("gpt-4o-2024-08-06")
    assert shipped is not None and not shipped.own and shipped.as_of
    assert shipped.in_batches.input == shipped.input / 2
    assert shipped.of(1_000_000, 0, 1_000_000) == shipped.cached
    set_price("gpt-4o", Price(1.0, 2.0, batch_input=0.25, as_of="2026-11-01"))
    set_price("lab/vision", Price(0.5, 0.5))
    mine = price_of("gpt-4o")
    assert mine is not None and mine.own and (mine.input, mine.in_batches.input, mine.in_batches.output) == (1, 0.25, 1)
    assert "lab/vision" in all_prices()
    assert drop_price("gpt-4o") and not drop_price("gpt-4o")
    assert price_of("gpt-4o-2024-08-06") == shipped


def test_prices_that_are_none_are_refused() -> None:
    with pytest.raises(InputError, match="million"):
        set_price("m", Price(-1.0, 2.0))
    with pytest.raises(InputError, match="day"):
        set_price("m", Price(1.0, 2.0, as_of="yesterday"))
    own_file().parent.mkdir(parents=True, exist_ok=True)
    own_file().write_text("{")
    with pytest.raises(InputError, match="not understood"):
        price_of("gpt-4o")
