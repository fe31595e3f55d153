"""A conversation about the selected micrograph: sending, streaming, stopping, keeping."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, QTimer, Signal

from maemi.errors import MaemiError
from maemi.micrograph.limits import is_giant
from maemi.micrograph.picture import data_url
from maemi.redaction import without_known
from maemi_gui.chat import verbs
from maemi_gui.chat.awaiting import in_background, spawn
from maemi_gui.chat.choices import ModelChoice
from maemi_gui.chat.facts import Facts
from maemi_gui.chat.local_model import LocalModel
from maemi_gui.chat.picture import picture_url, region_url
from maemi_gui.chat.prompt import Turn, messages
from maemi_gui.chat.streaming import LOCAL, load_client, stream
from maemi_gui.context import Context
from maemi_gui.widgets.servers import is_local_only, read_key

if TYPE_CHECKING:
    from maemi.project.project import Project
    from maemi.project.rows import MessageRow, MicrographRow

Box = tuple[float, float, float, float]
_SHOW_EVERY_MS = 40


class ChatSession(QObject):
    """Keeps what was said on disk, and tells the panel what to show."""

    loaded = Signal(object)
    """The messages (list of MessageRow) of the conversation that is now up."""
    asked = Signal(str)
    """The question is on disk."""
    began = Signal(str)
    """An answer begins; the label it is signed with."""
    grew = Signal(str)
    """All of the answer so far."""
    ended = Signal(str)
    """All of the answer; empty where there is none."""
    status = Signal(str)
    """What it waits for, empty where for nothing."""
    failed = Signal(str)
    busy_changed = Signal(bool)
    """Whether an answer is on its way."""
    conversations_changed = Signal()
    facts_known = Signal(str)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.local = LocalModel(context, self)
        self.local.failed.connect(self.failed)
        self.local.emptied.connect(self._emptied)
        self.micrograph: MicrographRow | None = None
        self.conversation_id: int | None = None
        self.turns: list[Turn] = []
        self.facts = Facts(context, self)
        self.facts.known.connect(self._learned)
        self._images: dict[int, str] = {}
        self._region: tuple[str, Box] | None = None
        self._loaded: str | None = None
        """What the local process has in memory, as far as is known here."""
        self._task: asyncio.Task[None] | None = None
        self._text = ""
        self._keep: Callable[[str], None] | None = None
        """Writes the answer that is on its way into the project; None once it is there."""
        self._pace = QTimer(self)
        self._pace.setInterval(_SHOW_EVERY_MS)
        self._pace.timeout.connect(lambda: self.grew.emit(self._text))

    @property
    def busy(self) -> bool:
        """Whether an answer is on its way."""
        return self._task is not None

    def set_micrograph(self, row: MicrographRow | None) -> None:
        """Talk about another micrograph; an answer about the one before is stopped and kept."""
        self.stop()
        self.micrograph = row
        self._images.clear()
        self._region = None
        self.begin()

    def begin(self) -> None:
        """A new conversation; it is on disk once something is said."""
        self.stop()
        self.conversation_id = None
        self.turns = []
        self.loaded.emit([])

    def open(self, conversation_id: int) -> None:
        """Go on with an earlier conversation."""
        project = self._context.project
        if project is None:
            return
        self.stop()
        self.conversation_id = conversation_id
        self._context.background.run(
            verbs.turns,
            project,
            conversation_id,
            then=lambda rows: self._opened(conversation_id, rows),
            failed=self.failed.emit,
            database=True,
            owner=self,
        )

    def point_at(self, words: str, box: Box) -> None:
        """A question with these words is about the region in `box` (Shape.box): its picture goes along with it."""
        self._region = (words, box)

    def learn_facts(self) -> None:
        """Read and measure the selected micrograph, so that the facts are there before the first question."""
        if self.micrograph is not None:
            self.facts.learn(self.micrograph)

    def forbidden(self, choice: ModelChoice) -> str:
        """Why a model may not be asked now; empty where it may."""
        server = choice.server
        if server is not None and not server.on_this_machine and is_local_only(self._context.settings):
            where = f"“Local only” is on: nothing is sent to {server.host}"
            return f"{where}; turn it off in Settings or choose a local model."
        return ""

    def send(self, question: str, choice: ModelChoice, rank: int | None) -> None:
        """Ask; the answer arrives by signals."""
        project, row = self._context.project, self.micrograph
        if project is None or row is None or self.busy:
            return
        refusal = self.forbidden(choice)
        if refusal:
            self.failed.emit(refusal)
            return
        try:
            self._task = spawn(self._answer(project, row, question, choice, rank))
        except MaemiError as error:
            self.failed.emit(str(error))
            return
        self._task.add_done_callback(self._done)
        self.busy_changed.emit(True)

    def warm(self) -> None:
        """A question is being written: let the local model's process import what it needs meanwhile."""
        project = self._context.project
        if project is not None and self.micrograph is not None:
            self.local.warm(project.address)
            self._context.background.run(load_client, failed=lambda _sentence: None, owner=self)

    def stop(self) -> None:
        """Stop the answer; what came is kept."""
        if self._task is not None:
            self._task.cancel()

    def close(self) -> None:
        """The window goes: keep what came of an answer, stop, and end the local model's process."""
        self._keep_answer()  # here and now: the loop may end before the stopped answer does
        self.stop()
        self.local.close()

    async def _answer(
        self, project: Project, row: MicrographRow, question: str, choice: ModelChoice, rank: int | None
    ) -> None:
        label = choice.label(rank)
        before, turns = list(self.turns), self.turns
        conversation = await in_background(
            self._context, verbs.say, project, self.conversation_id, row.id, "user", question, label, database=True
        )
        if self.turns is turns:
            self.conversation_id = conversation
            self.asked.emit(question)
        turns.append(Turn("user", question))
        self._text = ""
        self._keep = partial(self._keep_message, project, conversation, row.id, label)
        self.began.emit(label)
        try:
            said = await self._request(row, before, question, choice)
            base_url, key, host = await self._address(project, row, choice, rank, said)
            self._pace.start()
            async for piece in stream(base_url, key, choice.asked_for(rank), said, host):
                if not self._text:
                    self.status.emit("")
                self._text = without_known(self._text + piece)
        except MaemiError as error:
            self.failed.emit(str(error))
        finally:
            self._pace.stop()
            self.status.emit("")
            text = self._text.strip()
            self.ended.emit(text)
            if text:
                turns.append(Turn("assistant", text))
            self._keep_answer()
            self.conversations_changed.emit()
            if choice.server is None:
                self._loaded = choice.asked_for(rank) if text else None
                self.local.rest()

    def _keep_answer(self) -> None:
        keep, self._keep = self._keep, None
        if keep is not None and self._text.strip():
            keep(self._text.strip())

    def _keep_message(self, project: Project, conversation: int, micrograph_id: int, label: str, text: str) -> None:
        self._context.background.run(
            verbs.say,
            project,
            conversation,
            micrograph_id,
            "assistant",
            text,
            label,
            failed=self.failed.emit,
            database=True,
        )

    async def _request(
        self, row: MicrographRow, before: Sequence[Turn], question: str, choice: ModelChoice
    ) -> list[dict[str, Any]]:
        self.status.emit("Reading the micrograph…")
        facts = await self.facts.wait(row)
        region = self._region if self._region is not None and self._region[0] in question else None
        about = ""
        if region is not None:
            whole = await asyncio.wrap_future(self._context.decoder.pixels(row.path))
            about = await in_background(self._context, region_url, whole, region[1])
        if row.id not in self._images:
            self._images[row.id] = await self._picture(row)
        instruct = choice.server is not None
        return messages(facts, self._images[row.id], before, question, instruct=instruct, region_url=about)

    async def _picture(self, row: MicrographRow) -> str:
        if row.info is not None and is_giant(row.info):
            return data_url(await asyncio.wrap_future(self._context.decoder.picture(row.path)))
        pixels = await asyncio.wrap_future(self._context.decoder.pixels(row.path))
        return await in_background(self._context, picture_url, pixels, row.info)

    async def _address(
        self, project: Project, row: MicrographRow, choice: ModelChoice, rank: int | None, said: list[dict[str, Any]]
    ) -> tuple[str, str, str]:
        """Base URL, key, and what to call the place in a sentence."""
        self.status.emit("Getting ready…")
        await in_background(self._context, load_client)
        server = choice.server
        if server is None:
            # The process says where it listens before it has imported anything: the first answer waits for the model.
            loaded = self.local.is_up and choice.asked_for(rank) == self._loaded
            self.status.emit("The model looks at the micrograph…" if loaded else "Loading the model…")
            address = await self.local.address(project.address)
            return address.url, address.token, LOCAL
        key = await in_background(self._context, read_key, server.base_url)
        if not key and urlsplit(server.base_url).hostname == "api.openai.com":
            key = os.environ.get("OPENAI_API_KEY")  # meant for this provider, and for no other server
        model, who = choice.asked_for(rank), self._context.curator
        await in_background(
            self._context, verbs.note_egress, project, server.host, said, row.id, model, who, database=True
        )
        self.status.emit(f"Waiting for {server.host}…")
        return server.base_url, key or "", server.host

    def _emptied(self) -> None:
        self._loaded = None

    def _done(self, task: asyncio.Task[None]) -> None:
        self._task = None
        self.busy_changed.emit(False)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.failed.emit(
                str(error) if isinstance(error, MaemiError) else f"The answer failed ({error}); send again."
            )
            self.ended.emit("")

    def _opened(self, conversation_id: int, rows: Sequence[MessageRow]) -> None:
        if self.conversation_id == conversation_id:
            self.turns = [Turn(row.role, row.text) for row in rows]
            self.loaded.emit(list(rows))

    def _learned(self, micrograph_id: int, facts: str) -> None:
        if self.micrograph is not None and self.micrograph.id == micrograph_id:
            self.facts_known.emit(facts)
