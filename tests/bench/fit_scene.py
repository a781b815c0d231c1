"""
Fit the weights of ``geo/data/scene.tsv`` on sentences in which people marked the place of an event word.

    python tests/bench/fit_scene.py          figures of each source with the others' weights, then the weights of all
    python tests/bench/fit_scene.py --dry    the figures alone

An example is a place that we see in the sentence of an event word of event_location, true where it is marked. Only the
dev half teaches, and only those sources whose marks are whole (`WHOLE`). Logistic regression with a ridge penalty, by
Newton's method; no random numbers. Seven rows of the table are set by hand: the corpus has verbs for events, so that
it cannot tell of "the Lyon attack" and "condemned the attack", and has too few "abducted from", "died in hospital",
"flew to Ankara",
"blocked the road to Puno" and "arrested for a robbery in Nice".
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from geo.spots import spots  # noqa: E402
from geo.standing import describe  # noqa: E402
from geo.telling import place_tokens  # noqa: E402
from tests.bench import incident_extraction as bench  # noqa: E402
from tests.bench.incident_linking import WHOLE, labelled  # noqa: E402

TABLE = ROOT / "geo" / "data" / "scene.tsv"
RIDGE = 3.0
SEEN = 12
"""A piece of evidence seen fewer times weighs nothing."""
BY_HAND = {
    "end of a journey": -4.0,
    "names the deed": 2.5,
    "spoken of": -2.5,
    "taken from": 2.0,
    "what they were arrested for": -3.0,
    "where a road goes": -4.0,
    "where they were treated or tried": -4.0,
}
Example = tuple[dict[str, float], bool]


def examples(documents: Iterable[tuple[dict[str, Any], Any, Any]]) -> dict[str, list[Example]]:
    """Evidence and truth of each place in the sentences of event words, by source."""
    found: dict[str, list[Example]] = {}
    for row, doc, toponyms in documents:
        marked = labelled(row, doc)
        if marked is None or row["source"] not in WHOLE:
            continue
        trigger, gold = marked
        named = place_tokens(doc, toponyms)
        seen = spots(trigger.sent, toponyms)
        for spot in seen:
            words = {token.i for token in doc.char_span(spot.name.start, spot.name.end, alignment_mode="expand")}
            found.setdefault(row["source"], []).append((describe(spot, trigger, seen, named), bool(words & gold)))
    return found


def fit(rows: list[Example]) -> dict[str, float]:
    """Weights of a ridge logistic regression."""
    counts = Counter(name for row, _ in rows for name, value in row.items() if value)
    names = sorted(name for name in counts if counts[name] >= SEEN and name not in BY_HAND)
    x = np.array([[row.get(name, 0.0) for name in names] for row, _ in rows])
    y = np.array([float(right) for _, right in rows])
    penalty = np.diag([0.01 if name == "constant" else RIDGE for name in names])
    w = np.zeros(len(names))
    for _ in range(25):
        p = 1 / (1 + np.exp(-x @ w))
        w -= np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + penalty, x.T @ (p - y) + penalty @ w)
    return dict(zip(names, w.tolist(), strict=True))


def report(rows: list[Example], weights: dict[str, float]) -> None:
    """Print how often a place of some probability is the place."""
    p = np.array([1 / (1 + np.exp(-sum(weights.get(n, 0) * v for n, v in row.items()))) for row, _ in rows])
    y = np.array([right for _, right in rows])
    print(f"{len(rows)} places, {y.mean():.2f} true, log loss {-np.mean(np.log(np.where(y, p, 1 - p))):.3f}")
    for low in np.arange(0, 1, 0.1):
        some = (p >= low) & (p < low + 0.1)
        if some.any():
            print(f"  said {low:.1f}-{low + 0.1:.1f}: {some.sum():4d} places, {y[some].mean():.2f} true")


def main() -> None:
    """Check each source by the others, fit on all, write the weights."""
    found = examples(bench.parsed("event_location", "dev"))
    for source in sorted(found):
        print(source, end=": ")
        report(found[source], fit([e for other, some in found.items() if other != source for e in some]))
    weights = fit([e for some in found.values() for e in some]) | BY_HAND
    head = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    body = [f"{name}\t{weight:.2f}" for name, weight in sorted(weights.items())]
    if "--dry" not in sys.argv:
        TABLE.write_text("\n".join([*head, "evidence\tweight", *body]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
