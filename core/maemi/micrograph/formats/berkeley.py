"""Berkeley's EMD (emdatasets.com), as ncempy, HyperSpy, Prismatic and py4DSTEM write it: arrays with described axes."""

from __future__ import annotations

from pathlib import Path

from maemi.micrograph.errors import MicrographError
from maemi.micrograph.formats.axis_units import Axis, Kind, axis
from maemi.micrograph.formats.hdf5_frames import Contents, Stack, is_complex, is_picture
from maemi.micrograph.formats.hdf5_safety import child, dataset, subgroup, text, walk
from maemi.micrograph.formats.hdf5_types import Group
from maemi.micrograph.record import Acquisition, PixelSize, PixelSizeSource
from maemi.micrograph.vendors.facts import positive, words

_NAMES = ("data", "realslice", "datacube", "counted_datacube", "diffractionslice")
_MAX_AXES = 8


def contents(path: Path, file: Group) -> Contents | None:
    """The arrays that are frames of the micrograph: those like the first that has a picture; None for other files."""
    found: list[tuple[Stack, list[Axis]]] = []
    arrays, spectra = 0, 0
    for group in walk(file):
        if text(group.attrs.get("emd_group_type")) not in ("1", "array"):
            continue
        data = next((each for name in _NAMES if (each := dataset(group, name)) is not None), None)
        if data is None:
            continue
        arrays += 1
        if not is_picture(data.dtype) or not 2 <= len(data.shape) <= _MAX_AXES or min(data.shape) < 1:
            spectra += len(data.shape) == 1
            continue
        axes = _axes(group, len(data.shape))
        place = _picture_axes(axes, data.shape)
        if place is None:
            spectra += 1
            continue
        found.append((Stack(data, *place), [axes[place[0]], axes[place[1]]]))
    if not found:
        if not arrays:
            return None
        what = "spectra or profiles" if spectra else "values that are no grey values"
        raise MicrographError(f"{path} is a Berkeley EMD that holds {what} and no picture; open it in HyperSpy.")
    first, axes = found[0]
    alike = [
        stack
        for stack, its in found
        if (stack.data.dtype, stack.rows, stack.columns, its) == (first.data.dtype, first.rows, first.columns, axes)
    ]
    said = [
        *(["The values are complex numbers; their magnitude is shown."] if is_complex(first.data.dtype) else []),
        *(
            [f"{len(found) - len(alike)} more images of another kind, size or calibration in the file are not shown."]
            if len(found) > len(alike)
            else []
        ),
    ]
    rows, columns = axes
    size = (
        PixelSize(rows.metres, columns.metres, PixelSizeSource.METADATA, "axes of the array")
        if rows.metres and columns.metres
        else None
    )
    reciprocal = Kind.RECIPROCAL in (rows.kind, columns.kind)
    return Contents("Berkeley EMD", None, tuple(alike), size, reciprocal, _acquisition(file), tuple(said))


def _axes(group: Group, count: int) -> list[Axis]:
    """Kind and step of each axis, from `dim1` … (`dim0` … since version 1)."""
    start = 0 if child(group, "dim0") is not None else 1
    found: list[Axis] = []
    for place in range(count):
        values = dataset(group, f"dim{place + start}")
        if values is None or values.dtype.kind not in "iuf" or len(values.shape) != 1 or values.shape[0] < 2:
            unit = text(values.attrs.get("units")) if values is not None else ""
            found.append(Axis(axis(None, unit).kind))
            continue
        first, second = (float(value) for value in values[:2])
        found.append(axis(second - first, text(values.attrs.get("units"))))
    return found


def _picture_axes(axes: list[Axis], shape: tuple[int, ...]) -> tuple[int, int] | None:
    """Which axes are rows and columns: the last two if they are of one kind, else the two that are lengths."""
    last = (len(axes) - 2, len(axes) - 1)
    kinds = {axes[place].kind for place in last}
    lengths = [place for place, each in enumerate(axes) if each.kind is Kind.LENGTH]
    chosen = last if len(kinds) == 1 or len(lengths) != 2 else (lengths[0], lengths[1])
    if Kind.ENERGY in {axes[place].kind for place in chosen} or min(shape[place] for place in chosen) < 2:
        return None
    return chosen


def _acquisition(file: Group) -> Acquisition:
    """What the group `microscope` says, where its writer filled it."""
    group = subgroup(file, "microscope")
    if group is None:
        return Acquisition()
    voltage = text(group.attrs.get("voltage")).replace(" ", "")
    amount = positive(voltage.removesuffix("V").removesuffix("k"))
    factor = 1000 if voltage.endswith("kV") else 1
    return Acquisition(
        instrument=words(text(group.attrs.get("name"))),
        accelerating_voltage_v=amount * factor if amount and voltage.endswith("V") else None,
    )
