"""
Grammar: who does what to whom, read off spaCy's English dependency labels (ClearNLP's scheme).

Subjects and objects are the logical ones: the agent of a passive is a subject, its subject an object; participles
and relative clauses take theirs from the noun they stand by, infinitives and conjuncts from the verb above.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .vocabulary import word_classes, words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

SUBJECTS = frozenset({"nsubj", "csubj"})
PASSIVE_SUBJECTS = frozenset({"nsubjpass", "csubjpass"})
MODIFIERS = frozenset({"compound", "amod", "nmod", "poss", "nummod", "npadvmod"})
PERSONAL = frozenset({"he", "she", "they", "him", "her", "them", "i", "we", "us", "me", "who", "whom", "himself"})
RELATIVE = frozenset({"that", "which", "who", "whom"})
INSTRUMENTS = frozenset({"with", "by", "using", "from", "in", "of", "on", "via", "against", "between", "over"})


def lemma(token: Token) -> str:
    """Return the lemma in lower case, singular for a name as for a noun ("Protesters", "Police")."""
    word = token.lemma_.lower()
    if word.endswith("s") and token.tag_ == "NNPS" and token.is_alpha:
        return word[:-1]
    if word.endswith("s") and word[:-1] in word_classes() and (token.pos_ == "PROPN" or word not in word_classes()):
        return word[:-1]
    return word


def children(token: Token, *labels: str) -> list[Token]:
    """Return the dependents of a token under any of these labels, in their order."""
    return [child for child in token.children if child.dep_ in labels]


NEVER_VERBS = frozenset({"airstrike", "airstrikes", "gunfire", "shellfire", "floods", "landslides", "earthquakes"})
"""Nouns that spaCy's tagger takes for verbs where they stand first ("Israeli airstrikes on ...")."""
NO_ORDERS = frozenset("strike strikes attack attacks fire fires raid raids protest protests".split())
"""What a text that it opens does not order: "Strike on a school in Kharkiv"."""


def is_verb(token: Token) -> bool:
    """Whether the token is a verb or auxiliary by its tag; some nouns are often mistaken for verbs."""
    if not token.tag_.startswith("VB") or token.lower_ in NEVER_VERBS:
        return False
    opens = token.is_sent_start and token.tag_ in {"VB", "VBZ"} and token.lower_ in NO_ORDERS
    return not (opens and not any(child.dep_ in {"dobj", "nsubj"} for child in token.children))


def is_passive(verb: Token) -> bool:
    """Whether a verb stands in the passive, as a finite verb or as a participle after a noun ("drones launched")."""
    if any(child.dep_ in {"auxpass", "nsubjpass", "csubjpass", "agent"} for child in verb.children):
        return True
    if verb.tag_ != "VBN":
        return False
    if verb.dep_ == "conj" and is_verb(verb.head) and not children(verb, "nsubj", "dobj", "aux"):
        return is_passive(verb.head)
    return verb.dep_ in {"acl", "ccomp", "ROOT", "advcl", "amod"} and not children(verb, "aux", "dobj", "nsubj")


def expand(tokens: list[Token]) -> list[Token]:
    """Add conjuncts, and for words of quantity what they count ("dozens of people", "a group of gunmen")."""
    found: list[Token] = []
    queue = list(tokens)
    while queue:
        token = queue.pop(0)
        if token in found:
            continue
        found.append(token)
        queue += children(token, "conj", "appos")
        if lemma(token) in words_of("group") or token.pos_ == "NUM" or token.tag_ in {"DT", "CD"}:
            queue += [noun for prep in children(token, "prep") for noun in children(prep, "pobj")]
    return found


