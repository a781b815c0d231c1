"""
Date expressions measured on the labelled corpora beside the checkout, apart from the extraction of incidents.

    python tests/bench/when.py                       every corpus that labels days
    python tests/bench/when.py gva_clean --errors 20 and some articles whose day was missed

The reading here is the simplest: of the first sentence with a word of harm and a day, the day nearest to the
word; else the first day of the text; else the day of publication. "ceiling" is the share of articles in which
any expression gives the right day (or publication does), so what a perfect choice among them would reach.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language

from geo.when import DateExpression, find_dates

CORPORA = Path(__file__).parents[3] / "shared" / "data" / "incidents"
NAMES = ["gva_clean", "muc4", "acled", "g5w1h", "firerescue"]
HARM = re.compile(
    r"\b(?:shot|shoot\w*|kill\w*|gunfire|gunned|gunshots?|die[ds]?|dead|death|murder\w*|homicide|fire[ds]?|wound\w*|"
    r"injur\w*|stabb\w*|attack\w*|explo\w+|bomb\w*|kidnap\w*|crash\w*|collaps\w*|protest\w*|clash\w*|strike|struck|"
    r"derail\w*|assassinat\w*|burn\w*|blaze)\b",
    re.IGNORECASE,
)
SAID = re.compile(r"\b(?:said|says|told|announced|reported|confirmed|identified|charged|arrested)\W+(?:on\s+)?$")
DATELINE = re.compile(r"[^\n]{0,80}?--")
WEEKDAY = re.compile(r"\b(mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)


def documents(name: str, step: int) -> Iterator[tuple[str, date, date, date]]:
    """Text, day of publication, first and last right day of each article with one incident of a known day."""
    for line in (CORPORA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()[::step]:
        record: dict[str, Any] = json.loads(line)
        incidents = [each for each in record["incidents"] if each.get("date")]
        if len(record["incidents"]) == 1 and incidents and record["date"]:
            days = [record["date"], incidents[0]["date"], incidents[0].get("date_end") or incidents[0]["date"]]
            try:
                published, first, last = (date.fromisoformat(day[:10]) for day in days)
            except ValueError:  # muc4 has a 31 June
                continue
            yield record.get("text_tc") or record["text"], published, first, last


def nearest(text: str, found: list[DateExpression], sentences: list[tuple[int, int]]) -> DateExpression | None:
    """The day nearest to a word of harm in the first sentence with both, else the first."""
    days = [each for each in found if each.first and each.kind in {"day", "interval"} and each.precision <= 2]
    dateline = DATELINE.match(text)
    begin = dateline.end() if dateline else 0
    told = [d for d in days if d.start >= begin and not SAID.search(text, max(0, d.start - 20), d.start)]
    for start, end in sentences:
        harms = [match.start() for match in HARM.finditer(text, start, end)]
        here = [each for each in told if start <= each.start < end]
        if harms and here:
            return min(here, key=lambda each: min(abs(each.start - harm) for harm in harms))
    return next(iter(told), None)


def first_weekday(text: str, published: date) -> date:
    """The floor: the first name of a weekday, resolved back; else the day of publication."""
    match = WEEKDAY.search(text)
    if not match:
        return published
    number = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun").index(match[1].lower())
    return published - timedelta(days=(published.weekday() - number) % 7)


def measure(name: str, step: int, errors: int, beyond: bool, nlp: Language) -> None:
    """Print the figures of one corpus."""
    hits: Counter[str] = Counter()
    seconds = words = 0.0
    for text, published, first, last in documents(name, step):
        doc = nlp(text)
        started = time.process_time()
        found = find_dates(doc, published)
        seconds += time.process_time() - started
        words += len(text.split())
        chosen = nearest(text, found, [(s.start_char, s.end_char) for s in doc.sents])
        answer = chosen.first if chosen and chosen.first else published
        for reading, day in (("", answer), ("floor ", first_weekday(text, published)), ("published ", published)):
            hits[f"{reading}exact"] += first <= day <= last
            hits[f"{reading}±1"] += first - timedelta(days=1) <= day <= last + timedelta(days=1)
        days = {day for each in found for day in (each.first, each.last) if day} | {published}
        reachable = any(first <= day <= last for day in days)
        hits["ceiling"] += reachable
        hits["articles"] += 1
        if hits["shown"] < errors and not (reachable if beyond else first <= answer <= last):
            hits["shown"] += 1
            heard = [f"{each.text} = {each.first}" for each in found][:6]
            print(f"  {published}: right {first}, answered {answer} from {chosen and chosen.text!r}; {heard}")
    count = hits["articles"]
    columns = ["exact", "±1", "ceiling", "floor exact", "floor ±1", "published exact", "published ±1"]
    cells = "  ".join(f"{column} {hits[column] / count:.3f}" for column in columns)
    print(f"{name:11} {count:5} articles  {cells}  {words / seconds:,.0f} words a CPU-second", flush=True)


def main() -> None:
    """Measure the corpora that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="*", default=NAMES)
    parser.add_argument("--sample", type=int, default=1, help="take each n-th document")
    parser.add_argument("--errors", type=int, default=0, help="show so many missed days of each corpus")
    parser.add_argument("--beyond", action="store_true", help="of these, only those beyond the ceiling")
    options = parser.parse_args()
    if not CORPORA.is_dir():
        parser.exit(message=f"no labelled corpora at {CORPORA}\n")
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    for name in options.corpus:
        measure(name, options.sample, options.errors, options.beyond, nlp)


if __name__ == "__main__":
    main()
