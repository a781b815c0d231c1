"""
The place of an incident: not any place of the text, but the one where the words of the trigger put it.

The trigger's own locative comes first, then the sentence's, then what the sentences before it spoke of. Places of
speakers, origins, destinations, governments, organizations and peoples are no scene.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from .area_words import area_words
from .grammar import ancestors, clause, is_passive, is_verb, kinds, lemma, objects, subjects, text_of
from .mention import Site, Words
from .spots import Spot, beside, contains, halfway, is_street_name, site_at, spots, whole
from .vocabulary import words_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from .toponym import Toponym

LOCATIVES = frozenset(
    {
        "in",
        "at",
        "on",
        "near",
        "outside",
        "inside",
        "within",
        "around",
        "across",
        "throughout",
        "off",
        "along",
        "between",
        "over",
        "by",
        "of",
        "beside",
        "through",
        "toward",
        "towards",
        "amid",
        "under",
        "above",
        "alongside",
        "from",
        "to",
        "into",
        "onto",
        "against",
        "upon",
        "about",
        "for",
    }
)
TAKINGS = frozenset({"abduct", "kidnap", "snatch", "seize"})
"""Verbs whose "from" is where it happened."""
WEAK_LOCATIVES = frozenset(
    {"from", "to", "into", "toward", "towards", "for", "by", "against", "about", "through", "upon"}
)
"""Prepositions that place a thing only under some verbs ("crashed into", "fired at")."""
MOVES = frozenset(
    {
        "flee",
        "travel",
        "fly",
        "send",
        "head",
        "move",
        "return",
        "transport",
        "airlift",
        "take",
        "drive",
        "go",
        "bring",
        "come",
        "arrive",
        "leave",
        "escape",
        "deport",
        "extradite",
        "evacuate",
        "rush",
        "transfer",
        "depart",
        "visit",
        "live",
        "reside",
        "born",
        "bear",
        "deploy",
        "relocate",
        "withdraw",
        "hail",
        "commute",
        "sail",
        "march",
    }
)


def sites(trigger: Token, sentence: Span, toponyms: Sequence[Toponym], place_tokens: frozenset[int]) -> list[Site]:
    """Return where a sentence puts a trigger: one site, several where it joins several by "and", or none."""
    ranked = []
    for spot in spots(sentence, toponyms):
        standing = _standing(spot.root, trigger, place_tokens)
        if standing is not None:
            ranked.append((standing, abs(spot.root.i - trigger.i), spot))
    if not ranked:
        return []
    ranked.sort(key=lambda item: item[:2])
    # Of "between A and B" the first leads, whichever stands nearer.
    joined = ranked[0][2].root.conjuncts
    best = next((item for item in ranked if item[2].root in joined and _between(item[2], sentence)), ranked[0])
    rank = 0 if best[0] < 3 else 1
    level = [item for item in ranked if item[2].root in best[2].root.conjuncts]
    if level and _between(best[2], sentence):
        return [halfway(best[2], level[0][2], rank)]
    chosen = [best[2], *(spot for standing, _, spot in level if standing == best[0] < 1)]
    found = [site_at(spot, rank, trigger.doc) for spot in chosen]
    if len(found) == 1 and (found[0].where.place is None or found[0].where.is_area):
        others = [site_at(spot, max(rank, 1), trigger.doc) for _, _, spot in ranked[1:]]
        found = [_closer(found[0], others)]
    return found


def victims_country(trigger: Token, kind: str, sentence: Span, toponyms: Sequence[Toponym]) -> list[Site]:
    """
    Return the country of what was hit or of who fended it off, where the sentence names no scene.

    "Ukraine's air defence shot down 90 drones": over Ukraine, all of it for all we know. Only for attacks from the air,
    whose defenders stand where the attack is.
    """
    if kind not in {"weapons_intercept", "air_drone_strike", "shelling_missile"}:
        return []
    if kind == "weapons_intercept":
        heads = subjects(trigger)
        if any(head.lower_ in {"it", "they"} for head in heads):
            heads = [speaker for _, _, verb in ancestors(trigger) if is_verb(verb) for speaker in subjects(verb)]
        reach = [(head.left_edge.idx, head.idx + len(head)) for head in heads]
        if not heads:
            # A parser at a loss for the subject: what stands before the verb is the defender's.
            reach = [(sentence.start_char, trigger.idx)]
    else:
        reach = [
            (head.left_edge.idx, head.idx + len(head))
            for head in objects(trigger)
            if not kinds(head) & {"drone", "missile"}
        ]
    for start, end in reach:
        for toponym in reversed([t for t in toponyms if start <= t.start < end]):
            if toponym.place is not None and toponym.place.feature.startswith("PCL") and toponym.kind != "embedded":
                why = f"no place named; {toponym.place.name} is the country that was attacked"
                where = replace(whole(toponym, 0.7, why), alternatives=())
                return [Site(where, Words(toponym.start, toponym.end, toponym.text), 3)]
    return []


def _closer(site: Site, others: Sequence[Site]) -> Site:
    """Of the other places of the sentence one that lies within an area, or holds a place that cannot be placed."""
    area = site.where.place
    for other in others:
        place = other.where.place
        if place is not None and area is not None and place.id != area.id and contains(area, place):
            return other
        if place is not None and area is None:
            return anchored(site, other)
    return site


def anchored(site: Site, other: Site) -> Site:
    """Return a site that the gazetteer lacks, placed by another one of the sentence or of the text before it."""
    where = replace(other.where, text=site.where.text)
    if site.name and not is_street_name(site.words.text):
        where = beside(where, site.name)
    return replace(site, where=where, rank=site.rank if other.rank < 2 else other.rank)


def _between(spot: Spot, sentence: Span) -> bool:
    start = spot.chain[0].start
    before = text_of(spot.root.doc)[max(0, start - 12) : start].lower()
    return before.rstrip().endswith("between") or before.rstrip().endswith("between the")


def _standing(root: Token, trigger: Token, place_tokens: frozenset[int]) -> float | None:
    """How a place stands to a trigger: 0 its own locative or object ... 4 far from it; ``None`` no scene."""
    node, label, prep, inner = root, root.dep_, "", ""
    for _ in range(12):
        head = node.head
        label = node.dep_
        if head == node:
            return 3.5
        if head == trigger or node == trigger:
            return _attached(label, prep, inner, trigger)
        if label in {"pobj", "pcomp"}:
            prep = head.lower_
            inner = inner or prep
            if node == root and (head.lower_ not in LOCATIVES or head.dep_ == "agent"):
                return None
        elif label in {"compound", "nmod", "poss", "amod"} and not is_verb(head):
            if (
                label == "poss"
                and not kinds(head) & {"settlement", "structure"}
                and lemma(head) not in {"coast", "border", "north", "south", "east", "west", "center", "centre"}
            ):
                return None
            if (
                label != "poss"
                and head.lower_ not in area_words()
                and not kinds(head) & {"settlement", "structure"}
                and head != trigger
                and head.i not in place_tokens
            ):
                return None if not _names_scene(head, trigger) else 2.0
        elif label in {"nsubj", "nsubjpass", "dobj", "attr", "dative"} and is_verb(head):
            return _argument(node, label, prep, head, trigger, root)
        elif label in {"prep", "advmod", "npadvmod", "advcl", "acl", "relcl", "agent", "parataxis"}:
            if label in {"relcl", "acl"} and head != trigger and trigger not in node.subtree:
                return None
            if is_verb(head):
                return _adjunct(prep, head, trigger)
            # "Abducted 30 students from a college in Kaduna": the parser hangs "from" on the students.
            if prep == "from" and not (lemma(trigger) in TAKINGS and head.head == trigger):
                return None
            if prep == "of" and head != trigger and _ruled(head, place_tokens):
                return None
        if label in {"relcl", "acl"} and head != trigger and trigger not in node.subtree:
            return None
        node = head
    return None


def _ruled(head: Token, place_tokens: frozenset[int]) -> bool:
    """Whether "of X" by a noun makes X whose people or government it is, not where ("the president of X")."""
    if kinds(head, place_tokens) & {"settlement", "structure", "place"}:
        return False
    return bool(kinds(head) & {"person", "force"}) or lemma(head) in {"government", "president", "capital", "ministry"}


def _names_scene(head: Token, trigger: Token) -> bool:
    """Whether a noun with a place before it stands for the deed ("the Lyon attack")."""
    return lemma(head) in {
        "attack",
        "bombing",
        "shooting",
        "incident",
        "massacre",
        "siege",
        "blast",
        "disaster",
        "crash",
    }


def _attached(label: str, prep: str, inner: str, trigger: Token) -> float | None:
    """A place that hangs on the trigger itself; ``inner`` is its own preposition, ``prep`` the outermost."""
    if label in {"compound", "nmod", "amod", "npadvmod"}:
        return 0.5
    if label == "poss":
        return 2.5
    if inner == "by":
        return None
    if label == "nsubj" and is_verb(trigger) and not is_passive(trigger) and not prep:
        return None
    if inner == "from" and lemma(trigger) not in TAKINGS | {"withdraw"}:
        return None
    return 0.2 if prep in {"against"} else 0.0


def _argument(node: Token, label: str, prep: str, verb: Token, trigger: Token, root: Token) -> float | None:
    """A place as, or inside, the subject or object of a verb."""
    inside = node != root
    own = verb == trigger or clause(trigger) == verb
    speech = lemma(verb) in words_of("speech") and not is_passive(verb)
    if any(each.dep_ in {"relcl", "acl"} for each in _between_nodes(verb, trigger)):
        return None
    if label == "nsubj" and not is_passive(verb):
        if speech or not inside:
            if lemma(verb) in {"see", "suffer", "witness", "experience", "shake", "sustain", "face"} and not speech:
                return 1.0
            return None
        return 1.5 if own else 3.5
    if speech and inside and label == "dobj":
        return 3.0
    return 0.5 if own else 3.0


def _between_nodes(verb: Token, trigger: Token) -> list[Token]:
    """The verbs from one up to the clause that also holds the trigger."""
    found, node = [], verb
    while node.head not in {node, trigger} and trigger not in node.subtree:
        found.append(node)
        node = node.head
    return found


def _adjunct(prep: str, verb: Token, trigger: Token) -> float | None:
    """A place in a complement of a verb."""
    own = trigger in {verb, verb.head} or clause(trigger) == verb
    if lemma(verb) in words_of("speech") and not is_passive(verb) and verb != trigger:
        return 1.8 if own and lemma(verb) in {"report", "confirm", "announce"} and prep != "from" else None
    if any(node.dep_ in {"relcl", "acl"} for node in _between_nodes(verb, trigger)):
        return None
    if prep in {"to", "toward", "towards", "from", "into"} and (
        lemma(verb) in MOVES or (prep in {"to", "from"} and not own)
    ):
        return None
    if lemma(verb) in MOVES and not own and prep in WEAK_LOCATIVES:
        return None
    if own:
        return 0.3 if prep not in WEAK_LOCATIVES else 0.8
    above = {head for _, _, head in ancestors(trigger)}
    if verb in above:
        return 1.2
    if trigger in {head for _, _, head in ancestors(verb)}:
        return 1.5
    return 3.2
