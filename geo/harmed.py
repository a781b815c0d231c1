"""From a word of harm to the people harmed: the heads of their noun phrases, by the grammar about the word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .grammar import children, expand, is_passive, is_verb, kinds, lemma, objects, subjects
from .incident import Count
from .numerals import SCALES, quantity

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

BODY = frozenset(
    "leg legs arm arms head chest back shoulder foot hand neck stomach torso abdomen face thigh ankle knee hip "
    "buttocks wrist finger body".split()
)
STATES = frozenset("critical serious stable fair good grave guarded satisfactory unstable".split())
"""Conditions of patients."""
HARMING = frozenset({"shoot", "stab", "kill", "wound", "injure", "hurt", "kidnap", "abduct", "murder"})
"""Verbs whose past and participle look alike, so that a headline's "Teen shot in park" is a passive."""


def is_headline_passive(verb: Token) -> bool:
    """Whether a verb of harm in the past has no object and so tells what its subject suffered."""
    if verb.tag_ != "VBD" or lemma(verb) not in HARMING or objects(verb):
        return False
    return not any(child.lower_ in {"at", "into", "toward", "towards", "down"} for child in verb.children)


def taken_for_speaker(verb: Token) -> Token | None:
    """Whom a participle harms, where the parser takes them for who speaks: "killing 70 people, medics said"."""
    if verb.tag_ != "VBG" or lemma(verb) not in HARMING:
        return None
    following = verb.sent[verb.i - verb.sent.start + 1 :]
    return next((n for n in following if n.dep_ == "nsubj" and n.left_edge.i == verb.i + 1 and n.head.i > n.i), None)


def harmed_by(verb: Token, people: str) -> list[Token]:
    """Whom a verb says to be harmed: its object, or subject; who harms himself and others is one of them."""
    if people == "subject":
        return subjects(verb) or objects(verb)
    heads = objects(verb) or [n for n in children(verb, "npadvmod") if lemma(n) in SCALES]
    if not heads and (after := taken_for_speaker(verb)):
        return [after]
    if not heads and is_headline_passive(verb):
        heads = expand(children(verb, "nsubj")[-1:]) or subjects(verb)
    if not heads and is_passive(verb) and verb.dep_ == "pcomp":  # "is recovering after being shot"
        above = verb.head.head
        heads = (objects(above) if is_passive(above) else subjects(above)) if is_verb(above) else []
        heads = heads or children(above, "amod", "nsubj")[:1]
    if any(head.lower_.endswith(("self", "selves")) for head in heads):
        return subjects(verb) + [head for head in heads if not head.lower_.endswith(("self", "selves"))]
    return heads


def losers(verb: Token) -> list[Token]:
    """Who is dead where a verb speaks of loss: "two men lost their lives", "the army lost two soldiers"."""
    if not is_verb(verb) or not is_real(verb):
        return []
    lost = objects(verb)
    if any(lemma(head) == "life" and children(head, "poss") for head in lost):
        return subjects(verb)
    return [head for head in lost if "force" in kinds(head) and children(head, "nummod")]


def is_real(verb: Token) -> bool:
    """Whether a verb of harm is not negated away, merely possible, or "shot down"."""
    if any(child.lower_ == "down" and lemma(verb) == "shoot" for child in verb.children):
        return False
    if any((child.dep_ == "aux" and child.tag_ == "MD") or child.dep_ == "neg" for child in verb.children):
        return False
    return not (any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children) and verb.dep_ != "xcomp")


def is_hurt(verb: Token, people: str, sentence: Span) -> bool:
    """Whether "struck" and "taken" speak of someone hurt: by a bullet, in the leg, to a hospital."""
    after = {word.lower_ for word in verb.subtree}
    if people == "mover":
        return bool(after & {"hospital", "hospitals", "clinic", "trauma"}) or {"medical", "center"} <= after
    return bool(after & (BODY | {"bullet", "bullets", "gunfire", "crossfire", "shrapnel", "shot", "shots"}))


