"""
Toponyms measured on the labelled corpora beside the checkout, by the scorer that lies with them.

    python tests/bench/places.py                          every corpus, the tables of README.md
    python tests/bench/places.py LGL --sample 4           each 4th document of one corpus
    python tests/bench/places.py --quick                  the weights as they ship, no intervals, no peers

What is learned (the weights of recognition and of confidence) is learned anew for LGL, TR-News and GeoWebNews,
each from the two others; the other corpora were never learned from. The corpora are read in place. Every
figure is over all linked gold names: unanswered is wrong. Behind each is its 95 % interval by bootstrap over
documents, with a fixed seed.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import json
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from unittest import mock

import error_kinds
import fit_confidence
import fit_recognition
import peers

import gazetteer
from geo import certainty, formats, resolve
from geo import weighing as recognition_weights
from geo.context import PLACE_LABELS, trimmed
from geo.language import load, parse_names
from geo.locating import locate_doc
from geo.name import Name
from geo.recognize import candidates_of, name_given, recognize
from geo.unlisted import place_unlisted

if TYPE_CHECKING:
    from spacy.tokens import Doc

SHARED = Path(__file__).parents[3] / "shared"
LEARNED = fit_recognition.NAMES
PLACED = [*LEARNED, "TUD-Loc2013", "IDRISI-D-EN"]
CYRILLIC = ["NEREL-ru", "SlavicNER-ru", "SlavicNER-uk", "NER-UK2"]
UNPLACED = ["HumSet-Geo", *CYRILLIC]
"""Corpora without coordinates, or hardly any: what counts is whether a name was touched."""
SAMPLES = {"IDRISI-D-EN": 8, "NEREL-ru": 8, "SlavicNER-ru": 6, "SlavicNER-uk": 3, "NER-UK2": 4}
"""Of the large ones each n-th document."""
RESAMPLES = 200
OWN = ["P", "R", "F", "F_nodem", "e2e_F", "ece", "auroc", "covered"]
GIVEN = ["acc161", "acc25", "ece", "auroc", "covered"]
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Labelled documents, as lines and parsed."""

    name: str
    lines: list[str]
    docs: list[Doc]

    def documents(self) -> Iterator[tuple[dict[str, Any], Doc]]:
        return zip(map(json.loads, self.lines), self.docs, strict=True)


def corpus(name: str, step: int) -> Corpus:
    """Each ``step``-th document of a corpus, parsed as `locate` does."""
    lines = (SHARED / "data" / "places" / f"{name}.jsonl").read_text(encoding="utf-8").strip().split("\n")[::step]
    return Corpus(name, lines, list(parse_names(load(), (json.loads(line)["text"] for line in lines))))


# --- what is learned ------------------------------------------------------------------------------------

Weights = tuple[dict[str, float], dict[str, float]]


@contextlib.contextmanager
def weighing(learned: Weights | None) -> Iterator[None]:
    """Let recognition and confidence weigh by what was ``learned``; as they ship where that is nothing."""
    if learned is None:
        yield
        return
    recognition, confidence = learned
    table = {feature: (weight, "") for feature, weight in recognition.items()}
    with (
        mock.patch.object(recognition_weights, "weights", return_value=table),
        mock.patch.object(certainty, "_weights", return_value=confidence),
    ):
        yield


def learn_without(held: str, examples: dict[str, dict[str, list[fit_recognition.Row]]]) -> Weights:
    """Weights fitted on the other corpora that people labelled for learning."""
    others = [name for name in LEARNED if name != held]
    rows = [row for name in others for rows in examples[name].values() for row in rows[:-1]]
    counts: dict[str, int] = {}
    for row in rows:
        for feature in row[0]:
            counts[feature] = counts.get(feature, 0) + 1
    recognition = fit_recognition.fit(rows, sorted(feature for feature, count in counts.items() if count >= 10))
    with weighing((recognition, certainty._weights())):
        choices = [row for name in others for row in fit_confidence.examples(name)]
    features = sorted({feature for row in choices for feature in row[0]})
    return recognition, fit_recognition.fit(choices, features)


# --- systems --------------------------------------------------------------------------------------------


def found_names(documents: Corpus, find: Callable[[Doc], Rows]) -> list[str]:
    """One line a document, as the scorer reads it, of what ``find`` finds in it."""
    return [json.dumps({"doc_id": gold["doc_id"], "toponyms": find(doc)}) for gold, doc in documents.documents()]


