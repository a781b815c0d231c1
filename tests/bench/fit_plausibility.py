"""
Fit the weights of ``geo/data/plausibility.tsv`` on the labelled corpora beside the checkout.

    python tests/bench/fit_plausibility.py          figures of the half held out, then the weights of the other half
    python tests/bench/fit_plausibility.py --dry    the figures alone

An example is what the extraction gathers as one incident, before any threshold; it is true where the scorer matches
it with a labelled incident. muc4 teaches the weights, by the kinds of incident that it labels: only it labels whole
articles, those without incidents too. Notices of a few sentences are not in it; what they are likelier is learned from
acled with the other weights held. Logistic regression with a ridge penalty, by Newton's method; no random numbers.
"""

from __future__ import annotations

import csv
import hashlib
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from geo.gather import gather  # noqa: E402
from geo.plausible import describe  # noqa: E402
from geo.record import incident  # noqa: E402
from geo.telling import tell  # noqa: E402
from tests.bench import incident_extraction as bench  # noqa: E402

TABLE = ROOT / "geo" / "data" / "plausibility.tsv"
RIDGE = 12.0
BRIEF = "only brief"
NOTICES = 800
"""How many notes of acled teach what a notice is."""
UNLABELLED = frozenset(
    """
    armed_clash protest riot arrest natural_hazard accident_fire weapons_intercept territory_change
    agreement_or_group_change sexual_violence air_drone_strike shelling_missile
    """.split()
)
"""Kinds that muc4 does not label: silence there is no sign of error."""
Example = tuple[dict[str, float], bool]


def held_out(doc_id: str) -> bool:
    """Whether a document is kept for checking: every second one by its name's digest."""
    return int(hashlib.md5(doc_id.encode(), usedforsecurity=False).hexdigest(), 16) % 2 == 1


def examples(documents: Iterable[tuple[dict[str, Any], Any, Any]], corpus: str) -> list[Example]:
    """Evidence and truth of each gathered incident of ``(row, doc, toponyms)``."""
    found: list[Example] = []
    silent = UNLABELLED if corpus == "muc4" else frozenset()
    for row, doc, toponyms in documents:
        article = bench.article(row)
        mentions = tell(article, doc, toponyms).mentions
        clusters = gather(mentions)
        records = [incident(article, cluster, [], [], [], None, 0.0) for cluster in clusters]
        right, optional = bench.matched(row, records, corpus)
        for i, (cluster, record) in enumerate(zip(clusters, records, strict=True)):
            if i in optional or (record.type in silent and i not in right) or record.stage == "denied":
                continue
            found.append((describe(cluster, clusters, article.published), i in right))
    return found


def fit(rows: list[Example]) -> dict[str, float]:
    """Weights of a ridge logistic regression."""
    names = sorted({name for row, _ in rows for name in row} - {BRIEF})
    x = np.array([[row.get(name, 0.0) for name in names] for row, _ in rows])
    y = np.array([float(right) for _, right in rows])
    penalty = np.diag([0.01 if name == "constant" else RIDGE for name in names])
    w = np.zeros(len(names))
    for _ in range(25):
        p = 1 / (1 + np.exp(-x @ w))
        w -= np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + penalty, x.T @ (p - y) + penalty @ w)
    return dict(zip(names, w.tolist(), strict=True))


def brevity(rows: list[Example], weights: dict[str, float]) -> float:
    """How much likelier a notice of a few sentences is than the other weights say."""
    rows = [(row, right) for row, right in rows if row.get(BRIEF)]
    known = np.array([sum(weights.get(n, 0.0) * v for n, v in row.items()) for row, _ in rows])
    y = np.array([float(right) for _, right in rows])
    more = 0.0
    for _ in range(25):
        p = 1 / (1 + np.exp(-(known + more)))
        more -= (np.sum(p - y) + more) / (np.sum(p * (1 - p)) + 1)
    return float(more)


def report(rows: list[Example], weights: dict[str, float]) -> None:
    """Print how well the probability tells true from false, and whether it means what it says."""
    p = np.array([1 / (1 + np.exp(-sum(weights.get(n, 0) * v for n, v in row.items()))) for row, _ in rows])
    y = np.array([right for _, right in rows])
    print(f"{len(rows)} examples, {y.mean():.2f} true, log loss {-np.mean(np.log(np.where(y, p, 1 - p))):.3f}")
    for low in np.arange(0, 1, 0.1):
        some = (p >= low) & (p < low + 0.1)
        if some.any():
            print(f"  said {low:.1f}-{low + 0.1:.1f}: {some.sum():4d} examples, {y[some].mean():.2f} true")


def write(weights: dict[str, float]) -> None:
    """Write the weights, keeping the words of each row."""
    with TABLE.open(encoding="utf-8") as lines:
        rows = list(csv.reader((line for line in lines if not line.startswith("#")), delimiter="\t"))[1:]
    words = {row[0]: row[2] for row in rows}
    head = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    body = [f"{name}\t{weight:.2f}\t{words.get(name, name)}" for name, weight in sorted(weights.items())]
    TABLE.write_text("\n".join([*head, "evidence\tweight\twords", *body]) + "\n", encoding="utf-8")


def main() -> None:
    """Fit on one half, check on the other and on a corpus that taught nothing but brevity, write the weights."""
    documents = list(bench.parsed("muc4"))
    weights = fit(examples((d for d in documents if not held_out(d[0]["doc_id"])), "muc4"))
    weights[BRIEF] = brevity(examples(bench.parsed("acled", "dev", NOTICES), "acled"), weights)
    report(examples((d for d in documents if held_out(d[0]["doc_id"])), "muc4"), weights)
    report(examples(bench.parsed("acled", "test", NOTICES), "acled"), weights)
    if "--dry" not in sys.argv:
        write(weights)


if __name__ == "__main__":
    main()
