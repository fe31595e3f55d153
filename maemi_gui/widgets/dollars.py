"""Amounts of money as people read and type them."""

from __future__ import annotations

from PySide6.QtWidgets import QDoubleSpinBox

FIGURES = 4
"""After the point: one request costs less than a cent."""


def dollars(usd: float) -> str:
    """`$ 12.34`, `$ 0.60`, `$ 0.0021`: an amount below a dollar as exact as it is, up to four figures."""
    if usd and abs(usd) < 0.5 * 10**-FIGURES:
        return "under $ 0.0001"
    return f"$ {_short(usd) if abs(usd) < 1 else f'{usd:,.2f}'}"


def dollars_in_column(usd: float) -> str:
    """All amounts with as many figures, so that the points stand below each other."""
    return f"$ {usd:,.{FIGURES}f}"


class DollarBox(QDoubleSpinBox):
    """An amount of up to four figures after the point; zeros beyond the cent are not written."""

    def __init__(self, name: str, most: float, value: float = 0.0) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setDecimals(FIGURES)
        self.setRange(0, most)
        self.setPrefix("$ ")
        self.setValue(value)

    def textFromValue(self, value: float) -> str:
        return self.locale().toString(value, "f", max(2, len(_short(value).rpartition(".")[2])))


def _short(usd: float) -> str:
    text = f"{usd:.{FIGURES}f}"
    while text.endswith("0") and len(text.rpartition(".")[2]) > 2:
        text = text[:-1]
    return text
