"""Settings of a measurement: shown as used, changed by slider and number, kept only where a person says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from maemi.measure.result import Measurement
from maemi.measure.settings import AUTOMATIC, Settings
from maemi.project.micrographs import get_micrograph
from maemi_gui.context import Context
from maemi_gui.inspect.kept_settings import KEY, KeptSettings
from maemi_gui.inspect.live_settings import LiveSettings
from maemi_gui.inspect.panel import InspectPanel
from maemi_gui.inspect.result import Result
from maemi_gui.inspect.setting_row import ChoiceRow, NumberRow
from maemi_gui.inspect.settings_form import SettingsForm

USED = {"polarity": "dark", "smoothing_px": 1.5, "threshold": 0.42, "split": 0.5, "smallest_px": 4.0}


@pytest.fixture
def form(qtbot: QtBot) -> SettingsForm:
    made = SettingsForm()
    qtbot.addWidget(made)
    made.opener.setChecked(True)
    made.show()
    return made


def number(form: SettingsForm, name: str) -> NumberRow:
    row = form.rows[name]
    assert isinstance(row, NumberRow)
    return row


def test_what_was_used_is_shown_in_lengths_and_nothing_is_changed(form: SettingsForm) -> None:
    form.show_settings(AUTOMATIC, USED, 2e-9, False)
    assert number(form, "smoothing_px").field.text() == "3.0 nm"
    assert number(form, "smallest_px").field.text() == "8 nm"
    assert number(form, "threshold").field.text() == "0.42"
    assert form.rows["polarity"].choice.currentText() == "Automatic: dark"  # type: ignore[attr-defined]
    assert "automatic" in form.opener.text() and not form.automatic.isEnabled()
    assert not form.rows["split"].back.isEnabled()
    assert number(form, "largest_px").field.text() == "no limit"
    form.show_settings(Settings(largest_px=9.0), USED, None, False, "grains")
    assert form._ignored.text() == "Not heeded by grains: largest." and not form._ignored.isHidden()
    form.show_settings(AUTOMATIC, None, None, False)
    assert number(form, "smoothing_px").field.text() == "automatic"
    assert number(form, "largest_px").field.text() == "automatic" and form._ignored.isHidden()


def test_a_slider_and_a_number_change_and_one_button_takes_back(form: SettingsForm, qtbot: QtBot) -> None:
    form.show_settings(AUTOMATIC, {**USED, "largest_px": None}, None, False)
    asked: list[Settings] = []
    form.changed.connect(asked.append)
    number(form, "split").slider.setValue(250)
    assert asked[-1] == Settings(split=0.25) and number(form, "split").field.text() == "0.25"
    field = number(form, "smoothing_px").field
    field.setValue(2.0)
    assert asked[-1] == Settings(split=0.25, smoothing_px=2.0)
    assert form.opener.text() == "Settings: 2 changed"
    assert number(form, "largest_px").field.text() == "no limit"
    qtbot.mouseClick(form.rows["split"].back, Qt.MouseButton.LeftButton)
    assert asked[-1] == Settings(smoothing_px=2.0)
    field.stepBy(-100)
    assert asked[-1] == AUTOMATIC, "below zero is what the picture decides"
    field.setValue(3.0)
    qtbot.mouseClick(form.automatic, Qt.MouseButton.LeftButton)
    assert asked[-1] == AUTOMATIC and number(form, "smoothing_px").field.text() == "1.5 px"


def test_every_input_has_a_name_and_is_reached_by_the_keyboard(form: SettingsForm) -> None:
    for row in form.rows.values():
        for widget in (*row._inputs(), row.back):
            assert widget.accessibleName() and widget.toolTip()
            assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_the_wheel_passes_over_what_has_no_focus(form: SettingsForm) -> None:
    form.show_settings(AUTOMATIC, USED, None, False)
    slider = number(form, "split").slider
    before = slider.value()
    spot, none = QPointF(5, 5), QPoint(0, 0)
    wheel = QWheelEvent(
        spot, spot, none, QPoint(0, 120), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    form.opener.setFocus()
    QApplication.sendEvent(slider, wheel)
    assert slider.value() == before


def test_settings_are_of_one_micrograph_unless_they_are_kept(settings: QSettings) -> None:
    kept = KeptSettings(settings)
    kept.set("pores", Settings(split=0.4))
    assert kept.of("pores") == Settings(split=0.4) and kept.of("grains") == AUTOMATIC
    kept.next_micrograph()
    assert kept.of("pores") == AUTOMATIC
    kept.set("pores", Settings(split=0.4))
    kept.keep("pores", True)
    kept.set("pores", Settings(split=0.6))
    kept.next_micrograph()
    assert kept.of("pores") == Settings(split=0.6) and KeptSettings(settings).is_kept("pores")
    kept.keep("pores", False)
    assert kept.of("pores") == Settings(split=0.6), "of this micrograph they go on to hold"
    assert KeptSettings(settings).of("pores") == AUTOMATIC


@pytest.mark.parametrize("damaged", ["no json", "[1]", '{"split": 7}', '{"split": "x"}'])
def test_damaged_kept_settings_are_none(settings: QSettings, damaged: str) -> None:
    settings.setValue(f"{KEY}/pores", damaged)
    assert KeptSettings(settings).of("pores") == AUTOMATIC


def test_auto_with_changed_settings_is_the_kind_that_it_turned_out_to_be(
    form: SettingsForm, settings: QSettings
) -> None:
    live = LiveSettings(form, settings)
    live.next_micrograph(None)
    assert live.asked("auto") == ("auto", AUTOMATIC)
    live.show_result(Result(Measurement("pores", settings=USED)))
    assert live.asked("auto") == ("auto", AUTOMATIC), "automatic settings leave the choice open"
    number(form, "split").slider.setValue(300)
    assert live.asked("auto") == ("pores", Settings(split=0.3))
    live.choose("grains")
    assert live.asked("grains") == ("grains", AUTOMATIC)


def test_kept_settings_of_the_kind_that_auto_finds_are_measured_with(
    form: SettingsForm, settings: QSettings, qtbot: QtBot
) -> None:
    KeptSettings(settings).keep("pores", False)
    live = LiveSettings(form, settings)
    live.next_micrograph(None)
    assert not form.keep.isEnabled(), "of which kind is not known yet"
    number(form, "split").slider.setValue(300)
    live.show_result(Result(Measurement("pores", settings=USED), asked=Settings(split=0.3)))
    assert form.keep.isEnabled()
    form.keep.click()
    live.next_micrograph(None)
    assert live.asked("auto") == ("auto", AUTOMATIC)
    with qtbot.waitSignal(live.changed, timeout=2_000):
        live.show_result(Result(Measurement("pores", settings=USED)))
    assert live.asked("auto") == ("pores", Settings(split=0.3)) and form.keep.isChecked()
    live.show_result(Result(Measurement("pores", settings=USED), asked=Settings(split=0.3)))
    assert not live._soon.isActive()


def test_a_moved_slider_measures_again_with_it(tiny_project: Context, qtbot: QtBot) -> None:
    panel = InspectPanel(tiny_project)
    qtbot.addWidget(panel)
    project = tiny_project.project
    assert project is not None
    panel.set_micrograph(get_micrograph(project, 1))
    panel.measurement.kind.setCurrentIndex(panel.measurement.kind.findData("particles"))
    panel._choose_kind()
    with qtbot.waitSignal(panel._measuring.finished, timeout=60_000):
        panel.measure()
    form = panel.measurement.settings
    with qtbot.waitSignal(panel._measuring.finished, timeout=60_000) as told:
        for notch in (100, 200, 300):
            number(form, "threshold").slider.setValue(notch)
    assert told.args is not None and told.args[0].asked == Settings(threshold=0.3)
    assert panel.measurement.view.result is told.args[0]
    panel.set_micrograph(get_micrograph(project, 2))
    assert form.opener.text() == "Settings: automatic" and panel.measurement.view.result is None
    panel.close_session()


def test_a_typed_number_is_not_taken_away_by_a_result(form: SettingsForm, qtbot: QtBot, tmp_path: Path) -> None:
    form.show_settings(AUTOMATIC, USED, None, False)
    field = number(form, "split").field
    form.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus, timeout=2_000)
    field.selectAll()
    qtbot.keyClicks(field, "0.7")
    form.show_settings(AUTOMATIC, USED, None, False)
    assert field.text() == "0.7"
    asked: list[Settings] = []
    form.changed.connect(asked.append)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked == [Settings(split=0.7)]


def test_a_segmenter_is_chosen_where_one_is_installed(form: SettingsForm, qtbot: QtBot) -> None:
    row = form.rows["segmenter"]
    assert isinstance(row, ChoiceRow)
    assert row.choice.isHidden() and row.label.isHidden() and row.back.isHidden()
    form.show_settings(Settings(segmenter="network"), None, None, False)
    number(form, "split").slider.setValue(250)
    assert form._settings == Settings(segmenter="network", split=0.25), "what cannot be seen is kept"
    form.show_settings(AUTOMATIC, {"segmenter": "network"}, None, False, "fibres")
    form.offer_segmenters(("toy",))
    assert not row.choice.isHidden() and row.choice.currentText() == "Automatic: network"
    assert [row.choice.itemData(each) for each in range(row.choice.count())] == [None, "classical", "network", "toy"]
    asked: list[Settings] = []
    form.changed.connect(asked.append)
    qtbot.keyClick(row.choice, Qt.Key.Key_Down)
    assert asked == [Settings(segmenter="classical")]
    qtbot.mouseClick(row.back, Qt.MouseButton.LeftButton)
    assert asked[-1] == AUTOMATIC
    form.offer_segmenters(())
    assert row.choice.isHidden()
