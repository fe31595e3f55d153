"""What MAEMI knows about one micrograph's file, apart from its pixels."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from maemi.micrograph.scale_bar_reading import ScaleBarReading


class PixelSizeSource(StrEnum):
    """Where a pixel size came from."""

    METADATA = "metadata"
    SIDECAR = "sidecar"
    SCALE_BAR = "scale bar"
    TYPED_IN = "typed in"


@dataclass(frozen=True, slots=True)
class PixelSize:
    """Metres per pixel along rows (vertical) and columns (horizontal), and where that came from."""

    row_m: float
    column_m: float
    source: PixelSizeSource
    detail: str = ""
    """Which entry of the file gave it, e.g. `[Scan] PixelWidth`."""
    relative_uncertainty: float | None = None
    """One standard deviation, where it was read from a picture."""
    confidence: float | None = None
    """0 to 1: that a reading from a picture is right at all; None where nothing was guessed."""

    @property
    def mean_m(self) -> float:
        """Geometric mean of both axes in metres: the side of a square pixel of equal area."""
        return (self.row_m * self.column_m) ** 0.5


@dataclass(frozen=True, slots=True)
class Acquisition:
    """How the micrograph was taken, in SI units; None is unknown."""

    instrument: str | None = None
    accelerating_voltage_v: float | None = None
    magnification: float | None = None
    detector: str | None = None
    working_distance_m: float | None = None
    dwell_time_s: float | None = None
    taken_at: str | None = None
    """ISO 8601, as the file says it."""
    technique: str | None = None
    """SEM, TEM, STEM, FIB … where the file says it."""


@dataclass(frozen=True, slots=True)
class MicrographInfo:
    """One micrograph's file: what `maemi info` prints and Inspect shows."""

    path: Path
    format: str
    """TIFF, PNG, JPEG, BMP …"""
    vendor: str | None
    shape: tuple[int, int]
    """Rows, columns of one frame, the info bar included."""
    dtype: str
    """numpy's name, e.g. `uint16`."""
    channels: int
    """1 is grey, 3 is RGB."""
    frames: int
    pixel_size: PixelSize | None
    reciprocal: bool = False
    """A diffraction pattern or FFT: never has a length per pixel."""
    acquisition: Acquisition = field(default_factory=Acquisition)
    scan_rows: int | None = None
    """Rows of the scan proper, where an info bar lies below them."""
    info_bar: tuple[int, int] | None = None
    """First and last row of the vendor's strip of text, both included."""
    synthetic: bool = False
    """A phantom: the file itself says that it is synthetic."""
    warnings: tuple[str, ...] = ()
    scale_bar: ScaleBarReading | None = None
    """The burned-in scale bar as it was read; the pixel size follows it only where the reading is sure."""

    def to_json(self) -> dict[str, Any]:
        """The fields of `maemi info --json`: a public contract, names stay."""
        size = self.pixel_size
        return {
            "path": str(self.path),
            "format": self.format,
            "vendor": self.vendor,
            "shape": list(self.shape),
            "dtype": self.dtype,
            "channels": self.channels,
            "frames": self.frames,
            "pixel_size_m": [size.row_m, size.column_m] if size else None,
            "pixel_size_source": str(size.source) if size else None,
            "pixel_size_detail": size.detail if size else None,
            "pixel_size_uncertainty": size.relative_uncertainty if size else None,
            "pixel_size_confidence": size.confidence if size else None,
            "scale_bar": self.scale_bar.to_json() if self.scale_bar else None,
            "reciprocal": self.reciprocal,
            **asdict(self.acquisition),
            "scan_rows": self.scan_rows,
            "info_bar": list(self.info_bar) if self.info_bar else None,
            "synthetic": self.synthetic,
            "warnings": list(self.warnings),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> MicrographInfo:
        """The inverse of `to_json`; the project stores it that way."""
        size = data.get("pixel_size_m")
        names = Acquisition.__dataclass_fields__
        return cls(
            path=Path(data["path"]),
            format=data["format"],
            vendor=data["vendor"],
            shape=(int(data["shape"][0]), int(data["shape"][1])),
            dtype=data["dtype"],
            channels=data["channels"],
            frames=data["frames"],
            pixel_size=PixelSize(
                size[0],
                size[1],
                PixelSizeSource(data["pixel_size_source"]),
                data.get("pixel_size_detail") or "",
                data.get("pixel_size_uncertainty"),
                data.get("pixel_size_confidence"),
            )
            if size
            else None,
            reciprocal=data["reciprocal"],
            acquisition=Acquisition(**{name: data.get(name) for name in names}),
            scan_rows=data["scan_rows"],
            info_bar=(data["info_bar"][0], data["info_bar"][1]) if data["info_bar"] else None,
            synthetic=data.get("synthetic", False),
            warnings=tuple(data["warnings"]),
            scale_bar=ScaleBarReading.from_json(data.get("scale_bar")),
        )
