"""Numbers and words as every report writes them.

True minus, fixed decimals, and never a number for what is undefined.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from typing import Final

from fairwitness.audits import units
from fairwitness.audits.metrics import METRICS, metric_named
from fairwitness.audits.metrics.base import Unit
from fairwitness.audits.metrics.names import plain_rate
from fairwitness.audits.plan.part import Kind

NOT_ESTIMABLE: Final = "not estimable"
MINUS: Final = "\u2212"


def number(value: float | None, digits: int = 2) -> str:
    """Fixed decimals, thousands, true minus; words for what is undefined."""
    if value is None or not math.isfinite(value):
        return NOT_ESTIMABLE
    text = f"{value:,.{digits}f}"
    if text.startswith("-"):
        text = text[1:] if float(text.replace(",", "")) == 0 else MINUS + text[1:]
    return text


def signed(value: float | None, digits: int = 2) -> str:
    """As `number`, with a plus where it is one."""
    text = number(value, digits)
    zero = value is not None and math.isfinite(value) and round(value, digits) == 0
    return text if text == NOT_ESTIMABLE or zero or text.startswith(MINUS) else "+" + text


def count(value: int | None) -> str:
    """A whole number with thousands, such as ``7,214``."""
    return NOT_ESTIMABLE if value is None else f"{value:,}".replace("-", MINUS)


def probability(p: float | None, missing: str = NOT_ESTIMABLE) -> str:
    """A p-value or q-value with three decimals; ``missing`` where there is none."""
    if p is None:
        return missing
    return "under 0.001" if p < 0.001 else number(p, 3)


def pct(share: float | None, digits: int = 1) -> str:
    """A share in [0, 1] as per cent, such as ``44.8%``."""
    text = number(None if share is None else 100 * share, digits)
    return text if text == NOT_ESTIMABLE else text + "%"


def points(gap: float | None, digits: int = 1) -> str:
    """A difference of shares in percentage points, without the unit, such as ``21.3``."""
    return number(None if gap is None else 100 * gap, digits)


def unit_of(metric: str) -> Unit:
    """The unit of a metric's figures; of one that this installation does not know, plain numbers."""
    known = METRICS.get(plain_rate(metric))
    return "number" if known is None else known.unit


def is_share(metric: str) -> bool:
    """Whether a metric is a share of rows, written in per cent and compared in points."""
    return unit_of(metric) == "share"


def gap(value: float | None, kind: Kind, metric: str, *, unit: bool = True) -> str:
    """A gap in its own unit: points for a difference of shares, two decimals for a ratio."""
    if kind == "ratio":
        return number(value, 2)
    if not is_share(metric):
        return NOT_ESTIMABLE if value is None else units.gap(value, unit_of(metric))
    text = points(value)
    return text if text == NOT_ESTIMABLE or not unit else f"{text} points"


def limit(value: float, kind: Kind, metric: str) -> str:
    """A declared limit, as short as it is exact: ``10 points``, ``2.5 points``, ``0.8``, ``3,000``."""
    if kind == "ratio":
        return f"{value:g}"
    return f"{100 * value:.10g} points" if is_share(metric) else units.plain(value)


def gap_interval(low: float | None, high: float | None, kind: Kind, metric: str) -> str:
    """The interval of a gap, without its unit."""
    return interval(low, high, 2, 1) if kind == "ratio" else estimate_interval(low, high, metric)


def interval(low: float | None, high: float | None, digits: int = 1, scale: float = 100) -> str:
    """An interval in words, such as ``42.6 to 47.2``; half-open ones say so; empty where there is none."""
    ends = [
        None if end is None or not math.isfinite(end) else number(scale * end, digits) for end in (low, high)
    ]
    match ends:
        case [str() as first, str() as second]:
            return f"{first} to {second}"
        case [str() as first, None]:
            return f"{first} or more"
        case [None, str() as second]:
            return f"{second} or less"
        case _:
            return "none"


def estimate_text(value: float | None, metric: str) -> str:
    """A group's figure in its metric's unit: per cent for a share, three decimals for an index, else as it is."""
    if value is None or not math.isfinite(value):
        return NOT_ESTIMABLE
    return units.figure(value, unit_of(metric)).replace("-", MINUS)


