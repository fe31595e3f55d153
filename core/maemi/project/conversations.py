"""Conversations about a micrograph, kept with the project."""

from __future__ import annotations

from sqlalchemy import func, select

from maemi.errors import InputError
from maemi.project.project import Project
from maemi.project.rows import ConversationRow, MessageRow
from maemi.project.tables.conversation import Conversation, Message
from maemi.project.tables.foundation import now
from maemi.project.tables.micrograph import Micrograph
from maemi.project.text import storable

TITLE_CHARACTERS = 80
ROLES = ("system", "user", "assistant")


def new_conversation(project: Project, micrograph_id: int, model: str) -> int:
    """Begin a conversation; returns its id. Raises InputError for an unknown micrograph."""
    with project.session() as session:
        if session.get(Micrograph, micrograph_id) is None:
            raise InputError(f"There is no micrograph {micrograph_id} in {project.address} to talk about.")
        conversation = Conversation(micrograph_id=micrograph_id, model=model, started_at=now())
        session.add(conversation)
        session.flush()
        return conversation.id


def list_conversations(project: Project, micrograph_id: int) -> list[ConversationRow]:
    """The conversations about a micrograph, newest first."""
    first = select(func.min(Message.id)).where(Message.conversation_id == Conversation.id, Message.role == "user")
    query = (
        select(Conversation, Message.text)
        .outerjoin(Message, Message.id == first.correlate(Conversation).scalar_subquery())
        .where(Conversation.micrograph_id == micrograph_id)
        .order_by(Conversation.id.desc())
    )
    with project.read_session() as session:
        return [
            ConversationRow(talk.id, talk.micrograph_id, talk.model, talk.started_at, (text or "")[:TITLE_CHARACTERS])
            for talk, text in session.execute(query)
        ]


def add_message(project: Project, conversation_id: int, role: str, text: str, model: str = "") -> int:
    """Append a turn (`role`: system, user or assistant); returns its id. Raises InputError for anything else."""
    if role not in ROLES:
        raise InputError(f"'{role}' cannot speak in a conversation: one of {', '.join(ROLES)} can.")
    with project.session() as session:
        if session.get(Conversation, conversation_id) is None:
            raise InputError(f"There is no conversation {conversation_id} in {project.address}.")
        message = Message(conversation_id=conversation_id, role=role, text=storable(text), model=model, at=now())
        session.add(message)
        session.flush()
        return message.id


def messages(project: Project, conversation_id: int) -> list[MessageRow]:
    """The turns of a conversation, oldest first."""
    query = select(Message).where(Message.conversation_id == conversation_id).order_by(Message.id)
    with project.read_session() as session:
        return [MessageRow(turn.id, turn.role, turn.text, turn.model, turn.at) for turn in session.scalars(query)]
