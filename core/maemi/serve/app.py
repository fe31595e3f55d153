"""The server's routes: the OpenAI chat protocol behind a bearer token."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import anyio
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from maemi.errors import InputError, MaemiError
from maemi.serve import wire
from maemi.serve.asking import Asking, WrongFieldError, read_asking
from maemi.serve.catalogue import NoSuchModelError
from maemi.serve.engine import Engine, pieces

MAX_BODY = 96 * 2**20
"""Bytes of a request: a few images in base64."""


def make_app(engine: Engine, token: str, warm: str | None = None) -> Starlette:
    """The application; `warm` names a model to open while nobody asks yet."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_warm, engine, warm)
            yield
            tasks.cancel_scope.cancel()

    async def models(_: Request) -> Response:
        return JSONResponse(wire.models(engine.catalogue.names()))

    async def completions(request: Request) -> Response:
        asking = read_asking(await _json(request))
        return await _streamed(engine, asking) if asking.stream else await _whole(engine, asking, request)

    async def unload(_: Request) -> Response:
        await engine.unload()
        return JSONResponse({"unloaded": True})

    routes = [
        Route("/v1/models", _guarded(models)),
        Route("/v1/chat/completions", _guarded(completions), methods=["POST"]),
        Route("/maemi/unload", _guarded(unload), methods=["POST"]),
    ]
    return Starlette(routes=routes, middleware=[Middleware(Token, token=token)], lifespan=lifespan)


class Token:
    """Lets only requests with the bearer token pass: other programs of this machine can reach the port, too."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._expected = f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = dict(scope.get("headers", [])).get(b"authorization", b"")
        if scope["type"] == "http" and not secrets.compare_digest(given, self._expected):
            sentence = "The token is wrong or missing; take the one that maemi serve printed on its first line."
            refusal = JSONResponse(wire.error(sentence, "invalid_request_error", "invalid_api_key"), 401)
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)


async def _warm(engine: Engine, name: str | None) -> None:
    try:
        await engine.warm(name)
    except MaemiError as error:  # whoever asks for it gets the same sentence
        print(error, file=sys.stderr, flush=True)


def _guarded(endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """Errors as the protocol writes them, with their status."""

    async def guarded(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Exception as error:
            return error_response(error)

    return guarded


def error_response(error: Exception) -> Response:
    """An error as the whole answer."""
    status, document = error_document(error)
    return JSONResponse(document, status)


def error_document(error: Exception) -> tuple[int, dict[str, Any]]:
    """The HTTP status and the body for an error."""
    match error:
        case NoSuchModelError():
            return 404, wire.error(str(error), "invalid_request_error", "model_not_found", "model")
        case WrongFieldError():
            return 400, wire.error(str(error), "invalid_request_error", param=error.param)
        case InputError():
            return 400, wire.error(str(error), "invalid_request_error")
        case MaemiError():
            return 500, wire.error(str(error), "server_error")
        case _:
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            return 500, wire.error(f"The server failed ({type(error).__name__}); its log says more.", "server_error")


async def _json(request: Request) -> Any:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise InputError(f"The request is larger than {MAX_BODY // 2**20} MiB; send fewer or smaller images.")
    try:
        return json.loads(bytes(body))
    except (ValueError, RecursionError):
        raise InputError("The request is not valid JSON.") from None


async def _whole(engine: Engine, asking: Asking, request: Request) -> Response:
    """The answer in one document; a client that goes away ends it."""
    response: Response = Response(status_code=499)  # where nobody is left to read it
    async with anyio.create_task_group() as tasks:

        async def watch() -> None:
            while not await request.is_disconnected():
                await anyio.sleep(0.2)
            tasks.cancel_scope.cancel()

        tasks.start_soon(watch)
        try:
            async with engine.answer(asking) as answer:
                text = "".join([piece async for piece in pieces(answer)])
            usage = wire.Usage(answer.prompt_tokens, answer.completion_tokens)
            document = wire.Completion(asking.model).whole(text, answer.finish_reason, usage, answer.dropped_turns)
            response = JSONResponse(document)
        except MaemiError as error:
            response = error_response(error)
        tasks.cancel_scope.cancel()
    return response


async def _streamed(engine: Engine, asking: Asking) -> Response:
    """The answer as server-sent events. What is wrong before its first piece has a status of its own."""
    events = _events(engine, asking)
    first = await anext(events)

    async def body() -> AsyncGenerator[bytes]:
        try:
            yield first
            async for one in events:
                yield one
        finally:
            with anyio.CancelScope(shield=True):
                await events.aclose()

    return StreamingResponse(body(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def _events(engine: Engine, asking: Asking) -> AsyncGenerator[bytes]:
    completion = wire.Completion(asking.model)
    async with engine.answer(asking) as answer:
        yield wire.event(completion.piece({"role": "assistant", "content": ""}))
        try:
            async for piece in pieces(answer):
                yield wire.event(completion.piece({"content": piece}))
        except MaemiError as error:
            yield wire.event(error_document(error)[1])
            return
        yield wire.event(completion.piece({}, answer.finish_reason, answer.dropped_turns))
        if asking.include_usage:
            yield wire.event(completion.usage_piece(wire.Usage(answer.prompt_tokens, answer.completion_tokens)))
        yield wire.event("[DONE]")
