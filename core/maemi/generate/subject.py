"""One micrograph as a teacher sees it: what the file says, what was measured, what it is called."""

from __future__ import annotations

from dataclasses import dataclass

from maemi.measure.result import Measurement
from maemi.micrograph.record import Acquisition
from maemi.phantom.classes import DISPLAY_NAMES
from maemi.project.rows import MicrographRow

OBJECTS_OF_CLASS = {
    "fibres": "fibres",
    "nanowires": "nanowires",
    "particles": "particles",
    "powder": "powder grains",
    "porous_sponge": "pores",
    "patterned_surface": "features",
    "mems_devices_and_electrodes": "features",
    "tips": "tips",
    "biological": "structures",
    "films_coated_surface": "features",
}
OBJECTS_OF_KIND = {
    "particles": "particles",
    "fibres": "fibres",
    "pores": "pores",
    "pattern": "features",
    "grains": "grains",
    "films": "features",
    "tips": "tips",
}
SHOWN_OF_CLASS = {
    "biological": "a biological specimen",
    "films_coated_surface": "a film or coated surface",
    "patterned_surface": "a patterned surface",
    "porous_sponge": "a porous sponge",
    "powder": "a powder",
}
"""What a micrograph of the class is “of”, where the class's own name does not fit into a sentence."""
KIND_OF_CLASS = {
    "fibres": "fibres",
    "nanowires": "fibres",
    "particles": "particles",
    "powder": "particles",
    "biological": "particles",
    "porous_sponge": "pores",
    "patterned_surface": "pattern",
    "mems_devices_and_electrodes": "pattern",
    "films_coated_surface": "films",
    "tips": "tips",
}
"""What is worth measuring where the class is known."""


def kind_to_measure(row: MicrographRow) -> str | None:
    """The kind of measurement for a micrograph: by its class, else `auto`; None where there is nothing to measure."""
    return KIND_OF_CLASS.get(row.class_name or "", "auto")


@dataclass(frozen=True, slots=True)
class Subject:
    """A micrograph and what is known of it."""

    row: MicrographRow
    measurement: Measurement | None
    """None where nothing was measured; numbers that could not be trusted are None in it."""

    @property
    def measured(self) -> Measurement | None:
        """The measurement where it holds any number."""
        found = self.measurement
        return found if found and (found.count is not None or found.pitch_px is not None or found.quantities) else None

    @property
    def synthetic(self) -> bool:
        return bool(self.row.info and self.row.info.synthetic)

    @property
    def acquisition(self) -> Acquisition:
        return self.row.info.acquisition if self.row.info else Acquisition()

    @property
    def class_words(self) -> str | None:
        """The class as a person reads it."""
        name = self.row.class_name
        return DISPLAY_NAMES.get(name, name.replace("_", " ")) if name else None

    @property
    def shown_words(self) -> str | None:
        """The class as a noun phrase: what follows “a micrograph of”."""
        return SHOWN_OF_CLASS.get(self.row.class_name or "", self.class_words)

    @property
    def objects(self) -> str:
        """A plural word for what is seen."""
        if self.row.class_name in OBJECTS_OF_CLASS:
            return OBJECTS_OF_CLASS[self.row.class_name]
        return OBJECTS_OF_KIND[self.measured.kind] if self.measured else "structures"

    @property
    def field_m(self) -> tuple[float, float] | None:
        """Width and height of the scan in metres."""
        info, size = self.row.info, self.row.pixel_size
        if info is None or size is None or info.reciprocal:
            return None
        return info.shape[1] * size.column_m, (info.scan_rows or scan_rows(info.shape[0], info.info_bar)) * size.row_m


def scan_rows(rows: int, info_bar: tuple[int, int] | None) -> int:
    """Rows of the scan where the file does not say them: all without the info bar, as `scan_pixels` cuts it."""
    if info_bar is None:
        return rows
    return max(info_bar[0], rows - 1 - info_bar[1])
