"""
The model that accepts or rejects a candidate: a logistic regression on its evidence, kept in a readable table.

``data/recognition.tsv`` has the weights, which ``tests/bench/fit_recognition.py`` fits on labelled news, with the
words that tell a reader of each.
"""

from __future__ import annotations

import math
from functools import cache

from .vocabulary import rows


@cache
def weights() -> dict[str, tuple[float, str]]:
    """Weight of each feature, and the words that tell of it."""
    return {feature: (float(weight), words) for feature, weight, words in rows("recognition.tsv")}


def probability(evidence: dict[str, float]) -> float:
    """That a stretch names a place, by what speaks for and against it."""
    table = weights()
    total = sum(table[feature][0] * value for feature, value in evidence.items() if feature in table)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def reason(evidence: dict[str, float]) -> str:
    """The two things that spoke most for the name, in words."""
    table = weights()
    said = sorted(((table[f][0] * value, table[f][1]) for f, value in evidence.items() if f in table), reverse=True)
    return "; ".join(list(dict.fromkeys(words for weight, words in said if weight > 0 and words))[:2])
