"""
Counts: how many people were killed, injured or otherwise affected, as low, best and high.

Numbers come from the grammar around the words of harm (``data/harm.tsv``): "at least three" bounds from below,
"up to 20" from above, "dozens" is two dozen or more, "no casualties" is 0 and casualties without a number are unknown.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from .bare_numbers import PEOPLE, before, behind, behind_toll
from .grammar import (
    PERSONAL,
    ancestors,
    children,
    clause,
    is_passive,
    is_verb,
    kinds,
    lemma,
    objects,
    subjects,
    text_of,
)
from .harmed import (
    beside,
    harmed_by,
    holders,
    is_fatal,
    is_hurt,
    is_real,
    is_recovering,
    losers,
    patients,
    reflexive,
    unnested,
)
from .incident import Count
from .listed import named, rank_of
from .numerals import NOBODY, SCALES, figures, number, quantity
from .setting import unranked
from .sums import is_of_others, summed, with_others, without_repeats
from .victims import Person, Toll, individual
from .vocabulary import rows, words_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

__all__ = ["Toll", "find_tolls"]

AGENT = re.compile(r"(er|or|ist|ian|eer|ant|man|woman)$")
"""Endings of the names of trades: a forester, a shopkeeper, a chemist."""
CHECKED = frozenset({"struck", "mover", "treated", "driven"})
"""Verbs that speak of harm only with certain words about them."""
ANYBODY = frozenset("one person people casualty injury death fatality victim".split())
"""Whom there must be none of for nobody to be harmed."""
MULTIPLE = {"double": 2, "triple": 3, "quadruple": 4, "quintuple": 5}
"""How many are hit in a "triple homicide"."""
FATALLY = re.compile(
    r"\b(\w+) (?:of (?:them|whom) |(?:man|woman|boy|girl|person|victim)s? )?(?:fatally|mortally)\b", re.IGNORECASE
)
PERIOD = re.compile(
    r"""\b(since\b(?!\ (then|he|she|they|the\ (attack|shooting|crash|incident|accident)))
    |so\ far\ (this|in)|this\ (year|month)|(past|last)\ (\w+\ )?(years?|months?|weeks?|decades?)
    |(per|each|every)\ (year|month|day)|annually|over\ the\ years|in\ (19|20)\d\d\b(?!,)
    |during\ the\ (war|conflict|year|decade)|from\ (19|20)\d\d
    |in\ (the\ )?first\ [\w-]+\ (days|weeks|months)|to\ date|on\ average|nationwide|statewide|citywide
    |across\ the\ (city|state|country|nation)|in\ recent\ (days|weeks|months|years)
    |in\ (about|just|under|less\ than|a)\ (\w+\ )?(hours?|days)\b|span\ of\ [\w-]+\ (hours|days)
    |throughout\ the\ (day|night|week|weekend|month|year)
    |in\ (the\ )?([\w-]+\ )?(other|separate|unrelated|different|similar|previous|earlier)\ (\w+\ )?
    (attacks?|shootings?|incidents?|violence|strikes?|crashes|cases|blasts?|explosions?))""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words that make a number a total over a period, no single incident's toll."""


@cache
def _harms() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for word, field, people in rows("harm.tsv"):
        found.setdefault(word, {})[people] = field
    return found


@cache
def _people() -> dict[str, bool]:
    return {word: person == "yes" for word, person in rows("people.tsv")}


def _is_counted(noun: Token) -> bool:
    """Whether a noun that no class knows stands for people: a word for them, or the name of a trade."""
    known = _people().get(lemma(noun))
    if known is None:
        return noun.pos_ == "NOUN" and not kinds(noun) and AGENT.search(lemma(noun)) is not None
    return known and noun.pos_ in {"NOUN", "PROPN"}


