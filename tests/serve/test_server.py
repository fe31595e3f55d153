"""The real server process, spoken to by the real `openai` client."""

from __future__ import annotations

import base64
import io
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from PIL import Image

RUN = "train-20261123-0800-abcd"


def about(text: str, shade: int | None = None) -> list[dict[str, Any]]:
    if shade is None:
        return [{"role": "user", "content": text}]
    out = io.BytesIO()
    picture = Image.linear_gradient("L").rotate(shade).resize((60, 40))
    picture.save(out, "PNG")
    url = "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
    return [
        {
            "role": "user",
            "content": [{"type": "image_url", "image_url": {"url": url}}, {"type": "text", "text": text}],
        }
    ]


@pytest.fixture
def ask(server: Any, model_folder: Path) -> Callable[..., Any]:
    client = server.client()

    def asked(text: str = "How many?", shade: int | None = None, **options: Any) -> Any:
        given = {"model": str(model_folder), "messages": about(text, shade), "max_tokens": 12} | options
        return client.chat.completions.create(**given)

    return asked


def test_the_first_line_says_where_and_what(server: Any, model_folder: Path) -> None:
    assert server.url.startswith("http://127.0.0.1:") and server.url.endswith("/v1")
    assert server.models == [str(model_folder), "embedded", RUN]
    assert [model.id for model in server.client().models.list()] == server.models


def test_an_answer_in_one_piece(ask: Callable[..., Any]) -> None:
    answer = ask()
    assert answer.choices[0].message.content
    assert answer.choices[0].finish_reason == "length"
    assert answer.usage.completion_tokens == 12
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + 12


def test_a_streamed_answer_is_the_same(ask: Callable[..., Any]) -> None:
    events = list(ask(stream=True, stream_options={"include_usage": True}))
    text = "".join(event.choices[0].delta.content or "" for event in events if event.choices)
    assert text == ask().choices[0].message.content
    assert events[-1].usage.completion_tokens == 12
    assert events[-2].choices[0].finish_reason == "length"


def test_images_and_stop_words_arrive(ask: Callable[..., Any]) -> None:
    answers = {ask(shade=shade).choices[0].message.content for shade in (0, 45, 90, 180)}
    assert len(answers) > 1, "the answer does not depend on the image"
    whole = ask(max_tokens=30).choices[0].message.content
    word = whole.split()[1]
    cut = ask(max_tokens=30, stop=word).choices[0]
    assert cut.message.content == whole[: whole.index(word)]
    assert cut.finish_reason == "stop"


@pytest.mark.parametrize(
    ("change", "kind", "word"),
    [
        ({"model": "nothing"}, openai.NotFoundError, "There is no model"),
        ({"model": f"{RUN}@99"}, openai.BadRequestError, "rank 99"),
        ({"messages": []}, openai.BadRequestError, "empty"),
        ({"messages": [{"role": "user", "content": "x " * 9000}]}, openai.BadRequestError, "too long"),
        ({"temperature": 7}, openai.BadRequestError, "temperature"),
        ({"max_tokens": 0}, openai.BadRequestError, "max_tokens"),
        ({"n": 2}, openai.BadRequestError, "one answer"),
        ({"stop": ["a"] * 5}, openai.BadRequestError, "stop"),
        (
            {
                "messages": [
                    {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "http://x/a.png"}}]}
                ]
            },
            openai.BadRequestError,
            "fetches nothing",
        ),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_what_is_wrong_has_its_status(
    ask: Callable[..., Any], change: dict[str, Any], kind: type[openai.APIStatusError], word: str, stream: bool
) -> None:
    with pytest.raises(kind, match=word):
        ask(stream=stream, **change)


def test_without_the_token_nothing_is_told(server: Any) -> None:
    for path in ("/models", "/chat/completions", "/nowhere"):
        assert httpx.post(server.url + path, json={}).status_code == 401
    with pytest.raises(openai.AuthenticationError):
        server.client(api_key="wrong").models.list()
    broken = httpx.post(
        server.url + "/chat/completions", content=b"{", headers={"Authorization": f"Bearer {server.token}"}
    )
    assert (broken.status_code, broken.json()["error"]["type"]) == (400, "invalid_request_error")


def test_a_fine_tune_answers_at_each_rank(ask: Callable[..., Any]) -> None:
    answers = {ask(model=model, max_tokens=24).choices[0].message.content for model in (RUN, f"{RUN}@2", f"{RUN}@5")}
    assert len(answers) > 1, "the adapter's rank makes no difference"


def test_a_client_that_goes_away_ends_its_answer(ask: Callable[..., Any]) -> None:
    long = ask(stream=True, max_tokens=1900)
    next(iter(long))
    long.close()
    started = time.monotonic()
    assert ask(max_tokens=2).choices[0].message.content
    assert time.monotonic() - started < 5


def test_the_queue_is_fair(ask: Callable[..., Any]) -> None:
    order: list[int] = []

    def wait_for(number: int) -> None:
        ask(max_tokens=40)
        order.append(number)

    threads = [threading.Thread(target=wait_for, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
        time.sleep(0.15)
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3]


def test_unload_gives_the_memory_back_and_the_next_question_loads_again(server: Any, ask: Callable[..., Any]) -> None:
    before = ask().choices[0].message.content
    answer = httpx.post(
        server.url.removesuffix("/v1") + "/maemi/unload", headers={"Authorization": f"Bearer {server.token}"}
    )
    assert answer.json() == {"unloaded": True}
    assert ask().choices[0].message.content == before


def test_it_ends_with_its_parent(start_server: Callable[..., Any], model_folder: Path) -> None:
    child = start_server("--model", str(model_folder))
    assert child.process.stdin is not None
    child.process.stdin.close()
    assert child.process.wait(timeout=10) == 0


def test_a_port_that_is_taken_is_one_sentence(server: Any) -> None:
    import subprocess
    import sys

    port = server.url.split(":")[2].split("/")[0]
    done = subprocess.run(
        [sys.executable, "-m", "maemi", "serve", "--port", port],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and port in done.stderr
