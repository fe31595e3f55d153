"""A tiny random model, and the real server process over it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="the local model is not installed")


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A saved MAEMI network of tiny size with random weights; it says words until it is stopped."""
    import torch

    from maemi.model.image_processing import MaemiImageProcessor
    from maemi.model.network import MaemiForConditionalGeneration
    from maemi.model.processing import MaemiProcessor
    from maemi.model.tokenizing import SPECIAL_TOKENS, train_tokenizer
    from maemi.train.embedded.making import save, token_numbers
    from maemi.train.embedded.recipe import COLUMNS, ROWS, SMOKE, VOCABULARY, network_config

    folder = tmp_path_factory.mktemp("models") / "tiny"
    torch.manual_seed(5)
    tokenizer = train_tokenizer([" one two three four five six seven eight nine ten"] * 3, 320, 2048)
    model = MaemiForConditionalGeneration(network_config(SMOKE, *token_numbers(tokenizer)))
    for name, weight in model.named_parameters():
        if name.endswith("_gate"):
            weight.data.fill_(0.8)
        elif weight.ndim > 1:
            weight.data.mul_(3.0)
    save(model, MaemiProcessor(MaemiImageProcessor({"height": ROWS, "width": COLUMNS}), tokenizer), folder)
    settings = folder / "generation_config.json"
    silent = [*range(len(SPECIAL_TOKENS) + 256), *range(len(tokenizer), VOCABULARY)]
    settings.write_text(
        json.dumps(json.loads(settings.read_text()) | {"suppress_tokens": silent, "repetition_penalty": 3.0})
    )
    return folder


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Path:
    """A project's folder with one run: an adapter of ranks 2 to 8 over the tiny model."""
    import torch

    from maemi.model import dyqlora
    from maemi.model.adapters import save_adapter
    from maemi.model.loading import load

    folder = tmp_path_factory.mktemp("project")
    run = folder / "runs" / "train-20261123-0800-abcd"
    adapted = dyqlora.attach(load(str(model_folder)).model, (2, 8), 16.0, 0, r".*(q_proj|v_proj)")
    for name, weight in adapted.named_parameters():
        if ".lora_B." in name:
            torch.nn.init.normal_(weight, std=0.5)
    save_adapter(adapted, run / "adapter", {"spec": {"ranks": [2, 8]}})
    (run / "spec.json").write_text(json.dumps({"kind": "train", "spec": {"base": str(model_folder)}}))
    (folder / "runs" / "train-20261123-0900-dead").mkdir()  # ended before it had an adapter
    return folder


@dataclass
class Server:
    """A running `maemi serve`, its first line read."""

    process: subprocess.Popen[str]
    url: str
    token: str
    models: list[str]
    clients: list[Any] = field(default_factory=list[Any])

    def client(self, **options: Any) -> Any:
        """The real openai client."""
        import openai

        known = {"base_url": self.url, "api_key": self.token, "max_retries": 0, "timeout": 60}
        client = openai.OpenAI(**known | options)
        self.clients.append(client)
        return client


@pytest.fixture(scope="session")
def start_server() -> Iterator[Callable[..., Server]]:
    """Starts servers as the window does: standard input is a pipe that is held open."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> Server:
        process = subprocess.Popen(
            [sys.executable, "-m", "maemi", "serve", "--with-parent", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        first = process.stdout.readline()
        if not first:
            _, told = process.communicate(timeout=20)
            pytest.fail(f"the server did not start: {told}")
        said = json.loads(first)
        return Server(process, said["url"], said["token"], said["models"])

    yield start
    for process in started:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            assert stream is not None
            stream.close()


@pytest.fixture(scope="session")
def server(start_server: Callable[..., Server], model_folder: Path, project: Path) -> Iterator[Server]:
    """One server for all tests that leave it as it was."""
    running = start_server("--model", str(model_folder), "--project", str(project))
    yield running
    for client in running.clients:
        client.close()