def find_tolls(sentence: Span, place_tokens: frozenset[int] = frozenset()) -> list[Toll]:
    """Return the numbers of people harmed that a sentence gives, without totals over a period."""
    text = text_of(sentence.doc)
    if PERIOD.search(unranked(text[sentence.start_char : sentence.end_char])):
        return []
    found: list[Toll] = []
    for token in sentence:
        uses = _harms().get(lemma(token)) or _harms().get(token.lower_)
        if not uses:
            continue
        for people, field in uses.items():
            tolls = _tolls(token, people, field, sentence, place_tokens)
            if field == "injured" and is_recovering(token):
                tolls = [replace(t, people=tuple(replace(each, recovering=True) for each in t.people)) for t in tolls]
            found += [replace(t, aside=_aside(token), speaker=_speaker(token), also=_is_also(token)) for t in tolls]
    found = [replace(toll, others=is_of_others(toll, text)) for toll in found]
    return with_others(without_repeats(found + _power_cuts(sentence) + _fatally(sentence)), text)


def _speaker(token: Token) -> str | None:
    """The army, government or group that gives a number ("Ukraine said five people were killed")."""
    for _, _, head in ancestors(token):
        if is_verb(head) and (lemma(head) in words_of("speech") or lemma(head) == "put"):
            for speaker in children(head, "nsubj"):
                if speaker.ent_type_ in {"GPE", "NORP"} or ("force" in kinds(speaker) and lemma(speaker) != "police"):
                    return speaker.lower_
    return None


def _is_either(harm: Token) -> bool:
    """Whether a word of harm is one of two, "killed or wounded", of which nobody knows how many."""
    first = harm.head if harm.dep_ == "conj" else harm
    joined = [each for each in children(first, "conj") if _harms().get(lemma(each))]
    return bool(joined) and any(child.lower_ == "or" for child in children(first, "cc"))


def _is_also(harm: Token) -> bool:
    """Whether a clause of harm goes on from others: "two civilians also died"."""
    return is_verb(harm) and any(child.lower_ in {"also", "additionally"} for child in children(harm, "advmod"))


def _is_rest(head: Token) -> bool:
    """Whether a word for nobody leaves others out: "no one else"."""
    after = head.nbor(1).lower_ if head.i + 1 < len(head.doc) else ""
    return after in {"else", "other"} or any(child.lower_ in {"else", "other"} for child in head.children)


def _aside(token: Token) -> bool:
    """Whether a word of harm stands in a relative clause, under a preposition or behind "after"."""
    steps = [(token, token.dep_), *((head, head.dep_) for _, _, head in ancestors(token))]
    if any(label == "advcl" and _has_mark(node, "after", "since") for node, label in steps):
        return True
    return any(label in {"relcl", "acl", "pobj", "pcomp"} and node.tag_ != "VBG" for node, label in steps)


def _has_mark(verb: Token, *words: str) -> bool:
    return any(child.lower_ in words for child in children(verb, "mark"))


def _fatally(sentence: Span) -> list[Toll]:
    """The dead among those shot: "four people were shot, one fatally", "one of them dead"."""
    found: list[Toll] = []
    text = text_of(sentence.doc)[sentence.start_char : sentence.end_char]
    if "ally" not in text:
        return found
    for match in FATALLY.finditer(text):
        value = 1 if match[1].lower() == "a" else number([match[1]])
        if value:
            start = sentence.start_char + match.start()
            found.append(
                Toll(
                    "killed",
                    Count(value, value, value),
                    start,
                    start + len(match[0]),
                    sentence.root.i,
                    (),
                    False,
                )
            )
    return found


def _tolls(token: Token, people: str, field: str, sentence: Span, places: frozenset[int]) -> list[Toll]:
    if people in {"object", "subject", *CHECKED}:
        if not is_verb(token) or not is_real(token):
            return []
        if people in CHECKED and not is_hurt(token, people, sentence):
            return []
        heads = harmed_by(token, people) or (beside(token) if token.tag_ == "VBN" and people == "object" else [])
        if field in {"shot", "injured"} and is_fatal(token):
            field = "killed"
        if _is_either(token):  # "20 people were killed or wounded"
            field = "casualties"
    elif people == "lost":
        heads = losers(token)
    elif people in {"holder", "patient"}:
        heads = holders(token) if people == "holder" else patients(token)
        if any(child.lower_ == "fatal" for child in children(token, "amod")):
            field = "killed"
    elif people == "beside":
        if token.tag_.startswith("V") and token.tag_ not in {"VBN", "VBD"} and field != "affected":
            return []
        if is_verb(token) and not is_real(token):
            return []
        heads = beside(token)
    elif people == "headline":
        return _headline(token, field)
    elif people == "named":
        return [] if is_verb(token) else named(token, field)
    else:
        return [] if is_verb(token) else _of(token, field, sentence, places)
    people_hit = [head for head in unnested(heads) if not _of_next(head, token)]
    tolls = [toll for head in people_hit if (toll := _toll(head, field, token, places))]
    if people == "object" and tolls and (self := reflexive(token)):
        tolls = [replace(toll, doer=tolls[0].start) for toll in tolls]
        if len(tolls) == 1 and tolls[0].single:
            tolls = [replace(tolls[0], start=self.idx, end=self.idx + len(self))]
    if token.dep_ == "conj" and (own := before(token, field)) and own.start > token.head.idx:
        return [own]
    if not tolls and people != "lost" and (people == "beside" or token.tag_ in {"VBN", "VBD"}):
        loose = before(token, field) or (None if people == "beside" else behind(token, field))
        tolls = [loose] if loose else []
    return summed(tolls)


