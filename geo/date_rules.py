"""
The forms of dates in news text: patterns, and what each means.

Of the matches in `RULES` that begin together the longest wins, then the first listed. Words that look like a
date and are none ("Black Friday", "Sunday Times") have a rule without a meaning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from . import date_meanings as meaning
from .date_meanings import DAY_WORDS, NUMBERS, Meaning
from .feasts import names

Kind = Literal["day", "interval", "since", "until", "period", "duration", "recurrent", "anniversary"]
"""
``day``: that day; ``interval``: some time from first to last; ``since``: from first to publication;
``until``: up to last; ``period``: a stretch that ends with publication ("in the past 24 hours");
``duration``: a length without a place in time; ``recurrent``: again and again; ``anniversary``: a day that is
remembered. Numbers of people beside ``since``, ``until``, ``period`` and ``duration`` are totals.
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """A form of words and its meaning; a group named ``date`` bounds the words within the match."""

    pattern: re.Pattern[str]
    meaning: Meaning | None
    """``None``: the words look like a date and are none."""
    kind: Kind | None = None
    """Given where the form settles it; else ``day`` or ``interval`` by the days."""
    recurs: bool = False
    """Whether the calendar has many such days, so that the clause and its neighbours decide which one."""
    letters: tuple[str, ...] = ()
    """In a text that holds none of these, in lower case, it cannot match: it need not be tried there."""


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_UNITS = ("minute", "hour", "day", "night", "week", "month", "year")
_PAST = ("last", "past", "previous", "preceding")
_CENTURIES = ("18", "19", "20")
_FEASTS, _NAMED = (tuple({name.split("'")[0].split(" day")[0] for name in names(bare)}) for bare in (True, False))
_DAY_NAME = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
# In full in any case; an abbreviation must have its stop or stand before a month or a part of the day: "Mon",
# "Sat", "Sun" and "Wed" are words and names.
_PART_OF_DAY = r"(?:morning|afternoon|evening|night|midnight|noon|lunchtime|dawn|midday)"
_WEEKDAY = (
    rf"(?P<weekday>{_DAY_NAME}|(?-i:(?<!The )(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)(?:\.|(?=,?\s+(?:{_PART_OF_DAY}|"
    r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))))|"
    r"(?-i:(?<=on )(?:Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\b))(?![\w-])"
)
_MONTH = (
    r"(?P<month>jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|jun(?:e|\.)?|jul(?:y|\.)?|"
    r"aug(?:ust|\.)?|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)(?![a-z])"
)
_NUMERAL = r"(?:0?[1-9]|[12]\d|3[01])"
_ORDINAL = r"(?:st|nd|rd|th)?"
_ENDS = r"(?![\w%]|[.,:]\d)"
_FOUR_DIGITS = rf"(?:1[89]|20)\d\d{_ENDS}"
_TWO_DIGITS = r"(?:['’]\d\d\b|\d\d(?=\s*(?:--|[).;:\]\[(]|$)))"
# A number that one of these nouns follows counts them: "On March 10 people ...", "of 2000 homes".
_NO_COUNT = (
    r"(?!\s+(?:(?:other|more|armed|police)\s+)?(?:people|persons?|m[ea]n|wom[ea]n|children|students|soldiers|troops|"
    r"officers|civilians|residents|family|families|homes|houses|buildings|villages|migrants|refugees|protesters|"
    r"demonstrators|workers|victims|bodies|drones|rockets|missiles|rounds|dollars|euros|acres|hectares|km|miles|"
    r"kilomet(?:er|re)s|met(?:er|re)s|feet|dead)\b)"
)
# After a day and a month a number like a year is one, whatever it stands before: "On 6 June 1944 soldiers landed".
_YEAR = rf"(?:{_FOUR_DIGITS}{_NO_COUNT}|(?:1[89]|20)(?!00)\d\d{_ENDS})"
_NO_NAME = (
    r"(?!\s+(?:street|avenue|square|boulevard|bridge|movement|brigade|stadium|road|district|university|airport|"
    r"hospital|park|battalion)\b)"
)
_DAY_OR_PART = rf"(?:day|{_PART_OF_DAY})"
_HOURS_OF = rf"(?:the\s+)?(?:(?:early|small|pre-?dawn)\s+hours|{_PART_OF_DAY})\s+of"
_LEAD = rf"(?:(?:early|late|{_HOURS_OF})\s+(?:on\s+)?)?"
_BY_WEEKDAY = rf"(?:{_WEEKDAY}(?:\s+{_PART_OF_DAY})?,?\s+(?:the\s+)?)?"
_TO_DAY = rf"(?:\s*[-–/]\s*|\s+(?:and|to|or|through|until)\s+)(?:the\s+)?(?P<day2>{_NUMERAL}){_ORDINAL}\b"
_DAY_MONTH = (
    rf"{_LEAD}{_BY_WEEKDAY}(?<![\w.,:/$€£-])(?P<day>{_NUMERAL}){_ORDINAL}(?:{_TO_DAY})?[\s-]+(?:of\s+)?{_MONTH}"
    rf"(?:,?[\s-]+(?P<year>{_YEAR}|{_TWO_DIGITS}))?{_NO_NAME}"
)
_MONTH_DAY = (
    rf"{_LEAD}{_BY_WEEKDAY}\b{_MONTH}\s+(?:the\s+)?(?P<day>{_NUMERAL}){_ORDINAL}"
    rf"(?:{_TO_DAY}{_NO_COUNT}(?!\s+[A-Z][a-z]))?{_ENDS}{_NO_COUNT}"
    rf"(?:,?\s+(?P<year>{_YEAR}))?{_NO_NAME}"
)
_THIRD = r"(?:(?P<part>early|mid|late)[\s-]+)?"
_WHICH_MONTH = r"(?:(?P<which>last|next|this)\s+)"
_PREPOSITION = r"(?:in|of|since|during|by|until|till|from|before|after|throughout|through|between|to)"
_NUMBER = rf"(?P<number>\d{{1,3}}|{'|'.join(NUMBERS)})"
_AMOUNT = rf"(?:(?P<some>several|a\s+few|few|some|(?:a\s+)?couple\s+of|many|dozens\s+of)|{_NUMBER})"
_UNIT = r"(?P<unit>minute|hour|day|night|week|fortnight|month|year)s?\b"
_WHOLE_UNIT = r"(?P<unit>week|month|year)"
_DAY_WORDS = "|".join(DAY_WORDS).replace(" ", r"\s+")
_WEEKDAY_FORM = (
    rf"\b(?:(?P<overnight>overnight(?:\s+(?:in)?to)?)\s+(?:on\s+)?)?{_LEAD}(?:(?P<ago>a\s+week\s+ago)\s+(?:on\s+)?)?"
    r"(?:(?:the\s+)?(?P<which>last|next|this(?:\s+(?:past|coming))?|past|coming|previous|preceding|"
    r"(?<=the )following)\s+)?"
    rf"\b{_WEEKDAY}(?:\s+(?:(?P<overnight2>overnight)|{_PART_OF_DAY})\b)?"
    r"(?:,?\s+(?:of\s+)?(?P<week>last|this|next)\s+week\b|\s+(?P<gone>last)(?=\s*[,.;)]|\s*$))?"
)
# What follows "the day before" where it is counted from an event and not from the day spoken of.
_MORE = (
    r"(?:(?:yesterday|tomorrow|the|an?|he|she|it|they|his|her|its|their|one|two|three|four|five|six|seven|eight|nine|ten|"
    r"dozens|hundreds|\w+ing)\b|\d|(?-i:[A-Z]))"
)


