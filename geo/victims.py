"""
Victims: which tellings of someone hurt or killed are of one person, and how many there are in all.

News counts people twice: in the number ("five were shot, two of them fatally") and one by one ("a 19-year-old died; the
other man is in hospital"). Who was shot in one sentence and died in another must not count as both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .grammar import children, is_age, lemma, names_in
from .incident import Count
from .vocabulary import word_classes

if TYPE_CHECKING:
    from spacy.tokens import Token

MALE = frozenset(
    "man boy male son brother father husband uncle nephew grandson grandfather gunman policeman he".split()
)
FEMALE = frozenset(
    "woman girl female daughter sister mother wife aunt niece granddaughter grandmother policewoman mom".split()
)
AGES = {
    (0, 3): "baby infant newborn",
    (0, 5): "toddler",
    (0, 19): "boy girl child kid",
    (12, 20): "teen teenager teenage youth adolescent",
    (16, 120): "man woman father mother husband wife grandmother grandfather officer soldier policeman driver adult",
}
"""The ages at which people are called so, in years."""
YEARS = {word: years for years, words in AGES.items() for word in words.split()}
FURTHER = frozenset("another other second third fourth fifth sixth seventh eighth ninth tenth".split())
POINTING = frozenset({"the", "this", "that"})
TOGETHER = 60
"""Characters between the dead and the wounded of one statement."""
ANY_AGE = (0, 120)
APPOSED_AGE = re.compile(r", (?:aged? )?(\d{1,2})(?=,|\.|;|\)| (?:was|were|is|died|of|had|has)\b|$)")


@dataclass(frozen=True, slots=True)
class Person:
    """Someone as one sentence tells of them: ``None`` where it does not say."""

    first: str | None = None
    last: str | None = None
    age: int | None = None
    male: bool | None = None
    years: tuple[int, int] = ANY_AGE
    """Between which ages the words for them lie: "boy", "teenager", "man"."""
    further: bool = False
    """Told as one more: "another man", "the second victim"."""
    definite: bool = False
    """Told as known: "the man", "his wife"."""
    recovering: bool = False
    """Told to be out of danger: "in stable condition", "treated and released"."""


@dataclass(frozen=True, slots=True)
class Toll:
    """A number of people that a sentence gives: characters ``start`` to ``end`` of the text."""

    field: str
    """``killed``, ``injured``, ``affected``, ``shot``: hit, alive or dead; ``victims``: of whatever it was, so too."""
    count: Count
    start: int
    end: int
    token: int
    """Index of the word of harm in the document."""
    people: tuple[Person, ...]
    """Those of whom the sentence tells one by one."""
    single: bool
    """Whether it speaks of one person without a number ("a man"), who may be spoken of elsewhere too."""
    aside: bool = False
    """Told in passing, in a relative clause or under a preposition: "a march against the killing of a boy"."""
    others: bool = False
    """Whether it is of others than those told of before: "three other men"."""
    doer: int | None = None
    """Where the words for the doer begin, if he is one of those harmed: "killed two men and himself"."""
    also: bool = False
    """Of a group beside those told before: "two soldiers also died"."""
    rank: int | None = None
    """Which one in order of telling: 3 for "a third victim"."""
    speaker: str | None = None
    """Which army, government or group gives the number, where the sentence says."""

    @property
    def names(self) -> frozenset[str]:
        """Last names of the people, where the sentence names them."""
        return frozenset(person.last for person in self.people if person.last)


def individual(head: Token) -> Person:
    """Return what a sentence says of the person whose word or name this is."""
    words = [head, *children(head, "appos")]
    lemmas = {lemma(word) for word in words} | {child.lower_ for child in children(head, "amod", "compound")}
    determiners = [child for child in head.children if child.dep_ in {"det", "poss", "amod", "nummod"}]
    male = True if lemmas & MALE else False if lemmas & FEMALE else None
    age = _age(head)
    years = (age, age) if age is not None else ANY_AGE
    for word in sorted(lemmas) if age is None else ():
        years = _common(years, YEARS.get(word, ANY_AGE))
    named = next((word for word in words if _is_name(word)), None)
    first, last = _name(named) if named is not None else (None, None)
    further = any(child.lower_ in FURTHER for child in determiners) or head.lower_ in FURTHER
    definite = any(child.lower_ in POINTING or child.dep_ == "poss" for child in determiners)
    return Person(first, last, age, male, years, further, definite)


def _is_name(word: Token) -> bool:
    """Whether a word is someone's name, no capitalized word of a headline ("Teen")."""
    return word.lower_ not in word_classes() and (word.ent_type_ == "PERSON" or word.pos_ == "PROPN")


