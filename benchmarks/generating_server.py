"""A server on the loopback that speaks the chat protocol rudely, and remembers what came when and what it gave.

What it says is drawn by a seed; what it would bill is added up, whether its answer arrived or not.
"""

from __future__ import annotations

import json
import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SHARES = {"429": 5, "500": 5, "garbage": 4, "half": 4, "cut": 3, "nothing": 3, "slow": 4}
"""Per cent of the requests; all others are answered well. `half`: one of the questions; `cut`: half the bytes."""
UNBILLED = ("429", "500")
TOKENS_IN, TOKENS_OUT = 300, 120
SLOW_S = (0.5, 2.0)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request that came."""

    at: float
    """Seconds since 1970."""
    key: str
    """The beginning of the request's key in the ledger, from its Idempotency-Key."""
    outcome: str


class RudeServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, seed: int) -> None:
        super().__init__(("127.0.0.1", 0), RudeHandler)
        self.visits: list[Visit] = []
        self._rng = random.Random(seed)
        self._lock = threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    @property
    def outcomes(self) -> Counter[str]:
        with self._lock:
            return Counter(visit.outcome for visit in self.visits)

    def billed_usd(self, usd_in: float, usd_out: float) -> float:
        """By prices a million tokens."""
        answers = sum(count for outcome, count in self.outcomes.items() if outcome not in UNBILLED)
        return answers * (TOKENS_IN * usd_in + TOKENS_OUT * usd_out) / 1e6

    def enter(self, key: str) -> tuple[str, float]:
        """Note a request; what becomes of it, and after how many seconds."""
        with self._lock:
            drawn = self._rng.choices([*SHARES, "well"], [*SHARES.values(), 100 - sum(SHARES.values())])[0]
            self.visits.append(Visit(time.time(), key, drawn))
            return drawn, self._rng.uniform(*SLOW_S) if drawn == "slow" else 0.0

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed is what this is about."""


class RudeHandler(BaseHTTPRequestHandler):
    server: RudeServer  # pyright: ignore[reportIncompatibleVariableOverride]
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        pass

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        outcome, pause_s = self.server.enter(self.headers["idempotency-key"].rpartition("-")[0])
        time.sleep(pause_s)
        if outcome in UNBILLED:
            self.say(int(outcome), json.dumps({"error": {"message": "no", "type": "busy", "code": "busy"}}))
        elif outcome == "garbage":
            self.say(200, "<html>It works!</html>")
        elif outcome == "nothing":
            self.close_connection = True
        else:
            self.say(200, reply_to(body, half=outcome == "half"), cut=outcome == "cut")

    def say(self, status: int, text: str, cut: bool = False) -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2] if cut else data)
        self.close_connection = cut


def reply_to(body: dict[str, Any], half: bool) -> str:
    """A chat completion that answers every question of the request, or all but the last."""
    said = next(part["text"] for part in body["messages"][-1]["content"] if part["type"] == "text")
    lines = said.split("every question below.")[1].split("Reply with one JSON object")[0].splitlines()
    names = [line.split(":")[0] for line in lines if re.match(r"[a-z_-]+\d*: ", line)]
    answers = [{"id": name, "answer": f"Bright grains lie on dark ground ({name})."} for name in names]
    content = json.dumps({"reasoning": "I looked.", "answers": answers[:-1] if half else answers})
    message = {"role": "assistant", "content": content}
    usage = {
        "prompt_tokens": TOKENS_IN,
        "completion_tokens": TOKENS_OUT,
        "total_tokens": TOKENS_IN + TOKENS_OUT,
    }
    document = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "rude",
        "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
        "usage": usage,
    }
    return json.dumps(document)
