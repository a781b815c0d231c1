"""
Measure the extraction of incidents on the labelled corpora beside the checkout.

    python tests/bench/incident_extraction.py [--limit N] [--half dev|test] [--types] [CORPUS ...]

The scorer and the corpora lie in ``../shared`` (score_incidents.py, type_crosswalk.json, data/incidents); without them
this says so and stops. ``dev`` is the half of each corpus that rules were written against, ``test`` the half that
they were not.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import gazetteer  # noqa: E402
from geo.article import Article  # noqa: E402
from geo.extracting import extract_doc  # noqa: E402
from geo.incident import Count, Incident  # noqa: E402
from geo.language import load, parse  # noqa: E402
from geo.locating import locate_doc  # noqa: E402

SHARED = ROOT.parent / "shared"
CORPORA = ("muc4", "gva_clean", "acled", "wikievents", "g5w1h", "firerescue")
BARS = ("P", "R", "F1", "type_acc", "acc25", "no_coord", "date_acc", "date_within1", "killed_exact", "injured_exact")


@cache
def scorer() -> ModuleType:
    """The scorer, a module that is no part of this project."""
    spec = importlib.util.spec_from_file_location("score_incidents", SHARED / "score" / "score_incidents.py")
    if spec is None or spec.loader is None or not (SHARED / "score" / "score_incidents.py").exists():
        raise SystemExit(f"no scorer in {SHARED / 'score'}: this measures against labelled corpora beside the checkout")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def crosswalk(corpus: str) -> dict[str, str] | None:
    """A corpus's own types as ours; none where the corpus has no types."""
    table = json.loads((SHARED / "score" / "type_crosswalk.json").read_text(encoding="utf-8"))
    found: dict[str, str] | None = table.get(corpus)
    return found


def gold_type(row: dict[str, Any], corpus: str) -> str:
    """The type of a labelled or flat incident as one of ours."""
    table = crosswalk(corpus) or {}
    kind = (row.get("type") or "").lower()
    return table.get(row.get("subtype") or "", table.get(row.get("type") or "", kind))


