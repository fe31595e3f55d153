"""The two networks that read text: RapidOCR's weights, as its package brings them, run by onnxruntime.

Only the weights of `rapidocr` are used (PP-OCR, Apache-2.0). Its own code would import OpenCV, look for newer weights
on a server and log to the terminal; and only the raw output of the networks says where a letter stands and how
sure each one is.
"""

from __future__ import annotations

import os
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maemi.errors import MaemiError

Floats = NDArray[np.float32]


class NoReaderError(MaemiError):
    """What reads text is not installed, or cannot start."""


class Network:
    """One ONNX network with one input and one output."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._input: str = session.get_inputs()[0].name

    def run(self, array: Floats) -> Floats:
        """[batch, 3, rows, columns] to whatever the network says."""
        return np.asarray(self._session.run(None, {self._input: array})[0])

    @property
    def notes(self) -> dict[str, str]:
        """What the file of the network says of itself."""
        return dict(self._session.get_modelmeta().custom_metadata_map)


@lru_cache(maxsize=1)
def detector() -> Network:
    """Finds text: picture to the probability that a pixel is text. Raises NoReaderError."""
    return _load("det")


@lru_cache(maxsize=1)
def recogniser() -> Network:
    """Reads one line of text, 48 pixels high. Raises NoReaderError."""
    return _load("rec")


def _load(task: str) -> Network:
    try:
        # It ships no types.
        onnxruntime: Any = import_module("onnxruntime")
    except ImportError as error:
        raise NoReaderError(
            f"Text in pictures cannot be read because onnxruntime is missing or broken ({_first_line(error)}); "
            "run pip install onnxruntime rapidocr."
        ) from None
    weights = _weights(task)
    # Microsoft's builds for Windows report their use; nothing leaves this machine unasked.
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = _threads()
    options.inter_op_num_threads = 1
    # Pictures differ in size: an arena would keep the memory of the largest.
    options.enable_cpu_mem_arena = False
    try:
        return Network(onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"]))
    except Exception as error:
        raise NoReaderError(
            f"The weights {weights} for reading text cannot be used ({_first_line(error)}); "
            "run pip install --force-reinstall rapidocr onnxruntime."
        ) from None


def _threads() -> int:
    """What the environment allows (a decoder's child gets one: there are several), else all cores but the window's."""
    allowed = os.environ.get("OMP_NUM_THREADS", "")
    return max(1, int(allowed) if allowed.isdecimal() else (os.cpu_count() or 1) - 1)


def _weights(task: str) -> Path:
    """The file of the weights in the package `rapidocr`, found without importing it."""
    spec = find_spec("rapidocr")
    folders = [Path(folder) / "models" for folder in (spec.submodule_search_locations or ())] if spec else []
    for folder in folders:
        found = sorted(folder.glob(f"*_{task}_*.onnx"))
        if found:
            return found[-1]
    where = f" in {folders[0]}" if folders else ""
    raise NoReaderError(
        f"Text in pictures cannot be read because the weights of rapidocr are missing{where}; "
        "run pip install --force-reinstall rapidocr."
    )


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:120].rstrip(".")