def _of_next(head: Token, harm: Token) -> bool:
    """Whether people belong to the word of harm behind them: "one killed, four others wounded"."""
    after = head.nbor(1) if head.i + 1 < len(head.doc) else head
    if head.i < harm.i or after.tag_ not in {"VBN", "VBD", "JJ"} or not (_harms().get(lemma(after)) or {}):
        return False
    return any(token.lower_ in {",", ";"} for token in head.doc[harm.i + 1 : head.i])


def _headline(noun: Token, field: str) -> list[Toll]:
    """A verb of a headline that grammar takes for a noun: "Six shot at party"."""
    counted = figures(noun)
    count = quantity(counted[0]) if noun.tag_ in {"NN", "NNP"} and counted else None
    if count is None or (count.best or 0) < 2:
        return []
    return [Toll(field, count, counted[0].idx, noun.idx + len(noun), noun.i, (), False)]


def _of(token: Token, field: str, sentence: Span, places: frozenset[int]) -> list[Toll]:
    """Nouns of harm: "three deaths", "the deaths of three people", "the toll rose to 12", "no injuries"."""
    if any(child.lower_ in NOBODY for child in children(token, "det", "neg")):
        if lemma(token) in {"injury", "casualty", "death", "fatality"}:
            start = next(child for child in token.children if child.lower_ in NOBODY)
            return [Toll(field, Count(0, 0, 0), start.idx, token.idx + len(token), token.i, (), False)]
        return []
    report = token.head.head
    if token.dep_ == "pobj" and lemma(report) in {"report", "word"} and lemma(token) in {"injury", "casualty", "death"}:
        none = [child for child in children(report, "det") if child.lower_ in NOBODY]
        if none and not children(report, "amod"):  # "no immediate reports" says nothing yet
            return [Toll(field, Count(0, 0, 0), none[0].idx, token.idx + len(token), token.i, (), False)]
    if lemma(token) == "toll":
        return _death_toll(token, field)
    if lemma(token) == "death" and token.head.lower_ == "to" and is_verb(token.head.head):  # "beaten to death"
        killed = unnested(objects(token.head.head))
        return summed([toll for head in killed if (toll := _toll(head, field, token, places))])
    if lemma(token) == "suicide":
        both = token.doc[max(0, token.i - 2) : token.i].text.lower().strip(" -").endswith("murder")
        return [Toll(field, Count(2, 2, None), token.idx, token.idx + len(token), token.i, (), False)] if both else []
    if lemma(token) == "life" and children(token, "poss") and lemma(token.head) == "take" and _is_own(token):
        taken = subjects(token.head)
        return summed([toll for head in unnested(taken) if (toll := _toll(head, field, token, places))])
    if lemma(token) == "life" and lemma(token.head) not in {"claim", "lose", "take", "cost"}:
        return []
    if lemma(token) in {"body", "corpse"} and not figures(token):
        of = [noun for prep in children(token, "prep") if prep.lower_ == "of" for noun in children(prep, "pobj")]
        if not any("person" in kinds(noun, places) for noun in of):
            return []
    if lemma(token) in {"shooting", "stabbing"} and any(
        child.lower_ in {"fatal", "deadly"} for child in children(token, "amod", "compound")
    ):
        field = "killed"
    if lemma(token) in {"shooting", "stabbing"} and figures(token):
        return []
    several = next((MULTIPLE[c.lower_] for c in children(token, "amod", "compound") if c.lower_ in MULTIPLE), None)
    if several and token.tag_ in {"NN", "NNP"}:
        edge = token.left_edge.idx
        return [Toll(field, Count(several, several, several), edge, token.idx + len(token), token.i, (), False)]
    own = _toll(token, field, token, places) if figures(token) or lemma(token) in {"fatality"} else None
    if own:
        return [own]
    preps = [of for of in children(token, "prep") if of.lower_ == "of"]
    if lemma(token) == "injury":  # "injuries to five people", "caused injuries to five people"
        preps += [to for to in children(token, "prep") + children(token.head, "prep") if to.lower_ == "to"]
    heads = [noun for prep in preps for noun in children(prep, "pobj")]
    heads += [noun for noun in children(token, "poss") if noun.ent_type_ == "PERSON" or "person" in kinds(noun)]
    return summed([toll for head in unnested(heads) if (toll := _toll(head, field, token, places))])