def own(places: gazetteer.Gazetteer) -> Callable[[Doc], Rows]:
    """The program."""
    return lambda doc: list(formats.toponyms("", place_unlisted(locate_doc(doc, places)))["toponyms"])


def without_demonyms(lines: list[str]) -> list[str]:
    """The names that are no demonyms, which most corpora do not label; each name found says which it is."""
    rows = [json.loads(line) for line in lines]
    for row in rows:
        row["toponyms"] = [each for each in row["toponyms"] if each["kind"] != "demonym"]
    return [json.dumps(row) for row in rows]


def own_largest(places: gazetteer.Gazetteer) -> Callable[[Doc], Rows]:
    """The program's names, each taken for the largest place so called."""
    return lambda doc: [_largest(name) for name in recognize(doc, places)]


def labels_largest(places: gazetteer.Gazetteer) -> Callable[[Doc], Rows]:
    """What spaCy labels a place, taken for the largest place so called."""

    def find(doc: Doc) -> Rows:
        rows = []
        for entity in doc.ents:
            start, end = trimmed(entity, doc.text)
            if entity.label_ in PLACE_LABELS and start < end:
                text = doc.text[start:end]
                rows.append(_largest(Name(start, end, text, "place", 1.0, "", candidates_of(text, places))))
        return rows

    return find


def _largest(name: Name) -> dict[str, Any]:
    row: dict[str, Any] = {"start": name.start, "end": name.end, "lat": None, "lon": None}
    if name.candidates:
        place = max((candidate.place for candidate in name.candidates), key=lambda place: place.population)
        row |= {"lat": place.lat, "lon": place.lon, "geonameid": place.id}
    return row


def given_spans(documents: Corpus, places: gazetteer.Gazetteer, *, largest: bool) -> list[str]:
    """One line a document with the gold names placed: by the program, or by population."""
    lines = []
    for gold, doc in documents.documents():
        spans = sorted({(row["start"], row["end"]) for row in gold["toponyms"]})
        text = doc.text
        names = [name_given(text, start, end, places) for start, end in spans]
        if largest:
            rows = [_largest(name) for name in names]
        else:
            rows = formats.toponyms("", place_unlisted(resolve.resolve(names, doc.text)))["toponyms"]
        lines.append(json.dumps({"doc_id": gold["doc_id"], "toponyms": rows}))
    return lines


def peer_lines(python: Path, name: str, documents: Corpus) -> list[str]:
    """What a peer finds, in an environment of its own."""
    with tempfile.TemporaryDirectory() as folder:
        gold, out = Path(folder, "gold.jsonl"), Path(folder, "found.jsonl")
        gold.write_text("\n".join(documents.lines), encoding="utf-8")
        peers.run(python, name, gold, out)
        return out.read_text(encoding="utf-8").strip().split("\n")


# --- scores ---------------------------------------------------------------------------------------------


def scorer() -> ModuleType:
    """The scorer beside the corpora, as a module."""
    spec = importlib.util.spec_from_file_location("score_places", SHARED / "score" / "score_places.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def score(gold: Sequence[str], found: Path, given: bool, rules: ModuleType) -> dict[str, float | None]:
    """The scorer's figures."""
    said = io.StringIO()
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".jsonl") as file:
        file.write("\n".join(gold))
        file.flush()
        with contextlib.redirect_stdout(said):
            rules.main(file.name, found, given)
    figures: dict[str, float | None] = json.loads(said.getvalue())
    return figures


def cells(gold: list[str], found: list[str], columns: list[str], resamples: int) -> list[str]:
    """A figure with its interval for each column."""
    rules, chance = scorer(), random.Random(2013)
    given = columns is GIVEN
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "found.jsonl")
        path.write_text("\n".join(map(_slim, found)), encoding="utf-8")
        figures = score(gold, path, given, rules)
        others = [score(chance.choices(gold, k=len(gold)), path, given, rules) for _ in range(resamples)]
    return [_cell(figures.get(column), [other.get(column) for other in others]) for column in columns]


def _slim(line: str) -> str:
    """A line with no more of each name than the scorer reads, hundreds of times."""
    row = json.loads(line)
    keys = ("start", "end", "lat", "lon", "geonameid", "confidence", "radius_km")
    row["toponyms"] = [{key: each[key] for key in keys if key in each} for each in row["toponyms"]]
    return json.dumps(row)


def _cell(figure: float | None, others: Sequence[float | None]) -> str:
    if figure is None:
        return ""
    known = sorted(other for other in others if other is not None)
    if len(known) < 20:
        return f"{figure:.3f}"
    low, high = (known[round(share * (len(known) - 1))] for share in (0.025, 0.975))
    return f"{figure:.3f} ({low:.2f}-{high:.2f})"


