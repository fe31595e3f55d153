"""Remembered steps give what they gave, are computed once for the same input, and do not grow for ever."""

from __future__ import annotations

from types import ModuleType

import numpy as np

from maemi.measure.remembering import Memory, remember_steps


def test_the_same_input_is_computed_once_and_results_are_nobody_s() -> None:
    calls: list[int] = []

    def doubled(values: np.ndarray, times: int = 1) -> np.ndarray:
        calls.append(times)
        return values * 2 * times

    step = Memory().through(doubled)
    values = np.arange(6).reshape(2, 3)
    first = step(values)
    first[:] = 0
    assert step(values.copy()).tolist() == (values * 2).tolist() and calls == [1]
    step(values, times=3)
    step(values.T)
    step(values.astype(np.float32))
    step(values.reshape(3, 2))
    assert len(calls) == 5, "another argument, order, type or shape is another input"


def test_what_was_not_asked_for_longest_goes_first() -> None:
    memory = Memory(limit=3 * 800)
    calls: list[float] = []

    def hundred(value: float) -> np.ndarray:
        calls.append(value)
        return np.full(100, value)

    step = memory.through(hundred)
    for value in (1.0, 2.0, 3.0, 1.0, 4.0):
        step(value)
    assert memory.size <= 3 * 800 and calls == [1.0, 2.0, 3.0, 4.0]
    step(1.0)
    assert len(calls) == 4
    step(2.0)
    assert len(calls) == 5
    memory.forget()
    assert memory.size == 0


def test_what_cannot_be_known_by_its_content_is_computed_each_time() -> None:
    calls: list[object] = []
    step = Memory().through(lambda value: calls.append(value))
    for value in ([1], [1], object()):
        step(value)
    assert len(calls) == 3


def test_a_module_s_steps_remember_from_then_on() -> None:
    module = ModuleType("steps")
    module.pair = lambda values: (values + 1, len(values))  # type: ignore[attr-defined]
    memory = remember_steps(module, ("pair", "absent"))
    found, count = module.pair(np.zeros(4))
    assert found.tolist() == [1.0] * 4 and count == 4 and memory.size >= 32


def test_a_measurement_is_the_same_with_memory() -> None:
    from maemi.measure import imaging
    from maemi.measure.measuring import measure
    from maemi.measure.remembering import STEPS

    y, x = np.mgrid[0:120, 0:160]
    scan = sum(((y - r) ** 2 + (x - c) ** 2 < 200).astype(np.float32) for r in (30, 80) for c in (40, 100))
    plain = measure(scan, None, "particles").to_json()
    before = {name: getattr(imaging, name) for name in STEPS if hasattr(imaging, name)}
    try:
        remember_steps(imaging)
        assert measure(scan, None, "particles").to_json() == plain
        assert measure(scan, None, "particles").to_json() == plain
    finally:
        for name, step in before.items():
            setattr(imaging, name, step)
