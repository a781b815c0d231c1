"""From a word of harm to the people harmed: the heads of their noun phrases, by the grammar about the word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .grammar import children, clause, expand, is_passive, is_verb, kinds, lemma, objects, subjects
from .incident import Count
from .numerals import SCALES, figures, quantity
from .victims import FEMALE, MALE

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

BODY = frozenset(
    "leg legs arm arms head chest back shoulder shoulders foot feet hand hands neck stomach torso abdomen face thigh "
    "thighs ankle ankles knee knees hip hips buttock buttocks wrist finger fingers body elbow forearm calf shin jaw "
    "cheek eye ear mouth throat groin pelvis ribs side toe toes".split()
)
CARE = frozenset("scene released discharged injuries injury wounds burns inhalation shock paramedics medics".split())
HOSPITALS = frozenset("hospital hospitals clinic clinics trauma surgery treatment infirmary icu".split())
ANYONE = frozenset("people person victim civilian casualty member individual passenger other".split())
"""Words for people of every kind: what stands behind them in commas says who they are."""
STATES = frozenset("critical serious stable fair good grave guarded satisfactory unstable".split())
"""Conditions of patients."""
DASHES = frozenset({"-", "–", "—", "--"})
REFLEXIVE = frozenset({"himself", "herself", "themselves", "itself"})
HARMING = frozenset({"shoot", "stab", "kill", "wound", "injure", "hurt", "kidnap", "abduct", "murder"})
"""Verbs whose past and participle look alike, so that a headline's "Teen shot in park" is a passive."""


def is_headline_passive(verb: Token) -> bool:
    """Whether a verb of harm in the past has no object and so tells what its subject suffered."""
    if verb.tag_ not in {"VBD", "VBN"} or lemma(verb) not in HARMING or children(verb, "aux", "auxpass"):
        return False
    if objects(verb) and not is_passive(verb):
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
    if people == "driven" and lemma(verb) == "flee":
        return subjects(verb)
    if verb.sent.start == verb.i and is_verb(verb) and (front := _inverted(verb)):
        return front
    heads = objects(verb) or [n for n in children(verb, "npadvmod") if lemma(n) in SCALES]
    if not heads and (after := taken_for_speaker(verb)):
        return [after]
    if not heads and is_headline_passive(verb):
        heads = expand(children(verb, "nsubj")[-1:]) or subjects(verb)
    if not heads and is_passive(verb) and verb.dep_ == "pcomp":  # "is recovering after being shot"
        above = verb.head.head
        heads = (objects(above) if is_passive(above) else subjects(above)) if is_verb(above) else []
        heads = heads or children(above, "amod", "nsubj")[:1]
    if reflexive(verb):
        return subjects(verb) + [head for head in heads if head.lower_ not in REFLEXIVE]
    return heads


def reflexive(verb: Token) -> Token | None:
    """The word that says that the doer was harmed too: "shot his wife and then himself"."""
    return next((t for t in verb.subtree if t.lower_ in REFLEXIVE and t.i > verb.i and clause(t) == verb), None)


def _inverted(verb: Token) -> list[Token]:
    """Whom a participle in front speaks of: "Injured in the blast were a boy and his mother"."""
    be = next((child for child in verb.children if child.i > verb.i and lemma(child) == "be"), None)
    return expand(children(be, "attr")) if be is not None and verb.tag_ == "VBN" else []


def losers(verb: Token) -> list[Token]:
    """Who is dead where a verb speaks of loss: "two men lost their lives", "the army lost two soldiers"."""
    if not is_verb(verb) or not is_real(verb):
        return []
    lost = objects(verb)
    if any(lemma(head) == "life" and children(head, "poss") for head in lost):
        return subjects(verb)
    return [head for head in lost if "force" in kinds(head) and figures(head)]


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
    if people == "treated":
        return bool(after & (HOSPITALS | CARE)) and not after & {"cholera", "malaria", "malnutrition", "measles"}
    if people == "driven":
        return bool(after & {"home", "homes", "house", "houses", "villages", "flee", "evacuate"})
    if people == "mover":
        moved = {lemma(noun) for noun in objects(verb)} & {"victim", "patient", "casualty"}
        return bool(moved or after & HOSPITALS or ("medical" in after and after & {"center", "centre"}))
    return bool(after & (BODY | {"bullet", "bullets", "gunfire", "crossfire", "shrapnel", "shot", "shots"}))


def holders(wound: Token) -> list[Token]:
    """Who has a wound: "suffered injuries", "treated for a gunshot wound", "a man with burns"."""
    head = wound.head
    if is_verb(wound):
        return []
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
    if lemma(noun) == "hospital" and (into.lower_ != "in" or lemma(above) not in {"be", "remain", "recover", "stay"}):
        return []  # who is at a hospital may be there for another
    if not is_verb(above):
        return [above] if lemma(noun) == "condition" or above.pos_ == "NUM" else []
    if lemma(above) not in {"be", "remain", "list", "fight", "recover", "take", "rush", "transport", "airlift", "stay"}:
        return []
    return objects(above) if is_passive(above) else subjects(above)


