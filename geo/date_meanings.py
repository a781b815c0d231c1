"""
What the forms of dates in news mean: each function gives the days of a match, given what it leans on.

Every function takes the match of a pattern of ``geo.date_rules`` and an `Anchor`. It gives first and last
day, both included, `UNKNOWN` where the anchor is missing, and ``None`` where the words are no date at all
("30 February").
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from . import feasts

Days = tuple[date | None, date | None]
"""First and last day, both included; ``None`` for what cannot be known."""
UNKNOWN: Days = (None, None)


@dataclass(frozen=True, slots=True)
class Anchor:
    """What an expression is resolved against."""

    published: date | None
    context: date | None = None
    """The day that the text spoke of last."""
    outlook: int = 0
    """1 where the clause looks ahead, -1 where it looks back, 0 where it does not say."""


Match = re.Match[str]
Meaning = Callable[[Match, Anchor], Days | None]

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
}  # fmt: skip
_ONE_DAY = timedelta(days=1)


def _number(words: str) -> int:
    return NUMBERS.get(words.lower()) or int(words)


def _month_number(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def _on(year: int, month: int, day: int) -> date | None:
    """Give the date, ``None`` where the calendar has none."""
    return date(year, month, day) if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1] else None


def _month_days(year: int, month: int, part: str | None = None) -> tuple[date, date]:
    """Give a month, or the third of it that "early", "mid" or "late" names."""
    length = monthrange(year, month)[1]
    thirds = {"early": (1, 10), "mid": (11, 20), "late": (21, length)}
    first, last = thirds.get((part or "").lower(), (1, length))
    return date(year, month, first), date(year, month, last)


def _nearest(days: Callable[[int], date | None], anchor: Anchor, weekday: str | None = None) -> date | None:
    """
    Find the day that is meant where the text leaves the year out; ``days`` gives the day of a year.

    The last one at or before publication, or the next one where the clause looks ahead; a weekday that the
    text adds has the first word. Where the clause is silent, ten months back is too far: the next one.
    """
    if anchor.published is None:
        return None
    near = range(max(anchor.published.year - 8, 1), min(anchor.published.year + 9, 9999))
    every = [day for year in near if (day := days(year))]
    if weekday:
        number = _WEEKDAYS.index(weekday[:3].lower())
        fits = [d for d in every if d.weekday() == number and abs(d - anchor.published) < timedelta(days=400)]
        every = fits or every
    past = [day for day in every if day <= anchor.published]
    ahead = [day for day in every if day >= anchor.published]
    if not past or not ahead:
        return past[-1] if past else ahead[0]
    silent_and_far = anchor.outlook == 0 and anchor.published - past[-1] > timedelta(days=300)
    return ahead[0] if anchor.outlook > 0 or silent_and_far else past[-1]


def _full_year(digits: str, anchor: Anchor) -> int | None:
    """Read a year; of two digits the last such year that publication allows, ``None`` without one."""
    if len(digits) == 4:
        return int(digits)
    if anchor.published is None:
        return None
    return anchor.published.year - (anchor.published.year - int(digits[-2:])) % 100


def calendar_day(match: Match, anchor: Anchor) -> Days | None:
    """Resolve "March 3, 2024", "3 March", "3-5 March", "Saturday, March 9"."""
    month, first_day, groups = _month_number(match["month"]), int(match["day"]), match.groupdict()
    last_day = int(groups["day2"]) if groups["day2"] else first_day
    if not _on(2024, month, first_day) or not _on(2024, month, last_day) or last_day < first_day:
        return None
    if match["year"]:
        year = _full_year(match["year"], anchor)
    else:
        day = _nearest(lambda year: _on(year, month, first_day), anchor, groups.get("weekday"))
        year = day.year if day else None
    if year is None:
        return UNKNOWN
    first, last = _on(year, month, first_day), _on(year, month, last_day)
    return (first, last) if first and last else None


def iso_day(match: Match, anchor: Anchor) -> Days | None:
    """Resolve "2024-03-14"."""
    day = _on(int(match[1]), int(match[2]), int(match[3]))
    return (day, day) if day else None


def numeric_day(match: Match, anchor: Anchor) -> Days | None:
    """
    Resolve "3/4/2024", "3.4.2024", "2/17".

    Points are day first; a stroke is either. Where both orders are possible the one within a fortnight before
    publication is meant, or the only past one; else nothing tells, and the two bound the interval.
    """
    one, two, digits = int(match["one"]), int(match["two"]), match.groupdict().get("year")
    orders = [(two, one)] if match.groupdict().get("point") == "." else [(one, two), (two, one)]
    orders = [(month, day) for month, day in orders if _on(2024, month, day)]
    if not orders:
        return None
    if digits is None:
        found = {day for order in orders if (day := _nearest(lambda year, order=order: _on(year, *order), anchor))}  # type: ignore[misc]
        return _likeliest(sorted(found), anchor) or UNKNOWN
    year = _full_year(digits, anchor)
    if year is None:
        return UNKNOWN
    return _likeliest(sorted({day for order in orders if (day := _on(year, *order))}), anchor)


def _likeliest(days: list[date], anchor: Anchor) -> Days | None:
    """The day within a fortnight before publication, or the only past one; else from the first to the last."""
    if anchor.published:
        past = [day for day in days if day <= anchor.published]
        fresh = [day for day in past if anchor.published - day <= timedelta(days=14)]
        days = fresh[-1:] or past or days
    return (days[0], days[-1]) if days else None


def month(match: Match, anchor: Anchor) -> Days | None:
    """Resolve "in May 2023", "early March", "last November"; "may" and "march" are no months."""
    month, groups = _month_number(match["month"]), match.groupdict()
    if groups.get("year"):
        return _month_days(int(match["year"]), month, match["part"])
    if match["month"][0].islower():
        return None
    if anchor.published is None:
        return UNKNOWN
    which = (match["which"] or "").lower()
    toward = {"last": -1, "next": 1}.get(which, anchor.outlook)
    this_month = anchor.published.replace(day=1)
    base = this_month - _ONE_DAY if which == "last" else this_month
    first = _nearest(lambda year: date(year, month, 1), replace(anchor, published=base, outlook=toward))
    assert first
    first, last = _month_days(first.year, month, match["part"])
    if toward <= 0 and first <= anchor.published < last:
        last = anchor.published
    return first, last


def year(match: Match, anchor: Anchor) -> Days:
    """Resolve "in 2019", "between 2019 and 2021"."""
    year = int(match["year"])
    return date(year, 1, 1), date(int(match.groupdict().get("year2") or year), 12, 31)


def decade(match: Match, anchor: Anchor) -> Days:
    """Resolve "the 1990s"."""
    year = int(match["decade"])
    return date(year, 1, 1), date(year + 9, 12, 31)


def named_day(match: Match, anchor: Anchor) -> Days:
    """Resolve "Christmas Eve", "Easter Sunday 2019"; what moves with the moon or the country stays unknown."""
    name = re.sub(r"\s+", " ", match["name"].lower().replace("’", "'"))
    every = range(len(feasts.feasts()[name]))
    if match["year"]:
        days = feasts.days_of(name, int(match["year"]))
        return days[0] if len(days) == 1 else UNKNOWN
    first = [day for n in every if (day := _nearest(lambda year, n=n: feasts.days_of(name, year)[n][0], anchor))]  # type: ignore[misc]
    if not first:
        return UNKNOWN
    day = min(first) if anchor.outlook > 0 else max(first)
    return next(days for days in feasts.days_of(name, day.year) if days[0] == day)


def day_of_month(match: Match, anchor: Anchor) -> Days:
    """Resolve "on the 9th", "on the 9th of last month": the last such day at or before publication."""
    if anchor.published is None:
        return UNKNOWN
    begin, number = anchor.published.replace(day=1), int(match["day"])
    if match["which"] != "this" and (match["which"] or number > anchor.published.day):
        begin = (begin - _ONE_DAY).replace(day=1)
    day = _on(begin.year, begin.month, number)
    return day, day


def part_of_month(match: Match, anchor: Anchor) -> Days | None:
    """Resolve "the first week of March", "the end of December", "the last day of 2023"."""
    which, unit, number = match["which"].lower(), (match["unit"] or "").lower(), match["year2"] or match["year"]
    if match["month"]:
        if match["month"][0].islower():
            return None
        of = _month_number(match["month"])
        if number is None and anchor.published is None:
            return UNKNOWN
        begun = replace(anchor, published=anchor.published and anchor.published.replace(day=1))
        begin = date(int(number), of, 1) if number else _nearest(lambda year: date(year, of, 1), begun)
        assert begin
        first, last = _month_days(begin.year, of)
    else:
        first, last = date(int(number), 1, 1), date(int(number), 12, 31)
    if not unit and match["month"] and which in _PARTS:
        return _month_days(first.year, first.month, _PARTS[which])
    length = timedelta(days=6) if unit == "week" else timedelta()
    if unit and which == "last":
        return last - length, last
    if unit and which in _NTH and (unit == "week" or which == "first"):
        begin = first + timedelta(days=7 * _NTH.index(which))
        return begin, begin + length
    return None


_PARTS = {"beginning": "early", "start": "early", "middle": "mid", "end": "late"}
_NTH = ("first", "second", "third", "fourth")


# ------------------------------------------------------------------------------- meanings: the newspaper

DAY_WORDS = {
    "day before yesterday": -2, "yesterday": -1, "last night": -1, "today": 0, "tonight": 0,
    "this morning": 0, "this afternoon": 0, "this evening": 0, "tomorrow": 1, "day after tomorrow": 2,
}  # fmt: skip
_CONTEXT = {"previous": -1, "preceding": -1, "before": -1, "same": 0, "next": 1, "following": 1, "after": 1}


def day_word(match: Match, anchor: Anchor) -> Days:
    """Resolve "yesterday", "last night", "this morning"."""
    if anchor.published is None:
        return UNKNOWN
    word = re.sub(r"\s+", " ", match["word"].lower())
    day = anchor.published + timedelta(days=DAY_WORDS[word])
    return day, day


def weekday(match: Match, anchor: Anchor) -> Days:
    """Resolve "on Tuesday", "last Friday", "Monday of last week", "overnight Sunday"."""
    which, week = (match["which"] or "").lower().split(), (match["week"] or "").lower()
    number = _WEEKDAYS.index(match["weekday"][:3].lower())
    base = anchor.context if {"previous", "preceding", "following"} & {*which} else anchor.published
    if base is None:
        return UNKNOWN
    if week:
        shift = {"last": -7, "next": 7}.get(week, 0)
        day = base + timedelta(days=number - base.weekday() + shift)
    elif match["gone"] or {"last", "past", "previous", "preceding"} & {*which}:
        day = base - timedelta(days=(base.weekday() - number - 1) % 7 + 1)
    elif {"next", "coming", "following"} & {*which}:
        day = base + timedelta(days=(number - base.weekday() - 1) % 7 + 1)
    elif anchor.outlook > 0 or (which == ["this"] and anchor.outlook == 0):
        day = base + timedelta(days=(number - base.weekday()) % 7)
    else:
        day = base - timedelta(days=(base.weekday() - number) % 7)
    if match["ago"]:
        day -= timedelta(days=7)
    if "into" in (match["overnight"] or "").lower():
        return day - _ONE_DAY, day
    if match["overnight"] or match["overnight2"]:
        return day, max(day, min(day + _ONE_DAY, base)) if anchor.outlook <= 0 else day + _ONE_DAY
    return day, day


def overnight(match: Match, anchor: Anchor) -> Days:
    """Resolve "overnight": the night to the day of publication, over both its days."""
    return (anchor.published - _ONE_DAY, anchor.published) if anchor.published else UNKNOWN


def weekend(match: Match, anchor: Anchor) -> Days:
    """Resolve "over the weekend", "last weekend", "next weekend"."""
    if anchor.published is None:
        return UNKNOWN
    today, which = anchor.published, (match["which"] or "").lower()
    saturday = today - timedelta(days=(today.weekday() - 5) % 7)
    if which == "next" or (anchor.outlook > 0 and which != "last"):
        saturday += timedelta(days=7) if today.weekday() < 5 or which == "next" else timedelta()
        return saturday, saturday + _ONE_DAY
    if which == "last" and today.weekday() >= 5:
        saturday -= timedelta(days=7)
    return saturday, min(saturday + _ONE_DAY, today)


def _unit_days(day: date, unit: str, shift: int) -> tuple[date, date]:
    """Give the calendar week, month or year that lies ``shift`` of them from the one of ``day``."""
    if unit == "week":
        monday = day + timedelta(days=7 * shift - day.weekday())
        return monday, monday + timedelta(days=6)
    if unit == "month":
        months = day.year * 12 + day.month - 1 + shift
        return _month_days(months // 12, months % 12 + 1)
    return date(day.year + shift, 1, 1), date(day.year + shift, 12, 31)


def calendar_unit(match: Match, anchor: Anchor) -> Days:
    """Resolve "last week", "earlier this month", "next year"."""
    if anchor.published is None:
        return UNKNOWN
    shift = {"last": -1, "next": 1}.get(match["which"].lower(), 0)
    first, last = _unit_days(anchor.published, match["unit"].lower(), shift)
    if shift == 0 and (anchor.outlook > 0 or (match["part"] or "").lower() == "later"):
        return anchor.published, last
    return (first, anchor.published) if shift == 0 else (first, last)


def ago(match: Match, anchor: Anchor) -> Days:
    """Resolve "two days ago" to a day; weeks, months, years ago to the week around, the month, the year."""
    today, unit = anchor.published, match["unit"].lower()
    if today is None:
        return UNKNOWN
    if match["some"] and unit not in {"minute", "hour"}:
        return (today - timedelta(days=6), today - timedelta(days=2)) if unit == "day" else UNKNOWN
    count = _number(match["number"]) if match["number"] else 0
    if unit in {"minute", "hour"}:
        return today - _ONE_DAY * -(-count // 24) if count >= 6 and unit == "hour" else today, today
    if unit in {"day", "night"}:
        return today - count * _ONE_DAY, today - count * _ONE_DAY
    if unit in {"week", "fortnight"}:
        count *= 2 if unit == "fortnight" else 1
        if match["today"]:
            return today - 7 * count * _ONE_DAY, today - 7 * count * _ONE_DAY
        return today - (7 * count + 3) * _ONE_DAY, today - (7 * count - 3) * _ONE_DAY
    return _unit_days(today, unit, -count) if today.year > count else UNKNOWN


def period(match: Match, anchor: Anchor) -> Days:
    """Resolve "in the past 24 hours", "over the last week": so long up to publication."""
    if anchor.published is None or match["some"]:
        return UNKNOWN
    count, unit = _number(match["number"]) if match["number"] else 1, match["unit"].lower()
    days = {"minute": 0, "hour": -(-count // 24), "week": 7 * count, "month": 30 * count, "year": 365 * count}
    length = timedelta(days=days.get(unit, count))
    return (anchor.published - length, anchor.published) if anchor.published - date.min > length else UNKNOWN


def from_context(match: Match, anchor: Anchor) -> Days:
    """Resolve "the previous day", "the day after", "two days later" from the day spoken of last."""
    if anchor.context is None:
        return UNKNOWN
    groups = {name: (value or "").lower() for name, value in match.groupdict().items()}
    if groups["number"]:
        shift = _number(groups["number"]) * (-1 if groups["toward"] in {"earlier", "before"} else 1)
    else:
        shift = _CONTEXT[groups["which"] or groups["toward"]]
    return anchor.context + timedelta(days=shift), anchor.context + timedelta(days=shift)


def unknown(match: Match, anchor: Anchor) -> Days:
    """Leave unresolved what has no place in time: "for two weeks", "every Friday"."""
    return UNKNOWN


def eleventh_of_september(match: Match, anchor: Anchor) -> Days:
    """Resolve "9/11" and "the September 11 attacks"."""
    return date(2001, 9, 11), date(2001, 9, 11)