def touched(gold: list[str], found: list[str], resamples: int) -> list[str]:
    """Precision, recall and F where a name counts that shares a character with a gold one."""
    counts = []
    for row, answer in zip(map(json.loads, gold), map(json.loads, found), strict=True):
        names = [(each["start"], each["end"]) for each in row["toponyms"]]
        said = [(each["start"], each["end"]) for each in answer["toponyms"]]
        right = sum(any(a < end and start < b for start, end in names) for a, b in said)
        reached = sum(any(a < end and start < b for a, b in said) for start, end in names)
        counts.append((right, len(said), reached, len(names)))

    def figures(chosen: Sequence[tuple[int, int, int, int]]) -> tuple[float, float, float]:
        right, said, reached, names = map(sum, zip(*chosen, strict=True))
        p, r = right / max(1, said), reached / max(1, names)
        return p, r, 2 * p * r / max(1e-9, p + r)

    chance = random.Random(2013)
    others = [figures(chance.choices(counts, k=len(counts))) for _ in range(resamples)]
    return [_cell(figure, list(rest)) for figure, *rest in zip(figures(counts), *others, strict=True)]


# --- tables ---------------------------------------------------------------------------------------------


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table in Markdown, if it has any rows."""
    if not rows:
        return
    print("\n|", " | ".join(head), "|")
    print("|", " | ".join("---" for _ in head), "|")
    for row in rows:
        print("|", " | ".join(row), "|")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="*", default=[*PLACED, *UNPLACED])
    parser.add_argument("--sample", type=int, help="take each n-th document")
    parser.add_argument("--quick", action="store_true", help="shipped weights, no intervals, no peers")
    parser.add_argument("--peers", type=Path, default=Path(tempfile.gettempdir(), "toponym-peers"), help="their folder")
    parser.add_argument("--keep", type=Path, help="folder for the predictions")
    options = parser.parse_args()
    places = gazetteer.load()
    resamples = 0 if options.quick else RESAMPLES
    python = None if options.quick else peers.install(options.peers)
    held = [] if options.quick else [name for name in options.corpus if name in LEARNED]
    examples = {name: fit_recognition.examples(name) for name in LEARNED} if held else {}
    names: list[list[str]] = []
    spans: list[list[str]] = []
    overlaps: list[list[str]] = []
    kinds: list[list[str]] = []
    for name in options.corpus:
        documents = corpus(name, options.sample or SAMPLES.get(name, 1))
        learned = learn_without(name, examples) if name in held else None
        with weighing(learned):
            systems = {
                "**ours**": found_names(documents, own(places)),
                "ours, no demonyms": [],
                "ours, largest": found_names(documents, own_largest(places)),
                "spaCy, largest": found_names(documents, labels_largest(places)),
            }
            placed = {
                "**ours**": given_spans(documents, places, largest=False),
                "largest": given_spans(documents, places, largest=True),
            }
            systems["ours, no demonyms"] = without_demonyms(systems["**ours**"])
            if name in LEARNED:
                pairs = list(documents.documents())
                kinds.append([name, *map(str, error_kinds.count(pairs, systems["**ours**"], places))])
        if python and name not in CYRILLIC:
            systems |= {peer: peer_lines(python, peer, documents) for peer in peers.PEERS}
        if options.keep:
            options.keep.mkdir(parents=True, exist_ok=True)
            (options.keep / f"{name}.own.jsonl").write_text("\n".join(systems["**ours**"]), encoding="utf-8")
            (options.keep / f"{name}.given.jsonl").write_text("\n".join(placed["**ours**"]), encoding="utf-8")
        if name in UNPLACED:
            for system, found in systems.items():
                if system != "ours, largest":
                    exact = cells(documents.lines, found, ["F"], resamples)
                    overlaps.append([name, system, *touched(documents.lines, found, resamples), *exact])
            continue
        for system, found in systems.items():
            names.append([name, system, *cells(documents.lines, found, OWN, resamples)])
        for system, found in placed.items():
            spans.append([name, system, *cells(documents.lines, found, GIVEN, resamples)])
    table(["corpus", "system", *OWN], names)
    table(["corpus", "system", *GIVEN], spans)
    table(["corpus", "system", "P touched", "R touched", "F touched", "F exact"], overlaps)
    table(["corpus", *error_kinds.KINDS], kinds)


if __name__ == "__main__":
    main()
