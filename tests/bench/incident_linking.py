"""
Measure what links incidents: a trigger to the words of its place, and articles of one incident to each other.

    python tests/bench/incident_linking.py [--limit N] [--half dev|test]

event_location gives a sentence, an event word and the words that are its place: precision, recall and F of these words.
gva_clean groups articles by incident: precision, recall and F of the pairs of articles that merging joins.
"""

from __future__ import annotations

import argparse
import sys
from itertools import combinations
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import gazetteer  # noqa: E402
from geo.extracting import extract_doc  # noqa: E402
from geo.incident import Incident  # noqa: E402
from geo.merge import merge  # noqa: E402
from geo.scene import sites  # noqa: E402
from geo.telling import place_tokens  # noqa: E402
from tests.bench import incident_extraction as bench  # noqa: E402


def ratios(right: int, found: int, there: int) -> str:
    """Precision, recall and their harmonic mean, in words."""
    p, r = right / max(found, 1), right / max(there, 1)
    return f"P {p:.3f}, R {r:.3f}, F {2 * p * r / max(p + r, 1e-9):.3f}"


def place_words(half: str | None, limit: int | None) -> str:
    """How well the words of an event's place are found, token by token."""
    right = found = there = 0
    for row, doc, toponyms in bench.parsed("event_location", half, limit):
        # Some labels of the corpus lost their words; what they meant cannot be known.
        if row["lang"] != "en" or any(len(at["text"].strip()) < 2 for at in row["locations"]):
            continue
        event = doc.char_span(row["event"]["start"], row["event"]["end"], alignment_mode="expand")
        gold = {t.i for at in row["locations"] for t in doc.char_span(at["start"], at["end"], alignment_mode="expand")}
        ours: set[int] = set()
        for site in sites(event.root, event.root.sent, toponyms, place_tokens(doc, toponyms)):
            name = next((t for t in toponyms if site.words.start <= t.start < site.words.end), None)
            if name and site.rank == 0:
                ours |= {t.i for t in doc.char_span(name.start, name.end, alignment_mode="expand")}
        right, found, there = right + len(gold & ours), found + len(ours), there + len(gold)
    return ratios(right, found, there)


def merged_pairs(half: str | None, limit: int | None) -> str:
    """How well articles of one incident are joined: each article by its incidents, joined where one is shared."""
    gold: dict[str, str] = {}
    incidents: list[Incident] = []
    for row, doc, toponyms in bench.parsed("gva_clean", half, limit):
        gold[row["doc_id"]] = row["incidents"][0]["id"]
        incidents += extract_doc(bench.article(row), doc, toponyms, gazetteer.load())
    pairs = {
        pair
        for incident in merge([i for i in incidents if i.stage == "accomplished"])
        for pair in combinations(sorted({report.doc_id for report in incident.reports}), 2)
    }
    true = {pair for pair in combinations(sorted(gold), 2) if gold[pair[0]] == gold[pair[1]]}
    return ratios(len(pairs & true), len(pairs), len(true))


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[1])
    parser.add_argument("--limit", type=int)
    parser.add_argument("--half", choices=["dev", "test"])
    chosen = parser.parse_args()
    print("event_location, words of the place:", place_words(chosen.half, chosen.limit), flush=True)
    print("gva_clean, pairs of articles merged:", merged_pairs(chosen.half, chosen.limit), flush=True)


if __name__ == "__main__":
    main()
