"""
Counts: how many people were killed, injured or otherwise affected, as low, best and high.

Numbers come from the grammar around the words of harm (``data/harm.tsv``): "at least three" bounds from below,
"up to 20" from above, "dozens" is two dozen or more, "no casualties" is 0 and casualties without a number are unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from .grammar import PERSONAL, ancestors, children, clause, is_passive, is_verb, kinds, lemma, objects, subjects
from .incident import Count
from .numerals import NOBODY, bounded, number, numeral_words, quantity
from .vocabulary import rows, words_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

BODY = frozenset(
    {
        "leg",
        "legs",
        "arm",
        "arms",
        "head",
        "chest",
        "back",
        "shoulder",
        "foot",
        "hand",
        "neck",
        "stomach",
        "torso",
        "abdomen",
        "face",
        "thigh",
        "ankle",
        "knee",
        "hip",
        "buttocks",
        "wrist",
        "finger",
        "body",
    }
)
PERIOD = re.compile(
    r"""\b(since\b(?!\ (then|he|she|they|the\ (attack|shooting|crash|incident|accident)))
    |so\ far\ (this|in)|this\ (year|month)|(past|last)\ (\w+\ )?(years?|months?|weeks?|decades?)
    |(per|each|every)\ (year|month|day)|annually|over\ the\ years|in\ (19|20)\d\d\b(?!,)
    |during\ the\ (war|conflict|year|decade)|from\ (19|20)\d\d)""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words that make a number a total over a period, no single incident's toll."""


@dataclass(frozen=True, slots=True)
class Toll:
    """A number of people that a sentence gives: characters ``start`` to ``end`` of the text."""

    field: str
    """``killed``, ``injured``, ``affected``, or ``shot``: hit, alive or dead."""
    count: Count
    start: int
    end: int
    token: int
    """Index of the word of harm in the document."""
    names: frozenset[str]
    """Last names of the people, where the sentence names them."""
    single: bool
    """Whether it speaks of one person without a number ("a man"), who may be spoken of elsewhere too."""
    aside: bool = False
    """Told in passing, in a relative clause or under a preposition: "a march against the killing of a boy"."""


@cache
def _harms() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for word, field, people in rows("harm.tsv"):
        found.setdefault(word, {})[people] = field
    return found


def find_tolls(sentence: Span, place_tokens: frozenset[int] = frozenset()) -> list[Toll]:
    """Return the numbers of people harmed that a sentence gives, without totals over a period."""
    if PERIOD.search(sentence.text):
        return []
    found: list[Toll] = []
    for token in sentence:
        uses = _harms().get(lemma(token)) or _harms().get(token.lower_)
        if not uses:
            continue
        for people, field in uses.items():
            found += [replace(t, aside=_aside(token)) for t in _tolls(token, people, field, sentence, place_tokens)]
    return _without_repeats(found + _power_cuts(sentence) + _fatally(sentence))


def _aside(token: Token) -> bool:
    """Whether a word of harm stands in a relative clause or under a preposition."""
    steps = [(token, token.dep_), *((head, head.dep_) for _, _, head in ancestors(token))]
    return any(label in {"relcl", "acl", "pobj", "pcomp"} and node.tag_ != "VBG" for node, label in steps)


def _fatally(sentence: Span) -> list[Toll]:
    """The dead among those shot: "four people were shot, one fatally", "one of them dead"."""
    found = []
    for match in re.finditer(r"\b(\w+) (of them )?(fatally|mortally)\b", sentence.text):
        value = number([match[1]])
        if value:
            start = sentence.start_char + match.start()
            found.append(
                Toll(
                    "killed",
                    Count(value, value, value),
                    start,
                    start + len(match[0]),
                    sentence.root.i,
                    frozenset(),
                    False,
                )
            )
    return found


def _without_repeats(tolls: list[Toll]) -> list[Toll]:
    kept: dict[tuple[str, int], Toll] = {}
    for toll in tolls:
        for field in ("killed", "injured") if toll.field == "casualties" else (toll.field,):
            key = (field, toll.start)
            if key not in kept:
                kept[key] = replace(toll, field=field)
    dead = {start for (field, start), toll in kept.items() if field == "killed" and toll.count.best}
    return [toll for (field, start), toll in kept.items() if not (field in {"shot", "injured"} and start in dead)]


