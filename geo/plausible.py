"""How likely it is that what was read as an incident is one: evidence from its mentions, weighed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from functools import cache

from .gather import Cluster
from .vocabulary import rows

ONLY = (
    "plural",
    "noun",
    "relative clause",
    "speech",
    "brief",
)
"""Cues that count where every mention has them."""


def describe(cluster: Cluster, clusters: Sequence[Cluster], published: date | None) -> dict[str, float]:
    """Return the evidence for and against an incident, by name; the names are the rows of ``plausibility.tsv``."""
    mentions = [m for m in cluster.mentions if not m.echo] or cluster.mentions
    orders = {m.order for m in cluster.mentions}
    known = [m.when for m in mentions if m.when.start]
    ranks = [m.site.rank for m in mentions if m.site and m.site.where.place]
    tolls = [t for m in mentions for t in m.tolls]
    cues = [m.cues for m in mentions]
    strong = [m for m in mentions if not m.weak and not m.after]
    found: dict[str, float] = {
        "constant": 1.0,
        "sentences": min(math.log(len(orders)), 2.0),
        "trigger weak": float(not strong),
        "trigger generic": float(cluster.taken is None and all(m.generic or m.weak for m in mentions)),
        "lead": float(min(orders) <= 2),
        "dated to the day": float(any(w.precision == 1 for w in known)),
        "place own": float(bool(ranks) and min(ranks) <= 1),
        "place none": float(not ranks),
        "killed": float(any(t.field == "killed" and t.count.best for t in tolls)),
        "hurt": float(any(t.field != "killed" and t.count.best for t in tolls)),
        "many killed": float(any(t.field == "killed" and (t.count.best or 0) >= 100 for t in tolls)),
        "victim named": float(any(t.names for t in tolls)),
        "target": float(any(m.target for m in mentions)),
        "weapon": float(any(m.weapon for m in mentions)),
        "damage": float(any(m.damage for m in mentions)),
        "past": float(any("past" in each for each in cues)),
        "victim given": float(any("victim given" in each for each in cues)),
    }
    for cue in ONLY:
        found[f"only {cue}"] = float(all(cue in each for each in cues))
    if known and published:
        lag = min((published - w.start).days for w in known if w.start)
        found["recent"] = float(0 <= lag <= 14)
        found["older than two months"] = float(lag > 60)
    elif published is None:
        # News without a date is taken to tell of its own days.
        found["recent"] = float(any(m.dated for m in mentions))
    return found


@cache
def _weights() -> dict[str, float]:
    return {name: float(weight) for name, weight, _ in rows("plausibility.tsv")}


def plausibility(cluster: Cluster, clusters: Sequence[Cluster], published: date | None) -> float:
    """Return the probability that an incident happened as told, from the weights fitted on labelled news."""
    weights = _weights()
    total = sum(weights.get(name, 0.0) * value for name, value in describe(cluster, clusters, published).items())
    return round(1 / (1 + math.exp(-total)), 2)
