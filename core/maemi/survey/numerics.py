"""The only door to SciPy in this room: it ships no types, so what it returns is annotated here."""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def student_t(probability: float, freedom: int) -> float:
    """The value below which Student's t lies with this probability."""
    from scipy import special

    return float(special.stdtrit(freedom, probability))


def normal_cdf(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of a standard normal distribution below each value."""
    from scipy import special

    return np.asarray(special.ndtr(values), dtype=np.float64)
