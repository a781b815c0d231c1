"""How sure a choice of place is: what tells it, and the probability that it comes to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

from .name import Name
from .signals import CONTAINER, CUE, Option, kilometres
from .vocabulary import rows

TEMPERATURE = 0.8
"""Of the softmax that turns scores into shares; fitted on the labelled corpora."""
SAME_KM = 50.0
"""Candidates nearer than this to the choice speak for it, not against it (a city and the district about it)."""


def shares(options: Sequence[Option]) -> list[float]:
    """Softmax of the scores of a case's candidates, the best first."""
    weights = [math.exp((option.score - options[0].score) / TEMPERATURE) for option in options]
    total = sum(weights)
    return [weight / total for weight in weights]


def certainty(name: Name, options: Sequence[Option], mentions: int) -> dict[str, float]:
    """
    Return what tells how sure the first of a name's options is: feature to value, as `confidence` weighs them.

    ``mentions`` is how often the text has the name.
    """
    best = options[0]
    share = sum(
        share for option, share in zip(options, shares(options), strict=True) if kilometres(best, option) <= SAME_KM
    )
    said = {reason[0] for reason in best.own_reasons}
    found = {
        "any": 1.0,
        "log odds of the choice": math.log(min(share, 0.995) / (1 - min(share, 0.995))),
        "log odds of the name": math.log(min(name.probability, 0.99) / (1.01 - min(name.probability, 0.99))),
        "population": math.log10(best.place.population + 1) / 7,
        "candidates": math.log(len(options)),
        "one candidate": float(len(options) == 1),
        "country": float(best.place.feature.startswith("PCL")),
        "first-order division": float(best.place.feature == "ADM1"),
        "settlement": float(best.place.feature.startswith("PPL")),
        "lesser name": float(best.standing in {"alternate", "historic"}),
        "said by the text": float(CONTAINER in said or CUE in said),
        "borne out by other names": min(1.0, max(0.0, best.score - best.alone) / 5),
        "named once": float(mentions == 1),
        "embedded": float(name.kind == "embedded"),
        "several words": float(" " in name.text),
    }
    return {feature: value for feature, value in found.items() if value}


@cache
def _weights() -> dict[str, float]:
    return {feature: float(weight) for feature, weight in rows("confidence.tsv")}


def confidence(found: dict[str, float]) -> float:
    """Return the probability that a choice is right, by a logistic regression fitted on labelled news."""
    weights = _weights()
    total = sum(weights.get(feature, 0.0) * value for feature, value in found.items())
    return round(1 / (1 + math.exp(-total)), 3)
