"""From the mentions of one incident to its record."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from .article import Article
from .dating import assumed
from .gather import Cluster, same_days, same_place
from .home import at_home
from .incident import CLAIMS, Evidence, Incident, Name, Report, When, Where
from .mention import Claim, Mention, Site, Words
from .spots import contains, is_street_name
from .telling import LooseClaim, LooseDay, LooseToll
from .victims import Toll, hit, tally

ROLES = ("actor", "target", "weapon")
PEACEFUL = frozenset({"protest", "arrest", "agreement_or_group_change"})
"""Incidents that often speak of the dead of another one."""
UNDONE = frozenset({"accident_fire", "natural_hazard"})
"""What nobody did."""
RECENT = 7
"""Within how many days before publication a day of the next sentence is taken for the incident's."""
ENDS = frozenset({"died", "dies", "succumbed", "pronounced"})
"""Words of an end that may come days after the incident."""
WIDESPREAD = re.compile(r"flood|storm|cyclone|hurricane|typhoon|drought|rain|heat|wildfire", re.IGNORECASE)
"""Hazards that strike a whole region; a quake or a landslide has one place."""
HEADLINE = 3
"""Over how many sentences before the first word of incident a number belongs to that incident."""
CARRIED = 8
"""Over how many sentences a number without a word of incident belongs to the incident last told."""


def own_tolls(cluster: Cluster, clusters: Sequence[Cluster], loose: Sequence[LooseToll]) -> list[Toll]:
    """Return the numbers that stand apart and belong to this incident: the last one told before them."""
    mine = []
    for each in loose:
        before = [
            (m.order, c) for c in clusters for m in c.mentions if m.order < each.order and m.stage == "accomplished"
        ]
        after = [(m.order, c) for c in clusters for m in c.mentions if m.stage == "accomplished"]
        if not before and not after:
            continue
        # A headline's number is of the incident that the text tells first.
        last, owner = max(before, key=lambda item: item[0]) if before else min(after, key=lambda item: item[0])
        fits = all(same_days(each.when, m.when) for m in cluster.mentions) and _is_there(each, cluster)
        if owner is cluster and abs(each.order - last) <= (CARRIED if before else HEADLINE) and fits:
            mine.append(each.toll)
    return mine


def _is_there(each: LooseToll, cluster: Cluster) -> bool:
    """Whether people counted at a place of their own can be those of this incident."""
    places = [m.site.where for m in cluster.mentions if m.site and m.site.where.place]
    if each.site is None or each.site.where.place is None or not places:
        return True
    return any(same_place(each.site.where, where) for where in places)


def own_claims(cluster: Cluster, clusters: Sequence[Cluster], loose: Sequence[LooseClaim]) -> list[Claim]:
    """Return the claims that stand apart, within two sentences after this incident was told, and no other since."""
    mine = []
    for each in loose:
        told = [(m.order, c) for c in clusters for m in c.mentions if m.order < each.order]
        last, owner = max(told, key=lambda item: item[0], default=(-9, None))
        if owner is cluster and each.order - last <= 2:
            mine.append(each.claim)
    return mine


def incident(
    article: Article,
    cluster: Cluster,
    loose: Sequence[Toll],
    days: Sequence[LooseDay],
    claims: Sequence[Claim],
    home: Site | None,
    confidence: float,
    names: tuple[Name, ...] = (),
    others: Sequence[Cluster] = (),
) -> Incident:
    """Return the record of one incident; ``home`` is where it was if no mention says."""
    mentions = cluster.mentions
    tolls = [toll for mention in mentions for toll in mention.tolls] + list(loose)
    if cluster.type in PEACEFUL:
        tolls = [toll for toll in tolls if not toll.aside]
    site = site_of(cluster, home)
    site = at_home(site, home) if site else None
    when, dated = when_of(cluster, article.published, days, others)
    leading = sorted(mentions, key=lambda m: m.weak or m.echo)
    roles = _roles(leading, site, cluster.type)
    claims = sorted([*(m.claim for m in leading if m.claim), *claims], key=lambda claim: CLAIMS.index(claim.how))
    roles["claimed_by"] = claims[0].words if claims else None
    damage = tuple(dict.fromkeys(words for m in mentions for words in m.damage))[:3]
    evidence = _evidence(article.text, mentions, site, dated, roles, damage, tolls)
    texts = {name: words.text if words else None for name, words in roles.items()}
    identifier = _identifier(article, cluster.type, mentions[0])
    source = (article.doc_id, article.title, article.source, article.url, article.published)
    return Incident(
        id=identifier,
        type=cluster.type,
        stage=mentions[0].stage,
        when=when,
        where=site.where if site else Where(),
        actor=texts["actor"],
        target=texts["target"],
        weapon=texts["weapon"],
        damage="; ".join(words.text for words in damage) or None,
        claimed_by=texts["claimed_by"],
        claim=claims[0].how if claims else None,
        killed=tally(tolls, "killed"),
        injured=tally(tolls, "injured"),
        affected=tally(tolls, "affected"),
        confidence=confidence,
        reports=(Report(*source, evidence, identifier, None, names),),
    )


