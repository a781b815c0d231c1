"""Sums: the numbers of one sentence put together, each person once."""

from __future__ import annotations

import re
from dataclasses import replace

from .harmed import REFLEXIVE
from .incident import Count
from .victims import Toll

BESIDE = 60
"""Characters between two numbers of which the second is of others than the first."""
MORE = re.compile(r"\bothers?\b", re.IGNORECASE)
OTHERS = re.compile(r"\b(?:(?:the )?others?|another|(?:a|the) (?:second|third|fourth|fifth))\b", re.IGNORECASE)


def is_of_others(toll: Toll, text: str) -> bool:
    """Whether a number is of others than those before; "a third victim" says how many there are in all."""
    ranked = toll.field == "victims" and not MORE.search(text, toll.start, toll.end)
    return not ranked and OTHERS.search(text, toll.start, toll.end) is not None


def with_others(tolls: list[Toll], text: str) -> list[Toll]:
    """Numbers of one kind in a sentence, the second of which is of others: together they are the number of both."""
    kept: list[Toll] = []
    for toll in sorted(tolls, key=lambda each: each.start):
        alike = next((n for n, each in enumerate(kept) if _alike(each.field, toll.field)), None)
        near = alike is not None and 0 <= toll.start - kept[alike].end <= BESIDE
        if alike is not None and near and (is_of_others(toll, text) or _one_more(kept[alike], toll, text)):
            (sum_,) = summed([kept[alike], toll])
            kept[alike] = replace(sum_, field="injured" if toll.field != kept[alike].field else toll.field)
        else:
            kept.append(toll)
    return kept


def _one_more(known: Toll, toll: Toll, text: str) -> bool:
    """Whether someone who killed others and then himself is none of those: "killed his wife before killing himself"."""
    if toll.doer is None or text[toll.start : toll.end].lower() not in REFLEXIVE:
        return False
    return not known.start <= toll.doer < known.end


def _alike(one: str, other: str) -> bool:
    return one == other or {one, other} == {"injured", "shot"}


def _fields(toll: Toll) -> tuple[str, ...]:
    """The fields that a number is of: no casualties are no dead and no wounded, 20 casualties are some of either."""
    if toll.field == "injured" and toll.count == Count(0, 0, 0):
        return ("injured", "killed")  # where nobody is hurt, nobody is dead
    if toll.field != "casualties":
        return (toll.field,)
    return ("killed", "injured") if toll.count == Count(0, 0, 0) else ("affected",)


def without_repeats(tolls: list[Toll]) -> list[Toll]:
    """Return each number once: who is dead is not hurt too, who is wounded is not just hit."""
    kept: dict[tuple[str, int], Toll] = {}
    for toll in tolls:
        for field in _fields(toll):
            key = (field, toll.start)
            if key not in kept:
                kept[key] = replace(toll, field=field)
    dead = {start for (field, start), toll in kept.items() if field == "killed" and toll.count.best}
    hurt = {start for field, start in kept if field == "injured"}
    return [
        toll
        for (field, start), toll in kept.items()
        if not (field in {"shot", "injured"} and start in dead) and not (field == "shot" and start in hurt)
    ]


def summed(tolls: list[Toll]) -> list[Toll]:
    """Several people joined by "and" under one verb are one number ("two men and a woman were killed")."""
    if len(tolls) < 2:
        return tolls
    count = Count(*(_add([getattr(t.count, name) for t in tolls]) for name in ("low", "best", "high")))
    people = tuple(person for toll in tolls for person in toll.people)
    first, last = min(tolls, key=lambda t: t.start), max(tolls, key=lambda t: t.end)
    doer = next((toll.doer for toll in tolls if toll.doer is not None), None)
    return [Toll(first.field, count, first.start, last.end, first.token, people, False, doer=doer)]


def _add(parts: list[int | None]) -> int | None:
    return None if None in parts else sum(part for part in parts if part is not None)
