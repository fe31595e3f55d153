"""Steps of image analysis whose results are remembered while one scan is measured again and again.

A person who moves one slider changes few of the steps: those with the same input need not be computed again. What is
remembered is known by the content of the input, so that no kind of structure has to know of it. Only a process that
measures for a person remembers (`maemi_gui.inspect.measure_child`); a batch would only pay for it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import wraps
from hashlib import sha1
from types import ModuleType
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

LIMIT = 256 << 20
"""Bytes of results; what was not asked for longest goes first."""
STEPS = (
    "boxes", "closed", "correlation_with_itself", "distances", "filled", "flooded", "gaussian", "grown", "highest_near",
    "label", "opened", "otsu", "skeleton", "summits",
)  # fmt: skip
"""Of `imaging`: those that take longer than their input's hash, a millisecond for a megapixel of mask."""


class Memory:
    """Results by the hash of what they were computed from."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._kept: OrderedDict[bytes, Any] = OrderedDict()
        self.size = 0
        """Bytes of what is kept."""

    def through(self, step: Callable[..., Any]) -> Callable[..., Any]:
        """The same step, remembered. Results are handed out as copies: who changes one changes no other's."""

        @wraps(step)
        def run(*args: Any, **named: Any) -> Any:
            # Processors have instructions for it; nobody attacks a memory of one's own.
            told = sha1(step.__name__.encode(), usedforsecurity=False)
            if not all(_add(told, one) for one in (*args, *sorted(named.items()))):
                return step(*args, **named)
            key = told.digest()
            if key in self._kept:
                self._kept.move_to_end(key)
            else:
                self._keep(key, step(*args, **named))
            return _copied(self._kept[key])

        return run

    def forget(self) -> None:
        """Another scan is measured."""
        self._kept.clear()
        self.size = 0

    def _keep(self, key: bytes, result: Any) -> None:
        self._kept[key] = result
        self.size += _bytes(result)
        while self.size > self._limit and len(self._kept) > 1:
            self.size -= _bytes(self._kept.popitem(last=False)[1])


def remember_steps(module: ModuleType, names: Iterable[str] = STEPS, limit: int = LIMIT) -> Memory:
    """From now on these functions of the module remember; a name that it does not have is passed over."""
    memory = Memory(limit)
    for name in names:
        if hasattr(module, name):
            setattr(module, name, memory.through(getattr(module, name)))
    return memory


def _add(told: Any, value: Any) -> bool:
    """Whether the value can be known by its content; else the step must not be remembered."""
    if isinstance(value, np.ndarray):
        array = cast("NDArray[Any]", value)
        if array.dtype.hasobject:
            return False
        told.update(f"{array.dtype.str}{array.shape}".encode())
        told.update(np.ascontiguousarray(array).view(np.uint8).data if array.size else b"")
        return True
    if isinstance(value, tuple):
        told.update(b"(")
        return all(_add(told, one) for one in value)  # pyright: ignore[reportUnknownVariableType]
    told.update(f"{type(value).__name__} {value!r}".encode())
    return value is None or isinstance(value, bool | int | float | str | np.generic)


def _copied(result: Any) -> Any:
    if isinstance(result, np.ndarray):
        return cast("NDArray[Any]", result).copy()
    if isinstance(result, tuple | list):
        return type(result)(_copied(one) for one in result)  # pyright: ignore
    return result


def _bytes(result: Any) -> int:
    if isinstance(result, np.ndarray):
        return result.nbytes
    return sum(_bytes(one) for one in result) if isinstance(result, tuple | list) else 64  # pyright: ignore
