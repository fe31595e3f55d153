"""Send one request to a server: again while it is busy or out of reach, in a simpler form where it knows no schemas."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from threading import Lock, Timer, local
from typing import TYPE_CHECKING, Any, Literal, cast

from maemi.generate.openai import backoff, hosts
from maemi.generate.openai.abilities import FORMS, Abilities
from maemi.generate.openai.connecting import connect
from maemi.generate.openai.headers import Limits, limits_of, retry_after_s
from maemi.generate.openai.limiter import Limiter, Place, TooLongError
from maemi.generate.openai.trouble import Remedy, error_code, remedy_for, sentence_for
from maemi.generate.teacher import Desk, FatalTeacherError, LostAnswerError, RequestError, StoppedError
from maemi.local_only import refusal_in
from maemi.project.content import content_of

if TYPE_CHECKING:
    from openai import APIConnectionError, OpenAI

__all__ = ["FORMS", "Sender"]
_STOPPED = "It was asked to stop before this request was sent; run it again to go on."


@dataclass(frozen=True, slots=True)
class _Refusal:
    """A server that wants the request again later."""

    sentence: str
    at_its_own_time: bool = True
    """It does not say when: the sender chooses; else the limiter waits for all."""


class Sender:
    """The connection to one server for one model; safe to call from several threads."""

    def __init__(
        self,
        base_url: str,
        model: str,
        key: str | None,
        *,
        timeout_s: float,
        attempts: int,
        first_pause_s: float,
        most: int = 2,
    ) -> None:
        """`attempts`: how often one request is sent while the server is busy or out of reach; `most`: at a time.

        `timeout_s` bounds a whole answer, however it drips.
        """
        self.host = hosts.host_of(base_url)
        self.limiter = Limiter(most)
        self._base_url, self._model, self._key = base_url, model, key
        self._timeout_s, self._attempts, self._first_pause_s = timeout_s, attempts, first_pause_s
        self._abilities = Abilities()
        self._lock = Lock()
        # One client a thread: one that is closed because its answer drips takes no other request with it.
        self._own = local()
        self._found_key: str | None = None
        self._clients: list[OpenAI] = []

    def send(self, body_in: Callable[[str], dict[str, Any]], micrograph_id: int, desk: Desk) -> dict[str, Any]:
        """The server's reply as a JSON object; `body_in(form)` is the request in one of FORMS.

        Raises FatalTeacherError; LostAnswerError where the request may have been paid for; RequestError; StoppedError.
        """
        rng, refusal, attempt = Random(), _Refusal(""), 0
        if desk.attempt:
            self._pause(desk.attempt - 1, rng, desk)
        form = self._abilities.form
        while attempt < self._attempts:
            form = max(form, self._abilities.form)
            body = self._abilities.fitted(body_in(FORMS[form]))
            outcome = self._once(body, micrograph_id, desk, simpler_left=form < len(FORMS) - 1)
            if outcome is Remedy.SIMPLER:
                form += 1
            elif isinstance(outcome, Remedy):
                continue
            elif isinstance(outcome, _Refusal):
                refusal, attempt = outcome, attempt + 1
                if refusal.at_its_own_time and attempt < self._attempts:
                    self._pause(attempt - 1, rng, desk)
            else:
                self._abilities.answered_in(form)
                return outcome
        raise RequestError(f"{refusal.sentence} It was tried {self._attempts} times.")

    def _once(
        self, body: dict[str, Any], micrograph_id: int, desk: Desk, simpler_left: bool
    ) -> dict[str, Any] | _Refusal | Literal[Remedy.SIMPLER, Remedy.OTHERWISE]:
        """Send it once: the reply, or why to send it again, in a simpler form or without what the server knows not."""
        from openai import APIConnectionError, APIStatusError

        try:
            with self.limiter.place(desk.request.tokens_in + desk.request.tokens_out, desk.stop_requested) as place:
                if place is None:
                    raise StoppedError(_STOPPED)
                client = self._connected()
                size, content = len(json.dumps(body)), content_of(body["messages"])
                desk.sending(self.host, size, micrograph_id, model=self._model, content=content)
                try:
                    text, limits = self._post(client, body, desk)
                except APIStatusError as error:
                    if error.status_code in (400, 422) and self._abilities.learn(error.body):
                        return Remedy.OTHERWISE
                    return self._refused(
                        error.status_code, error_code(error.body), error.response.headers, place, simpler_left
                    )
                except APIConnectionError as error:  # time-outs too
                    if refusal := refusal_in(error):
                        raise FatalTeacherError(str(refusal)) from None
                    place.lost()
                    return self._unanswered(error)
                place.answered(limits)
                return _document(text)
        except TooLongError as error:
            hours = error.seconds / 3600
            raise FatalTeacherError(
                f"{self.host} allows the next request in {hours:.1f} hours: run it again then; what is done is kept."
            ) from None

    def _post(self, client: OpenAI, body: dict[str, Any], desk: Desk) -> tuple[str, Limits]:
        """The reply's text and what its headers say. The time limit ends the client: dripping headers end too."""
        # One key for one wanted answer: a server that knows such keys does not work, or charge, twice for it.
        headers = {"Idempotency-Key": desk.idempotency_key}
        watch = Timer(self._timeout_s, self._end, (client,))
        watch.daemon = True
        watch.start()
        try:
            raw = cast("Any", client.chat.completions.with_raw_response)
            reply = raw.create(**body, extra_headers=headers)
            return str(reply.text), limits_of(reply.headers)
        finally:
            watch.cancel()

    def _refused(
        self, status: int, code: str, headers: Mapping[str, str], place: Place, simpler_left: bool
    ) -> _Refusal | Literal[Remedy.SIMPLER]:
        sentence = sentence_for(status, code, self.host, self._model)
        remedy = remedy_for(status, code, simpler_left)
        if remedy is Remedy.END:
            raise FatalTeacherError(sentence)
        if remedy is Remedy.GIVE_UP:
            raise RequestError(sentence)
        if remedy is Remedy.SIMPLER:
            return remedy
        asked = retry_after_s(headers)
        place.busy(limits_of(headers), asked)
        if remedy is Remedy.LOST:
            raise LostAnswerError(sentence)
        return _Refusal(sentence, asked is None)

    def _unanswered(self, error: APIConnectionError) -> _Refusal:
        """No connection: nothing was sent. Anything later may have been worked on, and paid for."""
        import httpx2

        cause = error.__cause__
        sentence = f"{self.host} did not answer ({type(cause or error).__name__}): check that the server runs."
        if isinstance(cause, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.PoolTimeout):
            return _Refusal(sentence)
        raise LostAnswerError(sentence)

    def _pause(self, attempt: int, rng: Random, desk: Desk) -> None:
        if not backoff.wait(backoff.pause_s(attempt, rng, self._first_pause_s), desk.stop_requested):
            raise StoppedError(_STOPPED)

    def _connected(self) -> OpenAI:
        """The thread's client; its own retries are off, since the ledger must see each one."""
        client: OpenAI | None = getattr(self._own, "client", None)
        if client is not None and not client.is_closed():
            return client
        with self._lock:
            if self._found_key is None:
                self._found_key = self._key or hosts.key_for(self._base_url)
                if self._found_key is None and not hosts.is_own_network(self._base_url):
                    raise FatalTeacherError(
                        f"There is no key for {self.host}: put one into the system keyring in the settings, "
                        "or set OPENAI_API_KEY."
                    )
            client = connect(self._base_url, self._found_key, self._timeout_s)
            self._own.client = client
            self._clients.append(client)
            return client

    def _end(self, client: OpenAI) -> None:
        with self._lock:
            if client in self._clients:
                self._clients.remove(client)
        client.close()

    def close(self) -> None:
        """Close the connections; a later `send` opens them again."""
        with self._lock:
            clients, self._clients = self._clients, []
        for client in clients:
            client.close()


def _document(text: str) -> dict[str, Any]:
    """A reply's JSON object; an empty one where it is none, for the caller to find no answer in."""
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}