def is_recovering(harm: Token) -> bool:
    """Whether a word of harm speaks of someone out of danger: "in stable condition", "treated and released"."""
    if lemma(harm) == "condition":
        return any(child.lower_ in {"stable", "fair", "good", "satisfactory"} for child in harm.children)
    if lemma(harm) == "treat":
        return any(word.lower_ in {"released", "discharged"} for word in harm.subtree)
    return any(child.lower_ in {"slightly", "lightly", "minor"} for child in harm.children)


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
    if token.dep_ == "appos" and token.tag_ == "NNP" and "person" in kinds(token.head):
        return [token.head, *_before(token)]
    if token.dep_ in {"amod", "acl", "relcl"} and not is_verb(token.head):
        return [token.head]
    if token.dep_ in {"oprd", "acomp", "ccomp", "xcomp", "advcl", "ROOT", "attr", "conj", "dobj"}:
        own = children(token, "nsubj", "nsubjpass")
        if own:
            return own
        if token.dep_ == "ROOT" and token.tag_ in {"NNP", "NN"}:
            return _before(token)
        if is_verb(token.head) and token.head != token:
            verb = token.head
            if lemma(verb) in {"leave", "find", "pronounce", "declare", "shoot", "drop", "kill", "strike"}:
                while verb.dep_ == "xcomp" and is_verb(verb.head) and not children(verb, "dobj", "nsubjpass"):
                    verb = verb.head
                found = lemma(verb) == "find" and verb.tag_ in {"VBD", "VBN"}
                own = children(verb, "dobj", "nsubjpass")
                return own or (subjects(verb) if found or is_headline_passive(verb) else [])
            return children(verb, "nsubj", "nsubjpass")
    return []


def _before(word: Token) -> list[Token]:
    """The people before an adjective of a headline that grammar takes for a name: "Man, Daughter Dead in Fire"."""
    return [child for child in children(word, "compound", "nmod") if "person" in kinds(child)]


def _restated(head: Token, kept: list[Token]) -> bool:
    """Whether dashes say who the people are that stand before: "four victims - three women and a man - were shot"."""
    first = head
    while first.dep_ == "conj":
        first = first.head
    between = [each for each in kept if each.head == first.head and each.dep_ == first.dep_ and each.i < first.i]
    counted = [each for each in between if figures(each)]
    return any(token.lower_ in DASHES for each in counted for token in head.doc[each.i : first.i])


def unnested(heads: list[Token]) -> list[Token]:
    """The people once: a group word gives way to what it counts, an apposition to its head."""
    kept: list[Token] = []
    left: list[Token] = []
    for head in heads:
        first = head
        while first.dep_ == "conj" and first.head in heads:
            first = first.head
        nested = head.dep_ == "pobj" and head.head.head in heads
        if nested or _restated(head, kept) or (first.dep_ == "appos" and _is_told(head, first, heads, left)):
            left.append(head)
        elif head not in kept:
            kept.append(head)
            kept += [each for each in _conjuncts(head) if each not in kept]
    return kept


def _is_told(head: Token, first: Token, heads: list[Token], left: list[Token]) -> bool:
    """Whether an apposition, or what is joined to it, says again who was told of before it."""
    if first.head in left:
        return True
    if first.head not in heads or _is_listed(first):
        return False
    count = quantity(first.head)
    return head == first or (count is not None and count != Count(1, 1, 1))


def _is_listed(second: Token) -> bool:
    """
    Whether what the parser takes for an apposition is the next of a list: "the man, his boss and a coworker".

    "A girl, Amina, and her father" and "the victim, a father and a veteran" are none.
    """
    first = second.head
    count = quantity(first)
    if count is not None and (count.best or 0) > 1 and second.pos_ == "NOUN" and lemma(first) not in ANYONE:
        if {lemma(first), lemma(second)} & MALE and {lemma(first), lemma(second)} & FEMALE:
            return True
        parts = [quantity(each) for each in [second, *children(second, "conj")]]
        return sum((each.best or 0) if each else 0 for each in parts) != count.best
    if count != Count(1, 1, 1) or lemma(first) in {"victim", "suspect", "deceased", "person"}:
        return False
    if (first.pos_ == "PROPN") != (second.pos_ == "PROPN"):
        return False
    if children(second, "conj"):
        return not _has(second, "a", "an") or _has(first, "a", "an")
    bare = not children(first, "det", "poss") and first.doc[first.sent.end - 1].text != "."
    return bare and bool(children(second, "poss", "nummod"))  # a headline: "Man kills wife, two sons"


def _has(noun: Token, *determiners: str) -> bool:
    return any(child.lower_ in determiners for child in noun.children)


def _conjuncts(head: Token) -> list[Token]:
    if any(child.lower_ == "or" for child in children(head, "cc")):
        return []
    after = [each for each in children(head, "conj", "appos") if each.dep_ == "conj" or _is_listed(each)]
    return [deep for each in after for deep in [each, *_conjuncts(each)]]
