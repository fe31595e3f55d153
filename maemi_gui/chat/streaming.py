"""One streamed answer over the OpenAI chat protocol, and the sentence for everything that can go wrong with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from importlib import import_module
from typing import Any

from maemi.errors import MaemiError
from maemi.generate.openai.connecting import prepare, refuse_elsewhere
from maemi.generate.openai.hosts import is_loopback
from maemi.local_only import refusal_in

TIMEOUT_S = 120.0
LOCAL = "the local model"
"""What `maemi serve` is called in a sentence."""


def load_client() -> None:
    """Import the client; takes half a second, so a worker does it before the first question."""
    import_module("openai.resources.chat.completions")


async def stream(
    base_url: str, key: str, model: str, said: list[dict[str, Any]], host: str, most_tokens: int = 512
) -> AsyncIterator[str]:
    """Pieces of the answer as they come. Raises MaemiError; closing the iterator ends the request."""
    prepare(key)
    import openai

    # A proxy of the environment or a redirect must not carry to elsewhere what is meant for this machine. Without TLS
    # there is nothing to verify, and loading the certificates would hold the window for a tenth of a second.
    transport = openai.DefaultAsyncHttpxClient(
        trust_env=not is_loopback(base_url),
        follow_redirects=False,
        verify=not base_url.startswith("http://"),
        timeout=TIMEOUT_S,
        event_hooks={"request": [_refuse_elsewhere]},
    )
    async with openai.AsyncOpenAI(
        base_url=base_url, api_key=key or "none", max_retries=0, http_client=transport
    ) as client:
        begun = False
        try:
            # `said` is plain JSON; the client's typed dictionaries would only say the same again.
            completions: Any = client.chat.completions
            answer = await completions.create(
                model=model,
                messages=said,
                stream=True,
                temperature=0,
                max_tokens=most_tokens,
            )
            async with answer:
                finished = False
                async for chunk in answer:
                    for choice in chunk.choices[:1]:
                        finished = finished or choice.finish_reason is not None
                        if choice.delta.content:
                            begun = True
                            yield choice.delta.content
                if not finished:
                    raise MaemiError(_broken(host))
        except MaemiError:
            raise
        except Exception as error:
            if refusal := refusal_in(error):
                raise refusal from None
            # A connection that breaks later is told apart from one that never was.
            lost = begun and isinstance(error, openai.APIConnectionError)
            raise MaemiError(_broken(host) if lost else sentence_of(error, host, model)) from error


async def _refuse_elsewhere(request: Any) -> None:
    refuse_elsewhere(request)


def sentence_of(error: Exception, host: str, model: str) -> str:
    """What a person reads about a failed request."""
    import openai

    if host == LOCAL and isinstance(error, openai.APIError) and error.body is not None:
        return f"{_said(error)}."  # our own server writes sentences
    if host == LOCAL:
        return "The local model does not answer; its process starts again with the next question."
    if isinstance(error, openai.AuthenticationError | openai.PermissionDeniedError):
        return f"{host} refused the key; put the right one into Settings, Servers."
    if isinstance(error, openai.NotFoundError):
        return f"{host} knows no model “{model}” at this address; check both in Settings, Servers."
    if isinstance(error, openai.RateLimitError):
        return f"{host} takes no more requests for now; wait a minute, then send again."
    if isinstance(error, openai.APITimeoutError):
        return f"{host} did not answer in time; send again, or choose another model."
    if isinstance(error, openai.APIConnectionError):
        return f"{host} cannot be reached; check the address in Settings, Servers, and the network."
    if isinstance(error, openai.APIStatusError):
        if error.status_code >= 500:
            return f"{host} failed on its side (status {error.status_code}): {_said(error)}. Send again."
        return f"{host} did not take the request (status {error.status_code}): {_said(error)}."
    if isinstance(error, openai.APIError):
        return f"{host} broke off: {_said(error)}. Send again."
    return _broken(host)


def _said(error: Any) -> str:
    body = error.body
    inner = body.get("error", body) if isinstance(body, dict) else None
    words = inner.get("message") if isinstance(inner, dict) else inner
    return str(words or error.message).strip().splitlines()[0].rstrip(".")[:200]


def _broken(host: str) -> str:
    return f"The connection to {host} broke in the middle of the answer; what came is kept. Send again for a whole one."
