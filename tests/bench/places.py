"""
Toponyms measured on the labelled corpora beside the checkout, by the scorer that lies with them.

    python tests/bench/places.py                     every corpus with coordinates
    python tests/bench/places.py LGL --sample 4      each 4th document of one corpus

Two runs for each corpus: the program's own names (recognition and end to end), and the gold spans given
(resolution alone). Every figure is over all linked gold names; unanswered is wrong.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import gazetteer
from geo.article import Article
from geo import formats
from geo.language import load, parse
from geo.locating import locate_doc, locate_spans

SHARED = Path(__file__).parents[3] / "shared"
CORPORA = ["LGL", "TR-News", "GeoWebNews", "TUD-Loc2013", "IDRISI-D-EN"]
COLUMNS = ["P", "R", "F", "F_nodem", "e2e_F", "acc161", "acc25", "covered", "ece", "auroc"]


def measure(name: str, step: int, keep: Path) -> None:
    """Print the figures of one corpus; predictions stay in ``keep`` for a look at the errors."""
    gold = keep / f"{name}.gold.jsonl"
    lines = (SHARED / "data" / "places" / f"{name}.jsonl").read_text(encoding="utf-8").strip().split("\n")[::step]
    gold.write_text("\n".join(lines) + "\n", encoding="utf-8")
    places, nlp = gazetteer.load(), load()
    words = seconds = 0.0
    with (keep / f"{name}.own.jsonl").open("w") as own, (keep / f"{name}.given.jsonl").open("w") as given:
        for document in map(json.loads, lines):
            article = Article(document["doc_id"], document["text"])
            started = time.process_time()
            found = locate_doc(parse(nlp, article.text), places)
            seconds += time.process_time() - started
            words += len(article.text.split())
            spans = sorted({(row["start"], row["end"]) for row in document["toponyms"]})
            placed = locate_spans(article, spans, places, nlp)
            for out, toponyms in ((own, found), (given, placed)):
                out.write(json.dumps(formats.toponyms(article.doc_id, toponyms)) + "\n")
    for kind, flags in (("own", []), ("given", ["--gold-spans"])):
        scorer = [sys.executable, str(SHARED / "score" / "score_places.py")]
        done = subprocess.run([*scorer, gold, keep / f"{name}.{kind}.jsonl", *flags], capture_output=True, check=True)
        figures = json.loads(done.stdout)
        cells = " ".join(f"{figures[key]:>7.3f}" if figures.get(key) is not None else f"{'':>7}" for key in COLUMNS)
        print(f"{name:12} {kind:6} {cells}")
    print(f"{name:12} {words / seconds:,.0f} words a CPU-second, parsing included", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="*", default=CORPORA)
    parser.add_argument("--sample", type=int, default=1, help="take each n-th document")
    parser.add_argument("--keep", type=Path, help="folder for the predictions")
    options = parser.parse_args()
    print(f"{'corpus':12} {'spans':6} " + " ".join(f"{column:>7}" for column in COLUMNS))
    with tempfile.TemporaryDirectory() as folder:
        keep = options.keep or Path(folder)
        keep.mkdir(parents=True, exist_ok=True)
        for name in options.corpus:
            measure(name, options.sample, keep)


if __name__ == "__main__":
    main()
