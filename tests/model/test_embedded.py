"""How the embedded model is made: what conversations say, how they are packed, and the whole way in seconds."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the local model is not installed")

from maemi.errors import InputError  # noqa: E402
from maemi.model.processing import CHAT_TEMPLATE  # noqa: E402
from maemi.model.tokenizing import train_tokenizer  # noqa: E402
from maemi.train.embedded import checkpoints, command  # noqa: E402
from maemi.train.embedded.augmenting import vary  # noqa: E402
from maemi.train.embedded.conversations import Conversation, Packer, draw_conversation  # noqa: E402
from maemi.train.embedded.knowledge import knowledge_turn  # noqa: E402
from maemi.train.embedded.schedule import Schedule  # noqa: E402
from maemi.train.embedded.seen import direction_words, seen_turns  # noqa: E402
from maemi.train.embedded.sight import sight_target  # noqa: E402
from maemi.train.embedded.told import Told, draw_told, told_turns  # noqa: E402
from maemi.train.embedded.turns import Turn  # noqa: E402

FACTS: dict[str, Any] = {
    "class": "nanowires",
    "object": "nanowires",
    "count": 37,
    "mean_size_m": 5e-8,
    "size_rel": 0.03,
    "coverage": 0.4,
    "orientation_deg": 42.0,
    "aligned": True,
    "pitch_m": None,
    "field_width_m": 2e-6,
    "rows": 306,
    "columns": 416,
    "noisy": False,
    "blurred": True,
    "touching": True,
    "acquisition": {"accelerating_voltage_v": 5e3, "technique": "SEM"},
}


@pytest.fixture(scope="module")
def packer() -> Packer:
    rng = np.random.default_rng(0)
    drawn = [draw_conversation(FACTS, rng) for _ in range(60)]
    texts = [text for one in drawn for turn in one.turns for text in (turn.question, turn.answer)]
    tokenizer = train_tokenizer([*texts, *(one.system for one in drawn)], 800, 2048)
    tokenizer.chat_template = CHAT_TEMPLATE
    return Packer(tokenizer, 150)


def test_what_is_seen_is_true() -> None:
    said = {turn.topic: turn for turn in seen_turns(FACTS, np.random.default_rng(1))}
    assert "nanowires" in said["class"].answer
    assert said["count"].key == "thirty to a hundred"
    assert said["coverage"].key == "35 to 60 %"
    assert said["direction"].key == "diagonal, rising to the right"
    assert said["blurred"].answer == "No, the image is blurred."
    assert said["contact"].key == "Yes"
    for turn in said.values():
        assert turn.key in turn.answer


@pytest.mark.parametrize(
    ("degrees", "words"), [(0, "horizontal"), (179, "horizontal"), (90, "vertical"), (130, "falling"), (40, "rising")]
)
def test_directions_have_names(degrees: float, words: str) -> None:
    assert words in direction_words(degrees)


def test_told_numbers_are_repeated_and_unknown_ones_are_not_invented() -> None:
    rng = np.random.default_rng(2)
    told = Told({"shape": [768, 1024], "pixel_size_m": [2e-9, 2e-9]}, {"kind": "fibres", "count": 12})
    said = {turn.topic: turn.answer for turn in told_turns(told, "wires", rng)}
    assert said["pixel_size"] == "One pixel is 2.00 nm."
    assert said["count_told"] == "The measurement counts 12 fibres."
    assert "cannot state a size" in said["mean_size"]
    assert "not known" in said["voltage"]
    unknown = [turn for turn in told_turns(Told(), "wires", rng) if turn.topic != "mean_size"]
    assert not any(sign.isdigit() for turn in unknown for sign in turn.answer)


def test_every_told_number_stands_in_the_system_message() -> None:
    rng = np.random.default_rng(3)
    checked = 0
    for _ in range(60):
        told = draw_told(FACTS, rng)
        for turn in told_turns(told, "wires", rng):
            if turn.key and turn.topic != "mean_size":
                numbers = [word for word in turn.answer.split() if word[0].isdigit()]
                assert all(number.rstrip(".") in told.text for number in numbers), (turn.answer, told.text)
                checked += len(numbers)
    assert checked > 50


def test_mirroring_mirrors_the_direction_and_nothing_else() -> None:
    pixels = np.zeros((8, 8), np.uint8)
    pixels[:, 0] = 255
    angles = set()
    for seed in range(20):
        picture, facts = vary(pixels, FACTS, np.random.default_rng(seed))
        angles.add(facts["orientation_deg"])
        assert facts | {"orientation_deg": 42.0} == FACTS
        assert picture.shape == (8, 8)
        assert np.abs(picture).max() <= 1.0
    assert angles == {42.0, 138.0}


def test_packing_gives_what_the_chat_template_gives(packer: Packer) -> None:
    turns = (Turn("a", "What is this?", "Nanowires."), Turn("b", "How many are there?", "There are 37."))
    ids, labels = packer.pack(Conversation("You are MAEMI.", turns, has_image=True))
    talk = [
        {"role": "system", "content": "You are MAEMI."},
        {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": "What is this?"}]},
        {"role": "assistant", "content": "Nanowires."},
        {"role": "user", "content": "How many are there?"},
        {"role": "assistant", "content": "There are 37."},
    ]
    assert ids == packer.tokenizer.apply_chat_template(talk, return_dict=False)
    answered = packer.tokenizer.decode([label for label in labels if label >= 0])
    assert answered == "Nanowires.<end>There are 37.<end>"


def test_a_long_conversation_is_packed_up_to_the_limit(packer: Packer) -> None:
    turns = tuple(knowledge_turn(np.random.default_rng(seed)) for seed in range(40))
    ids, labels = packer.pack(Conversation("", turns, has_image=False))
    assert len(ids) == len(labels) <= 150
    assert packer.image not in ids
    assert 2 <= ids.count(packer.roles["assistant"]) < 40


def test_unknown_targets_are_left_out_of_the_sight_task() -> None:
    target = sight_target(FACTS | {"aligned": None, "count": None})
    assert math.isnan(target[1]) and math.isnan(target[4]) and math.isnan(target[5])
    assert sight_target(FACTS)[5] == pytest.approx(math.cos(math.radians(84)))


def test_the_rate_rises_stays_and_falls() -> None:
    schedule = Schedule(steps=100, warm_up=10, cool_down=0.2)
    schedule.begin(0.0)
    rates = [schedule.factor(step) for step in range(100)]
    assert rates[0] == pytest.approx(0.1)
    assert rates[50] == 1.0
    assert rates[99] == pytest.approx(0.05)
    timed = Schedule(steps=10**6, warm_up=1, cool_down=0.25, hours=1.0)
    timed.begin(0.76 * 3600)  # three quarters of the time are over: the steps are settled
    timed.factor(299)
    assert (timed.steps, timed.hours) == (400, None)


def test_a_checkpoint_replaces_the_one_before(tmp_path: Path) -> None:
    assert checkpoints.latest(tmp_path) is None
    for step in (1, 2):
        checkpoints.save(tmp_path, f"answers-{step}", {"step": step, "weights": torch.ones(2)})
    state = checkpoints.latest(tmp_path)
    assert state is not None and state["step"] == 2
    assert [file.name for file in tmp_path.glob("*.pt")] == ["answers-2.pt"]


@pytest.mark.parametrize("words", [["--steps", "0"], ["--hours", "-1"], ["--images", "-5"]])
def test_wrong_numbers_are_one_sentence(words: list[str], tmp_path: Path) -> None:
    with pytest.raises(InputError, match=words[0]):
        command.recipe_of(command.parser().parse_args(["--out", str(tmp_path), *words]))


def test_the_whole_way_and_a_resumed_one_end_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from safetensors.torch import load_file

    from maemi.model.loading import load

    words = ["--smoke", "--images", "20", "--work", str(tmp_path / "work"), "--save-every", "0"]
    assert command.main(["--out", str(tmp_path / "one"), *words]) == 0
    assert "| class | 20 |" in capsys.readouterr().out
    # The last checkpoint is of the last step: going on from it has nothing left to do.
    assert command.main(["--out", str(tmp_path / "two"), *words, "--resume"]) == 0
    one, two = (load_file(tmp_path / name / "model.safetensors") for name in ("one", "two"))
    assert one.keys() == two.keys()
    assert all(torch.equal(one[name], two[name]) for name in one)
    assert {tensor.dtype for tensor in one.values()} == {torch.bfloat16}
    card = json.loads((tmp_path / "one" / "card.json").read_text())
    assert card["recipe"]["steps"] == 4 and len(card["scores"]) >= 10
    assert "synthetic" in (tmp_path / "one" / "README.md").read_text()
    answer = load(str(tmp_path / "one")).stream([{"role": "user", "content": "Hello"}], max_new_tokens=3)
    assert isinstance("".join(answer), str)
