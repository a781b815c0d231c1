"""
One incident, many tellings: the mentions of an article put together.

Two tellings are of one incident where their types are of one family, their days and places can be the same and
neither weapon nor numbers contradict. Space and time alone are not enough: on a front many attacks share both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .counts import Toll
from .incident import When, Where
from .mention import DOUBTFUL, Mention
from .numerals import number
from .spots import contains, is_street_name, kilometres

FAMILIES = (
    frozenset(
        {
            "attack_on_civilians",
            "armed_clash",
            "explosive_device",
            "air_drone_strike",
            "shelling_missile",
            "chemical_weapon",
            "weapons_intercept",
        }
    ),
    frozenset({"protest", "riot"}),
    frozenset({"accident_fire", "natural_hazard"}),
    frozenset({"explosive_device", "accident_fire", "other"}),
    frozenset(
        {"property_destruction", "attack_on_civilians", "riot", "explosive_device", "accident_fire", "armed_clash"}
    ),
    frozenset({"arrest"}),
    frozenset({"abduction", "attack_on_civilians"}),
    frozenset({"sexual_violence", "attack_on_civilians", "abduction"}),
    frozenset({"territory_change", "armed_clash"}),
)
"""Types that tellings of one incident may have, if at least one of them is open to the others."""
NEXT = 2
"""Within how many sentences after a protest arrests are of those who protested."""
WAVES = frozenset(
    """
    dozens hundreds scores drones missiles rockets shells wave barrage salvo attacks strikes airstrikes warplanes jets
    """.split()
)
"""Words of an attack on many places at once."""
ATTACKS = frozenset({"weapons_intercept", "air_drone_strike", "shelling_missile"})
"""Shooting drones down is a response: the attack is the incident."""


@dataclass(slots=True)
class Cluster:
    """The mentions of one incident, in the order of the text."""

    mentions: list[Mention] = field(default_factory=list)
    taken: str | None = None
    """The type taken from the incident that these mentions go on from ("they also targeted ...")."""

    @property
    def type(self) -> str:
        """The type that most mentions name outright, the earliest of equals; else the first one's."""
        if self.taken:
            return self.taken
        happened = [m for m in self.mentions if not m.after]
        for some in (
            [m for m in happened if not (m.generic or m.weak or m.echo) and m.type != "weapons_intercept"],
            [m for m in happened if not (m.generic or m.weak or m.echo)],
            [m for m in happened if not (m.weak or m.echo)],
            [m for m in self.mentions if not (m.weak or m.echo)],
            [m for m in self.mentions if not m.echo],
        ):
            if some:
                counts = Counter(m.type for m in some)
                kind = max(counts, key=lambda kind: (counts[kind], -[m.type for m in some].index(kind)))
                return self._graver(kind)
        return "other"

    def _graver(self, kind: str) -> str:
        """A protest in which some rioted is a riot; those who burn and kill have attacked people."""
        if kind == "protest" and any(m.type == "riot" for m in self.mentions):
            return "riot"
        if kind == "property_destruction":
            for m in self.mentions:
                killing = any((t.count.best or t.count.low or 0) > 0 for t in m.tolls if t.field == "killed")
                if (m.type == "armed_clash" and not m.weak) or (m.type == "attack_on_civilians" and killing):
                    return m.type
        return kind

    @property
    def open(self) -> bool:
        """Whether no mention names the type outright."""
        return all(m.generic or m.weak or m.echo for m in self.mentions)


def same_family(a: str, a_open: bool, b: str, b_open: bool) -> bool:
    """Whether tellings of these types can be of one incident."""
    if a == b:
        return True
    # A blast of unknown cause may turn out to be either; a curfew is neither.
    if (a == "other" and not a_open) or (b == "other" and not b_open):
        return False
    return (a_open or b_open) and any(a in family and b in family for family in FAMILIES)