def rows(corpus: str, half: str | None = None, limit: int | None = None) -> list[dict[str, Any]]:
    """The documents of a corpus, in an order that has nothing to do with their content."""
    found = []
    for line in (SHARED / "data" / "incidents" / f"{corpus}.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        # muc4 is all capitals; the re-cased text stands beside it.
        row["text"] = row.get("text_tc") or row["text"]
        odd = int(hashlib.md5(row["doc_id"].encode(), usedforsecurity=False).hexdigest(), 16) % 2
        if half is None or odd == (half == "test"):
            found.append(row)
    found.sort(key=lambda row: hashlib.md5(f"s{row['doc_id']}".encode(), usedforsecurity=False).hexdigest())
    return found[:limit]


def article(row: dict[str, Any]) -> Article:
    """A row as an article."""
    day = date.fromisoformat(row["date"][:10]) if row.get("date") else None
    return Article(row["doc_id"], row["text"], row.get("title"), day, row.get("source"))


def parsed(corpus: str, half: str | None = None, limit: int | None = None) -> Iterator[tuple[dict[str, Any], Any, Any]]:
    """Each document with its parse and its toponyms."""
    nlp, places = load(), gazetteer.load()
    for row in rows(corpus, half, limit):
        doc = parse(nlp, row["text"])
        yield row, doc, locate_doc(doc, places)


def number(count: Count | None) -> int | None:
    """One number for a count in bounds: the best, else the bound that is known."""
    if count is None:
        return None
    return next((n for n in (count.best, count.low, count.high) if n is not None), None)


def flat(found: Incident) -> dict[str, Any]:
    """An incident in the flat form that the scorer reads; a day assumed from publication as the day of publication."""
    start = found.when.end if found.when.basis == "publication" else found.when.start
    return {
        "type": found.type,
        "date": start.isoformat() if start else None,
        "date_end": found.when.end.isoformat() if found.when.end else None,
        "location_text": found.where.text,
        "lat": found.where.lat,
        "lon": found.where.lon,
        "actor": found.actor,
        "target": found.target,
        "weapon": found.weapon,
        "killed": number(found.killed),
        "injured": number(found.injured),
    }


def matched(row: dict[str, Any], found: Sequence[Incident], corpus: str) -> tuple[set[int], set[int]]:
    """Which incidents the scorer would match with a labelled one, and which with an optional one."""
    score = scorer()
    gold = row["incidents"]
    plain = [g for g in gold if not (g.get("extra") or {}).get("optional")]
    optional = [g for g in gold if g not in plain]
    ours = [flat(each) for each in found]
    pairs = sorted(
        (
            (score.pair(g, p, lambda i: gold_type(i, corpus)), i, j)
            for i, g in enumerate(plain)
            for j, p in enumerate(ours)
        ),
        reverse=True,
    )
    right: dict[int, int] = {}
    for points, i, j in pairs:
        if points >= 2 and i not in right.values() and j not in right:
            right[j] = i
    spare = {
        j
        for j, p in enumerate(ours)
        if j not in right and any(score.pair(g, p, lambda i: gold_type(i, corpus)) >= 2 for g in optional)
    }
    return set(right), spare


def measure(corpus: str, documents: list[tuple[dict[str, Any], Any, Any]]) -> dict[str, Any]:
    """The scorer's figures of a corpus, and the share of its texts without incidents that stay empty."""
    start = time.perf_counter()
    found = {
        row["doc_id"]: extract_doc(article(row), doc, toponyms, gazetteer.load()) for row, doc, toponyms in documents
    }
    seconds = time.perf_counter() - start
    with tempfile.TemporaryDirectory() as folder:
        gold, ours = Path(folder, "gold.jsonl"), Path(folder, "ours.jsonl")
        gold.write_text("".join(json.dumps(row) + "\n" for row, _, _ in documents), encoding="utf-8")
        ours.write_text(
            "".join(
                json.dumps({"doc_id": doc_id, "incidents": [flat(i) for i in some if i.stage != "denied"]}) + "\n"
                for doc_id, some in found.items()
            ),
            encoding="utf-8",
        )
        figures = dict(scorer().main(str(gold), str(ours), lambda i: gold_type(i, corpus)))
    empty = [not found[row["doc_id"]] for row, _, _ in documents if not row["incidents"]]
    figures["empty_kept"] = round(sum(empty) / len(empty), 4) if empty else None
    figures["n"], figures["per_second"] = len(documents), round(len(documents) / seconds, 1)
    return figures


def type_table(corpus: str, documents: Sequence[tuple[dict[str, Any], Any, Any]]) -> list[str]:
    """
    Rows of type, texts, precision, recall and F1, and last the F1 weighted by texts.

    For corpora that label one incident a text: the likeliest incident found stands for the text, silence for none.
    """
    pairs = []
    for row, doc, toponyms in documents:
        found = extract_doc(article(row), doc, toponyms, gazetteer.load())
        told = max(found, key=lambda each: each.confidence).type if found else ""
        pairs.append((gold_type(row["incidents"][0], corpus), told))
    lines, weighted = [], 0.0
    for kind in sorted({gold for gold, _ in pairs}):
        right = sum(gold == told == kind for gold, told in pairs)
        gold, told = sum(each[0] == kind for each in pairs), sum(each[1] == kind for each in pairs)
        precision, recall = right / max(told, 1), right / gold
        score = 2 * precision * recall / (precision + recall) if right else 0.0
        weighted += gold * score
        lines.append(f"| {kind} | {gold} | {precision:.2f} | {recall:.2f} | {score:.2f} |")
    return [*lines, f"| weighted | {len(pairs)} | | | {weighted / len(pairs):.3f} |"]


def main() -> None:
    """Print a table row for each corpus; with ``--types`` a row for each type."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[1])
    parser.add_argument("corpora", nargs="*", default=CORPORA)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--half", choices=["dev", "test"])
    parser.add_argument("--types", action="store_true", help="a row for each type, of corpora with one incident a text")
    chosen = parser.parse_args()
    if chosen.types:
        for corpus in chosen.corpora:
            print(f"| {corpus} | texts | P | R | F1 |", "|---|---|---|---|---|", sep="\n")
            print(*type_table(corpus, list(parsed(corpus, chosen.half, chosen.limit))), sep="\n", flush=True)
        return
    columns = [*BARS, "empty_kept", "n", "per_second"]
    print("| corpus |", " | ".join(columns), "|")
    print("|---|", "|".join("---" for _ in columns), "|")
    for corpus in chosen.corpora:
        figures = measure(corpus, list(parsed(corpus, chosen.half, chosen.limit)))
        cells = ["-" if figures[c] is None else f"{figures[c]:.3f}".rstrip("0").rstrip(".") for c in columns]
        print(f"| {corpus} |", " | ".join(cells), "|", flush=True)


if __name__ == "__main__":
    main()
