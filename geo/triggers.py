"""
Triggers: the words of a sentence that say an incident happened.

The vocabulary is the table ``data/triggers.tsv``: lemmas, part of speech, incident type and the conditions on the
grammar around them. A trigger says what kind of thing is spoken of; whether it happened is for `geo.stage`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from .grammar import ancestors, children, companions, complements, is_verb, kinds, lemma, objects, subjects
from .harmed import HARMING, harmed_by
from .vocabulary import rows, word_classes, words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

GAP = 10
"""How many words may stand in the gap of a pattern such as "take ... hostage"."""


PLACING = frozenset("in at outside inside near on during by while after multiple several dead to from".split())
"""What stands after the verb of a headline that tells what its subject suffered: "Teen shot in park"."""


HURTING = HARMING | frozenset(
    """
    hack behead execute rape rob beat lynch strangle assault torture assassinate electrocute arrest detain jail crush
    trample poison slaughter massacre burn char asphyxiate nab
    """.split()
)
"""Verbs whose past and participle look alike, so that in headlines their subject is who suffered."""


WRECKING = frozenset({"destroy", "damage", "ruin", "flatten", "level", "burn", "shell", "hit", "engulf"})
"""What is done to buildings; in the past and without an object it was done to what stands before."""


@dataclass(frozen=True, slots=True)
class Need:
    """
    A condition: ``where`` (subject, object, with, of, on, sentence, text) stands a word of ``classes`` or ``lemmas``.

    The class ``any`` is any word at all.
    """

    where: str
    classes: frozenset[str]
    lemmas: frozenset[str]
    phrases: tuple[str, ...]
    forbidden: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table."""

    words: tuple[str, ...]
    pos: str
    type: str
    needs: tuple[Need, ...]
    generic: bool
    """The type is refined by weapon and target."""
    weak: bool
    """A consequence, joined to a stronger trigger near it."""
    after: bool
    """An aftermath, no incident of its own beside the violent one it follows."""
    echo: bool
    """Speaks of an incident without its kind ("it happened on Monday"): joins one, never makes one."""
    example: str
    counter: str


@dataclass(frozen=True, slots=True)
class Trigger:
    """A rule met at a token of a sentence."""

    token: Token
    tokens: tuple[Token, ...]
    rule: Rule


@cache
def rules() -> tuple[Rule, ...]:
    """Return the table, the longer patterns first and otherwise in its order."""
    found = [_rule(*row) for row in rows("triggers.tsv")]
    return tuple(sorted(found, key=lambda rule: -len([word for word in rule.words if word != "…"])))


def _rule(words: str, pos: str, kind: str, needs: str, example: str, counter: str) -> Rule:
    parts = [part for part in needs.split(";") if part]
    flags = {part for part in parts if ":" not in part}
    conditions = tuple(_need(part) for part in parts if ":" in part)
    lemmas = tuple(words.split(" "))
    generic, weak, after, echo = (name in flags for name in ("generic", "weak", "after", "echo"))
    return Rule(lemmas, pos, kind, conditions, generic, weak, after, echo, example, counter)


def _need(text: str) -> Need:
    where, _, listed = text.partition(":")
    names = listed.split("|")
    literal = [name[1:] for name in names if name.startswith("=")]
    return Need(
        where.removeprefix("not-"),
        frozenset(name for name in names if not name.startswith("=")),
        frozenset(word for word in literal if " " not in word),
        tuple(f" {word} " for word in literal if " " in word),
        where.startswith("not-"),
    )


@cache
def _by_first_word() -> dict[str, tuple[Rule, ...]]:
    index: dict[str, list[Rule]] = {}
    for rule in rules():
        index.setdefault(rule.words[0], []).append(rule)
    return {word: tuple(found) for word, found in index.items()}


@cache
def _order() -> dict[Rule, int]:
    return {rule: number for number, rule in enumerate(rules())}


def find_triggers(sentence: Span, place_tokens: frozenset[int]) -> list[Trigger]:
    """
    Return the triggers of a sentence in their order, at most one for each word.

    ``place_tokens`` are the indices in the document of the words that name places.
    """
    index, found, taken = _by_first_word(), [], set[int]()
    matches = [
        (rule, tokens)
        for token in sentence
        for rule in {*index.get(lemma(token), ()), *index.get(token.lower_, ())}
        if (tokens := _matched(rule, token, sentence))
    ]
    # Longer patterns before shorter, the word itself before its lemma ("shelling"), then the order of the table.
    matches.sort(key=lambda m: (-len(m[1]), m[1][0].i, m[0].words[0] != m[1][0].lower_, _order()[m[0]]))
    for rule, tokens in matches:
        if taken.isdisjoint(token.i for token in tokens):
            anchor = tokens[0] if rule.pos == "verb" else tokens[-1]
            if all(_met(need, anchor, tokens, sentence, place_tokens) for need in rule.needs):
                found.append(Trigger(anchor, tokens, rule))
                taken |= {token.i for token in tokens}
    return sorted(found, key=lambda trigger: trigger.token.i)


