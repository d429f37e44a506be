"""Figures, days and names as one language writes them: what `reports.format` does, which writes English."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from fairwitness.audits import units
from fairwitness.audits.metrics.names import CONDITIONAL, labelled, plain_rate
from fairwitness.audits.plan.part import Kind
from fairwitness.reports import format as fmt
from fairwitness.reports.language.texts import Texts


@dataclass(frozen=True, eq=False)
class Words(Texts):
    """The texts of one language, and how it writes figures. Each method says what `reports.format` says of it."""

    def number(self, value: float | None, digits: int = 2) -> str:
        """Fixed decimals, thousands, true minus; words for what is undefined."""
        return self.figure(fmt.number(value, digits))

    def signed(self, value: float | None, digits: int = 2) -> str:
        """As `number`, with a plus where it is one."""
        return self.figure(fmt.signed(value, digits))

    def plural(self, n: int, one: str, many: str | None = None) -> str:
        """A count with its noun, for what is said in English alone."""
        return f"{self.count(n)} {one if n == 1 else many or one + 's'}"

    def said(self, sentence: str) -> str:
        """A sentence of ours that is said in English alone, with what figures stand in it in this form."""
        return sentence

    def short(self, value: float, digits: int = 6) -> str:
        """So many significant digits, as few as it takes."""
        return self.figure(f"{value:.{digits}g}")

    def probability(self, p: float | None, missing: str | None = None) -> str:
        """A p-value or q-value with three decimals; ``missing`` where there is none."""
        if p is None:
            return self("said.not_estimable") if missing is None else missing
        return self("figure.under", n=self.figure("0.001")) if p < 0.001 else self.number(p, 3)

    def pct(self, share: float | None, digits: int = 1) -> str:
        """A share in [0, 1] as per cent."""
        if share is None or not math.isfinite(share):
            return self("said.not_estimable")
        return self("figure.percent", n=self.number(100 * share, digits))

    def points(self, gap: float | None, digits: int = 1) -> str:
        """A difference of shares in percentage points, without the unit."""
        return self.figure(fmt.points(gap, digits))

    def gap(self, value: float | None, kind: Kind, metric: str, *, unit: bool = True) -> str:
        """A gap in its own unit: points for a difference of shares, two decimals for a ratio."""
        if not unit or kind == "ratio" or value is None or not fmt.is_share(metric):
            return self.figure(fmt.gap(value, kind, metric, unit=False))
        return self("figure.points", n=self.points(value))

    def limit(self, value: float, kind: Kind, metric: str, *, unit: bool = True) -> str:
        """A declared limit, as short as it is exact."""
        if kind == "ratio":
            return self.short(value)
        if not fmt.is_share(metric):
            return self.figure(units.plain(value))
        points = self.short(100 * value, 10)
        return self("figure.points", n=points) if unit else points

    def gap_interval(self, low: float | None, high: float | None, kind: Kind, metric: str) -> str:
        """The interval of a gap, without its unit."""
        if kind == "ratio":
            return self.interval(low, high, 2, 1)
        return self.estimate_interval(low, high, metric)

    def interval(self, low: float | None, high: float | None, digits: int = 1, scale: float = 100) -> str:
        """An interval in words; half-open ones say so; a word where there is none."""
        ends = [
            None if end is None or not math.isfinite(end) else self.number(scale * end, digits)
            for end in (low, high)
        ]
        return self.between(*ends)

    def between(self, low: str | None, high: str | None) -> str:
        """Two written ends, of which one or both may be missing."""
        if low is not None and high is not None:
            return self("figure.interval", low=low, high=high)
        if low is not None:
            return self("figure.or_more", low=low)
        return self("said.none") if high is None else self("figure.or_less", high=high)

    def estimate_text(self, value: float | None, metric: str) -> str:
        """A group's figure in its metric's unit: per cent for a share, three decimals for an index, else as it is."""
        text = fmt.estimate_text(value, metric)
        if text.endswith("%"):
            return self("figure.percent", n=self.figure(text.removesuffix("%")))
        return self.figure(text)

    def estimate_interval(self, low: float | None, high: float | None, metric: str) -> str:
        """The interval of a group's figure in its metric's unit, without a sign."""
        unit = fmt.unit_of(metric)
        if unit == "share":
            return self.interval(low, high)
        if unit == "index" or low is None or high is None:
            return self.interval(low, high, 3, 1)
        ends = [self.figure(units.plain(end, digits=4).replace("-", fmt.MINUS)) for end in (low, high)]
        return self.between(*ends)

    def metric_title(self, metric: str) -> str:
        """A metric's plain name; of one that this language has no name for, what the metric calls itself."""
        key = f"metric.{plain_rate(metric)}"
        if not self.knows(key):
            return fmt.metric_title(metric)
        of_label = labelled(metric)
        if of_label is not None:
            name, label = of_label
            own = f"metric_of_label.{name}"
            return self("metric_of.label", title=self(own if self.knows(own) else key), label=label)
        title = self(key)
        return self("metric_of.comparable", title=title) if metric.startswith(CONDITIONAL) else title

    def inner(self, name: str) -> str:
        """A name as it stands inside a sentence; German alone has nouns large there too."""
        return name if self.language == "de" else name.lower()

    def energy(self, kwh: float | None) -> str:
        """Energy with the unit that suits its size."""
        return self("said.not_measured") if kwh is None else self.figure(fmt.energy(kwh))

    def seconds(self, value: float) -> str:
        """A duration."""
        return self.figure(fmt.seconds(value))

    def date(self, created: str) -> str:
        """The day of an ISO 8601 time in words."""
        day = fmt.utc_day(created)
        return self("date.none") if day is None else self._day(day, "month")

    def day(self, date: str, *, short: bool = False) -> str:
        """A day in words; a month or a year alone where no more is given."""
        parts = date.split("-")
        try:
            found = dt.datetime.fromisoformat("-".join([*parts, "01", "01"][:3]))
        except ValueError:
            return date
        months = "month_short" if short else "month"
        if len(parts) == 1:
            return str(found.year)
        return self._month(found, months) if len(parts) == 2 else self._day(found, months)

    def stamp(self, at: dt.date) -> str:
        """The day on which something was written down, in words."""
        return self.day(f"{at:%Y-%m-%d}")

    def moment(self, at: dt.datetime) -> str:
        """The same with the minute; the zone is that of the time."""
        return f"{self.stamp(at)}, {at:%H:%M}"

    def _month(self, day: dt.datetime, months: str) -> str:
        return self("date.month", month=self(f"{months}.{day.month}"), year=str(day.year))

    def _day(self, day: dt.datetime, months: str) -> str:
        named = {"month": self(f"{months}.{day.month}"), "year": str(day.year)}
        return self("date.day", day=str(day.day), **named)
