"""
Fit the weights of toponym recognition (``geo/data/recognition.tsv``) on the labelled corpora beside the checkout.

    python tests/bench/fit_recognition.py            leave-one-corpus-out figures, then the weights of all
    python tests/bench/fit_recognition.py --dry      the figures alone

A logistic regression with a ridge penalty, by Newton's method; no random numbers, so the same corpora give
the same weights. The words of each row of the table are kept.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import numpy as np

import gazetteer
from geo.evidence import describe
from geo.language import load, parse
from geo.recognize import THRESHOLD, find_stretches

ROOT = Path(__file__).parents[2]
CORPORA = ROOT.parent / "shared" / "data" / "places"
TABLE = ROOT / "geo" / "data" / "recognition.tsv"
NAMES = ["LGL", "TR-News", "GeoWebNews"]
RIDGE = 3.0
Row = tuple[dict[str, float], bool, int, int, str]


def examples(corpus: str) -> dict[str, list[Row]]:
    """Candidates of each document with whether people marked them as a name of a place."""
    places, nlp = gazetteer.load(), load()
    documents = {}
    for line in (CORPORA / f"{corpus}.jsonl").open(encoding="utf-8"):
        document = json.loads(line)
        text = document["text"]
        gold = {trimmed(text, row["start"], row["end"]) for row in document["toponyms"]}
        doc = parse(nlp, text, grammar=False)
        stretches = find_stretches(doc, places)
        documents[document["doc_id"]] = [
            (found, trimmed(text, s.start, s.end) in gold, s.start, s.end, text[s.start : s.end])
            for s, found in zip(stretches, describe(doc, stretches), strict=True)
        ]
        documents[document["doc_id"]].append(({"gold": len(gold)}, False, 0, 0, ""))
    return documents


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Span without a leading article and a trailing possessive, as the scorer has it."""
    span = text[start:end]
    start += 4 * span.lower().startswith("the ")
    end -= 2 * span.endswith(("'s", "’s"))
    return start, end


def fit(rows: list[Row], features: list[str]) -> dict[str, float]:
    """Weights by ridge-penalized logistic regression."""
    index = {feature: i for i, feature in enumerate(features)}
    x = np.zeros((len(rows), len(features)))
    y = np.array([float(row[1]) for row in rows])
    for i, row in enumerate(rows):
        for feature, value in row[0].items():
            if feature in index:
                x[i, index[feature]] = value
    w = np.zeros(len(features))
    for _ in range(25):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (y - p) - RIDGE * w
        hessian = (x * (p * (1 - p) + 1e-9)[:, None]).T @ x + RIDGE * np.eye(len(features))
        step = np.linalg.solve(hessian, gradient)
        w += step
        if np.abs(step).max() < 1e-6:
            break
    return dict(zip(features, w.tolist(), strict=True))


def score(
    documents: dict[str, list[Row]], weights: dict[str, float], threshold: float = THRESHOLD
) -> tuple[float, ...]:
    """Precision, recall and F of exact spans."""
    right = answered = wanted = 0
    for rows in documents.values():
        wanted += int(rows[-1][0]["gold"])
        scored = sorted(
            ((1 / (1 + np.exp(-sum(weights.get(f, 0) * v for f, v in row[0].items()))), row) for row in rows[:-1]),
            key=lambda pair: (-pair[0], pair[1][2] - pair[1][3]),
        )
        taken: list[tuple[int, int]] = []
        for p, row in scored:
            if p >= THRESHOLD and all(row[3] <= a or b <= row[2] for a, b in taken):
                taken.append((row[2], row[3]))
                answered += 1
                right += row[1]
    precision, recall = right / max(1, answered), right / max(1, wanted)
    return precision, recall, 2 * precision * recall / (precision + recall)


def main() -> None:
    data = {name: examples(name) for name in NAMES}
    counts: dict[str, int] = {}
    for documents in data.values():
        for rows in documents.values():
            for row in rows[:-1]:
                for feature in row[0]:
                    counts[feature] = counts.get(feature, 0) + 1
    features = sorted(feature for feature, count in counts.items() if count >= 10)
    rows_of = {name: [row for rows in data[name].values() for row in rows[:-1]] for name in NAMES}
    for held in NAMES:
        weights = fit([row for name in NAMES if name != held for row in rows_of[name]], features)
        inside = fit(rows_of[held], features)
        print(
            f"{held:12} held out P/R/F",
            *(f"{v:.3f}" for v in score(data[held], weights)),
            "| fitted on itself",
            *(f"{v:.3f}" for v in score(data[held], inside)),
        )
    weights = fit([row for name in NAMES for row in rows_of[name]], features)
    if "--dry" in sys.argv:
        return
    words = {}
    if TABLE.exists():
        lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        words = {row["feature"]: row["words"] or "" for row in csv.DictReader(lines, delimiter="\t")}
    with TABLE.open("w", encoding="utf-8") as out:
        out.write("feature\tweight\twords\n# Fitted by tests/bench/fit_recognition.py; the words are for the reader.\n")
        for feature in features:
            out.write(f"{feature}\t{weights[feature]:.3f}\t{words.get(feature, '')}\n")


if __name__ == "__main__":
    main()
