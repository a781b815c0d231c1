"""
What a user waits for: `incidents map` on one article, in a process of its own, and how much of it is spaCy.

    python tests/bench/cold_map.py [ARTICLE] [--runs 5]

Each command is run once to warm the disk and then in turn, so that a busy machine slows all alike; medians.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run(arguments: list[str]) -> tuple[float, float, float]:
    """Wall seconds, processor seconds and peak megabytes of a command."""
    started = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-P", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{' '.join(arguments)} failed")
    return time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("article", nargs="?", type=Path, default=ROOT / "seeds" / "drones_and_threats.txt")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "map.html"
        commands = {
            "incidents map": ["-m", "incidents", "map", str(options.article), "-o", str(page)],
            "import spacy": ["-c", "import spacy"],
            "load the model": ["-c", "from geo.language import load; load()"],
            "incidents find Odesa": ["-m", "incidents", "find", "Odesa"],
            "incidents --help": ["-m", "incidents", "--help"],
        }
        rows: dict[str, list[tuple[float, float, float]]] = {name: [] for name in commands}
        for turn in range(options.runs + 1):
            for name, arguments in commands.items():
                measured = run(arguments)
                if turn:
                    rows[name].append(measured)
        whole = statistics.median(row[1] for row in rows["incidents map"])
        print(f"{'':22} {'wall s':>7} {'cpu s':>7} {'of map':>7} {'peak MB':>8}")
        for name, measured in rows.items():
            wall, cpu, memory = (statistics.median(column) for column in zip(*measured, strict=True))
            print(f"{name:22} {wall:7.2f} {cpu:7.2f} {cpu / whole:7.0%} {memory:8.0f}")
        print(f"map.html: {page.stat().st_size / 1000:,.0f} kB")


if __name__ == "__main__":
    main()