def _common(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    """The ages that are in both spans; the first where none is."""
    both = (max(one[0], other[0]), min(one[1], other[1]))
    return both if both[0] <= both[1] else one


def _age(head: Token) -> int | None:
    doc = head.doc
    before = doc[max(head.left_edge.i, head.i - 10) : head.i + 1].text
    if is_age(head):
        number = doc[max(head.sent.start, head.i - 4) : head.i].text
        match = re.search(r"(\d{1,3})\W*(year|yr|month)s?\W*$", number)
        return int(match[1]) // (12 if match[2] == "month" else 1) if match else None
    if re.search(r"\b\d{1,2}[ -](?:month|week|day)s?[ -]old\b", before, re.IGNORECASE):
        return 0
    match = re.search(r"\b(\d{1,3})[ -]years?[ -]old\b(?:\s[\w-]+){0,4}$", before, re.IGNORECASE)
    after = APPOSED_AGE.match(doc[head.i + 1 : head.i + 5].text)
    found = match or after
    return int(found[1]) if found and 0 < int(found[1]) < 110 else None


def _name(word: Token) -> tuple[str | None, str | None]:
    """First and last name; a first name alone is looked up among the persons of the text."""
    persons = [each for each in names_in(word.doc[:]) if each.label_ == "PERSON"]
    for person in persons:
        if word.i in range(person.start, person.end) and len(person) > 1:
            return person[0].lower_, person[-1].lower_
    for person in persons:
        if len(person) > 1 and person[0].text == word.text:
            return person[0].lower_, person[-1].lower_
    return None, word.lower_


def is_same(known: Person, telling: Person) -> bool:
    """
    Return whether a telling can be of a person told of before, and news would have it so.

    Nothing must differ: name, age, sex. Someone told as one more is nobody told before.
    """
    a, b = known, telling
    if a.last and b.last:
        return a.last == b.last and (not (a.first and b.first) or a.first == b.first)
    if a.age is not None and b.age is not None:
        return a.age == b.age and (a.male is None or b.male is None or a.male == b.male)
    if a.male is not None and b.male is not None and a.male != b.male:
        return False
    if a.years[0] > b.years[1] or b.years[0] > a.years[1]:
        return False
    return a.further or not b.further


def persons(tellings: Iterable[Person]) -> list[Person]:
    """Return the people told of, each once, with all that is known of them."""
    found: list[Person] = []
    for telling in tellings:
        same = [n for n, known in enumerate(found) if is_same(known, telling)]
        exact = [n for n in same if (found[n].age is not None and found[n].age == telling.age) or found[n].last]
        if not same:
            found.append(telling)
            continue
        at = (exact or same)[0]
        known = found[at]
        found[at] = replace(
            known,
            first=known.first or telling.first,
            last=known.last or telling.last,
            age=known.age if known.age is not None else telling.age,
            male=known.male if known.male is not None else telling.male,
            years=_common(known.years, telling.years),
            recovering=known.recovering or telling.recovering,
        )
    return found


def hit(tolls: Sequence[Toll]) -> list[Toll]:
    """Return the numbers with victims as people hit, where the text tells of people hit; else without them."""
    shot = any(t.field == "shot" for t in tolls)
    return [replace(t, field="shot") if t.field == "victims" else t for t in tolls if shot or t.field != "victims"]


def tally(tolls: Sequence[Toll], name: str) -> Count | None:
    """
    Return the count of one field from all its mentions: the largest number stated, or as many as are told of.

    People hit and not known to be dead (``shot``) count as injured; who is told to have died does not.
    """
    if name != "injured":
        return _largest([t for t in tolls if t.field == name])
    dead = _largest([t for t in tolls if t.field == "killed"])
    killed = (dead.best if dead.best is not None else dead.low) or 0 if dead else 0
    paired = _paired(tolls, killed)
    tolls = [t for t in tolls if t.field != "victims"] if paired else hit(tolls)
    stated = paired or _stated([t for t in tolls if t.field == "injured"])
    shot = _stated([t for t in tolls if t.field == "shot"])
    further = _stated([t for t in tolls if t.field == "shot" and t.others])
    doers = {t.field for t in tolls if t.doer is not None}
    if "killed" in doers and "shot" not in doers:
        killed = max(0, killed - 1)  # who shot three and himself is none of the three
    rest = max(0, _size(shot)[0] - killed) if shot else 0
    if further and _size(further)[0] > rest:
        shot, rest, killed = further, _size(further)[0], 0
    if stated and _size(stated)[0] >= max(rest, 1) and stated.best is not None:
        return stated
    if rest and shot and (stated is None or rest > _size(stated)[0]):
        return Count(*(None if n is None else max(0, n - killed) for n in (shot.low, shot.best, shot.high)))
    alive = _alive(tolls, killed)
    if alive and (stated is None or not _size(stated)[0] or (stated.best is None and alive > _size(stated)[0])):
        return Count(alive, alive, alive)
    return stated


def _paired(tolls: Sequence[Toll], killed: int) -> Count | None:
    """The wounded as told in one breath with all the dead: "three killed, five wounded"."""
    dead = [t for t in tolls if t.field == "killed" and _size(t.count)[0] == killed > 0]
    counts = [
        t.count
        for t in tolls
        if t.field == "injured" and not t.single and any(0 <= t.start - d.end <= TOGETHER for d in dead)
    ]
    return _greatest(counts)


def _is_dead(hurt: Person, dead: Person) -> bool:
    """Whether someone hurt may be one who died: who is out of danger is so only by name or age."""
    if not (is_same(hurt, dead) and is_same(dead, hurt)):
        return False
    told = hurt.last is not None or hurt.age is not None
    return not hurt.recovering or (told and (hurt.last, hurt.age) == (dead.last, dead.age))


def _introduced(tolls: Sequence[Toll]) -> list[Toll]:
    """Tolls in which the first one told of is nobody's other: "he shot another man" tells of one."""
    first = min((t for t in tolls if t.people), key=lambda t: t.start, default=None)
    if first is None or first.others != first.people[0].further:
        return list(tolls)
    alone = replace(first, people=(replace(first.people[0], further=False), *first.people[1:]))
    return [alone if t is first else t for t in tolls]


def _alive(tolls: Sequence[Toll], killed: int) -> int:
    """How many told of one by one as hurt are none of the dead: who is shot may be, who is wounded is not."""
    tolls = _introduced(tolls)
    dead = persons(p for t in tolls if t.field == "killed" for p in t.people)
    hurt = persons(p for t in tolls if t.field in {"injured", "shot"} for p in t.people)
    wounded = persons(p for t in tolls if t.field == "injured" for p in t.people)
    alive = [p for p in hurt if not any(_is_dead(p, other) for other in dead)]
    unsure = sum(not any(is_same(p, other) for other in wounded) for p in alive)
    return len(alive) - min(unsure, max(0, killed - len(dead)))


def _claims(tolls: Sequence[Toll]) -> Count | None:
    """
    The bounds of numbers that several sides give; ``None`` where they do not differ or one side alone speaks.

    The best is the larger where they are near each other, or where one side says that there were none.
    """
    numbers = {t.speaker: _size(t.count)[0] for t in tolls if t.speaker}
    if len(numbers) < 2 or len(set(numbers.values())) < 2:
        return None
    low, high = min(numbers.values()), max(numbers.values())
    return Count(low, high if low == 0 or high <= 1.5 * low + 1 else None, high)


def _stated(tolls: Sequence[Toll]) -> Count | None:
    """The largest number of those that a text states."""
    return _greatest([t.count for t in tolls if not t.single])


def _greatest(counts: Sequence[Count]) -> Count | None:
    """The largest number; a vague one ("dozens") gives way to an exact one that it may stand for."""
    exact = [count for count in counts if count.best is not None or count.high is not None]
    best = max(exact, key=_size, default=None)
    vague = max((count for count in counts if count not in exact), key=_size, default=None)
    if best is None or (vague is not None and 2 * _size(best)[0] < _size(vague)[0]):
        return vague
    return best


def _size(count: Count) -> tuple[int, int]:
    return (count.best if count.best is not None else count.low or count.high or 0, count.low or 0)


def _besides(tolls: Sequence[Toll]) -> list[Count]:
    """The sum of those told and those who "also died", unless a number told is that sum already."""
    told = {t.count.best or 0 for t in tolls if not t.also}
    more = {t.count.best or 0 for t in tolls if t.also and not (t.single or t.speaker)}
    most, extra = max(told, default=0), sum(more)
    if not most or not extra or any(number + extra == most for number in told):
        return []
    return [Count(most + extra, most + extra, None)]


def _ranked(tolls: Sequence[Toll], stated: Sequence[Count]) -> list[Count]:
    """A third who dies where two are told to be dead makes three."""
    most = max((count.best or 0 for count in stated), default=0)
    ranks = {t.rank for t in tolls if t.rank}
    return [Count(most + 1, most + 1, most + 1)] if most and most + 1 in ranks else []


def _largest(tolls: Sequence[Toll]) -> Count | None:
    if not tolls:
        return None
    told = [p for p in persons(p for t in tolls for p in t.people) if p.last or p.age is not None]
    if (claims := _claims(tolls)) is not None:
        return claims
    several = [t.count for t in tolls if not t.single]
    if len(told) > 1:
        several.append(Count(len(told), len(told), len(told)))
    several += _ranked(tolls, several) + _besides(tolls)
    if not any(_size(count)[0] for count in several) and any(t.single for t in tolls):
        return Count(1, 1, 1)
    return _greatest(several) or Count(1, 1, 1)
