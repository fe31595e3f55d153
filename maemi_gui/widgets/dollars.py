"""Amounts of money as people read them."""

from __future__ import annotations


def dollars(usd: float) -> str:
    """`$ 12.34`; small amounts with four figures after the point, since one request costs less than a cent."""
    if usd and abs(usd) < 0.00005:
        return "under $ 0.0001"
    return f"$ {usd:,.4f}" if usd and abs(usd) < 1 else f"$ {usd:,.2f}"
