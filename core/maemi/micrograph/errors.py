"""What goes wrong with a micrograph's file, as one sentence."""

from __future__ import annotations

from maemi.errors import InputError


class MicrographError(InputError):
    """A micrograph's file cannot be read: missing, damaged, too large, or of a format that MAEMI does not read."""
