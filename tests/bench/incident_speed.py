"""
Speed and memory of `geo.extract` beside the bare spaCy pipeline (tagger, parser, ner) on the same texts, in one run.

    python tests/bench/incident_speed.py [--limit N]     rounds in turn, each in a process of its own

The texts are articles of muc4 and gva_clean beside the checkout, in equal numbers. CPU-seconds, without loading.
The bare pipeline runs as spaCy advises: `nlp.pipe`, in batches of as many as the program takes.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from geo.article import Article  # noqa: E402
from tests.bench import incident_extraction as bench  # noqa: E402

ROUNDS = 3


def articles(limit: int) -> list[Article]:
    """As many articles of each corpus."""
    return [bench.article(row) for corpus in ("muc4", "gva_clean") for row in bench.rows(corpus, "dev", limit // 2)]


def bare_pipeline() -> Callable[[list[Article]], None]:
    """The tagger, parser and entity recognizer alone."""
    import spacy

    from geo.language import BATCH, PIPELINES

    # Not by geo.language, which has its matrices multiplied in a quicker way.
    nlp = spacy.load(PIPELINES[0])
    unused = [name for name in nlp.pipe_names if name not in {"tok2vec", "tagger", "parser", "ner"}]

    def run(news: list[Article]) -> None:
        for _ in nlp.pipe([article.text for article in news], batch_size=BATCH, disable=unused):
            pass

    return run


def extraction() -> Callable[[list[Article]], None]:
    """The whole way from a text to its incidents."""
    import gazetteer
    from geo.extracting import extract
    from geo.language import load

    places, nlp = gazetteer.load(), load()

    def run(news: list[Article]) -> None:
        for article in news:
            extract(article, places, nlp)

    return run


def extraction_of_many() -> Callable[[list[Article]], None]:
    """The same, some articles read at a time."""
    import gazetteer
    from geo.extracting import extract
    from geo.language import load

    places, nlp = gazetteer.load(), load()

    def run(news: list[Article]) -> None:
        for _ in extract(news, places, nlp):
            pass

    return run


RUNS = {
    "bare pipeline": bare_pipeline,
    "geo.extract of an article": extraction,
    "geo.extract of many": extraction_of_many,
}


def measure(name: str, limit: int) -> None:
    """Print articles a CPU-second and peak memory in MB of one run in this process."""
    run, news = RUNS[name](), articles(limit)
    run(news[:2])
    started = time.process_time()
    run(news)
    seconds = time.process_time() - started
    print(json.dumps([len(news) / seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


def main() -> None:
    """Print the table, or the figures of one run."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[1])
    parser.add_argument("--limit", type=int, default=200)
    parser.add_argument("--run", choices=RUNS, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.run:
        measure(chosen.run, chosen.limit)
        return
    figures: dict[str, list[tuple[float, float]]] = {name: [] for name in RUNS}
    for _ in range(ROUNDS):
        for name in RUNS:
            command = [sys.executable, __file__, "--run", name, "--limit", str(chosen.limit)]
            figures[name].append(tuple(json.loads(subprocess.run(command, capture_output=True, check=True).stdout)))
    print("| | articles a CPU-second | peak memory |\n| --- | --- | --- |")
    for name, rounds in figures.items():
        speed, peak = (statistics.median(values) for values in zip(*rounds, strict=True))
        print(f"| {name} | {speed:.1f} | {peak:,.0f} MB |")
    bare, *others = figures
    print()
    for name in others:
        shares = [ours[0] / theirs[0] for theirs, ours in zip(figures[bare], figures[name], strict=True)]
        middle, least = statistics.median(shares), min(shares)
        print(f"`{name}` runs at {middle:.2f} of the bare pipeline's speed ({least:.2f} at least).")


if __name__ == "__main__":
    main()
