"""Questions and answers as turns of a chat: JSON shapes of `messages`, `llava`, `sharegpt` and `openai`, both ways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from maemi.project.transfer.record import OURS, TransferPair, with_provenance

IMAGE_MARK = "<image>"
ASKS = frozenset({"user", "human"})
ANSWERS = frozenset({"assistant", "gpt"})


def messages_entry(pair: TransferPair) -> dict[str, Any]:
    """What TRL and chat templates of transformers take: the place of the image in the turn, its path under `images`."""
    return {
        "messages": [
            {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": pair.question}]},
            {"role": "assistant", "content": [{"type": "text", "text": pair.answer}]},
        ],
        "images": [pair.micrograph],
        OURS: pair.provenance(),
    }


def llava_entry(pair: TransferPair, number: int) -> dict[str, Any]:
    """One element of LLaVA's JSON list."""
    return {
        "id": str(number),
        "image": pair.micrograph,
        "conversations": _conversation(pair),
        OURS: pair.provenance(),
    }


def sharegpt_entry(pair: TransferPair) -> dict[str, Any]:
    """One element of a ShareGPT JSON list with images, as LLaMA-Factory reads it."""
    return {"conversations": _conversation(pair), "images": [pair.micrograph], OURS: pair.provenance()}


def openai_entry(pair: TransferPair, url: str) -> dict[str, Any]:
    """One line of OpenAI's vision fine-tuning. No key of ours beside theirs, since the service may refuse it."""
    content = [{"type": "text", "text": pair.question}, {"type": "image_url", "image_url": {"url": url}}]
    return {"messages": [{"role": "user", "content": content}, {"role": "assistant", "content": pair.answer}]}


def read_entry(entry: dict[str, Any]) -> Iterator[TransferPair]:
    """The pairs of one entry of any of these shapes: each question with the answer that follows it.

    Raises ValueError with a few words on what is wrong.
    """
    turns = entry.get("messages", entry.get("conversations"))
    if not isinstance(turns, list):
        raise ValueError("there is neither 'messages' nor 'conversations'")
    given = entry.get(OURS)
    provenance = cast("dict[str, Any]", given) if isinstance(given, dict) else {}
    image = _image_of(entry)
    question: str | None = None
    answered = False
    for turn in cast("list[Any]", turns):
        who, text, in_turn = _read_turn(turn)
        image = in_turn or image
        if who in ASKS:
            question = _without_mark(text) if "conversations" in entry else text
        elif who in ANSWERS and question is not None:
            yield with_provenance(image, question, text, provenance)
            answered = True
    if not answered:
        raise ValueError("there is no question with an answer after it")


def _conversation(pair: TransferPair) -> list[dict[str, str]]:
    return [{"from": "human", "value": f"{IMAGE_MARK}\n{pair.question}"}, {"from": "gpt", "value": pair.answer}]


def _without_mark(text: str) -> str:
    """The question without its mark of an image, at the beginning, or else (as some files have it) at the end."""
    if text.startswith(IMAGE_MARK):
        return text.removeprefix(IMAGE_MARK).removeprefix("\n")
    if text.endswith(IMAGE_MARK):
        return text.removesuffix(IMAGE_MARK).removesuffix("\n")
    return text


def _image_of(entry: dict[str, Any]) -> str:
    images = entry.get("images")
    first: Any = cast("list[Any]", images)[0] if isinstance(images, list) and images else entry.get("image")
    return _path(first)


def _path(image: Any) -> str:
    """A path or data URL; "" where there is none. Raises ValueError for anything else."""
    if image is None:
        return ""
    if isinstance(image, dict):
        fields = cast("dict[str, Any]", image)
        image = fields.get("url", fields.get("path", ""))
    if not isinstance(image, str):
        raise ValueError("the image is neither a path nor a data URL")
    return image


def _read_turn(turn: Any) -> tuple[str, str, str]:
    """Who speaks, the text, and the image (path or data URL) of one turn."""
    if not isinstance(turn, dict):
        raise ValueError("a turn is not an object")
    fields = cast("dict[str, Any]", turn)
    content: Any = fields.get("content", fields.get("value", ""))
    who = str(fields.get("role", fields.get("from", "")))
    if isinstance(content, str):
        return who, content, ""
    if not isinstance(content, list):
        raise ValueError("a turn has no text")
    texts: list[str] = []
    image = ""
    for part in cast("list[Any]", content):
        if not isinstance(part, dict):
            raise ValueError("a part of a turn is not an object")
        piece = cast("dict[str, Any]", part)
        kind = piece.get("type")
        if kind == "text":
            text = piece.get("text", "")
            if not isinstance(text, str):
                raise ValueError("the text of a turn is not text")
            texts.append(text)
        elif kind in ("image", "image_url"):
            image = _path(piece.get("image") or piece.get("image_url") or piece.get("path"))
    return who, "".join(texts), image
