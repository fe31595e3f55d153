"""What the chat asks of the project; each function runs in the database worker, and imports the store there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from maemi_gui.chat.prompt import known_measurement

if TYPE_CHECKING:
    from maemi.project.project import Project
    from maemi.project.rows import ConversationRow, Finding, MessageRow

TASK = "chat"


def conversations(project: Project, micrograph_id: int) -> Sequence[ConversationRow]:
    """The conversations about a micrograph."""
    from maemi.project.conversations import list_conversations

    return list_conversations(project, micrograph_id)


def turns(project: Project, conversation_id: int) -> Sequence[MessageRow]:
    """What was said in a conversation, oldest first."""
    from maemi.project.conversations import messages

    return messages(project, conversation_id)


def say(project: Project, conversation_id: int | None, micrograph_id: int, role: str, text: str, model: str) -> int:
    """Write one message, beginning a conversation where there is none yet; returns the conversation's id."""
    from maemi.project.conversations import add_message, new_conversation

    if conversation_id is None:
        conversation_id = new_conversation(project, micrograph_id, model)
    add_message(project, conversation_id, role, text, model=model)
    return conversation_id


def note_egress(
    project: Project, host: str, said: list[dict[str, Any]], micrograph_id: int, model: str, who: str
) -> None:
    """Enter what goes to a server, before it goes; whatever this raises, nothing is sent."""
    from maemi.project.content import content_of
    from maemi.project.egress import CHAT, record

    record(project, host, len(json.dumps(said)), micrograph_id, CHAT, model=model, content=content_of(said), who=who)


def agreed_for_good(project: Project, host: str) -> bool:
    """Whether somebody agreed that the host gets micrographs of this project without asking again."""
    from maemi.project.consent import standing

    return standing(project, host) is not None


def agree(project: Project, host: str, who: str) -> None:
    """Write down that this person agreed for now."""
    from maemi.project.consent import note_once

    note_once(project, host, who)


def check(
    project: Project, micrograph_id: int, question: str, answer: str, agreeing: bool = True
) -> tuple[Finding, ...]:
    """The answer against what the file says and what was measured; with `agreeing`, also the numbers that agree."""
    from maemi.generate.checking.pair import CheckOptions, check_pair
    from maemi.generate.subject import Subject
    from maemi.measure.result import Measurement
    from maemi.project.micrographs import get_micrograph

    row = get_micrograph(project, micrograph_id)
    known = known_measurement(project, row)
    measurement = Measurement.from_json(known) if known is not None else None
    return check_pair(question, answer, Subject(row, measurement), TASK, CheckOptions.of(project, agreeing))


def keep(project: Project, micrograph_id: int, question: str, answer: str, model: str) -> int:
    """Make a pending pair of a question and its answer, its numbers checked like a teacher's; returns the pair's id."""
    from maemi.project.pairs import add_pairs
    from maemi.project.rows import NewPair

    findings = check(project, micrograph_id, question, answer, agreeing=False)
    pair = NewPair(micrograph_id, question, answer, task=TASK, teacher=model, model=model, findings=findings)
    return add_pairs(project, [pair])[0]
