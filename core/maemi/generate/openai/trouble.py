"""What a failed request means: end the run, wait and send again, ask in a simpler form, or give this one up."""

from __future__ import annotations

from enum import Enum
from typing import Any, cast

from maemi.redaction import redact


class Remedy(Enum):
    """What to do about it."""

    END = "no further request can succeed"
    WAIT = "send it again after a pause"
    LOST = "a machine on the way gave up: the answer may exist, and may have been paid for"
    OTHERWISE = "send it without what the server does not know"
    SIMPLER = "the server may not know response formats"
    GIVE_UP = "this request will not succeed"


def remedy_for(status: int, code: str, simpler_left: bool) -> Remedy:
    """By HTTP status and the error's code: a missing quota is no rate limit although both are 429."""
    if code in ("insufficient_quota", "billing_hard_limit_reached", "account_deactivated") or status in (401, 402, 403):
        return Remedy.END
    if status == 404:
        return Remedy.END
    if status in (408, 499, 504, 524):
        return Remedy.LOST
    if status in (409, 425, 429) or status >= 500:
        return Remedy.WAIT
    if status in (400, 415, 422) and simpler_left:
        return Remedy.SIMPLER
    return Remedy.GIVE_UP


def error_code(body: object) -> str:
    """`code` or `type` of an error's JSON body, as OpenAI and those like it send it; empty where there is none."""
    if not isinstance(body, dict):
        return ""
    found = cast("dict[str, Any]", body)
    inner = found.get("error")
    if isinstance(inner, dict):
        found = cast("dict[str, Any]", inner)
    return redact(str(found.get("code") or found.get("type") or ""))


def sentence_for(status: int, code: str, host: str, model: str) -> str:
    """One sentence: what, where, what to do. It never quotes the server's text, which may hold the key."""
    if code in ("insufficient_quota", "billing_hard_limit_reached"):
        return f"The account at {host} has no quota left ({code}): add credit there, then run it again."
    if status == 401:
        return f"{host} does not accept the key (401): put the right one into the keyring or OPENAI_API_KEY."
    if status in (402, 403):
        return f"{host} refuses this account or model ({status} {code}): check what the key may use."
    if status == 404:
        return f"{host} does not know the model “{model}” or the address (404): check both."
    return f"{host} answered {status}{' ' + code if code else ''} and did not do what was asked."
