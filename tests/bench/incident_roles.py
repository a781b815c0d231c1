"""
Measure who did it, to whom and with what, on the corpora beside the checkout that label these roles.

    python tests/bench/incident_roles.py [--limit N] [--half dev|test] [--errors N] [CORPUS ...]

rams and wikievents give a word of an event and the words that fill its roles: the roles of that word are read, in
its sentence, as `geo.telling` would read them. muc4 gives the fillers of each incident with all their names: the roles
of the incidents found are read against those of the labelled incident that the scorer matches them with. A role is
right if it shares a word with a filler, small words and numbers aside; "swapped" is the share of what is given that
names one who suffered as who did it, or the other way about. The floor is the subject and the object that the parser
hangs on the word, whatever its voice.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import gazetteer  # noqa: E402
from geo import telling  # noqa: E402
from geo.extracting import extract_doc  # noqa: E402
from geo.grammar import children  # noqa: E402
from geo.mention import Words  # noqa: E402
from geo.phrases import words  # noqa: E402
from geo.roles import actor_of, target_of, weapon_of  # noqa: E402
from geo.telling import place_tokens  # noqa: E402
from tests.bench import incident_extraction as bench  # noqa: E402

if TYPE_CHECKING:
    from spacy.tokens import Token

CORPORA = ("rams", "wikievents", "muc4")
ROLES = ("actor", "target", "weapon")
FILLERS = {
    "actor": frozenset(
        "attacker killer injurer destroyer damager damagerdestroyer jailer kidnapper perpetrator demonstrator".split()
    ),
    "target": frozenset("victim target deceased detainee artifact passengerartifact crashobject".split()),
    "weapon": frozenset({"instrument", "explosivedevice"}),
}
"""Roles of the two corpora of words, in small letters, as ours."""
VIOLENT = (
    "conflict.attack conflict.demonstrate life.die life.injure artifactexistence.damage justice.arrestjail disaster. "
    "genericcrime"
).split()
"""Events that could be incidents."""
PARTS = {
    "actor": ("perp_individual", "perp_org"),
    "target": ("phys_tgt", "hum_name", "hum_desc"),
    "weapon": ("instrument",),
}
"""Where muc4 keeps them."""
SMALL = frozenset(
    "a an the of and or in on by to his her their its two three four five six seven eight nine ten".split()
)

Texts = Mapping[str, set[str]]
Reading = tuple[str, Texts, Mapping[str, Words | None]]
Readers = Mapping[str, Callable[..., Words | None]]
OURS: Readers = {"actor": actor_of, "target": target_of, "weapon": weapon_of}


def _first(found: list[Token]) -> Words | None:
    return words(found[0]) if found else None


FLOOR: Readers = {
    "actor": lambda trigger, *_: _first(children(trigger, "nsubj", "nsubjpass", "poss")),
    "target": lambda trigger, *_: _first(children(trigger, "dobj", "pobj")),
    "weapon": lambda trigger, *_: _first(
        [noun for prep in children(trigger, "prep") if prep.lower_ == "with" for noun in children(prep, "pobj")]
    ),
}


def telling_words(text: str) -> set[str]:
    """The words of a filler that tell it from others."""
    return set(re.findall(r"[^\W\d_]{2,}", text.lower())) - SMALL


def of_words(corpus: str, half: str | None, limit: int | None, readers: Readers) -> Iterator[Reading]:
    """Each labelled word in its sentence, the words of its fillers, and what is read."""
    for row, doc, toponyms in bench.parsed(corpus, half, limit):
        places = place_tokens(doc, toponyms)
        for event in row["incidents"]:
            at = event["trigger"]
            span = doc.char_span(at["start"], at["end"], alignment_mode="expand")
            if span is None or not event["type"].lower().startswith(tuple(VIOLENT)):
                continue
            gold = {
                role: {word for each in event["args"] or [] if each["role"].lower() in names for word in
                       telling_words(each["text"])}
                for role, names in FILLERS.items()
            }  # fmt: skip
            trigger, tokens = span.root, list(span)
            third = {"actor": places, "target": places, "weapon": trigger.sent}
            yield trigger.sent.text, gold, {role: read(trigger, tokens, third[role]) for role, read in readers.items()}


def of_incidents(corpus: str, half: str | None, limit: int | None, readers: Readers) -> Iterator[Reading]:
    """Each incident found that matches a labelled one, the words of its fillers, and what is read."""
    for role, read in readers.items():
        setattr(telling, f"{role}_of", read)
    for row, doc, toponyms in bench.parsed(corpus, half, limit):
        found = [i for i in extract_doc(bench.article(row), doc, toponyms, gazetteer.load()) if i.stage != "denied"]
        for event, incident in matches(row["incidents"], found, corpus):
            mentions = {
                role: [text for part in parts for each in event["extra"][part] for text in each["mentions"]]
                for role, parts in PARTS.items()
            }
            gold = {role: {word for text in texts for word in telling_words(text)} for role, texts in mentions.items()}
            given = {role: getattr(incident, role) for role in ROLES}
            quote = next(e.quote for e in incident.reports[0].evidence if e.field == "type")
            yield quote, gold, {role: Words(0, 0, text) if text else None for role, text in given.items()}
    for role, read in OURS.items():
        setattr(telling, f"{role}_of", read)


def matches(gold: list[dict[str, Any]], found: list[Any], corpus: str) -> Iterator[tuple[dict[str, Any], Any]]:
    """Pairs of labelled and found incidents, as the scorer pairs them."""
    score = bench.scorer().pair
    rated = [
        (score(g, bench.flat(f), lambda i: bench.gold_type(i, corpus)), n, m)
        for n, g in enumerate(gold)
        for m, f in enumerate(found)
    ]
    taken: set[tuple[str, int]] = set()
    for points, n, m in sorted(rated, reverse=True):
        if points >= 2 and not {("gold", n), ("found", m)} & taken:
            taken |= {("gold", n), ("found", m)}
            yield gold[n], found[m]


def measure(corpus: str, half: str | None, limit: int | None, readers: Readers, errors: int = 0) -> list[str]:
    """A table row for each role: precision, recall, F and the share of sides swapped; errors are printed."""
    source = of_incidents if corpus == "muc4" else of_words
    sums = {role: Counter[str]() for role in ROLES}
    for quote, gold, given in source(corpus, half, limit, readers):
        for role in ROLES:
            told, text = set[str](), None
            if answer := given[role]:
                told, text = telling_words(answer.text), answer.text
            right = bool(told & gold[role])
            other = {"actor": "target", "target": "actor"}.get(role)
            swapped = bool(other and told and not right and told & gold[other])
            sums[role].update(given=bool(told), there=bool(gold[role]), right=right, swapped=swapped)
            if sums[role]["shown"] < errors and not right and (told or gold[role]):
                sums[role]["shown"] += 1
                print(f"  {role}: {text!r}, not {sorted(gold[role])}: {quote}")
    lines = []
    for role, n in sums.items():
        p, r = n["right"] / max(n["given"], 1), n["right"] / max(n["there"], 1)
        f = 2 * p * r / max(p + r, 1e-9)
        swap = f"{n['swapped'] / max(n['given'], 1):.3f}" if role != "weapon" else ""
        lines.append(f"| {corpus} | {role} | {n['there']} | {n['given']} | {p:.3f} | {r:.3f} | {f:.3f} | {swap} |")
    return lines


def main() -> None:
    """Print the tables of ours and of the floor."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[1])
    parser.add_argument("corpora", nargs="*", default=CORPORA)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--half", choices=["dev", "test"])
    parser.add_argument("--errors", type=int, default=0, help="show so many errors of each role")
    parser.add_argument("--ours", action="store_true", help="leave the floor out")
    chosen = parser.parse_args()
    for name, readers in (("ours", OURS), ("floor", FLOOR)):
        if name == "floor" and chosen.ours:
            continue
        print(f"| {name} | role | labelled | given | P | R | F | swapped |")
        print("|---|---|---|---|---|---|---|---|")
        for corpus in chosen.corpora:
            shown = chosen.errors if name == "ours" else 0
            print(*measure(corpus, chosen.half, chosen.limit, readers, shown), sep="\n", flush=True)


if __name__ == "__main__":
    main()