def _tolls(token: Token, people: str, field: str, sentence: Span, places: frozenset[int]) -> list[Toll]:
    if people in {"object", "subject", "struck", "mover"}:
        if not is_verb(token) or not _real(token):
            return []
        if people in {"struck", "mover"} and not _harmed(token, people, sentence):
            return []
        heads = (subjects(token) or objects(token)) if people == "subject" else objects(token)
        if any(head.lower_.endswith(("self", "selves")) for head in heads):
            heads = subjects(token)
        if field in {"shot", "injured"} and _fatal(token):
            field = "killed"
    elif people == "holder":
        heads = _holders(token)
        if any(child.lower_ == "fatal" for child in children(token, "amod")):
            field = "killed"
    elif people == "beside":
        if token.tag_.startswith("V") and token.tag_ not in {"VBN", "VBD"}:
            return []
        heads = _beside(token)
    else:
        if is_verb(token):
            return []
        return _of(token, field, sentence, places)
    tolls = [toll for head in _unnested(heads) if (toll := _toll(head, field, token, places))]
    if not tolls and (people == "beside" or token.tag_ in {"VBN", "VBD"}):
        loose = _number_before(token, field)
        tolls = [loose] if loose else []
    return _summed(tolls)


def _real(verb: Token) -> bool:
    """Whether a verb of harm is not negated away, merely possible, or "shot down"."""
    if any(child.lower_ == "down" and lemma(verb) == "shoot" for child in verb.children):
        return False
    if any(child.dep_ == "aux" and child.tag_ == "MD" for child in verb.children):
        return False
    return not (any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children) and verb.dep_ != "xcomp")


def _harmed(verb: Token, people: str, sentence: Span) -> bool:
    """Whether "struck" and "taken" speak of someone hurt: by a bullet, in the leg, to a hospital."""
    after = {word.lower_ for word in verb.subtree}
    if people == "mover":
        return bool(after & {"hospital", "hospitals", "clinic", "trauma"}) or {"medical", "center"} <= after
    return bool(after & (BODY | {"bullet", "bullets", "gunfire", "crossfire", "shrapnel", "shot", "shots"}))


def _holders(wound: Token) -> list[Token]:
    """Who has a wound: "suffered injuries", "treated for a gunshot wound", "a man with burns"."""
    head = wound.head
    if wound.dep_ == "dobj" and lemma(head) in {"suffer", "sustain", "receive", "have"}:
        return subjects(head)
    if wound.dep_ == "pobj" and head.lower_ in {"with", "from", "for", "of"}:
        above = head.head
        if head.lower_ == "with" and not is_verb(above):
            return [above]
        if is_verb(above) and lemma(above) in {"treat", "hospitalize", "suffer", "find", "take", "recover", "die"}:
            return objects(above) if is_passive(above) or lemma(above) == "find" else subjects(above)
    return []


def _fatal(verb: Token) -> bool:
    after = verb.doc[verb.i + 1 : verb.i + 6].text.lower()
    before = verb.doc[max(0, verb.i - 2) : verb.i].text.lower()
    if "fatally" in before or re.match(r"(\w+ ){0,3}?(dead|to death|and killed|and fatally|fatally)\b", after):
        return True
    return any(lemma(each) in {"kill", "die"} for each in verb.conjuncts if each.head == verb)


def _beside(token: Token) -> list[Token]:
    if token.dep_ in {"amod", "acl", "relcl"} and not is_verb(token.head):
        return [token.head]
    if token.dep_ in {"oprd", "acomp", "ccomp", "xcomp", "advcl", "ROOT", "attr", "conj", "dobj"}:
        own = children(token, "nsubj", "nsubjpass")
        if own:
            return own
        if is_verb(token.head) and token.head != token:
            verb = token.head
            if lemma(verb) in {"leave", "find", "pronounce", "declare", "shoot", "drop", "kill", "strike"}:
                return children(verb, "dobj", "nsubjpass")
            return children(verb, "nsubj", "nsubjpass")
    return []