def holders(wound: Token) -> list[Token]:
    """Who has a wound: "suffered injuries", "treated for a gunshot wound", "a man with burns"."""
    head = wound.head
    if wound.dep_ == "dobj" and lemma(head) in {"suffer", "sustain", "receive", "have"}:
        return subjects(head)
    if wound.dep_ == "pobj" and head.lower_ in {"with", "from", "for", "of"}:
        above = head.head
        if head.lower_ == "with" and (not is_verb(above) or lemma(above) == "leave"):
            return objects(above) if is_verb(above) else [above]
        if is_verb(above) and lemma(above) in {"treat", "hospitalize", "suffer", "find", "take", "recover", "die"}:
            return objects(above) if is_passive(above) or lemma(above) == "find" else subjects(above)
    return []


def patients(noun: Token) -> list[Token]:
    """Who is "in critical condition" or "in hospital", or "fighting for his life"."""
    into, above = noun.head, noun.head.head
    if noun.dep_ != "pobj" or into.lower_ not in {"in", "for", "at"}:
        return []
    states = {child.lower_ for child in children(noun, "amod", "compound", "conj")}
    if lemma(noun) == "condition" and not states & STATES:
        return []
    if lemma(noun) == "life" and lemma(above) != "fight":
        return []
    if lemma(noun) == "hospital" and lemma(above) not in {"be", "remain", "recover", "stay"}:
        return []
    if not is_verb(above):
        return [above] if lemma(noun) == "condition" or above.pos_ == "NUM" else []
    if lemma(above) not in {"be", "remain", "list", "fight", "recover", "take", "rush", "transport", "airlift", "stay"}:
        return []
    return objects(above) if is_passive(above) else subjects(above)


def is_fatal(verb: Token) -> bool:
    """Whether who is shot or hurt dies of it: "shot dead", "fatally wounded", "shot and killed"."""
    after = verb.doc[verb.i + 1 : verb.i + 6].text.lower()
    before = verb.doc[max(0, verb.i - 2) : verb.i].text.lower()
    if "fatally" in before or re.match(r"(\w+ ){0,3}?(dead|to death|and killed|and fatally|fatally)\b", after):
        return True
    joined = [each for each in verb.conjuncts if each.head == verb and not children(each, "nsubj", "nsubjpass")]
    return any(lemma(each) in {"kill", "die"} for each in joined)


def beside(token: Token) -> list[Token]:
    """Who stands by an adjective of harm: "two men dead", "left ten wounded", "was found dead"; not "feared dead"."""
    if is_verb(token.head) and lemma(token.head) in {"fear", "presume", "believe", "think"}:
        return []
    if token.dep_ in {"amod", "acl", "relcl"} and not is_verb(token.head):
        return [token.head]
    if token.dep_ in {"oprd", "acomp", "ccomp", "xcomp", "advcl", "ROOT", "attr", "conj", "dobj"}:
        own = children(token, "nsubj", "nsubjpass")
        if own:
            return own
        if is_verb(token.head) and token.head != token:
            verb = token.head
            if lemma(verb) in {"leave", "find", "pronounce", "declare", "shoot", "drop", "kill", "strike"}:
                while verb.dep_ == "xcomp" and is_verb(verb.head) and not children(verb, "dobj", "nsubjpass"):
                    verb = verb.head
                return children(verb, "dobj", "nsubjpass") or (subjects(verb) if is_headline_passive(verb) else [])
            return children(verb, "nsubj", "nsubjpass")
    return []


def unnested(heads: list[Token]) -> list[Token]:
    """The people once: a group word gives way to what it counts, an apposition to its head."""
    kept: list[Token] = []
    for head in heads:
        first = head
        while first.dep_ == "conj" and first.head in heads:
            first = first.head
        if first.dep_ == "appos" and first.head in heads:
            count = quantity(first.head)
            if head == first or (count is not None and count != Count(1, 1, 1)):
                continue
        if head.dep_ == "pobj" and head.head.head in heads:
            continue
        if head not in kept:
            kept.append(head)
            kept += [each for each in _conjuncts(head) if each not in kept]
    return kept


def _conjuncts(head: Token) -> list[Token]:
    return [deep for each in children(head, "conj") for deep in [each, *_conjuncts(each)]]
