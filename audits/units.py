"""Figures as text, each in its metric's unit: a share in per cent, an index as it is, a number in its own; and days."""

from __future__ import annotations

from datetime import date

from fairwitness.audits.metrics.base import Unit


def percent(share: float) -> str:
    """A share as text, such as 44.8%."""
    return f"{100 * share:.1f}%"


def points(gap: float) -> str:
    """A measured difference of shares, such as "21.3 points"; one too small to show is not shown as none."""
    size = abs(100 * gap)
    if 0 < size < 0.05:
        return "less than 0.1 points"
    text = f"{size:.1f}".removesuffix(".0")
    return f"{text} point" if text == "1" else f"{text} points"


def limit(value: float, unit: Unit = "share") -> str:
    """A declared difference, as short as it is exact, such as "2.5 points"."""
    if unit != "share":
        return plain(value)
    text = f"{100 * value:.10g}"
    return f"{text} point" if text == "1" else f"{text} points"


def figure(value: float, unit: Unit = "share") -> str:
    """A measured figure, such as "44.8%", "0.812" or "52,300"."""
    if unit == "share":
        return percent(value)
    return f"{value:.3f}" if unit == "index" else plain(value, digits=4)


def gap(value: float, unit: Unit = "share") -> str:
    """A measured difference, without its sign."""
    if unit == "share":
        return points(value)
    return f"{abs(value):.3f}" if unit == "index" else plain(abs(value), digits=3)


def plain(value: float, digits: int = 10) -> str:
    """A number with so many significant digits and thousands, such as 52,300 or 0.0123."""
    if abs(value) >= 1e15:
        return f"{value:.{digits}g}"
    rounded = float(f"{value:.{digits}g}")
    text = f"{rounded:,.12f}".rstrip("0").rstrip(".") if rounded else "0"
    return text.replace("-0", "0") if text in ("-0",) else text


def day(when: date) -> str:
    """A day in words, such as "22 November 2026"; of a time the day that it has where it is."""
    return f"{when.day} {when:%B} {when.year}"
