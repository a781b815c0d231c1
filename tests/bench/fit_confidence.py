"""
Fit the weights of a toponym's confidence (``geo/data/confidence.tsv``) on the labelled corpora beside the checkout.

    python tests/bench/fit_confidence.py           calibration with each corpus left out, then the weights of all

A choice counts as right within 161 km of the labelled point, as the field measures it. Both the gold spans and
the program's own names that match one are examples. A logistic regression by `fit_recognition.fit`.
"""

from __future__ import annotations

import json
import math

from fit_recognition import CORPORA, NAMES, ROOT, Row, fit, trimmed
from geopy.distance import great_circle

import gazetteer
from geo.certainty import certainty
from geo.language import load, parse
from geo.recognize import name_given, recognize
from geo.resolve import settle

TABLE = ROOT / "geo" / "data" / "confidence.tsv"
RIGHT_KM = 161.0


def examples(corpus: str) -> list[Row]:
    """What each placed name shows of its certainty, and whether its place is right."""
    places, nlp = gazetteer.load(), load()
    rows: list[Row] = []
    for line in (CORPORA / f"{corpus}.jsonl").open(encoding="utf-8"):
        document = json.loads(line)
        text = document["text"]
        gold = {trimmed(text, row["start"], row["end"]): row for row in document["toponyms"]}
        doc = parse(nlp, text, grammar=False)
        given = [name_given(text, start, end, places) for start, end in sorted(gold)]
        for names in (given, recognize(doc, places)):
            for i, case in settle(names, text).items():
                row = gold.get(trimmed(text, names[i].start, names[i].end))
                if row is None or row["lat"] is None or case.choice is None:
                    continue
                place = case.choice.place
                far = great_circle((row["lat"], row["lon"]), (place.lat, place.lon)).km
                right = str(place.id) == str(row["geonameid"]) or far <= RIGHT_KM
                rows.append((certainty(names[i], case.options, len(case.members)), right, 0, 0, names[i].text))
    return rows


def error(rows: list[Row], weights: dict[str, float]) -> float:
    """Expected calibration error in ten bins."""
    bins: dict[int, list[float]] = {}
    for found, right, *_ in rows:
        p = 1 / (1 + math.exp(-sum(weights.get(feature, 0) * value for feature, value in found.items())))
        bins.setdefault(min(9, int(p * 10)), []).append(p - right)
    return sum(abs(sum(values)) for values in bins.values()) / len(rows)


def main() -> None:
    data = {name: examples(name) for name in NAMES}
    features = sorted({feature for rows in data.values() for row in rows for feature in row[0]})
    for held in NAMES:
        weights = fit([row for name in NAMES if name != held for row in data[name]], features)
        right = sum(row[1] for row in data[held]) / len(data[held])
        print(f"{held:12} right {right:.3f}, calibration error held out {error(data[held], weights):.3f}")
    weights = fit([row for rows in data.values() for row in rows], features)
    with TABLE.open("w", encoding="utf-8") as out:
        out.write("feature\tweight\n# Fitted by tests/bench/fit_confidence.py.\n")
        for feature in features:
            out.write(f"{feature}\t{weights[feature]:.3f}\n")


if __name__ == "__main__":
    main()