def same_place(a: Where | None, b: Where | None) -> bool:
    """Whether two places can be one: the same, one within the other, or near each other within what is known."""
    if a is None or b is None or a.place is None or b.place is None:
        return (
            a is None
            or b is None
            or a.text is None
            or b.text is None
            or not (a.place is None and b.place is None and a.text.lower() != b.text.lower())
        )
    if contains(a.place, b.place) or contains(b.place, a.place):
        return True
    if a.is_area or b.is_area:
        return False
    near = max(a.radius_km or 0.0, b.radius_km or 0.0, 8.0)
    return kilometres(a.place, b.place) <= near


def same_days(a: When, b: When) -> bool:
    """Whether two dates can be one; what is unknown can."""
    if a.basis == "publication" or b.basis == "publication" or (a.start is None and a.end is None):
        return True
    if b.start is None and b.end is None:
        return True
    a_first, a_last = a.start or a.end, a.end or a.start
    b_first, b_last = b.start or b.end, b.end or b.start
    if not (a_first and a_last and b_first and b_last):
        return True
    slack = 1 if "night" in f"{a.text} {b.text}" or "early" in f"{a.text} {b.text}" else 0
    return (a_first - b_last).days <= slack and (b_first - a_last).days <= slack


def _numbers(tolls: Iterable[Toll], name: str) -> set[int]:
    # What sides of a war give for themselves may differ by any factor and be of one incident.
    stated = [t.count.best for t in tolls if t.field == name and not t.single and not t.speaker]
    return {number for number in stated if number and number > 1}


def gather(mentions: Sequence[Mention]) -> list[Cluster]:
    """Return the incidents of one article: each mention with the others that tell of the same."""
    clusters: list[Cluster] = []
    for mention in mentions:
        fitting = [cluster for cluster in reversed(clusters) if fits(mention, cluster)]
        if mention.echo:
            fitting = [c for c in fitting if mention.order - c.mentions[-1].order <= 6][:1] or fitting[:0]
        if fitting and not (mention.another and not mention.weak):
            _best(mention, fitting).mentions.append(mention)
        elif not mention.echo:
            clusters.append(Cluster([mention]))
    for before, cluster in pairwise(clusters):
        first = cluster.mentions[0]
        if (
            first.also
            and cluster.open
            and first.order - before.mentions[-1].order <= 1
            and same_family(first.type, True, before.type, False)
        ):
            cluster.taken = before.type
    return _settle(clusters)


def _best(mention: Mention, fitting: list[Cluster]) -> Cluster:
    """Of several incidents the one of the same sentence, then place, then type, then the last told."""

    def score(cluster: Cluster) -> tuple[bool, bool, bool]:
        here = mention.site.where.place if mention.site else None
        there = [m.site.where.place for m in cluster.mentions if m.site and m.site.where.place]
        return (
            cluster.mentions[-1].order == mention.order,
            here is not None and any(place.id == here.id for place in there),
            cluster.type == mention.type,
        )

    return max(fitting, key=score)


def fits(mention: Mention, cluster: Cluster) -> bool:
    """Whether a mention can tell of the incident of a cluster."""
    if mention.stage != cluster.mentions[0].stage and not mention.echo:
        return False
    together = any(m.order == mention.order for m in cluster.mentions)
    kin = same_family(mention.type, mention.generic or mention.weak, cluster.type, cluster.open)
    response = "weapons_intercept" in {mention.type, cluster.type} and {mention.type, cluster.type} <= ATTACKS
    if not (mention.echo or kin or response or _consequence(mention, cluster)):
        return False
    for other in cluster.mentions:
        if _elsewhere(mention, other, together) or _newly_placed(mention, other):
            return False
        if not (together or mention.loosely or other.loosely or same_days(mention.when, other.when)):
            return False
    if together or mention.echo or mention.anaphoric:
        return True
    for name in ("killed", "injured"):
        mine, theirs = _numbers(mention.tolls, name), {n for m in cluster.mentions for n in _numbers(m.tolls, name)}
        if mine and theirs and not mine & theirs and max(mine) > 2 * max(theirs) + 2:
            return False
    return True


