"""One incident, many reports: the incidents of several articles put together, every report kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .gather import same_place
from .incident import Count, Incident, When


def merge(incidents: Sequence[Incident]) -> list[Incident]:
    """
    Put together the incidents of several articles that are one, every report kept.

    Safe rather than complete: same type, the same place (not merely the same country), overlapping known dates, and
    no contradiction in numbers of dead.
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
    if a.type != b.type or a.stage != b.stage or a.where.place is None or b.where.place is None:
        return False
    if {r.doc_id for r in a.reports} & {r.doc_id for r in b.reports}:
        return False
    if a.where.is_area or b.where.is_area:
        if a.where.place.id != b.where.place.id or a.where.precision == 6:
            return False
    elif not same_place(a.where, b.where):
        return False
    if a.when.start is None or b.when.start is None or not _overlap(a.when, b.when):
        return False
    if a.killed and b.killed and a.killed.best and b.killed.best:
        low, high = sorted((a.killed.best, b.killed.best))
        if high > 1.5 * low + 1:
            return False
    return not (a.weapon and b.weapon and not _shared(a.weapon, b.weapon) and a.type not in {"attack_on_civilians"})


def _overlap(a: When, b: When) -> bool:
    a_first, a_last = a.start or a.end, a.end or a.start
    b_first, b_last = b.start or b.end, b.end or b.start
    if not (a_first and a_last and b_first and b_last):
        return False
    return a_first <= b_last and b_first <= a_last


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
