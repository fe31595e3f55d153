"""From what a vendor's metadata say to what MAEMI knows of a micrograph."""

from __future__ import annotations

from dataclasses import replace

from maemi.micrograph.record import MicrographInfo
from maemi.micrograph.vendors.facts import VendorFacts


def with_facts(info: MicrographInfo, facts: VendorFacts | None) -> MicrographInfo:
    """The info of a file that nobody has explained yet, with a vendor's facts; what is reciprocal has no length."""
    if facts is None:
        return info
    return replace(
        info,
        vendor=facts.vendor or None,
        pixel_size=None if facts.reciprocal else facts.pixel_size,
        reciprocal=facts.reciprocal,
        acquisition=facts.acquisition,
        scan_rows=facts.scan_rows,
        synthetic=facts.synthetic,
        warnings=facts.warnings,
    )