def _of(token: Token, field: str, sentence: Span, places: frozenset[int]) -> list[Toll]:
    """Nouns of harm: "three deaths", "the deaths of three people", "the toll rose to 12", "no injuries"."""
    if any(child.lower_ in NOBODY for child in children(token, "det", "neg")):
        if lemma(token) in {"injury", "casualty", "death", "fatality"}:
            start = next(child for child in token.children if child.lower_ in NOBODY)
            return [Toll(field, Count(0, 0, 0), start.idx, token.idx + len(token), token.i, frozenset(), False)]
        return []
    if lemma(token) == "toll":
        return _death_toll(token, field)
    if lemma(token) == "life" and lemma(token.head) not in {"claim", "lose", "take", "cost"}:
        return []
    if lemma(token) in {"injury", "body", "corpse"} and not children(token, "nummod"):
        return []
    if lemma(token) in {"shooting", "stabbing"} and any(
        child.lower_ in {"fatal", "deadly"} for child in children(token, "amod", "compound")
    ):
        field = "killed"
    if lemma(token) in {"shooting", "stabbing"} and children(token, "nummod"):
        return []
    own = _toll(token, field, token, places) if children(token, "nummod") or lemma(token) in {"fatality"} else None
    if own:
        return [own]
    heads = [noun for of in children(token, "prep") if of.lower_ == "of" for noun in children(of, "pobj")]
    heads += [noun for noun in children(token, "poss") if noun.ent_type_ == "PERSON" or "person" in kinds(noun)]
    return _summed([toll for head in _unnested(heads) if (toll := _toll(head, field, token, places))])


def _death_toll(token: Token, field: str) -> list[Toll]:
    verb = clause(token)
    for noun in [n for p in children(verb, "prep") if p.lower_ in {"to", "at"} for n in children(p, "pobj")] + [
        n for p in children(token, "prep") if p.lower_ in {"of", "to", "at"} for n in children(p, "pobj")
    ]:
        count = quantity(noun)
        if count:
            return [Toll(field, count, noun.left_edge.idx, noun.idx + len(noun), token.i, frozenset(), False)]
    return []


def _unnested(heads: list[Token]) -> list[Token]:
    """The people once: a group word gives way to what it counts, an apposition to its head."""
    kept: list[Token] = []
    for head in heads:
        if head.dep_ == "appos" or (head.dep_ == "pobj" and head.head.head in heads and head.head.head.tag_ != "CD"):
            continue
        if head not in kept:
            kept.append(head)
            kept += [each for each in _conjuncts(head) if each not in kept]
    return kept


def _conjuncts(head: Token) -> list[Token]:
    return [deep for each in children(head, "conj") for deep in [each, *_conjuncts(each)]]


def _toll(head: Token, field: str, harm: Token, places: frozenset[int]) -> Toll | None:
    counted = head
    if lemma(head) in words_of("group") or head.pos_ == "NUM":
        inner = [noun for of in children(head, "prep") if of.lower_ == "of" for noun in children(of, "pobj")]
        counted = inner[0] if inner else head
    classes = kinds(counted, places)
    nobody = head.lower_ in NOBODY or (head.lower_ == "one" and any(c.lower_ == "no" for c in head.children))
    if head != harm and "person" not in classes and not nobody and counted.lower_ not in {"all", "both"}:
        return None
    if head != harm and (head.lower_ in PERSONAL or counted.i in places):
        return None
    count = quantity(head)
    if count is None:
        return None
    start = min([child.idx for child in head.subtree if child.i >= head.i - 8 and child.i <= head.i])
    single = count.best == 1 and not any(child.pos_ == "NUM" for child in children(head, "nummod"))
    names = frozenset({_last_name(head)} if head.ent_type_ == "PERSON" or head.pos_ == "PROPN" else set())
    return Toll(field, count, start, counted.idx + len(counted), harm.i, names, single)


def _last_name(head: Token) -> str:
    """The last name of a person; a first name alone is looked up among the persons of the text."""
    for person in head.doc.ents:
        if (
            person.label_ == "PERSON"
            and len(person) > 1
            and person[0].text == head.text
            and head.i not in range(person.start, person.end)
        ):
            return str(person[-1].lower_)
    return str(head.lower_)


