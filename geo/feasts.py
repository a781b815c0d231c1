"""Days that have a name ("Christmas Eve", "Labor Day"): when they are in a year, by ``data/feasts.tsv``."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import cache

from .vocabulary import rows

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FORM = re.compile(
    r"(?P<month>\d\d)-(?P<day>\d\d)(?P<two>\+1)?|easter (?P<after>-?\d+)|(?P<of>\d\d) (?P<weekday>\w{3}) (?P<nth>-?\d)"
)

Days = tuple[date, date]
"""First and last day."""


@cache
def feasts() -> dict[str, list[str]]:
    """Return the days of each name, as the table writes them; none of those that no calendar of ours tells."""
    found: dict[str, list[str]] = {}
    for name, day, _ in rows("feasts.tsv"):
        found.setdefault(name, []).extend([day] if day != "unknown" else [])
    return found


def names(bare: bool) -> list[str]:
    """Return the names that are dates wherever they stand, or those that are only after "on", the longest first."""
    found = {name for name, _, stands in rows("feasts.tsv") if (stands == "yes") == bare}
    return sorted(found, key=lambda name: (-len(name), name))


def days_of(name: str, year: int) -> list[Days]:
    """Return the days of a name in a year; none where they cannot be known."""
    return [_days(form, year) for form in feasts()[name]]


def _days(form: str, year: int) -> Days:
    match = FORM.fullmatch(form)
    if match is None:
        raise ValueError(f"no day in a row of feasts.tsv: {form!r}; write it as its first lines say")
    if match["month"]:
        day = date(year, int(match["month"]), int(match["day"]))
    elif match["after"]:
        day = easter(year) + timedelta(days=int(match["after"]))
    else:
        day = _nth(year, int(match["of"]), WEEKDAYS.index(match["weekday"]), int(match["nth"]))
    return day, day + timedelta(days=1 if match["two"] else 0)


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth such weekday of a month; of a negative count from its end."""
    first, length = date(year, month, 1), monthrange(year, month)[1]
    days = [first + timedelta(days=n) for n in range(length) if (first.weekday() + n) % 7 == weekday]
    return days[nth - 1 if nth > 0 else nth]


def easter(year: int) -> date:
    """Compute Western Easter by the anonymous Gregorian computus (Nature, 20 April 1876; Meeus 1991)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * weekday) // 433
    month = (h + weekday - 7 * m + 90) // 25
    return date(year, month, (h + weekday - 7 * m + 33 * month + 19) % 32)