def _consequence(mention: Mention, cluster: Cluster) -> bool:
    """Whether a mention may tell what came of an incident of another kind: "it killed two", "they burned it down"."""
    near = mention.order - cluster.mentions[-1].order <= 2
    if mention.weak and mention.actor is None and cluster.type not in {"arrest", "agreement_or_group_change"}:
        return True
    placed = mention.site is not None and mention.site.rank != 2 and mention.site.where.place is not None
    together = mention.order == cluster.mentions[-1].order
    return mention.type == "property_destruction" and (together or (near and not placed))


def _elsewhere(mention: Mention, other: Mention, together: bool) -> bool:
    """Whether two mentions tell of different places; a place taken from the text before cannot contradict."""
    if mention.site is None or other.site is None:
        return False
    if same_place(mention.site.where, other.site.where) and not _names_differ(mention, other):
        return False
    if DOUBTFUL in {mention.site.rank, other.site.rank}:
        # A sure place is not that of what was told before at a doubtful one, unless the words point back to it.
        return mention.site.rank in {0, 1} and not (together or mention.anaphoric)
    if (
        mention.anaphoric
        and mention.type == other.type
        and other.site.where.is_area
        and mention.order - other.order <= 2
    ):
        return False
    own = mention.site.rank != 2 or mention.indefinite
    # A name that the gazetteer lacks is placed by the text before, and is a place of its own for all that.
    theirs = other.site.rank != 2 or (other.site.name is not None and other.site.name.place is None)
    return own and theirs and not (together and mention.site.rank == 3)


def _names_differ(mention: Mention, other: Mention) -> bool:
    """
    Whether each tells of a place by a name of its own, and the gazetteer knows only one: a town or district.

    The unknown name may be in a province or country that is named elsewhere; in another town it is not.
    """
    if mention.order == other.order or mention.anaphoric or mention.site is None or other.site is None:
        return False
    a, b = mention.site, other.site
    known = [site for site in (a, b) if site.where.place is not None]
    if len(known) != 1 or {a.rank, b.rank} != {0} or known[0].where.precision not in {1, 2, 3}:
        return False
    if any(site.name is None or is_street_name(site.words.text) for site in (a, b)):
        return False
    return a.words.text.lower() not in b.words.text.lower() and b.words.text.lower() not in a.words.text.lower()


def _newly_placed(mention: Mention, other: Mention) -> bool:
    """Whether one town's attack is told after one that a whole country saw: not the same for all we know."""
    if mention.site is None or other.site is None or mention.anaphoric:
        return False
    if (other.site.where.precision or 0) < 6 or (mention.site.where.precision or 9) >= 6:
        return False
    # A country that was only inferred is no summary of what happened in its towns; "298 drones" hit many of them.
    return other.site.rank == 3 or (mention.indefinite and other.order > 1) or _many(other)


def _many(mention: Mention) -> bool:
    """Whether a mention tells of several attacks at once: of numbers of weapons, or of a wave of them."""
    words = mention.weapon.text.lower().split() if mention.weapon else []
    counted = any((number([word]) or 0) > 1 or word in WAVES for word in words)
    return mention.type in ATTACKS and (counted or mention.trigger.text.lower() in WAVES)


def _settle(clusters: list[Cluster]) -> list[Cluster]:
    """Leave out what is only the aftermath of an incident of the article: arrests for an attack, or at a protest."""
    violent = any(
        not all(m.after for m in cluster.mentions)
        and cluster.type not in {"arrest", "protest", "riot", "agreement_or_group_change"}
        for cluster in clusters
    )
    crowds = [m.order for c in clusters if c.type in {"protest", "riot"} for m in c.mentions]
    kept = []
    for cluster in clusters:
        after = all(m.after or m.echo for m in cluster.mentions)
        policed = cluster.type == "arrest" and any(
            0 <= m.order - order <= NEXT for m in cluster.mentions for order in crowds
        )
        if not (after and (violent or policed)):
            kept.append(cluster)
    return kept
