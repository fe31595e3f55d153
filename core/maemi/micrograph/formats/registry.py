"""Which reader reads which file; a new format is one module and one line here."""

from __future__ import annotations

from pathlib import Path

from maemi.micrograph.errors import MicrographError
from maemi.micrograph.formats import raster, unread
from maemi.micrograph.formats.dm import DigitalMicrographReader
from maemi.micrograph.formats.hdf5 import EmdReader
from maemi.micrograph.formats.mrc import MrcReader, PackedMrcReader
from maemi.micrograph.formats.plugins import plugins
from maemi.micrograph.formats.protocol import FormatReader, NamedReader
from maemi.micrograph.formats.ser import EmiReader, SerReader
from maemi.micrograph.formats.tiff import TiffReader

# MRC comes last: old files of it have no mark of their own.
READERS: tuple[FormatReader, ...] = (
    TiffReader(),
    *raster.READERS,
    DigitalMicrographReader(),
    SerReader(),
    EmdReader(),
    EmiReader(),
    PackedMrcReader(),
    MrcReader(),
)

_HEAD_BYTES = 512
_PLUG_IN = "install 'maemi[formats]', whose plug-in may read it, or "


def reader_for(path: Path) -> FormatReader:
    """The reader of a file by its first bytes, never by its name alone.

    Raises MicrographError with one sentence where the file is missing, empty, a folder, not allowed, or of a
    kind that MAEMI does not read.
    """
    head = _head(path)
    for reader in READERS:
        if _matches(reader, path, head):
            return reader
    # Only now: a plug-in can neither shadow a reader of ours nor slow it down.
    for reader in plugins()[0]:
        if _matches(reader, path, head):
            return reader
    suffix = path.suffix.lower()
    promised = next((reader.name for reader in READERS if suffix in reader.suffixes), None)
    known = unread.format_name(head, suffix, promised is not None)
    if known is not None:
        raise MicrographError(
            f"{path} is in the {known} format, which MAEMI does not read by itself; "
            f"{_PLUG_IN if suffix in unread.FOR_PLUG_INS else ''}export it as TIFF with its metadata."
        )
    if promised is not None:
        raise MicrographError(
            f"{path} does not hold a {promised} although its name says so; export it again from its source."
        )
    names = ", ".join(reader.name for reader in READERS)
    raise MicrographError(f"{path} is of a kind that MAEMI does not know; it reads {names}.")


def _matches(reader: FormatReader, path: Path, head: bytes) -> bool:
    try:
        return reader.recognises(head) and (not isinstance(reader, NamedReader) or reader.may_be(path))
    except Exception:  # a plug-in that trips over strange bytes does not know them
        return False


def _head(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise MicrographError(f"{path} is a folder, not a micrograph; give a file inside it.")
        if path.exists() and not path.is_file():
            # A pipe or a device would make the read below wait for ever.
            raise MicrographError(f"{path} is not an ordinary file; copy the micrograph into a folder first.")
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except FileNotFoundError:
        raise MicrographError(f"{path} does not exist; check the name or whether its disk is connected.") from None
    except PermissionError:
        raise MicrographError(f"{path} may not be read by you; ask its owner for permission to read it.") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise MicrographError(f"{path} cannot be opened ({reason}); check the disk and the name.") from None
    if not head:
        raise MicrographError(f"{path} is empty (0 bytes); copy it again from the microscope.")
    return head