def subjects(verb: Token) -> list[Token]:
    """Return the heads of a verb's logical subject, conjuncts included; of the agent in the passive."""
    if is_passive(verb):
        agents = [noun for by in children(verb, "agent") for noun in children(by, "pobj")]
        agents += [noun for by in children(verb, "prep") if by.lower_ == "by" for noun in children(by, "pobj")]
        if not agents and verb.dep_ == "conj" and is_passive(verb.head):
            return subjects(verb.head)
        return expand(agents)
    return expand(_own_subjects(verb))


def _own_subjects(verb: Token) -> list[Token]:
    own = children(verb, *SUBJECTS)
    if own:
        if verb.dep_ == "relcl" and own[0].lower_ in RELATIVE:
            return [verb.head]
        return own
    head = verb.head
    if verb.dep_ == "acl" and verb.tag_ == "VBG":
        return [head]
    if verb.dep_ in {"conj", "xcomp", "advcl", "pcomp"}:
        while head.dep_ == "prep":
            head = head.head
        if is_verb(head) and head != verb:
            return children(head, *PASSIVE_SUBJECTS) if is_passive(head) else _own_subjects(head)
    return []


def objects(verb: Token) -> list[Token]:
    """Return the heads of a verb's logical object, conjuncts included."""
    if is_passive(verb):
        own = children(verb, *PASSIVE_SUBJECTS)
        if own and verb.dep_ == "relcl" and own[0].lower_ in RELATIVE:
            own = [verb.head]
        if not own and verb.dep_ in {"acl", "amod"}:
            own = [verb.head]
        if not own and verb.dep_ in {"conj", "xcomp"} and is_verb(verb.head):
            own = children(verb.head, *PASSIVE_SUBJECTS) or children(verb.head, *SUBJECTS)
        if not own:
            own = children(verb, *SUBJECTS)
        return expand(own)
    own = children(verb, "dobj", "dative")
    if own and verb.dep_ == "relcl" and own[0].lower_ in RELATIVE:
        own = [verb.head]
    if not own and verb.dep_ == "relcl" and children(verb, *SUBJECTS):
        own = [] if any(t.lower_ in RELATIVE for t in children(verb, *SUBJECTS)) else [verb.head]
    if not own:
        own = [
            noun
            for kid in verb.conjuncts
            if kid.i > verb.i and not children(kid, *SUBJECTS)
            for noun in children(kid, "dobj")
        ][:1]
    return expand(own)


def complements(token: Token, *prepositions: str) -> list[Token]:
    """Return the nouns under a token's prepositions (any, where none is named)."""
    found = [
        noun
        for prep in children(token, "prep", "agent")
        if not prepositions or prep.lower_ in prepositions
        for noun in [*children(prep, "pobj"), *(n for p in children(prep, "prep") for n in children(p, "pobj"))]
    ]
    return expand(found)


def companions(token: Token) -> list[Token]:
    """Return what goes with a trigger: the modifiers and complements of a noun, the means and doers of a verb."""
    if is_verb(token):
        return subjects(token) + complements(token, *INSTRUMENTS)
    near = [child for child in token.children if child.dep_ in MODIFIERS]
    near += [deep for child in near for deep in child.children if deep.dep_ in {*MODIFIERS, "conj"}]
    near += complements(token)
    if token.dep_ in {"conj", "compound", "amod"}:
        near += [child for child in token.head.children if child.dep_ in MODIFIERS]
        near += [token.head] if token.dep_ in {"compound", "amod"} else []
    return expand(near)


def is_age(token: Token) -> bool:
    """Whether a token ends an age that stands for a person ("a 16-year-old")."""
    if token.lower_ not in {"old", "olds"} or token.i < 2:
        return False
    hyphened = token.doc[token.i - 2].lower_ in {"year", "month", "years"}
    # "A two year old died"; what is "ten years old" is no person by that.
    return hyphened or (token.doc[token.i - 1].lower_ in {"year", "month"} and token.dep_ not in {"acomp", "amod"})


