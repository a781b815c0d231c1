"""
Measure what links incidents: a trigger to the words of its place, and articles of one incident to each other.

    python tests/bench/incident_linking.py [--limit N] [--half dev|test]

event_location gives a sentence, an event word and the words that are its place: precision, recall and F of these words.
gva_clean groups articles by incident: precision, recall and F of the pairs of articles that merging joins.
acled has one note for each event: whatever merging joins there is wrong.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import gazetteer  # noqa: E402
from geo.extracting import extract_doc  # noqa: E402
from geo.incident import Incident  # noqa: E402
from geo.landmarks import kind_words  # noqa: E402
from geo.merge import merge  # noqa: E402
from geo.scene import sites  # noqa: E402
from geo.telling import place_tokens  # noqa: E402
from tests.bench import incident_extraction as bench  # noqa: E402

WHOLE = frozenset({"APW_RA", "AFP_RA", "Xinhua_RA", "Unknown_Andy", "Unknown_RA", "coalition"})
"""
The sources of event_location whose marks are whole.

In AP, Xinhua, wiki and Atrocities half of the marks lost their words on the way, so that what is left has too many
sentences without a place; in Masdar_RA nine of ten sentences like "killed in Douma" have no mark.
"""


def ratios(right: int, found: int, there: int) -> str:
    """Precision, recall and their harmonic mean, in words."""
    p, r = right / max(found, 1), right / max(there, 1)
    return f"P {p:.3f}, R {r:.3f}, F {2 * p * r / max(p + r, 1e-9):.3f}"


def labelled(row: dict[str, Any], doc: Any) -> tuple[Any, set[int]] | None:
    """The event word of a sentence and the words marked as its place; none where the marks lost their words."""
    if row["lang"] != "en" or any(len(at["text"].strip()) < 2 for at in row["locations"]):
        return None
    event = doc.char_span(row["event"]["start"], row["event"]["end"], alignment_mode="expand")
    spans = [doc.char_span(at["start"], at["end"], alignment_mode="expand") for at in row["locations"]]
    return event.root, {token.i for span in spans for token in span if not token.is_space}


def bare_name(span: Any) -> set[int]:
    """The words of a name without a possessive and its word of kind in lower case, as event_location marks them."""
    words = list(span)
    generic = kind_words() | {"'s", "’s"}
    while len(words) > 1 and (words[-1].is_space or (words[-1].lower_ in generic and not words[-1].text[0].isupper())):
        words.pop()
    return {word.i for word in words}


def place_words(half: str | None, limit: int | None) -> dict[str, str]:
    """
    How well the words of an event's place are found, token by token, as the corpus marks them: the inmost name.

    Apart, those sources whose marks are whole.
    """
    sums: dict[str, Counter[str]] = {"all": Counter(), "whole": Counter()}
    for row, doc, toponyms in bench.parsed("event_location", half, limit):
        marked = labelled(row, doc)
        if marked is None:
            continue
        event, gold = marked
        ours: set[int] = set()
        for site in sites(event, event.sent, toponyms, place_tokens(doc, toponyms)):
            if site.name and site.rank == 0:
                ours |= bare_name(doc.char_span(site.name.start, site.name.end, alignment_mode="expand"))
        for name in ("all", "whole") if row["source"] in WHOLE else ("all",):
            sums[name].update(right=len(gold & ours), found=len(ours), there=len(gold), sentences=1)
    return {
        name: f"{ratios(n['right'], n['found'], n['there'])} ({n['sentences']} sentences)" for name, n in sums.items()
    }


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


def strangers(half: str | None, limit: int | None) -> str:
    """How many incidents of notes that are each of an event of its own merging joins."""
    found: list[Incident] = []
    for row, doc, toponyms in bench.parsed("acled", half, limit):
        found += extract_doc(bench.article(row), doc, toponyms, gazetteer.load())
    joined = len(found) - len(merge(found))
    return f"{joined} of {len(found)} ({joined / max(len(found), 1):.3f})"


def main() -> None:
    """Print all three."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[1])
    parser.add_argument("--limit", type=int)
    parser.add_argument("--half", choices=["dev", "test"])
    chosen = parser.parse_args()
    for name, figures in place_words(chosen.half, chosen.limit).items():
        print(f"event_location, words of the place, {name} sources:", figures, flush=True)
    print("gva_clean, pairs of articles merged:", merged_pairs(chosen.half, chosen.limit), flush=True)
    print("acled, incidents joined that are not one:", strangers(chosen.half, chosen.limit), flush=True)


if __name__ == "__main__":
    main()
