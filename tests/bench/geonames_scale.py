"""
A gazetteer from a dump of two million places: ``python tests/bench/geonames_scale.py [places] [folder]``.

Writes a GeoNames dump of made-up places in the exact format (table of places, twice as many alternate names,
codes, hierarchy; zipped), builds a gazetteer from it in a process of its own, and prints the time, the peak
memory, the sizes, how long it takes to open, and whether a build that is killed half way leaves the earlier
file whole.
"""

from __future__ import annotations

import hashlib
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

COUNTRIES, FIRST, SECOND = 200, 20, 50
"""Countries, first-order divisions of each, second-order divisions of each of those."""
SYLLABLES = (
    "ba be bo dra dno gor grad hov ia iv ka kha ki kra kyi la le lo ma mi myr na ne no novo ol po pol ra ro sa se sk"
    " so sta sto ta te to va ve vka vo vy ya ze zhe zo"
).split()
KINDS = [
    *["P.PPL"] * 60, *["P.PPLX"] * 5, *["H.STM"] * 10, *["T.MT"] * 8, *["S.HTL"] * 13,
    "S.DAM", "L.RGN", "T.ISL", "A.ADM3",
]  # fmt: skip
"""Feature codes in about the shares of the real dump."""


def word(chance: random.Random) -> str:
    """A made-up name."""
    return "".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))).capitalize()


def country_code(number: int) -> str:
    """Two letters, among them NA."""
    return chr(65 + number // 26) + chr(65 + number % 26)


def row(
    identifier: int, name: str, lat: float, lon: float, kind: str, country: str, a1: str, a2: str, people: int
) -> str:
    """A line of the table of places."""
    letter, _, code = kind.partition(".")
    cells = [identifier, name, name, "", f"{lat:.5f}", f"{lon:.5f}", letter, code, country, "", a1, a2, "", "", people]
    return "\t".join(map(str, [*cells, "", "", "Europe/Kyiv", "2024-01-01"]))


def places(count: int) -> Iterator[str]:
    """The table of places; every thousandth line is of another format, every hundredth has a quotation mark."""
    chance = random.Random(1)
    divisions = []
    units: list[tuple[str, str, str, str, str, int]] = []
    for number in range(COUNTRIES):
        code = country_code(number)
        units.append(("land", "A.PCLI", code, "00", "", 10**6))
        for first in range(1, FIRST + 1):
            units.append((" Oblast", "A.ADM1", code, f"{first:02}", "", 10**5))
            divisions += [(code, f"{first:02}", str(second)) for second in range(1, SECOND + 1)]
    units += [(" Raion", "A.ADM2", *division, 0) for division in divisions]
    for identifier, (ending, kind, code, first_code, second_code, people) in enumerate(units, start=1):
        yield row(identifier, word(chance) + ending, 1, identifier / 1e4, kind, code, first_code, second_code, people)
    identifier = len(units)
    while identifier < count:
        identifier += 1
        name = f'{word(chance)} "{word(chance)}"' if identifier % 100 == 0 else word(chance)
        where = chance.uniform(-60, 75), chance.uniform(-180, 180)
        people = int(chance.paretovariate(0.7)) * 10 if chance.random() < 0.3 else 0
        yield row(identifier, name, *where, chance.choice(KINDS), *chance.choice(divisions), min(people, 10**7))
        if identifier % 1000 == 0:
            yield "cut short\t"


def alternates(count: int) -> Iterator[str]:
    """Twice as many names, in several languages, some historic, some codes."""
    chance = random.Random(2)
    for number in range(2 * count):
        language = chance.choice(["en", "ru", "uk", "", "fr", "link", "wkdt", "iata"])
        historic = "1" if number % 50 == 0 else ""
        yield f"{number}\t{chance.randint(1, count)}\t{language}\t{word(chance)}\t\t\t\t{historic}\t\t"


def write_dump(folder: Path, count: int) -> None:
    """The zips of the dump."""
    for stem, lines in (("allCountries", places(count)), ("alternateNamesV2", alternates(count))):
        with (
            zipfile.ZipFile(folder / f"{stem}.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            archive.open(f"{stem}.txt", "w", force_zip64=True) as stream,
        ):
            for line in lines:
                stream.write(f"{line}\n".encode())


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000_000
    with tempfile.TemporaryDirectory(dir=sys.argv[2] if len(sys.argv) > 2 else None) as made:
        folder, target = Path(made), Path(made) / "built.gazetteer"
        begin = time.perf_counter()
        write_dump(folder, count)
        sizes = ", ".join(f"{path.name} {path.stat().st_size / 1e6:.0f} MB" for path in sorted(folder.iterdir()))
        print(f"{count:,} places written in {time.perf_counter() - begin:.0f} s: {sizes}")
        command = [sys.executable, str(ROOT / "incidents.py"), "gazetteer", "build"]
        command += ["--geonames", str(folder), "-o", str(target)]
        begin = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds = time.perf_counter() - begin
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(done.stderr, end="")
        processor = usage.ru_utime + usage.ru_stime
        print(f"build: {seconds:.0f} s ({processor:.0f} s of processor), peak {usage.ru_maxrss / 1e3:.0f} MB")
        print(f"file: {target.stat().st_size / 1e6:.0f} MB")
        whole = hashlib.sha256(target.read_bytes()).hexdigest()
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        time.sleep(seconds / 2)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        same = hashlib.sha256(target.read_bytes()).hexdigest() == whole
        print(f"killed after {seconds / 2:.0f} s: the earlier file is {'whole' if same else 'DAMAGED'}")
        import gazetteer

        begin = time.perf_counter()
        built = gazetteer.load(target)
        print(f"open: {(time.perf_counter() - begin) * 1e3:.0f} ms, {len(built):,} places")
        begin = time.perf_counter()
        for number in range(100):
            built.nearest(number / 2, number, limit=5)
        print(f"nearest: {(time.perf_counter() - begin) * 10:.1f} ms")


if __name__ == "__main__":
    main()
