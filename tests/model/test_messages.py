"""OpenAI-style messages: what is read, what is refused, what is left out when a conversation grows."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image

from maemi.errors import InputError
from maemi.model.messages import Message, keep_last_image, read_messages, without_oldest_turn

PICTURE = Image.new("L", (4, 4))


def user(text: str, *images: Image.Image) -> Message:
    return Message("user", text, images)


def test_parts_become_text_and_images() -> None:
    parts = [{"type": "text", "text": "a"}, {"type": "image", "image": PICTURE}, {"type": "text", "text": "b"}]
    read = read_messages([{"role": "developer", "content": "be brief"}, {"role": "user", "content": parts}])
    assert read == [Message("system", "be brief"), user("a\nb", PICTURE)]


@pytest.mark.parametrize(
    ("messages", "word"),
    [
        ([], "empty"),
        ([{"role": "assistant", "content": "x"}], "last message"),
        ([{"role": "robot", "content": "x"}], "robot"),
        ([{"role": "user"}], "no content"),
        ([{"role": "user", "content": [{"type": "audio"}]}], "audio"),
        ([{"role": "user", "content": ["x"]}], "None"),
        ([{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}], "without an address"),
        ([{"role": "user", "content": [{"type": "image", "image": PICTURE}] * 9}], "more than 8"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(messages: list[dict[str, Any]], word: str) -> None:
    with pytest.raises(InputError, match=word):
        read_messages(messages)


def test_only_the_latest_image_stays() -> None:
    other = Image.new("L", (2, 2))
    kept = keep_last_image([user("a", PICTURE), Message("assistant", "b"), user("c", PICTURE, other)])
    assert [message.images for message in kept] == [(), (), (other,)]


def test_the_oldest_question_goes_and_its_image_stays() -> None:
    talk = [
        Message("system", "facts"), user("1", PICTURE), Message("assistant", "one"), user("2"),
        Message("assistant", "two"), user("3"),
    ]  # fmt: skip
    shorter = without_oldest_turn(talk)
    assert shorter == [Message("system", "facts"), user("2", PICTURE), Message("assistant", "two"), user("3")]
    assert shorter is not None
    shortest = without_oldest_turn(shorter)
    assert shortest == [Message("system", "facts"), user("3", PICTURE)]
    assert without_oldest_turn(shortest) is None
