"""Between the form of settings and the measurement: which settings hold for which kind, and when to measure again."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings, QTimer, Signal

from maemi.measure.settings import AUTOMATIC, Settings
from maemi_gui.inspect.kept_settings import KeptSettings
from maemi_gui.inspect.result import Result
from maemi_gui.inspect.settings_form import SettingsForm

PATIENCE_MS = 120
"""After the last move of a slider: a measurement for each notch would only be passed over."""


class LiveSettings(QObject):
    """Knows the kind whose settings the form shows: the chosen one, or what `auto` turned out to be."""

    changed = Signal()
    """Measure again."""

    def __init__(self, form: SettingsForm, store: QSettings) -> None:
        super().__init__(form)
        self._form = form
        self._kept = KeptSettings(store)
        self._chosen = self._kind = "auto"
        self._pixel_m: float | None = None
        self._result: Result | None = None
        self._soon = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._soon.timeout.connect(self.changed)
        form.changed.connect(self._give)
        form.kept.connect(lambda on: self._kept.keep(self._kind, on))

    def next_micrograph(self, pixel_m: float | None) -> None:
        """Another micrograph, or another pixel size (metres) of the same."""
        self._soon.stop()
        self._kept.next_micrograph()
        self._result, self._pixel_m, self._kind = None, pixel_m, self._chosen
        self._show()

    def choose(self, kind: str) -> None:
        """Another kind to measure."""
        self._chosen = self._kind = kind
        self._show()

    def show_result(self, result: Result) -> None:
        """What was measured, with what was used."""
        self._result = result
        found = result.measurement.kind
        if self._kind == "auto":
            # What was asked of any kind was meant for the one that it turned out to be.
            if self._kept.of("auto") != AUTOMATIC:
                self._kept.set(found, self._kept.of("auto"))
            self._kind = found
            if self._kept.of(found) != result.asked:
                # Settings are kept for this kind, and nobody knew that it would be this one.
                self._soon.start()
        self._show()

    def asked(self, kind: str) -> tuple[str, Settings]:
        """The kind to measure, and with which settings, where `kind` was chosen.

        Settings that were changed are of one kind: then `auto` is the kind that it turned out to be.
        """
        if kind == "auto" and self._kept.of(self._kind) != AUTOMATIC:
            kind = self._kind
        return kind, self._kept.of(kind)

    def _give(self, settings: Settings) -> None:
        self._kept.set(self._kind, settings)
        self._soon.start()

    def _show(self) -> None:
        found = self._result.measurement if self._result else None
        used = found.settings if found and found.kind == self._kind else None
        kind = self._kind
        self._form.show_settings(self._kept.of(kind), used, self._pixel_m, self._kept.is_kept(kind), kind)
