"""One incident, many reports: the incidents of several articles put together, every report kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .gather import same_place
from .incident import Count, Incident, When, Where
from .spots import kilometres

NEIGHBOURS_KM = 30.0
"""A suburb and its city, a village and the next town."""


def merge(incidents: Sequence[Incident]) -> list[Incident]:
    """
    Put together the incidents of several articles that are one, every report kept.

    Safe rather than complete: one kind of incident, known days that overlap, the same place (never merely the same
    country), and no contradiction in the dead or the weapon. Where two reports give the same number of people, a
    neighbouring place or the next day will do.
    """
    merged: list[Incident] = []
    for incident in incidents:
        for i, known in enumerate(merged):
            if _same(incident, known):
                merged[i] = _union(known, incident)
                break
        else:
            merged.append(incident)
    return merged


def _same(a: Incident, b: Incident) -> bool:
    """Whether two articles tell of one incident."""
    if a.stage != b.stage or not _kin(a.type, b.type) or {r.doc_id for r in a.reports} & {r.doc_id for r in b.reports}:
        return False
    if _contradict(a, b):
        return False
    agree = any(x and y and x.best and x.best == y.best for x, y in ((a.killed, b.killed), (a.injured, b.injured)))
    return _days_meet(a.when, b.when, 1 if agree else 0) and _places_meet(a.where, b.where, agree)


def _kin(a: str, b: str) -> bool:
    return a == b or {a, b} <= {"attack_on_civilians", "armed_clash"}


def _contradict(a: Incident, b: Incident) -> bool:
    if a.killed and b.killed and a.killed.best and b.killed.best:
        low, high = sorted((a.killed.best, b.killed.best))
        if high > 1.5 * low + 1:
            return True
    return bool(a.weapon and b.weapon and not _shared(a.weapon, b.weapon) and a.type != "attack_on_civilians")


def _places_meet(a: Where, b: Where, agree: bool) -> bool:
    """Whether two places can be one: near by, the same area; where the numbers agree, neighbours or container."""
    if a.place is None or b.place is None:
        return False
    if a.text and b.text and a.text.casefold() == b.text.casefold() and a.place.country == b.place.country:
        return a.precision != 6
    if a.is_area or b.is_area:
        if a.precision == 6 or b.precision == 6:
            return False
        return a.place.id == b.place.id or (agree and same_place(a, b))
    return same_place(a, b) or (agree and kilometres(a.place, b.place) <= NEIGHBOURS_KM)


def _days_meet(a: When, b: When, slack: int) -> bool:
    """Whether two known stretches of days overlap, or come within ``slack`` days of it."""
    a_first, a_last, b_first, b_last = a.start or a.end, a.end or a.start, b.start or b.end, b.end or b.start
    if not (a_first and a_last and b_first and b_last):
        return False
    return (a_first - b_last).days <= slack and (b_first - a_last).days <= slack


def _shared(a: str, b: str) -> bool:
    def stems(text: str) -> set[str]:
        return {word.rstrip("s") for word in text.lower().split() if not word.isdigit()}

    return bool(stems(a) & stems(b))


def _union(known: Incident, new: Incident) -> Incident:
    """The incident with both reports; of each field the better known value, the first report's of equals."""
    when = known.when if (known.when.precision or 9) <= (new.when.precision or 9) else new.when
    where = known.where if (known.where.precision or 9) <= (new.where.precision or 9) else new.where
    return replace(
        known,
        when=when,
        where=where,
        actor=known.actor or new.actor,
        target=known.target or new.target,
        weapon=known.weapon or new.weapon,
        damage=known.damage or new.damage,
        claimed_by=known.claimed_by or new.claimed_by,
        killed=_range(known.killed, new.killed),
        injured=_range(known.injured, new.injured),
        affected=_range(known.affected, new.affected),
        confidence=max(known.confidence, new.confidence),
        reports=known.reports + new.reports,
    )


def _range(a: Count | None, b: Count | None) -> Count | None:
    """Both counts in one: from the lowest to the highest, best the larger (later reports count more, not fewer)."""
    if a is None or b is None or a == b:
        return a or b
    best = [c.best for c in (a, b) if c.best is not None]
    low = [c.low for c in (a, b) if c.low is not None]
    high = [c.high for c in (a, b) if c.high is not None]
    return Count(min(low) if low else None, max(best) if best else None, max(high) if len(high) == 2 else None)
