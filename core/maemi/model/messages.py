"""OpenAI-style messages as a conversation: roles, texts, and where an image is attached."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from maemi.errors import InputError
from maemi.model.attachments import image_of_url

if TYPE_CHECKING:
    from PIL import Image

ROLES = ("system", "user", "assistant")
MAX_IMAGES = 8
"""In one conversation."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message; its images stand before its text."""

    role: str
    text: str
    images: tuple[Image.Image, ...] = field(default=())

    def for_template(self, as_parts: bool) -> dict[str, Any]:
        """As chat templates take it: a list of parts, or plain text where it has no image and `as_parts` is False."""
        if not self.images and not as_parts:
            return {"role": self.role, "content": self.text}
        parts: list[dict[str, Any]] = [{"type": "image"} for _ in self.images]
        return {"role": self.role, "content": [*parts, {"type": "text", "text": self.text}]}


def read_messages(messages: Sequence[Mapping[str, Any]]) -> list[Message]:
    """Messages with decoded images. InputError says which message is wrong and how.

    Takes `content` as text or as parts `text`, `image_url` (a `data:` URL) and `image` (a Pillow image, in-process
    only).
    """
    if not messages:
        raise InputError("The conversation is empty; send at least one message of the user.")
    read = [_read(number, message) for number, message in enumerate(messages, start=1)]
    if read[-1].role != "user":
        raise InputError("The last message must be the user's: it is what the model answers.")
    if sum(len(message.images) for message in read) > MAX_IMAGES:
        raise InputError(f"The conversation has more than {MAX_IMAGES} images; leave the older ones out.")
    return read


def keep_last_image(messages: list[Message]) -> list[Message]:
    """The same conversation with its latest image only, where a network takes one."""
    kept: list[Message] = []
    found = False
    for message in reversed(messages):
        images = message.images[-1:] if message.images and not found else ()
        found = found or bool(images)
        kept.append(replace(message, images=images))
    return kept[::-1]


def without_oldest_turn(messages: list[Message]) -> list[Message] | None:
    """The conversation without its oldest question and answer; None where only the last question is left.

    The system message stays, and an image of the dropped question moves to the next one: it is still what is talked
    about.
    """
    start = 1 if messages[0].role == "system" else 0
    questions = [number for number, message in enumerate(messages) if message.role == "user" and number >= start]
    if len(questions) < 2:
        return None
    following = questions[1]
    dropped = [image for message in messages[start:following] for image in message.images]
    first = messages[following]
    first = first if first.images or not dropped else replace(first, images=(dropped[-1],))
    return [*messages[:start], first, *messages[following + 1 :]]


def _read(number: int, message: Mapping[str, Any]) -> Message:
    role, content = message.get("role"), message.get("content")
    role = "system" if role == "developer" else role
    if role not in ROLES:
        raise InputError(f"Message {number} has the role {role!r}; use system, user or assistant.")
    if isinstance(content, str):
        return Message(role, content)
    if content is None and role == "assistant":
        return Message(role, "")
    if not isinstance(content, Sequence):
        raise InputError(f"Message {number} has no content; it must be text or a list of parts.")
    texts: list[str] = []
    images: list[Image.Image] = []
    for part in cast("Sequence[Any]", content):
        _read_part(number, part, texts, images)
    return Message(role, "\n".join(texts), tuple(images))


def _read_part(number: int, part: Any, texts: list[str], images: list[Image.Image]) -> None:
    fields: Mapping[str, Any] = cast("Mapping[str, Any]", part) if isinstance(part, Mapping) else {}
    match fields.get("type"):
        case "text" if isinstance(fields.get("text"), str):
            texts.append(fields["text"])
        case "image" if fields.get("image") is not None:
            images.append(fields["image"])
        case "image_url":
            given = fields.get("image_url")
            url = cast("Mapping[str, Any]", given).get("url") if isinstance(given, Mapping) else given
            if not isinstance(url, str):
                raise InputError(
                    f"Message {number} has an image without an address; put a data: URL into image_url.url."
                )
            images.append(image_of_url(url))
        case kind:
            raise InputError(f"Message {number} has a part of the type {kind!r}; use text or image_url.")