def _roles(leading: Sequence[Mention], site: Site | None, kind: str) -> dict[str, Words | None]:
    """
    Return who did what to whom, first as told by the mentions at the place of the incident itself.

    Nobody did an accident or a hazard, and mentions of another kind tell of other people.
    Whose weapon it was and who did it go together: "Russian drones" of one sentence are not Ukraine's of another.
    """
    at = site.where.place if site else None

    def aside(mention: Mention) -> bool:
        there = mention.site.where.place if mention.site else None
        return at is not None and there is not None and there.id != at.id

    if kind in UNDONE:
        leading = [replace(m, actor=None, weapon=None) for m in leading if m.type in UNDONE or m.weak or m.echo]
    ordered = sorted(leading, key=lambda m: (m.weak or m.echo, aside(m)))
    roles = {name: next((words for m in ordered if (words := getattr(m, name))), None) for name in ROLES}
    armed = next((m for m in ordered if m.weapon), None)
    if armed and armed.actor and armed.weapon and armed.weapon.start <= armed.actor.start < armed.weapon.end:
        # The sentence of the weapon names its owner, so all three are as that sentence has them.
        first = next(m for m in ordered if m.actor)
        if first is not armed and not _alike(first.actor, armed.actor):
            roles.update({name: getattr(armed, name) for name in ROLES})
    return roles


def _alike(a: Words | None, b: Words | None) -> bool:
    """Whether two names begin alike somewhere: "Russia" and "Russian drones"."""
    stems = [{word[:4].lower() for word in each.text.split()} if each else set() for each in (a, b)]
    return bool(stems[0] & stems[1])


def _identifier(article: Article, kind: str, mention: Mention) -> str:
    """The same article, text and trigger give the same id, on every machine."""
    key = f"{article.doc_id}\n{article.text}\n{kind}\n{mention.trigger.start}"
    if mention.site:
        key += f"\n{mention.site.words.start}"
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def site_of(cluster: Cluster, home: Site | None = None) -> Site | None:
    """Return the best grounded place; a more exact one within it, from any mention, is better."""
    sited = [m.site for m in cluster.mentions if m.site]
    placed = [site for site in sited if site.where.place]
    if home and (placed or home.name or not any(map(_is_unknown_town, sited))):
        placed.append(home)
    if not placed:
        return min(sited, key=lambda site: site.rank) if sited else None
    if WIDESPREAD.search(cluster.mentions[0].trigger.text):
        # What a whole region suffered is not what the river did in one of its towns.
        first = cluster.mentions[0].order
        firm = [m.site for m in cluster.mentions if m.site in placed and (m.anaphoric or m.order == first)]
        placed = [site for site in firm if site and site.rank <= 1] or placed
    best = min(placed, key=lambda s: (s.rank, s.where.precision or 9, s.words.start))
    outer = best.where.place
    inner = [
        s
        for s in placed
        if s.rank <= 1 and s.where.place and outer and s.where.place.id != outer.id and contains(outer, s.where.place)
    ]
    if best.where.is_area and inner:
        return min(inner, key=lambda s: (s.rank, s.where.precision or 9, s.words.start))
    return best


def _is_unknown_town(site: Site) -> bool:
    """Whether a place is named that the gazetteer lacks: it need not be in the town that the article names most."""
    return site.where.place is None and site.name is not None and not is_street_name(site.words.text)


def when_of(
    cluster: Cluster, published: date | None, days: Sequence[LooseDay] = (), others: Sequence[Cluster] = ()
) -> tuple[When, Words | None]:
    """
    Return the most exact day that a mention gives; else the one of the sentence next to it, or of the whole article
    where it tells of nothing else; else what the day of publication lets assume.

    ``others`` are the other incidents of the article: a day in their sentences is theirs.
    """
    ordered = sorted(cluster.mentions, key=lambda m: m.loosely)
    dated = [(m.when, m.dated) for m in ordered if m.dated]
    known = [pair for pair in dated if pair[0].start or pair[0].end]
    orders = {m.order for m in cluster.mentions}
    taken = {m.order for other in others for m in other.mentions} - orders
    free = [day for day in days if day.order not in taken]
    if known:
        firm = {m.dated for m in ordered if not m.loosely}
        ends = {m.dated for m in cluster.mentions if m.trigger.text.lower() in ENDS}
        best = min(known, key=lambda pair: (pair[1] in ends, pair[1] not in firm, pair[0].precision or 9))
        firsthand = [day for day in free if not day.aside]
        near = [(day.when, day.words) for day in firsthand if any(abs(day.order - order) <= 1 for order in orders)]
        return next((pair for pair in [*known, *near] if _is_day_in(pair[0], best[0])), best)
    if cluster.mentions[0].stage == "threatened":
        return When(), None
    if dated and dated[0][0].text:
        return dated[0]
    near_days = [day for day in free if any(abs(day.order - order) <= 1 for order in orders)]
    for day in near_days or ([] if others else free):
        if published and day.when.start and 0 <= (published - day.when.start).days <= RECENT:
            return (assumed(day.when.end), None) if day.aside else (day.when, day.words)
    return assumed(published), None


def _is_day_in(day: When, time: When) -> bool:
    """Whether one time is a day within another, longer one: "last week" and "on Tuesday"."""
    if day.precision != 1 or time.precision <= 2 or not (day.start and time.start and time.end):
        return False
    return time.start <= day.start <= time.end


def _evidence(
    text: str,
    mentions: Sequence[Mention],
    site: Site | None,
    dated: Words | None,
    roles: dict[str, Words | None],
    damage: Sequence[Words],
    tolls: Sequence[Toll],
) -> tuple[Evidence, ...]:
    pieces = [("type", m.sentence.start, m.sentence.end) for m in mentions]
    if site:
        pieces.append(("where", site.words.start, site.words.end))
    if dated:
        pieces.append(("when", dated.start, dated.end))
    pieces += [(name, words.start, words.end) for name, words in roles.items() if words]
    pieces += [("damage", words.start, words.end) for words in damage]
    pieces += [("injured" if t.field == "shot" else t.field, t.start, t.end) for t in hit(tolls)]
    found = []
    for name, start, end in dict.fromkeys(pieces):
        while end > start and text[end - 1].isspace():
            end -= 1
        found.append(Evidence(name, start, end, text[start:end]))
    return tuple(found)
