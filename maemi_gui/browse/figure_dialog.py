"""Export figure: what of the micrograph, how wide on paper, with which bar."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from maemi.errors import InputError
from maemi.micrograph.figure.layout import lay_out
from maemi.micrograph.figure.options import COLUMN_MM, CORNERS, NAMED, FigureOptions
from maemi.micrograph.record import MicrographInfo, PixelSize
from maemi.micrograph.units import parse_length
from maemi_gui.browse.figure_command import FigureWish, write_figure
from maemi_gui.context import Context
from maemi_gui.widgets.notice import Notice
from maemi_gui.widgets.words import label

OWN, TYPED = "The scan's own pixels", "Typed in"
FILTERS = "PNG (*.png);;TIFF (*.tif);;SVG, bar and letters as vectors (*.svg)"


class FigureDialog(QDialog):
    """Shows at once how large the figure will be; what was chosen is remembered."""

    def __init__(
        self,
        context: Context,
        wish: FigureWish,
        info: MicrographInfo,
        pixel_size: PixelSize | None,
        part: tuple[int, int, int, int],
        parent: QWidget | None = None,
    ) -> None:
        """`part`: the rows and columns that are visible now, as in FigureOptions."""
        super().__init__(parent)
        self.setWindowTitle("Export figure")
        self._context, self._wish, self._info = context, wish, info
        self._pixel_size, self._visible = pixel_size, part
        self.part = self._combo("What of the micrograph", ("The whole scan", "What is visible now"))
        self.width_choice = self._combo("Width on paper", (OWN, *self._columns(), TYPED))
        self.width_mm = QDoubleSpinBox()
        self.width_mm.setRange(5, 2000)
        self.width_mm.setValue(COLUMN_MM["single"])
        self.width_mm.setSuffix(" mm")
        self.width_mm.setAccessibleName("Width in millimetres")
        self.dpi = QSpinBox()
        self.dpi.setRange(30, 2400)
        self.dpi.setValue(300)
        self.dpi.setSuffix(" dpi")
        self.dpi.setAccessibleName("Resolution")
        self.font_pt = QDoubleSpinBox()
        self.font_pt.setRange(2, 144)
        self.font_pt.setValue(8)
        self.font_pt.setDecimals(1)
        self.font_pt.setSuffix(" pt")
        self.font_pt.setAccessibleName("Size of the letters")
        self.bar = QCheckBox("Scale bar")
        self.bar.setChecked(True)
        self.bar_length = QLineEdit()
        self.bar_length.setPlaceholderText("Chosen by itself")
        self.bar_length.setAccessibleName("Length of the scale bar, such as 500 nm")
        self.corner = self._combo("Corner of the scale bar", CORNERS)
        self.colour = self._combo("Colour of bar and regions", tuple(NAMED))
        self.backing = QCheckBox("Box behind the bar")
        self.regions = QCheckBox("Regions and their sizes")
        self.regions.setEnabled(wish.regions)
        self.info_bar = QCheckBox("Info bar of the microscope")
        self.info_bar.setEnabled(info.info_bar is not None)
        self.keep_greys = QCheckBox(f"Grey values as in the file ({info.dtype}): TIFF only, nothing drawn on it")
        self.told = label("", "muted")
        self.told.setWordWrap(True)
        self.notice = Notice()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.export = self.buttons.addButton("Export…", QDialogButtonBox.ButtonRole.AcceptRole)
        self._lay_out()
        self._restore()
        self._connect()
        self._tell()

    @staticmethod
    def _columns() -> tuple[str, ...]:
        return tuple(f"{name.capitalize()} column, {width:g} mm" for name, width in COLUMN_MM.items())

    @staticmethod
    def _combo(name: str, choices: tuple[str, ...]) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(name)
        made.addItems([choice.capitalize() if choice.islower() else choice for choice in choices])
        return made

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("Part", self.part)
        form.addRow("Width", self._beside(self.width_choice, self.width_mm))
        form.addRow("Resolution, letters", self._beside(self.dpi, self.font_pt))
        form.addRow(self.bar, self._beside(self.bar_length, self.corner))
        form.addRow("Colour", self._beside(self.colour, self.backing))
        form.addRow("Also", self.regions)
        form.addRow("", self.info_bar)
        form.addRow("", self.keep_greys)
        rows = QVBoxLayout(self)
        rows.addWidget(self.notice)
        rows.addLayout(form)
        rows.addWidget(self.told)
        rows.addWidget(self.buttons)

    @staticmethod
    def _beside(one: QWidget, other: QWidget) -> QWidget:
        both = QWidget()
        across = QHBoxLayout(both)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(one, 1)
        across.addWidget(other)
        return both

    def _connect(self) -> None:
        for combo in (self.part, self.width_choice, self.corner, self.colour):
            combo.currentIndexChanged.connect(lambda _index: self._tell())
        for spin in (self.width_mm, self.dpi, self.font_pt):
            spin.valueChanged.connect(lambda _value: self._tell())
        for check in (self.bar, self.backing, self.regions, self.info_bar, self.keep_greys):
            check.toggled.connect(lambda _on: self._tell())
        self.bar_length.textChanged.connect(lambda _text: self._tell())
        self.buttons.rejected.connect(self.reject)
        self.buttons.accepted.connect(self._ask_file)

    def options(self) -> FigureOptions:
        """What is chosen. Raises InputError where it makes no sense."""
        keep = self.keep_greys.isChecked()
        choice, widths = self.width_choice.currentIndex(), list(COLUMN_MM.values())
        width = None if choice == 0 or keep else self.width_mm.value() if choice > len(widths) else widths[choice - 1]
        text = self.bar_length.text().strip()
        return replace(
            self._wish.options,
            part=self._visible if self.part.currentIndex() else None,
            width_mm=width,
            dpi=self.dpi.value(),
            font_pt=self.font_pt.value(),
            bar=self.bar.isChecked() and not keep,
            bar_length_m=parse_length(text) if text and self.bar.isChecked() and not keep else None,
            bar_corner=CORNERS[self.corner.currentIndex()],
            colour=list(NAMED)[self.colour.currentIndex()],
            backing=self.backing.isChecked(),
            info_bar=self.info_bar.isChecked() and self.info_bar.isEnabled(),
            keep_greys=keep,
        )

    def _tell(self) -> None:
        """How large it will be, or what is wrong with it."""
        keep = self.keep_greys.isChecked()
        self.width_mm.setEnabled(self.width_choice.currentText() == TYPED and not keep)
        for widget in (self.width_choice, self.bar, self.bar_length, self.corner, self.colour, self.backing):
            widget.setEnabled(not keep)
        try:
            options = self.options()
            layout = lay_out(self._info, self._pixel_size, options)
        except InputError as error:
            self.told.setText(str(error))
            self.export.setEnabled(False)
            return
        self.export.setEnabled(True)
        wide, high = (side / layout.dpi * 25.4 for side in (layout.columns, layout.rows))
        text = f"{layout.columns:,} × {layout.rows:,} pixels, {wide:.1f} × {high:.1f} mm"
        if layout.bar is not None:
            text += f", bar {layout.bar.label}"
        elif options.bar:
            text += "; no bar: the pixel size is unknown"
        self.told.setText(text)

    def _ask_file(self) -> None:
        keep = self.keep_greys.isChecked()
        suffix = ".tif" if keep else str(self._context.settings.value("figure/suffix", ".png"))
        folder = str(self._context.settings.value("figure/folder", "") or self._wish.file.parent)
        start = str(Path(folder) / f"{self._wish.file.stem}_figure{suffix}")
        file, chosen = QFileDialog.getSaveFileName(self, "Export figure", start, "TIFF (*.tif)" if keep else FILTERS)
        if file:
            out = Path(file)
            self.write(out if out.suffix else out.with_suffix(chosen.partition("(*")[2].rstrip(")") or suffix))

    def write(self, out: Path) -> None:
        """Make the figure; the dialog closes when it is there, and stays with a sentence when it cannot be."""
        wish = replace(self._wish, options=self.options(), regions=self.regions.isChecked() and self._wish.regions)
        self._remember(out)
        self.export.setEnabled(False)
        self.told.setText(f"Writing {out.name} …")
        self._context.background.run(
            write_figure, wish, out, then=lambda _said: self.accept(), failed=self._failed, owner=self
        )

    def _failed(self, sentence: str) -> None:
        self._tell()
        self.notice.tell(sentence, "error")

    def _restore(self) -> None:
        settings = self._context.settings
        for name, combo in (("width", self.width_choice), ("corner", self.corner), ("colour", self.colour)):
            with QSignalBlocker(combo):
                combo.setCurrentText(str(settings.value(f"figure/{name}", combo.currentText())))
        self.dpi.setValue(int(str(settings.value("figure/dpi", 300))))
        self.width_mm.setValue(float(str(settings.value("figure/width_mm", COLUMN_MM["single"]))))
        self.font_pt.setValue(float(str(settings.value("figure/font_pt", 8))))
        self.backing.setChecked(bool(settings.value("figure/backing", False, type=bool)))
        self.regions.setChecked(self._wish.regions)

    def _remember(self, out: Path) -> None:
        settings = self._context.settings
        for name, value in (
            ("width", self.width_choice.currentText()),
            ("corner", self.corner.currentText()),
            ("colour", self.colour.currentText()),
            ("dpi", self.dpi.value()),
            ("width_mm", self.width_mm.value()),
            ("font_pt", self.font_pt.value()),
            ("backing", self.backing.isChecked()),
            ("folder", str(out.parent)),
        ):
            settings.setValue(f"figure/{name}", value)
        if not self.keep_greys.isChecked():
            settings.setValue("figure/suffix", out.suffix)
