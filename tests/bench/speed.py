"""
Speed and memory of `geo.locate` beside the bare entity tagger of the same spaCy pipeline, on the same texts.

    python tests/bench/speed.py            three rounds in turn, each in a process of its own

The texts are every second document of LGL, TR-News and GeoWebNews beside the checkout. CPU-seconds, without
loading; the tagger runs as spaCy advises: `nlp.pipe` with nothing but ``ner``, in batches of as many.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

CORPORA = Path(__file__).parents[3] / "shared" / "data" / "places"
ROUNDS = 3


def texts() -> list[str]:
    lines = [
        line
        for name in ("LGL", "TR-News", "GeoWebNews")
        for line in (CORPORA / f"{name}.jsonl").read_text(encoding="utf-8").strip().split("\n")[::2]
    ]
    return [json.loads(line)["text"] for line in lines]


def bare_tagger() -> Callable[[list[str]], object]:
    import spacy

    from geo.language import BATCH, PIPELINES

    # Not by our loader, whose matrices are numpy's: the bar is spaCy as it comes.
    nlp = spacy.load(PIPELINES[0])
    others = [name for name in nlp.pipe_names if name != "ner"]

    def run(news: list[str]) -> None:
        for _ in nlp.pipe(news, batch_size=BATCH, disable=others):
            pass

    return run


def locate() -> Callable[[list[str]], object]:
    import gazetteer
    import geo
    from geo.language import load

    places, nlp = gazetteer.load(), load()

    def run(news: list[str]) -> None:
        for _ in geo.locate(news, places, nlp):
            pass

    return run


RUNS = {"bare entity tagger": bare_tagger, "geo.locate": locate}


def measure(name: str) -> None:
    """Print words a CPU-second and peak memory in MB of one run in this process."""
    run, news = RUNS[name](), texts()
    started = time.process_time()
    run(news)
    seconds = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([sum(len(text.split()) for text in news) / seconds, peak]))


def main() -> None:
    if sys.argv[1:]:
        measure(sys.argv[1])
        return
    figures: dict[str, list[tuple[float, float]]] = {name: [] for name in RUNS}
    for _ in range(ROUNDS):
        for name in RUNS:
            done = subprocess.run([sys.executable, __file__, name], capture_output=True, check=True)
            figures[name].append(tuple(json.loads(done.stdout)))
    print("| | words a CPU-second | peak memory |\n| --- | --- | --- |")
    for name, rounds in figures.items():
        speed, peak = (statistics.median(values) for values in zip(*rounds, strict=True))
        print(f"| {name} | {speed:,.0f} | {peak:,.0f} MB |")
    ratios = [
        ours[0] / bare[0] for bare, ours in zip(figures["bare entity tagger"], figures["geo.locate"], strict=True)
    ]
    print(f"\n`geo.locate` runs at {statistics.median(ratios):.2f} of the tagger's speed ({min(ratios):.2f} at least).")


if __name__ == "__main__":
    main()