def _matched(rule: Rule, first: Token, sentence: Span) -> tuple[Token, ...]:
    """The tokens that a rule's words meet, from its first; none where they do not."""
    if (rule.pos == "verb" and not is_verb(first)) or (
        first.ent_type_ == "DATE" and (first.pos_ == "PROPN" or first.lower_ == "march")
    ):
        return ()
    if rule.pos == "noun" and is_verb(first) and not (len(rule.words) > 1 or first.tag_ == "VBG"):
        return ()
    # "Shelling killed two" names a deed; "shelling the town" does it, and "a stabbing pain" is neither.
    doing = first.dep_ == "amod" or children(first, "dobj", "nsubj", "aux")
    if rule.pos == "noun" and first.tag_ == "VBG" and len(rule.words) == 1 and doing:
        return ()
    tokens, at, gap = [first], first.i + 1, False
    for word in rule.words[1:]:
        if word == "…":
            gap = True
            continue
        reach = range(at, min(at + (GAP if gap else 2), sentence.end))
        hit = next((i for i in reach if _is(first.doc[i], word, gap, i == at, first)), None)
        if hit is None:
            return ()
        tokens.append(first.doc[hit])
        at, gap = hit + 1, False
    if rule.pos == "noun" and tokens[-1].tag_ != "VBG" and is_verb(tokens[-1]):
        return ()
    return tuple(tokens)


def _is(token: Token, word: str, gap: bool, adjacent: bool, first: Token) -> bool:
    if lemma(token) != word and token.lower_ != word:
        return False
    # Without a gap only a determiner or an object pronoun may stand between ("shot them down", "took to the streets").
    return gap or adjacent or first.doc[token.i - 1].pos_ in {"DET", "PRON"}


def _met(need: Need, anchor: Token, tokens: tuple[Token, ...], sentence: Span, place_tokens: frozenset[int]) -> bool:
    if need.phrases:
        text = f" {' '.join(token.lower_ for token in sentence)} "
        if any(words in text for words in need.phrases):
            return not need.forbidden
    if need.where == "text":
        return _in_text(need, anchor.doc) != need.forbidden
    around = [token for token in _around(need.where, anchor, tokens, sentence) if token not in tokens]
    if "any" in need.classes:
        return bool(around) != need.forbidden
    some = any(lemma(token) in need.lemmas or token.lower_ in need.lemmas for token in around) or any(
        need.classes & kinds(token, place_tokens) for token in around
    )
    return some != need.forbidden


def _in_text(need: Need, doc: Doc) -> bool:
    """Whether a word stands anywhere in the text; its words and their classes are kept with it."""
    known: frozenset[str] | None = doc.user_data.get("words and classes")
    if known is None:
        words = {lemma(token) for token in doc}
        classes = {name for word in words for name in word_classes().get(word, ())}
        known = doc.user_data["words and classes"] = frozenset(words | {f"class {name}" for name in classes})
    return not known.isdisjoint(need.lemmas | {f"class {name}" for name in need.classes})


def _around(where: str, anchor: Token, tokens: tuple[Token, ...], sentence: Span) -> list[Token]:
    if where == "sentence":
        return [token for token in sentence if token.pos_ != "NUM"]
    if where == "with":
        return companions(anchor)
    if where == "of":
        return [*complements(anchor), *children(anchor, "poss", "compound", "nmod")]
    if where == "on":
        return complements(anchor, "on", "upon", "against")
    if where == "subject":
        if _wrecked(anchor):
            return []
        return subjects(anchor) or _headless(anchor)
    below = [noun for token in tokens[1:] for noun in children(token, "pobj")]
    below += [noun for token in tokens[1:] if token.dep_ == "dobj" for noun in complements(token)]
    # What a clause says is shown, not done: "demonstrated that it works".
    return [*objects(anchor), *_harmed(anchor), *_wrecked(anchor), *below, *children(anchor, "ccomp")]


def _harmed(verb: Token) -> list[Token]:
    """Whom a verb of harm hit where it has no object: "after being shot in the head", "Teen stabbed in park"."""
    if lemma(verb) not in HURTING or verb.tag_ not in {"VBD", "VBN"} or objects(verb):
        return []
    if verb.tag_ == "VBD":
        return subjects(verb) if _as_headlines_are(verb) else []
    return harmed_by(verb, "object")


def _wrecked(verb: Token) -> list[Token]:
    """What lies destroyed where a caption has no auxiliary: "School No. 6 in Avdiivka destroyed"."""
    if verb.tag_ not in {"VBD", "VBN"} or lemma(verb) not in WRECKING:
        return []
    if any(lemma(word) != "time" for word in children(verb, "dobj", "auxpass", "agent")):
        return []
    own = [word for word in verb.sent if word.i < verb.i and word.pos_ in {"NOUN", "PROPN"}]
    told = any(word.tag_ in {"VBD", "VBZ", "VBP", "MD"} for word in verb.sent if word.i < verb.i)
    return [] if told else own


def _as_headlines_are(verb: Token) -> bool:
    """Whether a verb tells what its subject suffered as headlines do: not "the striker shot wide"."""
    people = subjects(verb)
    known = words_of("person") | words_of("force")
    bare = all(lemma(word) in known or word.tag_ == "CD" for word in people)
    bare = bare and not any(children(word, "det", "poss") for word in people)
    after = verb.nbor() if verb.i + 1 < len(verb.doc) else verb
    return bare and after.lower_ in PLACING


def _headless(verb: Token) -> list[Token]:
    """The subject of a verb that the parser took for a participle: "Pilgrims stampeded in Mina"."""
    alone = verb.dep_ == "acl" and verb.tag_ == "VBN" and not any(is_verb(head) for _, _, head in ancestors(verb))
    return [verb.head] if alone else []
