"""Send one request to a server: again while it is busy or out of reach, in a simpler form where it knows no schemas."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

from maemi.generate.openai import backoff, hosts
from maemi.generate.openai.abilities import FORMS, Abilities
from maemi.generate.openai.connecting import connect
from maemi.generate.openai.trouble import Remedy, error_code, remedy_for, sentence_for
from maemi.generate.teacher import Desk, FatalTeacherError, RequestError
from maemi.local_only import refusal_in
from maemi.project.content import content_of

if TYPE_CHECKING:
    from openai import OpenAI

__all__ = ["FORMS", "Sender"]


class Sender:
    """The connection to one server for one model; safe to call from several threads."""

    def __init__(
        self, base_url: str, model: str, key: str | None, *, timeout_s: float, attempts: int, first_pause_s: float
    ) -> None:
        """`attempts`: how often one request is sent while the server is busy or out of reach."""
        self.host = hosts.host_of(base_url)
        self._base_url, self._model, self._key = base_url, model, key
        self._timeout_s, self._attempts, self._first_pause_s = timeout_s, attempts, first_pause_s
        self._abilities = Abilities()
        self._lock = Lock()
        self._client: OpenAI | None = None

    def send(self, body_in: Callable[[str], dict[str, Any]], micrograph_id: int, desk: Desk) -> dict[str, Any]:
        """The server's reply as a JSON object; `body_in(form)` is the request in one of FORMS.

        Raises FatalTeacherError, RequestError.
        """
        from openai import APIConnectionError, APIResponseValidationError, APIStatusError

        rng = Random()
        attempt, last = 0, ""
        form = self._abilities.form
        while attempt < self._attempts:
            form = max(form, self._abilities.form)
            body = self._abilities.fitted(body_in(FORMS[form]))
            size, content = len(json.dumps(body)), content_of(body["messages"])
            desk.sending(self.host, size, micrograph_id, model=self._model, content=content)
            retry_after: str | None = None
            try:
                reply = cast("object", self._connected().chat.completions.create(**body))
                self._abilities.answered_in(form)
                # A server that is none of the protocol's answers text, which the client hands on as it is.
                dump = getattr(reply, "model_dump", None)
                return dump(warnings=False) if dump is not None else {}
            except APIStatusError as error:
                if error.status_code in (400, 422) and self._abilities.learn(error.body):
                    continue
                code = error_code(error.body)
                last = sentence_for(error.status_code, code, self.host, self._model)
                remedy = remedy_for(error.status_code, code, simpler_left=form < len(FORMS) - 1)
                if remedy is Remedy.END:
                    raise FatalTeacherError(last) from None
                if remedy is Remedy.GIVE_UP:
                    raise RequestError(last) from None
                if remedy is Remedy.SIMPLER:
                    form += 1
                    continue
                retry_after = error.response.headers.get("retry-after")
            except APIConnectionError as error:  # time-outs too
                if refusal := refusal_in(error):
                    raise FatalTeacherError(str(refusal)) from None
                last = f"{self.host} did not answer ({type(error).__name__}): check that the server runs."
            except (APIResponseValidationError, ValueError) as error:
                last = f"{self.host} sent something that is no reply ({type(error).__name__})."
            attempt += 1
            pause = backoff.pause_s(attempt - 1, retry_after, rng, self._first_pause_s)
            if attempt < self._attempts and not backoff.wait(pause, desk.stop_requested):
                raise RequestError("It was asked to stop while the server was busy; run it again to go on.")
        raise RequestError(f"{last} It was tried {self._attempts} times.")

    def _connected(self) -> OpenAI:
        """The client, made at the first request; its own retries are off, since the ledger must see each one."""
        with self._lock:
            if self._client is None:
                key = self._key or hosts.key_for(self._base_url)
                if key is None and not hosts.is_own_network(self._base_url):
                    raise FatalTeacherError(
                        f"There is no key for {self.host}: put one into the system keyring in the settings, "
                        "or set OPENAI_API_KEY."
                    )
                self._client = connect(self._base_url, key, self._timeout_s)
            return self._client

    def close(self) -> None:
        """Close the connections; a later `send` opens them again."""
        with self._lock:
            if self._client is not None:
                self._client.close()
                self._client = None
