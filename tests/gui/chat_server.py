"""An OpenAI-protocol chat server on the loopback that streams, and misbehaves on request."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class ChatServer:
    """`behaviour`: stream, slow, 401, 404, 500, drop. `requests` holds what came."""

    def __init__(self) -> None:
        self.behaviour = "stream"
        self.answer = "The particles are **round**, about 41 nm wide."
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.gone = threading.Event()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                owner.keys.append(self.headers.get("Authorization", ""))
                if not self.path.endswith("/chat/completions"):
                    self._plain(200, {})
                    return
                owner.requests.append(json.loads(body))
                if owner.behaviour.isdigit():
                    self._plain(int(owner.behaviour), {"error": {"message": f"told to say {owner.behaviour}"}})
                else:
                    self._stream()

            def _plain(self, status: int, said: dict[str, Any]) -> None:
                data = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def _stream(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                words = owner.answer.split(" ")
                try:
                    for number, word in enumerate(words):
                        if owner.behaviour == "drop" and number == 3:
                            self.close_connection = True
                            self.connection.close()
                            return
                        self._event({"delta": {"content": word if number == 0 else f" {word}"}, "finish_reason": None})
                        time.sleep(0.2 if owner.behaviour == "slow" else 0.001)
                    self._event({"delta": {}, "finish_reason": "stop"})
                    self._chunk(b"data: [DONE]\n\n")
                    self.wfile.write(b"0\r\n\r\n")
                except OSError:
                    owner.gone.set()

            def _event(self, choice: dict[str, Any]) -> None:
                event = {
                    "id": "1",
                    "object": "chat.completion.chunk",
                    "created": 0,
                    "model": "m",
                    "choices": [{"index": 0, **choice}],
                }
                self._chunk(f"data: {json.dumps(event)}\n\n".encode())

            def _chunk(self, data: bytes) -> None:
                self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
                self.wfile.flush()

            def log_message(self, *_args: Any) -> None:
                """Silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