def _bare_number(token: Token) -> bool:
    """Whether a number stands for people by itself ("12 were killed")."""
    counted = (token.pos_ == "NUM" or token.tag_ == "CD") and not children(token, "prep")
    # "Shot a 67" is golf: one counts people without an article.
    return counted and not any(child.lower_ in {"a", "an"} for child in children(token, "det"))


def text_of(doc: Doc) -> str:
    """Return the text of a Doc, kept: spaCy joins it from all its tokens anew each time it is asked."""
    text: str | None = doc.user_data.get("text")
    if text is None:
        text = doc.user_data["text"] = doc.text
    return text


def names_in(span: Span) -> list[Span]:
    """Return the named entities within a span; spaCy would look through the whole Doc each time it is asked."""
    from spacy.tokens import Span

    known: tuple[list[int], list[tuple[int, int, str]]] | None = span.doc.user_data.get("names")
    if known is None:
        every = [(name.start, name.end, name.label_) for name in span.doc.ents]
        known = span.doc.user_data["names"] = ([start for start, _, _ in every], every)
    starts, every = known
    inside = every[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
    return [Span(span.doc, start, end, label=label) for start, end, label in inside if end <= span.end]


def kinds(token: Token, place_tokens: frozenset[int] = frozenset()) -> frozenset[str]:
    """Return the classes of a noun: those of its lemma, ``person``, ``place``, ``named`` for names, ``score``."""
    known = word_classes()
    found = set(known.get(lemma(token), ()))
    if token.i in place_tokens:
        found.add("place")
    elif token.ent_type_ == "PERSON" or token.lower_ in PERSONAL or is_age(token) or _bare_number(token):
        found.add("person")
    if token.like_num and any(child.lower_ in {"a", "an"} for child in children(token, "det")):
        found.add("score")
    if token.ent_type_ in {"GPE", "LOC", "FAC"} and token.i not in place_tokens and "person" not in found:
        found.add("place")
    if token.ent_type_ == "NORP" and token.tag_ in {"NNPS", "NNP", "NNS"}:
        found.add("person")
    if token.pos_ == "PROPN" and (token.ent_type_ == "ORG" or (not found and token.ent_type_ in {"NORP", ""})):
        found.add("named")
    if "force" in found:
        found.add("person")
    return frozenset(found)


def ancestors(token: Token) -> Iterator[tuple[Token, str, Token]]:
    """Give the way up: (dependent, label, head) from the token to the root of its sentence."""
    while token.head != token:
        yield token, token.dep_, token.head
        token = token.head


def clause(token: Token) -> Token:
    """Return the head of the smallest clause that holds a token: its verb, or the token where there is none."""
    if is_verb(token):
        return token
    for _, _, head in ancestors(token):
        if is_verb(head) and head.dep_ not in {"aux", "auxpass", "amod"}:
            return head
    return token


def phrase(head: Token, limit: int = 12) -> tuple[int, int]:
    """
    Return first and last+1 token of the noun phrase of a head, without its determiner, clauses and long tails.

    An "of" complement stays ("the town of X"); other complements go.
    """
    kept = [head]
    queue = [head]
    while queue:
        for child in queue.pop().children:
            inside = child.dep_ in MODIFIERS or child.dep_ in {"quantmod", "advmod", "case", "punct", "nounmod"}
            inside = inside and (child.i < head.i or child.dep_ == "case")
            if inside or (child.dep_ == "prep" and child.lower_ == "of") or child.head.lower_ == "of":
                kept.append(child)
                queue.append(child)
    numbers = sorted(token.i for token in kept)
    start, end = numbers[0], numbers[-1] + 1
    doc = head.doc
    while start < head.i and (doc[start].is_punct or doc[start].pos_ in {"DET", "PUNCT"}):
        start += 1
    if end - start > limit:
        start, end = max(start, head.i - limit), head.i + 1
    return start, end


def quote(doc_span: Span) -> str:
    """Return the words of a span on one line."""
    return " ".join(doc_span.text.split())
