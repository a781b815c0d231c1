"""
One incident, many reports: the incidents of several articles put together, every report kept.

Incidents are compared where they share a day and a neighbourhood, or a name; `geo.likeness` says what speaks for their
being one, and the reasons stay with the report that was joined. The order in which articles come makes no difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import combinations

from .incident import Count, Incident
from .likeness import Background, Likeness, background, compare, first_day, last_day, names_in, own_names

ENOUGH = 3.25
"""Points from which two incidents are one."""
LEAST = 0.0
"""Points that every report must have with every other one of the incident that it is put to."""
CELL = 0.5
"""Degrees of latitude and longitude within which incidents are compared."""
LONG = timedelta(days=8)
"""A longer time brings no incidents together; names may."""

Pair = tuple[str, str]


def merge(
    incidents: Sequence[Incident], *, apart: Iterable[Pair] = (), together: Iterable[Pair] = ()
) -> list[Incident]:
    """
    Put together the incidents of several articles that are one, every report kept, in the order of the first of each.

    ``apart`` and ``together`` are pairs of ids that a reader judged: of incidents, or of the parts of one
    (`Incident.parts`); they go before what the comparison says. An incident with the id of one before is the same one
    read again, and left out.
    """
    unique = list({incident.id: incident for incident in reversed(incidents)}.values())[::-1]
    work = _Work(unique, background(unique))
    known = {part: n for n, incident in enumerate(unique) for part in (incident.id, *incident.parts)}
    work.split |= {_pair(known[a], known[b]) for a, b in apart if a in known and b in known}
    for pair in (_pair(known[a], known[b]) for a, b in together if a in known and b in known):
        work.compared[pair] = Likeness(ENOUGH, ("a reader says so",))
        work.join(*pair)
    scored = [(likeness.points, pair) for pair in _candidates(unique) if (likeness := work.likeness(pair))]
    keys = [_key(incident) for incident in unique]
    scored.sort(key=lambda item: (-item[0], sorted(keys[n] for n in item[1])))
    for points, (one, other) in scored:
        if points >= ENOUGH and work.may_join(one, other):
            work.join(one, other)
    return [work.union(sorted(group, key=lambda n: keys[n])) for group in work.ordered()]


def merge_documents(
    documents: Iterable[tuple[str, list[Incident]]], *, apart: Iterable[Pair] = (), together: Iterable[Pair] = ()
) -> list[tuple[str, list[Incident]]]:
    """
    Put together the incidents of several articles, and give each article those that it reports.

    An incident that several report stands with each of them, whole and with the same id; `once` lists it once.
    """
    found = list(documents)
    merged = merge([incident for _, incidents in found for incident in incidents], apart=apart, together=together)
    whole = {part: incident for incident in merged for part in (incident.id, *incident.parts)}
    return [(doc_id, once([(doc_id, [whole[each.id] for each in incidents])])) for doc_id, incidents in found]


def once(documents: Iterable[tuple[str, Sequence[Incident]]]) -> list[Incident]:
    """Return the incidents of documents in their order, each once."""
    return list({incident.id: incident for _, incidents in documents for incident in incidents}.values())


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _key(incident: Incident) -> tuple[str, str, str]:
    """What orders the reports of an incident: the first published, whatever the order of reading."""
    first = incident.reports[0] if incident.reports else None
    return (str(first.published or "9999") if first else "9999", first.doc_id if first else "", incident.id)


@dataclass(slots=True)
class _Work:
    """Incidents on their way to groups: which have been joined, and what was compared."""

    incidents: Sequence[Incident]
    common: Background
    split: set[tuple[int, int]] = field(default_factory=set)
    compared: dict[tuple[int, int], Likeness | None] = field(default_factory=dict)
    group_of: dict[int, list[int]] = field(default_factory=dict)

    def members(self, number: int) -> list[int]:
        """The group of an incident, itself at first."""
        return self.group_of.setdefault(number, [number])

    def likeness(self, pair: tuple[int, int]) -> Likeness | None:
        """What speaks for a pair being one, compared once."""
        if pair not in self.compared:
            self.compared[pair] = compare(self.incidents[pair[0]], self.incidents[pair[1]], self.common)
        return self.compared[pair]

    def may_join(self, one: int, other: int) -> bool:
        """Whether no report of the one group contradicts any of the other."""
        mine, theirs = self.members(one), self.members(other)
        if mine is theirs:
            return False
        for pair in (_pair(a, b) for a in mine for b in theirs):
            likeness = self.likeness(pair)
            if pair in self.split or likeness is None or likeness.points < LEAST:
                return False
        return True

    def join(self, one: int, other: int) -> None:
        """Make one group of two."""
        mine, theirs = self.members(one), self.members(other)
        if mine is not theirs:
            mine += theirs
            for number in theirs:
                self.group_of[number] = mine

    def ordered(self) -> Iterator[list[int]]:
        """The groups, in the order of the first incident of each."""
        done: set[int] = set()
        for number in range(len(self.incidents)):
            if number not in done:
                done.update(self.members(number))
                yield self.members(number)

    def union(self, group: Sequence[int]) -> Incident:
        """The incident of a group, the first of which it takes its id from."""
        merged = self.incidents[group[0]]
        for position, number in enumerate(group[1:], 1):
            known = [self.compared.get(_pair(number, before)) for before in group[:position]]
            best = max((each for each in known if each), key=lambda each: each.points, default=None)
            merged = _union(merged, self.incidents[number], "; ".join(best.reasons) if best else None)
        return merged


def _candidates(incidents: Sequence[Incident]) -> set[tuple[int, int]]:
    """The pairs worth a comparison: of a day and a neighbourhood, or with a name in common."""
    blocks: dict[object, list[int]] = defaultdict(list)
    for number, incident in enumerate(incidents):
        for key in _blocks(incident):
            blocks[key].append(number)
    return {pair for numbers in blocks.values() for pair in combinations(numbers, 2)}


def _blocks(incident: Incident) -> Iterator[object]:
    first, last, place = first_day(incident.when), last_day(incident.when), incident.where.place
    names = names_in(incident)
    yield from names["person"] | names["street"]
    if first is None or last is None or last - first > LONG:
        return
    told = {name.text for name in names["place"]} | ({place.name} if place else set()) | own_names(incident.where)
    days = [first + timedelta(days=n) for n in range(-1, (last - first).days + 2)]
    yield from ((day, name) for day in days for name in sorted(told))
    if place is None:
        return
    cells = [(round(place.lat / CELL) + x, round(place.lon / CELL) + y) for x in (0, 1) for y in (0, 1)]
    for day in days:
        yield from ((day, cell) for cell in cells)
        if incident.where.is_area or place.admin1_id:
            yield day, place.admin1_id or place.id


def _union(known: Incident, new: Incident, why: str | None) -> Incident:
    """The incident with both reports; of each field the better known value, the first report's of equals."""
    when = min(known.when, new.when, key=lambda when: (when.basis == "publication", when.precision or 9))
    where = known.where if (known.where.precision or 9) <= (new.where.precision or 9) else new.where
    parts = [
        replace(report, incident_id=report.incident_id or new.id, linked=report.linked or why) for report in new.reports
    ]
    reports = tuple(replace(r, incident_id=r.incident_id or known.id) for r in known.reports)
    return replace(
        known,
        when=when,
        where=where,
        actor=known.actor or new.actor,
        target=known.target or new.target,
        weapon=known.weapon or new.weapon,
        damage=known.damage or new.damage,
        claimed_by=known.claimed_by or new.claimed_by,
        claim=known.claim if known.claimed_by else new.claim,
        killed=_range(known.killed, new.killed),
        injured=_range(known.injured, new.injured),
        affected=_range(known.affected, new.affected),
        confidence=max(known.confidence, new.confidence),
        reports=(*reports, *parts),
    )


def _range(a: Count | None, b: Count | None) -> Count | None:
    """Both counts in one: from the lowest to the highest, best the larger (later reports count more, not fewer)."""
    if a is None or b is None or a == b:
        return a or b
    best = [c.best for c in (a, b) if c.best is not None]
    low = [c.low for c in (a, b) if c.low is not None]
    high = [c.high for c in (a, b) if c.high is not None]
    return Count(min(low) if low else None, max(best) if best else None, max(high) if len(high) == 2 else None)