def _number_before(token: Token, field: str) -> Toll | None:
    """A bare number shortly before a participle, as in headlines ("3 dead, 5 injured in blast")."""
    doc = token.doc
    for i in range(token.i - 1, max(token.sent.start, token.i - 4) - 1, -1):
        near = doc[i]
        if near.is_punct or near.lower_ in {"year", "years", "old", "per", "percent"} or near.tag_ == "VBD":
            return None
        if near.like_num:
            after = [each for each in doc[i + 1 : token.i] if each.pos_ not in {"NOUN", "PROPN", "ADJ", "AUX", "ADV"}]
            words = numeral_words(near)
            value = number([word.text for word in words])
            if after or value is None or (value > 1900 and value < 2100 and near.is_digit):
                return None
            if any("person" not in kinds(each) for each in doc[i + 1 : token.i] if each.pos_ == "NOUN"):
                return None
            count = bounded(value, doc[max(0, words[0].i - 4) : words[0].i].text.lower())
            return Toll(field, count, words[0].idx, token.idx + len(token), token.i, frozenset(), False)
    return None


def _power_cuts(sentence: Span) -> list[Toll]:
    """People "left without power", "who lost their homes"."""
    found = []
    for token in sentence:
        if token.lower_ in {"without", "lose"} or lemma(token) == "lose":
            nouns = [
                *children(token, "pobj", "dobj"),
                *[n for noun in children(token, "pobj", "dobj") for n in children(noun, "conj")],
            ]
            if not any(
                lemma(n) in {"power", "electricity", "water", "heating", "home", "gas", "shelter", "house", "heat"}
                for n in nouns
            ):
                continue
            verb = clause(token)
            heads = subjects(verb) if not is_passive(verb) else objects(verb)
            if lemma(verb) in {"leave", "cut"} and not is_passive(verb):
                heads = objects(verb)
            found += [toll for head in _unnested(heads) if (toll := _toll(head, "affected", token, frozenset()))]
    return found


def _summed(tolls: list[Toll]) -> list[Toll]:
    """Several people joined by "and" under one verb are one number ("two men and a woman were killed")."""
    if len(tolls) < 2:
        return tolls
    count = Count(*(_add([getattr(t.count, name) for t in tolls]) for name in ("low", "best", "high")))
    names = frozenset(name for toll in tolls for name in toll.names)
    first, last = min(tolls, key=lambda t: t.start), max(tolls, key=lambda t: t.end)
    return [Toll(first.field, count, first.start, last.end, first.token, names, False)]


def _add(parts: list[int | None]) -> int | None:
    return None if None in parts else sum(part for part in parts if part is not None)


def tally(tolls: Sequence[Toll], name: str) -> Count | None:
    """
    Return the count of one field from all its mentions: the largest number stated, or as many as are named.

    People hit and not known to be dead (``shot``) count as injured.
    """
    if name == "injured":
        stated = _largest([t for t in tolls if t.field == "injured"])
        shot = _largest([t for t in tolls if t.field == "shot"])
        killed = _largest([t for t in tolls if t.field == "killed"])
        if shot and shot.best is not None:
            rest = max(0, shot.best - (killed.best or 0 if killed else 0))
            if stated is None or (stated.best or 0) < rest:
                return Count(rest, rest, rest) if rest or (stated is None and not killed) else stated
        return stated
    return _largest([t for t in tolls if t.field == name])


def _largest(tolls: Sequence[Toll]) -> Count | None:
    if not tolls:
        return None
    named = frozenset(name for t in tolls if t.single for name in t.names)
    several = [t.count for t in tolls if not t.single]
    if len(named) > 1:
        several.append(Count(len(named), len(named), len(named)))
    if any(t.single for t in tolls) and not any(c.best or c.low or c.high for c in several):
        return Count(1, 1, 1)
    if not several:
        return Count(1, 1, 1)
    return max(several, key=lambda c: (c.best if c.best is not None else c.low or c.high or 0, c.low or 0))
