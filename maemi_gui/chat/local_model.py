"""The local model as the chat uses it: awaited while it loads, put to rest while nobody asks."""

from __future__ import annotations

import asyncio
import urllib.request

from PySide6.QtCore import QObject, QTimer, Signal

from maemi.errors import MaemiError
from maemi_gui.chat.local_server import Address, LocalServer
from maemi_gui.context import Context

REST_AFTER_S = 300


class LocalModel(QObject):
    """Starts the server when it is first needed and again after a crash; tells it to unload after some idle minutes."""

    failed = Signal(str)
    """The process ended while nobody waited for it: one sentence."""
    emptied = Signal()
    """No model is in its memory now."""

    def __init__(self, context: Context, parent: QObject | None = None, server: LocalServer | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.server = server or LocalServer(self)
        self._project: str | None = None
        self._waiting: list[asyncio.Future[Address]] = []
        self.server.ready.connect(self._ready)
        self.server.failed.connect(self._failed)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_AFTER_S * 1000)
        self._rest.timeout.connect(self._unload)
        context.project_changed.connect(self.close)

    @property
    def is_up(self) -> bool:
        """Whether the process listens."""
        return self.server.address is not None

    async def address(self, project: str) -> Address:
        """Where the model of a project listens, started if need be. Raises MaemiError where it does not start."""
        self.warm(project)
        if self.server.address is not None:
            return self.server.address
        answer: asyncio.Future[Address] = asyncio.get_running_loop().create_future()
        self._waiting.append(answer)
        return await answer

    def warm(self, project: str) -> None:
        """Start the process for a project; nothing happens while one runs for it."""
        self._rest.stop()
        if self._project != project:
            self.server.stop()
            self._project = project
        self.server.start(project)

    def rest(self) -> None:
        """An answer is over: unload the model if no other question comes for a while."""
        self._rest.start()

    def close(self) -> None:
        """End the process."""
        self._rest.stop()
        self._project = None
        self.server.stop()
        for answer in self._take_waiting():
            answer.cancel()

    def _take_waiting(self) -> list[asyncio.Future[Address]]:
        waiting, self._waiting = self._waiting, []
        return [answer for answer in waiting if not answer.done()]

    def _ready(self, address: Address) -> None:
        for answer in self._take_waiting():
            answer.set_result(address)

    def _failed(self, sentence: str) -> None:
        waiting = self._take_waiting()
        self.emptied.emit()
        for answer in waiting:
            answer.set_exception(MaemiError(sentence))
        if not waiting:
            self.failed.emit(sentence)

    def _unload(self) -> None:
        if self.server.address is not None:
            self.emptied.emit()
            # Where the process is gone already there is nothing to unload, and its end was told elsewhere.
            self._context.background.run(unload, self.server.address, failed=lambda _sentence: None, owner=self)


def unload(address: Address) -> None:
    """Ask the server to give the model's memory back; the next question loads it again."""
    root = address.url.removesuffix("/v1")
    request = urllib.request.Request(
        f"{root}/maemi/unload", data=b"", headers={"Authorization": f"Bearer {address.token}"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=10):  # the loopback address that our own process named
        pass