def _is_own(noun: Token) -> bool:
    return any(child.lower_ == "own" for child in children(noun, "amod"))


def _death_toll(token: Token, field: str) -> list[Toll]:
    preps = children(clause(token), "prep") + children(token, "prep")
    preps = [deep for prep in preps for deep in children(prep, "prep")] + preps
    for noun in [n for p in preps if p.lower_ in {"to", "at", "of"} for n in children(p, "pobj")]:
        count = quantity(noun)
        if count and noun.head.lower_ == "to" and count.best is None and count.high:  # "from 12 to 17"
            count = Count(count.high, count.high, count.high)
        if count:
            return [Toll(field, count, noun.left_edge.idx, noun.idx + len(noun), token.i, (), False)]
    return behind_toll(token, field)


def _toll(head: Token, field: str, harm: Token, places: frozenset[int]) -> Toll | None:
    counted = head
    if lemma(head) in words_of("group") or head.pos_ == "NUM":
        inner = [noun for of in children(head, "prep") if of.lower_ == "of" for noun in children(of, "pobj")]
        counted = inner[0] if inner else head
        if lemma(head) == "member" and head.tag_ == "NN":  # "a member of the council"
            counted = head
    classes = kinds(counted, places)
    if not classes & {"person"} and _is_counted(counted):
        classes = frozenset({"person"})
    none = [child for child in children(head, "det", "neg") if child.lower_ in NOBODY]
    if (none and head.pos_ == "NOUN" and lemma(head) not in ANYBODY) or head.lower_ == "neither":
        return None  # "no officers were hurt", "no one else was hurt": that says nothing of the others
    nobody = head.lower_ in NOBODY or (head.lower_ == "one" and any(c.lower_ == "no" for c in head.children))
    if nobody and _is_rest(head):
        return None
    if head != harm and not (classes & {"person"} or nobody or counted.lower_ in PEOPLE or lemma(counted) in SCALES):
        return None
    if head.tag_ == "PRP" and head.lower_ in {"he", "she", "him", "her"} and field != "affected":
        person = Person(male=head.lower_ in {"he", "him"}, definite=True)
        return Toll(field, Count(1, 1, 1), head.idx, head.idx + len(head), harm.i, (person,), True)
    if head != harm and (head.lower_ in PERSONAL or counted.i in places):
        return None
    count = quantity(head)
    if count is None:
        return None
    start = min([child.idx for child in head.subtree if head.i - 12 <= child.i <= head.i])
    counted_out = head.pos_ == "NUM" or any(child.pos_ == "NUM" for child in figures(head))
    single = count.best == 1 and not counted_out
    people = (individual(head),) if count == Count(1, 1, 1) else ()
    return Toll(field, count, start, counted.idx + len(counted), harm.i, people, single, rank=rank_of(head))


def _power_cuts(sentence: Span) -> list[Toll]:
    """People "left without power", "who lost their homes"."""
    found: list[Toll] = []
    letters = text_of(sentence.doc)[sentence.start_char : sentence.end_char].lower()
    for token in sentence if "without" in letters or "los" in letters else ():
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
            found += [toll for head in unnested(heads) if (toll := _toll(head, "affected", token, frozenset()))]
    return found