def estimate_interval(low: float | None, high: float | None, metric: str) -> str:
    """The interval of a group's figure in its metric's unit, without a sign."""
    unit = unit_of(metric)
    if unit == "share":
        return interval(low, high)
    if unit == "index" or low is None or high is None:
        return interval(low, high, 3, 1)
    ends = [units.plain(end, digits=4).replace("-", MINUS) for end in (low, high)]
    return f"{ends[0]} to {ends[1]}"


def metric_title(metric: str) -> str:
    """A metric's plain name, such as ``Positives found``; its own name in words where it has none."""
    known = plain_rate(metric) in METRICS
    return metric_named(metric).title if known else metric.replace("_", " ").capitalize()


def energy(kwh: float | None) -> str:
    """Energy with the unit that suits its size: ``312 mWh``, ``4.21 Wh``, ``1.30 kWh``."""
    if kwh is None or not math.isfinite(kwh):
        return "not measured"
    watt_hours = 1000 * kwh
    if watt_hours >= 1000:
        return f"{number(kwh, 2)} kWh"
    if watt_hours >= 1:
        return f"{number(watt_hours, 2)} Wh"
    milli = 1000 * watt_hours
    return f"{number(milli, 0 if milli >= 10 else 2)} mWh"


def seconds(value: float) -> str:
    """A duration: ``0.42 s``, ``12.3 s``, ``3 min 5 s``."""
    if value < 60:
        return f"{number(value, 2 if value < 10 else 1)} s"
    minutes, rest = divmod(round(value), 60)
    return f"{count(minutes)} min {rest} s"


def size(length: int) -> str:
    """The length of a file with the unit that suits it: ``812 bytes``, ``45 kB``, ``1.1 MB``; decimal prefixes."""
    if length < 1000:
        return plural(length, "byte")
    return f"{length / 1000:.0f} kB" if length < 999_500 else f"{length / 1e6:.1f} MB"


def date(created: str) -> str:
    """The day of an ISO 8601 time, as ``22 November 2026``; in words if it is none."""
    day = utc_day(created)
    return "date not given" if day is None else units.day(day)


def utc_day(created: str) -> datetime | None:
    """An ISO 8601 time in UTC; None if it is none."""
    try:
        return datetime.fromisoformat(created).astimezone(UTC)
    except ValueError:
        return None


def day(date: str, *, short: bool = False) -> str:
    """A day as ``2 December 2027`` or ``2 Dec 2027``; a month or a year alone where no more is given.

    Parameters
    ----------
    date
        ISO 8601: ``2027-12-02``, ``2027-12`` or ``2027``. What is none of these is given back.
    """
    parts = date.split("-")
    try:
        found = datetime.fromisoformat("-".join([*parts, "01", "01"][:3]))
    except ValueError:
        return date
    month = f"{found:%b}" if short else f"{found:%B}"
    return {1: f"{found.year}", 2: f"{month} {found.year}"}.get(
        len(parts), f"{found.day} {month} {found.year}"
    )


def plural(n: int, one: str, many: str | None = None) -> str:
    """A count with its noun: ``1 group``, ``1,204 groups``."""
    return f"{count(n)} {one if n == 1 else many or one + 's'}"


def listed(items: list[str] | tuple[str, ...]) -> str:
    """Names in a row: ``a``, ``a and b``, ``a, b and c``."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else "none"


def sentence(text: str) -> str:
    """A text with a capital at its start."""
    return text[:1].upper() + text[1:]


def opening(text: str, longest: int) -> str:
    """As many whole sentences as fit, and at least one; a sentence that is too long itself ends in an ellipsis."""
    sentences = re.split(r"(?<=[.!?]) +(?=[A-Z])", text)
    kept = sentences[0]
    for sentence_ in sentences[1:]:
        if len(kept) + len(sentence_) + 1 > longest:
            break
        kept += " " + sentence_
    return kept if len(kept) <= 1.5 * longest else kept[: longest - 1].rstrip() + "…"
