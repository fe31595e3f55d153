"""A result: trust in words, every quantity with its interval, the spread of sizes, one object, and what is copied."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from maemi.measure import choosing as _kinds  # noqa: F401 - enters the quantities of all kinds
from maemi.measure.quantities import Quantity
from maemi.measure.result import Measurement
from maemi.measure.settings import Settings
from maemi_gui.inspect.object_card import object_lines, objects_in
from maemi_gui.inspect.quantity_list import Line
from maemi_gui.inspect.result import Result
from maemi_gui.inspect.result_view import AT_ONCE, ResultView, arranged
from maemi_gui.inspect.size_histogram import SizeHistogram, edges_of

FOUND = Measurement(
    "particles",
    count=40,
    confidence=0.9,
    pixel_size_m=2e-9,
    sizes_px=tuple(20.0 + number % 7 for number in range(40)),
    quantities=(
        Quantity("coverage", 0.2, "1", 0.18, 0.22),
        Quantity("count", 40, "1", 38, 42),
        Quantity("mean_size", 46e-9, "m", 45e-9, 47e-9, "equivalent diameter"),
        *(Quantity(f"unheard_of_{number}", 1.5 + number, "1") for number in range(5)),
    ),
    objects={
        "size": tuple(20.0 + number % 7 for number in range(40)),
        "row": tuple(float(number) for number in range(40)),
        "whole": (0.0, *([1.0] * 39)),
        "nearest": (float("nan"), *([30.0] * 39)),
    },
    method="half height",
    warnings=("the border cuts 1 of 40 objects",),
)


@pytest.fixture
def view(qtbot: QtBot) -> ResultView:
    made = ResultView()
    qtbot.addWidget(made)
    made.resize(300, 700)
    made.show()
    made.show_result(Result(FOUND, asked=Settings(split=0.5)), "a.tif")
    return made


def values(view: ResultView) -> list[str]:
    lists = (view.first, view.rest)
    return [value.accessibleName() for shown in lists for _name, value in shown._labels if not value.isHidden()]


def test_what_most_people_want_comes_first_and_nothing_is_left_out(view: ResultView) -> None:
    told = values(view)
    assert told[:3] == ["Count: 40 (38–42)", "Mean size: 46.0 nm (45.0–47.0)", "Coverage: 20.0 % (18.0–22.0)"]
    assert "Unheard of 4: 5.50" in told and view.more.text() == "More (5)"
    assert view.rest.isHidden()
    view.more.setChecked(True)
    assert not view.rest.isHidden()


def test_any_quantities_are_arranged() -> None:
    unknown = tuple(Quantity(f"name_{number}", 1.0, "1") for number in range(AT_ONCE + 1))
    assert arranged(unknown) == (list(unknown), [])
    first, rest = arranged((*unknown, Quantity("name_x", 1.0, "1")))
    assert len(first) == AT_ONCE and len(rest) == 2
    assert arranged(()) == ([], [])


def test_trust_is_said_in_words_with_a_reason(view: ResultView) -> None:
    assert view._verdict.text() == "Particles: trustworthy" and view._reason.text()
    view.show_result(Result(Measurement("pores", confidence=0.1, warnings=("no pores",))))
    assert view._verdict.text() == "Pores: no numbers given"
    assert view.paper.isHidden() and view.sizes.isHidden()
    assert values(view) == []


def test_sentences_and_a_table_are_copied(view: ResultView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.copied):
        qtbot.mouseClick(view.paper, Qt.MouseButton.LeftButton)
    assert "in a.tif were measured with MAEMI" in QGuiApplication.clipboard().text()
    assert "Settings given: split 0.50" in QGuiApplication.clipboard().text()
    qtbot.mouseClick(view.table, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().startswith("quantity\tvalue\tlow")


def test_one_object_tells_its_own_properties(view: ResultView, qtbot: QtBot) -> None:
    assert view.object.isHidden() and objects_in(FOUND) == 40
    wanted: list[int | None] = []
    view.object_wanted.connect(wanted.append)
    view.choose_object(0)
    lines = object_lines(FOUND, 0)
    assert Line("Size", "40.0 nm", lines[0].tip) == lines[0]
    assert [line.name for line in lines] == ["Size", "Row of the centre", "Note"]
    assert "border" in lines[-1].value
    qtbot.mouseClick(view.object.before, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(view.object.close_button, Qt.MouseButton.LeftButton)
    assert wanted == [39, None]
    view.choose_object(400)
    assert view.object.isHidden()


def test_a_bar_tells_its_range_and_count_to_mouse_and_keyboard(view: ResultView, qtbot: QtBot) -> None:
    bars = view.sizes
    assert "mean 45.9" in bars.text() and "median" in bars.text() and bars.text().endswith("nm")
    qtbot.mouseMove(bars, QPoint(2, 60))
    assert bars.bar == 0 and "objects" in bars.text()
    bars.setFocus()
    qtbot.keyClick(bars, Qt.Key.Key_Right)
    assert bars.bar == 1 and bars.accessibleDescription() == bars.text()
    for _ in range(40):
        qtbot.keyClick(bars, Qt.Key.Key_Right)
    assert bars.bar == len(bars._counts) - 1
    assert int(bars._counts.sum()) == 39, "the one that the border cuts has no size"
    view.grab()


def test_a_histogram_of_equal_or_few_sizes_can_be_painted(qtbot: QtBot) -> None:
    import numpy as np

    bars = SizeHistogram()
    qtbot.addWidget(bars)
    for sizes in ([], [3.0], [3.0, 3.0], [0.0, 0.0, 1e-9], [1.0, 1e6]):
        bars.set_sizes(sizes, "px")
        bars.mark(2.0)
        bars.grab()
        assert bars.isHidden() == (len(sizes) < 2)
    assert len(edges_of(np.array([1.0, 2.0, 1e9]))) <= 31