def _names(bare: bool) -> str:
    return "|".join(re.escape(name).replace(r"\ ", r"\s+").replace("'", "['’]") for name in names(bare))


def _rule(
    pattern: str,
    means: Meaning | None,
    kind: Kind | None = None,
    *,
    recurs: bool = False,
    cased: bool = False,
    letters: tuple[str, ...],
) -> Rule:
    return Rule(re.compile(pattern, 0 if cased else re.IGNORECASE), means, kind, recurs, letters)


RULES: tuple[Rule, ...] = (
    # No dates, though they look it.
    _rule(
        rf"\b(?:black|bloody|super|cyber|ash|fat|ruby|sheffield|holy|man|throwback|casual)\s+{_DAY_NAME}\b",
        None,
        letters=("day",),
    ),
    _rule(
        r"\bfriday\s+the\s+(?:13th|thirteenth)\b|\bgood\s+friday\s+(?:agreement|accords?|deal)\b",
        None,
        letters=("friday",),
    ),
    _rule(
        rf"\b{_DAY_NAME}\s+(?:times|mirror|mail|telegraph|express|herald|independent|post|world|people|star|mercury|"
        r"magazine|school|best|night\s+(?:live|football|lights|raw))\b",
        None,
        letters=("day",),
    ),
    _rule(
        r"\b(?:of|by|from|to|after|between)\s+(?:April|May|June|August)\s+[A-Z][a-z]+",
        None,
        cased=True,
        letters=("april", "may", "june", "august"),
    ),
    _rule(
        r"\b(?:recent|single|previous|earlier|each|every|near|regular|first)\s+overnight\b|\bovernight\s+(?:curfews?|"
        r"stays?|guests?|camps?|trains?|flights?|bus|lows?|temperatures?|success|delivery|shifts?|trips?|parking)\b",
        None,
        letters=("overnight",),
    ),
    # Days of the calendar.
    _rule(r"\b(\d{4})-(\d\d)-(\d\d)(?=T\d|\b)(?!-)", meaning.iso_day, letters=("-",)),
    _rule(
        r"(?<![\d./-])(?P<one>\d{1,2})(?P<point>[/.])(?P<two>\d{1,2})(?P=point)"
        r"(?P<year>(?:19|20)\d\d|(?<=/)\d\d)(?![\d/]|\.\d)",
        meaning.numeric_day,
        letters=("/", ".19", ".20"),
    ),
    _rule(
        r"(?:\(|\bon\s+|day,?\s+)(?P<date>(?P<one>\d{1,2})/(?P<two>\d{1,2}))(?![\d/%]|\s+of\b)",
        meaning.numeric_day,
        recurs=True,
        letters=("/",),
    ),
    _rule(
        r"\b9/11\b|\b(?:sept(?:ember|\.)?\s+11(?:th)?|11(?:th)?\s+september)"
        r"(?=,?\s+(?:terror\w*\s+)?(?:attacks|hijack))",
        meaning.eleventh_of_september,
        letters=("9/11", "sept"),
    ),
    _rule(_DAY_MONTH, meaning.calendar_day, recurs=True, letters=_MONTHS),
    _rule(_MONTH_DAY, meaning.calendar_day, recurs=True, letters=_MONTHS),
    _rule(
        rf"\b(?P<name>{_names(bare=True)})\b(?:,?\s+(?P<year>{_FOUR_DIGITS}))?",
        meaning.named_day,
        recurs=True,
        letters=_FEASTS,
    ),
    _rule(
        r"(?:(?<=\bon )|(?<=\bon the )|(?<=\blast )|(?<=\blate ))"
        rf"(?P<name>{_names(bare=False)})\b(?:\s+{_PART_OF_DAY}\b)?(?!\s+weekend)(?:,?\s+(?P<year>{_FOUR_DIGITS}))?",
        meaning.named_day,
        recurs=True,
        letters=_NAMED,
    ),
    _rule(
        rf"\b(?P<name>{_names(bare=False)})\s+{_PART_OF_DAY}\b(?P<year>)",
        meaning.named_day,
        recurs=True,
        letters=_NAMED,
    ),
    _rule(
        r"\b(?:on|during|since)\s+(?P<date>the\s+(?:eve\s+of\b|(?:\w+\s+)?(?:day|night)\s+of\s+"
        rf"(?:{_names(bare=False)})\b)|ramadan\b)",
        meaning.unknown,
        "day",
        letters=("eve", *_NAMED),
    ),
    _rule(
        rf"\bon\s+the\s+(?P<date>(?P<day>{_NUMERAL})(?:st|nd|rd|th)(?=\s*[.,;)]|\s*$|\s+of\s+(?:this|last)\s+month\b)"
        r"(?:\s+of\s+(?P<which>this|last)\s+month\b)?)",
        meaning.day_of_month,
        letters=("on the ",),
    ),
    # Months, years, decades.
    _rule(
        r"\bthe\s+(?P<which>(?:first|second|third|fourth|last)(?=\s+(?:day|week)\s)|beginning|start|middle|end)\s+"
        r"(?:(?P<unit>day|week)\s+)?of\s+"
        rf"(?:{_MONTH}(?:,?\s+(?P<year2>{_FOUR_DIGITS}))?|(?P<year>{_FOUR_DIGITS}))",
        meaning.part_of_month,
        recurs=True,
        letters=(" of ",),
    ),
    _rule(rf"\b{_THIRD}{_MONTH},?\s+(?:of\s+)?(?P<year>{_FOUR_DIGITS}){_NO_COUNT}", meaning.month, letters=_MONTHS),
    _rule(
        rf"\b{_PREPOSITION}\s+(?P<date>{_WHICH_MONTH}?{_THIRD}{_MONTH})(?!\s+\d)",
        meaning.month,
        recurs=True,
        letters=_MONTHS,
    ),
    _rule(
        rf"\b(?P<date>{_WHICH_MONTH}{_THIRD}{_MONTH})(?!\s+\d)",
        meaning.month,
        recurs=True,
        letters=_MONTHS,
    ),
    _rule(
        rf"\b(?P<date>(?P<which>)(?P<part>early|mid|late)[\s-]+{_MONTH})(?!\s+\d)",
        meaning.month,
        recurs=True,
        letters=_MONTHS,
    ),
    _rule(
        rf"\b(?<!class )(?:{_PREPOSITION}|early|late|mid|summer|winter|spring|autumn|fall)[\s-]+"
        rf"(?P<date>(?P<year>{_FOUR_DIGITS}))(?!-\d){_NO_COUNT}",
        meaning.year,
        letters=_CENTURIES,
    ),
    _rule(rf"\bthe\s+(?P<date>(?P<year>{_FOUR_DIGITS}))(?=\s+[a-z]){_NO_COUNT}", meaning.year, letters=_CENTURIES),
    _rule(
        rf"\b(?:between|from)\s+(?P<date>(?P<year>{_FOUR_DIGITS})\s+(?:and|to|until)\s+(?P<year2>{_FOUR_DIGITS}))"
        rf"{_NO_COUNT}",
        meaning.year,
        letters=_CENTURIES,
    ),
    _rule(r"\b(?:the\s+)?(?:early\s+|mid-?|late\s+)?(?P<decade>(?:1[89]|20)\d0)s\b", meaning.decade, letters=("0s",)),
    # Weekdays and words for days.
    _rule(_WEEKDAY_FORM, meaning.weekday, recurs=True, letters=_WEEKDAYS),
    _rule(
        rf"\b(?:(?:every|each)\s+(?:\w+\s+)?{_DAY_NAME}|(?:on\s+)?{_DAY_NAME}s)\b",
        meaning.unknown,
        "recurrent",
        letters=("day",),
    ),
    _rule(
        rf"\b(?:(?:earlier|late|later|early)\s+)?(?:the\s+)?(?P<word>{_DAY_WORDS}(?=\b))(?:\s+{_PART_OF_DAY}\b)?",
        meaning.day_word,
        letters=("day", "night", "morning", "noon", "evening", "morrow"),
    ),
    _rule(r"\bovernight\b", meaning.overnight, letters=("overnight",)),
    _rule(
        r"\b(?:over\s+)?(?:the\s+|an?\s+)?(?:(?P<which>last|next|this(?:\s+past)?|past|previous|in\s+a)\s+)?"
        r"(?:\w+\s+)?(?P<date>weekend)(?!s|\s+of\b)\b",
        meaning.weekend,
        recurs=True,
        letters=("weekend",),
    ),
    # Weeks, months and years as seen from publication.
    _rule(
        rf"\b(?:(?P<part>earlier|later|early|late)\s+)?(?P<which>last|this|next)\s+{_WHOLE_UNIT}\b",
        meaning.calendar_unit,
        recurs=True,
        letters=("week", "month", "year"),
    ),
    _rule(
        rf"\b(?P<part>)so\s+far\s+(?P<which>this)\s+{_WHOLE_UNIT}\b", meaning.calendar_unit, "since", letters=("so",)
    ),
    _rule(
        rf"\b(?:(?:more\s+than|less\s+than|about|around|nearly|almost|over|at\s+least|just|only)\s+)?{_AMOUNT}\s+{_UNIT}"
        r"\s+ago\b(?:\s+(?P<today>today)\b)?",
        meaning.ago,
        letters=("ago",),
    ),
    _rule(
        rf"\b(?:in|over|during|within|for|throughout)\s+(?:just\s+)?the\s+(?:last|past|previous|preceding)\s+"
        rf"(?:{_AMOUNT}\s+)?{_UNIT}(?!\s+of\s+(?:\d|{_MONTH}))",
        meaning.period,
        "period",
        letters=_PAST,
    ),
    _rule(rf"\b(?:the|this|these)\s+past\s+(?:{_AMOUNT}\s+)?{_UNIT}", meaning.period, "period", letters=("past",)),
    _rule(rf"\bthe\s+last\s+{_AMOUNT}\s+{_UNIT}", meaning.period, "period", letters=("last",)),
    _rule(
        rf"\b(?:in|for|over|during|within|after)\s+(?:(?:just|about|around|nearly|almost|more\s+than|less\s+than|at\s+"
        rf"least|over|the|only)\s+)?{_AMOUNT}[\s-]+{_UNIT}(?!\s+(?:old|ago|later|earlier|before|after))",
        meaning.unknown,
        "duration",
        letters=_UNITS,
    ),
    _rule(
        r"\b(?:every|each)\s+(?:single\s+)?(?:day|night|week|month|year|morning|evening|weekend)\b|\bnightly\b",
        meaning.unknown,
        "recurrent",
        letters=("every", "each", "nightly"),
    ),
    # Days counted from the day that the text spoke of last.
    _rule(
        rf"\b(?:on\s+)?the\s+(?P<which>previous|preceding|same|following|next)\s+{_DAY_OR_PART}\b(?P<number>)(?P<toward>)",
        meaning.from_context,
        letters=(*_PAST, "same", "following", "next"),
    ),
    _rule(
        rf"\bthe\s+{_DAY_OR_PART}\s+(?P<toward>before|after)\b(?!\s+{_MORE})"
        r"(?P<which>)(?P<number>)",
        meaning.from_context,
        letters=("before", "after"),
    ),
    _rule(
        rf"\b{_NUMBER}\s+days?\s+(?P<toward>earlier|later|(?:before|after)(?!\s+{_MORE}))\b(?P<which>)",
        meaning.from_context,
        letters=("day",),
    ),
)
