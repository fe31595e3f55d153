"""What a server and model turned out not to know, remembered for a run so that no request is wasted on it twice."""

from __future__ import annotations

import re
from threading import Lock
from typing import Any, cast

FORMS = ("json_schema", "json_object", "text")
"""How the reply's form is asked for, the strictest first."""
_NAMED = re.compile(r"(?:parameter|argument|field|value)s?:? *['\"`]([\w.]+)['\"`]", re.IGNORECASE)
_OTHER_NAME = {"max_tokens": "max_completion_tokens", "max_completion_tokens": "max_tokens"}


class Abilities:
    """Of one server and model; safe to use from several threads."""

    def __init__(self) -> None:
        self._form = 0
        self._without: set[str] = set()
        self._lock = Lock()

    @property
    def form(self) -> int:
        """The strictest of FORMS that is not known to be refused."""
        return self._form

    def answered_in(self, form: int) -> None:
        """A simpler form has worked where stricter ones were refused: it is the form from now on.

        Not before: what was refused in every form was refused for another reason.
        """
        with self._lock:
            self._form = max(self._form, form)

    def learn(self, error_body: object) -> bool:
        """Note the parameter that an error names as unknown; whether another request without it may succeed."""
        named = refused_parameter(error_body)
        with self._lock:
            if named not in ("temperature", "detail", *_OTHER_NAME) or named in self._without:
                return False
            if _OTHER_NAME.get(named) in self._without:
                return False  # it knows neither name: asking in turns would never end
            self._without.add(named)
            return True

    def fitted(self, body: dict[str, Any]) -> dict[str, Any]:
        """The request without what the server does not know, or under the name that it knows."""
        fitted = dict(body)
        for name in self._without & set(fitted):
            value = fitted.pop(name)
            if name in _OTHER_NAME:
                fitted[_OTHER_NAME[name]] = value
        if "detail" in self._without:
            fitted["messages"] = [_without_detail(message) for message in fitted["messages"]]
        return fitted


def refused_parameter(body: object) -> str:
    """The parameter that an error is about: its `param`, else what its message puts in quotes; empty where none."""
    found = cast("dict[str, Any]", body) if isinstance(body, dict) else {}
    inner = found.get("error")
    found = cast("dict[str, Any]", inner) if isinstance(inner, dict) else found
    named = found.get("param")
    if not isinstance(named, str) or not named:
        match = _NAMED.search(str(found.get("message", "")))
        named = match[1] if match is not None else ""
    return "detail" if named.endswith(".detail") else named.split(".")[0]


def _without_detail(message: dict[str, Any]) -> dict[str, Any]:
    content: Any = message["content"]
    if isinstance(content, str):
        return message
    parts = cast("list[dict[str, Any]]", content)
    bare = [
        {**part, "image_url": {"url": part["image_url"]["url"]}} if part["type"] == "image_url" else part
        for part in parts
    ]
    return {**message, "content": bare}
