"""
The gazetteer's figures on this machine: ``python tests/bench/gazetteer_store.py``.

Open time, look-up, scan and memory of the store, beside a plain dict and SQLite that answer the same
question, in the same run. Each figure is the median of several; ratios are to the store.
"""

from __future__ import annotations

import gc
import json
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import gazetteer  # noqa: E402
from gazetteer import lookup, names, store  # noqa: E402

ROUNDS = 5
QUERIES = 50_000
TEXT = (
    "Officials in the Kursk region said on Tuesday that a strike near Zheleznogorsk had damaged a substation. "
    "Residents of Odesa's port district, on the Black Sea, were told to stay in their homes; no one in the "
    "building was hurt. The river rose by two metres in the night, and roads between Springfield, Ill., and "
    "St. Louis were closed while crews worked to clear the fallen trees, the county's sheriff said. "
)
"""English of the kind that is scanned, written for this purpose: one capital in seven words."""


def median_seconds(action: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """Median processor time of an action: the machine may be shared."""
    times = []
    for _ in range(rounds):
        gc.collect()
        begin = time.process_time()
        action()
        times.append(time.process_time() - begin)
    return statistics.median(times)


def resident_mb(code: str) -> float:
    """Growth of the private and shared resident memory of a fresh process while it runs the code."""
    program = f"""
import sys; sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
import gazetteer, sqlite3, pickle
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6
before = resident()
{code}
print(resident() - before)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def queries(trie: Any) -> list[str]:
    """Sixty names in a hundred that are filed, forty that are not."""
    chance = random.Random(7)
    filed = [trie.restore_key(chance.randrange(len(trie))) for _ in range(QUERIES * 6 // 10)]
    unknown = [f"{name}q" for name in filed[: QUERIES * 4 // 10]]
    mixed = filed + unknown
    chance.shuffle(mixed)
    return mixed


def main() -> None:
    """Measure and print."""
    places = gazetteer.load()
    opened = store.open_store(lookup.STORE, "")
    trie = opened.trie
    asked = queries(trie)
    folder = Path(tempfile.mkdtemp())

    def raw(name: str) -> list[int]:
        key = trie.get(name)
        return [] if key is None else opened.postings[opened.starts[key] : opened.starts[key + 1]].tolist()

    plain = {key: raw(key) for key in trie.iterkeys()}
    (folder / "names.json").write_text(json.dumps(plain))
    database = sqlite3.connect(folder / "names.sqlite")
    database.execute("CREATE TABLE names(norm TEXT, place INT, PRIMARY KEY(norm, place)) WITHOUT ROWID")
    filed = ((key, place) for key in sorted(plain) for place in plain[key])
    database.executemany("INSERT INTO names VALUES(?, ?)", filed)
    database.commit()

    def in_sqlite(name: str) -> list[Any]:
        return database.execute("SELECT place FROM names WHERE norm = ?", (name,)).fetchall()

    print(f"{len(places):,} places, {len(trie):,} names, {lookup.STORE.stat().st_size / 1e6:.1f} MB")
    opening = median_seconds(lambda: store.open_store(lookup.STORE, ""))
    reading = median_seconds(lambda: json.loads((folder / "names.json").read_text()), 3)
    print(f"open: {opening * 1e3:.1f} ms; a dict from JSON {reading * 1e3:,.0f} ms ({reading / opening:.0f} x)")
    figures = {
        "store": median_seconds(lambda: [raw(name) for name in asked]),
        "dict": median_seconds(lambda: [plain.get(name) for name in asked]),
        "SQLite": median_seconds(lambda: [in_sqlite(name) for name in asked]),
    }
    for name, seconds in figures.items():
        print(f"look-up of postings, {name}: {seconds / len(asked) * 1e6:.2f} us ({seconds / figures['store']:.2f} x)")
    cold = median_seconds(lambda: (places.candidates.cache_clear(), [places.candidates(name) for name in asked]))
    warm = median_seconds(lambda: [places.candidates(name) for name in asked])
    print(f"candidates with places made: {cold / len(asked) * 1e6:.2f} us; warm {warm / len(asked) * 1e6:.2f} us")
    folding = median_seconds(lambda: [names.fold(name) for name in asked])
    print(f"fold: {folding / len(asked) * 1e6:.2f} us")
    text = TEXT * 200
    words = len(text.split())
    scanning = median_seconds(lambda: places.scan(text))
    print(f"scan: {words / scanning / 1e6:.2f} M words/s, {len(places.scan(text)):,} matches in {words:,} words")
    ours = resident_mb("places = gazetteer.load(); places.candidates('odesa')")
    (folder / "asked.json").write_text(json.dumps(asked[:20_000]))
    touched = resident_mb(
        f"import json; asked = json.loads(Path({str(folder / 'asked.json')!r}).read_text())\n"
        "places = gazetteer.load(); before = resident(); [places.candidates(name) for name in asked]"
    )
    others = resident_mb(f"import json; names = json.loads(Path({str(folder / 'names.json')!r}).read_text())")
    light = resident_mb(
        f"db = sqlite3.connect({str(folder / 'names.sqlite')!r}); db.execute('SELECT * FROM names LIMIT 1').fetchall()"
    )
    print(f"resident: store opened {ours:.0f} MB, with 20,000 answers kept {touched:.0f} MB more")
    print(f"resident: dict {others:.0f} MB, SQLite {light:.0f} MB")


if __name__ == "__main__":
    main()
