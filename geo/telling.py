"""From sentences to mentions: what each sentence of an article tells of which incident."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from .article import Article
from .claims import claim_of
from .counts import Toll, find_tolls
from .dating import date_of, dates_of, is_aside, is_history
from .gather import same_days
from .genre import REACH, is_brief, is_check, is_life, is_of_lately, may_be_drilled, stages_drill
from .grammar import ancestors, children, clause, complements, is_verb, lemma, objects
from .incident import When
from .mention import DOUBTFUL, Claim, Mention, Site, Words
from .refine import VIOLENT, refine
from .roles import actor_of, damage_in, target_of, weapon_of
from .scene import anchored, carried, sites, victims_country
from .setting import year_of
from .siting import whole
from .stage import Reading, read_stage
from .toponym import Toponym
from .triggers import Trigger, find_triggers
from .vocabulary import words_of
from .when import DateExpression

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

ATTACKS = frozenset({"air_drone_strike", "shelling_missile"})
ANOTHER = frozenset({"another", "second", "third", "other", "separate", "similar", "earlier", "previous", "fourth"})
FIRST_PERSON = frozenset({"we", "our", "us", "i", "my", "me", "ours"})
CAPITAL = re.compile(
    r"\b(?:[Ii]n|[Oo]utside|[Aa]cross|[Nn]ear) the (?:(?:country|nation)[’']s )?capital\b(?! of\b|,? [A-Z])"
)
"""A town that is not named here."""
APART = re.compile(
    r"\W*(?:Separately\b|Elsewhere\b|In (?:a|an|another|other) (?:\w+ )?(?:related |separate |unrelated |similar )?"
    r"(?:development|incident|case|attack|accident|event)s?\b)"
)
"""The words at the head of a sentence that tells of something else."""
POINTING = frozenset({"the", "this", "that", "these", "those"})
INDEFINITE = frozenset({"a", "an"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and what was read in it before its triggers."""

    span: Span
    order: int
    toponyms: tuple[Toponym, ...]
    dates: tuple[DateExpression, ...]
    tolls: tuple[Toll, ...]
    history: bool
    """Told as background: its day, or that of the paragraph before it, is long past."""
    today: date | None = None
    """The day of the article, or the last that it names."""
    manner: frozenset[str] = frozenset()
    """Cues that all its mentions share."""


@dataclass(frozen=True, slots=True)
class LooseToll:
    """A number of people in a sentence that names no incident."""

    order: int
    toll: Toll
    when: When
    site: Site | None = None
    """Where the people were, if the sentence says: "Odesa: two killed"."""


def place_tokens(doc: Doc, toponyms: Sequence[Toponym]) -> frozenset[int]:
    """Return the indices of the words that name places, not peoples or organizations."""
    found: set[int] = set()
    for toponym in toponyms:
        if toponym.kind == "place":
            span = doc.char_span(toponym.start, toponym.end, alignment_mode="expand")
            found |= {token.i for token in span} if span is not None else set()
    return frozenset(found)


def sentences(article: Article, doc: Doc, toponyms: Sequence[Toponym], named: frozenset[int]) -> list[Sentence]:
    """Return the sentences of an article with their places, days and numbers."""
    spans = list(doc.sents)
    dates = dates_of(spans, article.published)
    days = [each.first for found in dates for each in found if each.kind == "day" and each.first]
    today = article.published or max(days, default=None)
    manner = [_manner(span) for span in spans]
    speech = sum("first person" in each for each in manner) > 0.25 * len(manner)
    whole = {name for name, there in (("speech", speech), ("brief", is_brief(doc))) if there}
    manner = [each | whole for each in manner]
    found: list[Sentence] = []
    history = False
    for order, (span, said) in enumerate(zip(spans, dates, strict=True)):
        told = [each for each in said if each.kind in {"day", "interval", "anniversary"} and each.first]
        own = [is_history(each.first, each.last, today) for each in told]
        history = all(own) if own else history
        here = tuple(t for t in toponyms if span.start_char <= t.start < span.end_char)
        found.append(Sentence(span, order, here, said, tuple(find_tolls(span, named)), history, today, manner[order]))
        if "\n" in span.text[-3:]:
            history = False
    return found


@dataclass(frozen=True, slots=True)
class LooseClaim:
    """Someone's claim to have done it, in a sentence that names no incident ("X claimed responsibility")."""

    order: int
    claim: Claim


@dataclass(frozen=True, slots=True)
class LooseDay:
    """A day in a sentence that it does not date as a report."""

    order: int
    when: When
    words: Words
    aside: bool = False
    """Of who speaks, or of what was done about it: an arrest."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What the sentences of an article tell: mentions in their order, and the numbers and days that stand apart."""

    mentions: list[Mention]
    tolls: list[LooseToll]
    days: list[LooseDay]
    claims: list[LooseClaim]


def tell(article: Article, doc: Doc, toponyms: Sequence[Toponym]) -> Telling:
    """Return what the sentences of an article tell of incidents."""
    named = place_tokens(doc, toponyms)
    mentions: list[Mention] = []
    loose: list[LooseToll] = []
    days: list[LooseDay] = []
    claims: list[LooseClaim] = []
    focus, spoken_on = None, When()
    if is_check(article.text):
        return Telling(mentions, loose, days, claims)
    life, drilled = is_life(article.text), 0
    for sentence in sentences(article, doc, toponyms, named):
        drilled = REACH + 1 if stages_drill(sentence.span, sentence.order) else max(drilled - 1, 0)
        triggers = find_triggers(sentence.span, named)
        scenes = {t.token.i: sites(t.token, sentence.span, sentence.toponyms, named) for t in triggers}
        found = [] if sentence.history else list(_mentions(sentence, triggers, scenes, named))
        if APART.match(sentence.span.text):
            found = _set_apart(found)
        if drilled and may_be_drilled(sentence.span):
            found = [each for each in found if each.type not in VIOLENT]
        if life:
            found = [each for each in found if is_of_lately(each.when, article.published)]
        shared = _shared(found)
        if CAPITAL.search(sentence.span.text) and not shared:
            focus, spoken_on = _capital(toponyms, focus), When()
        mentions += [_placed(each, shared or (focus if _goes_on(each, spoken_on) else None)) for each in found]
        if not found and not sentence.history:
            there = _counted_at(sentence, named) if sentence.tolls else None
            loose += [LooseToll(sentence.order, toll, _day(sentence), there) for toll in sentence.tolls]
            claim = claim_of(sentence.span.root, sentence.span)
            claims += [LooseClaim(sentence.order, claim)] if claim and claim.how == "claimed" else []
        when, words, _ = date_of(sentence.span.root, sentence.span, sentence.dates)
        if words and when.start and not sentence.history:
            days.append(LooseDay(sentence.order, when, words, is_aside(words, doc)))
        spoken = [site for own in scenes.values() for site in own]
        spoken = spoken or [
            site
            for site in sites(sentence.span.root, sentence.span, sentence.toponyms, named)
            if not _of_speaker(site, sentence.span)
        ]
        if site := next((site for site in spoken if _firm(site)), None):
            focus, spoken_on = carried(site), _day(sentence)
    return Telling(mentions, loose, days, claims)


def _set_apart(found: Sequence[Mention]) -> list[Mention]:
    """Let the first mention of a sentence that says so begin an incident of its own; the others join it."""
    first = next((i for i, each in enumerate(found) if not (each.weak or each.echo or each.anaphoric)), None)
    return [replace(each, another=True) if i == first else each for i, each in enumerate(found)]


def _capital(toponyms: Sequence[Toponym], focus: Site | None) -> Site | None:
    """The capital of the country that the text speaks of, if the text names it."""
    country = focus.where.place.country if focus and focus.where.place else ""
    for toponym in toponyms:
        place = toponym.place
        if place and place.feature == "PPLC" and place.country == country and toponym.kind == "place":
            why = f"the text says “the capital”; {place.name} is the capital that it names"
            return Site(whole(toponym, 0.9, why), Words(toponym.start, toponym.end, toponym.text), 1)
    return None


def _goes_on(mention: Mention, before: When) -> bool:
    """Whether a mention goes on from what was told before; one with a day of its own is of another incident."""
    return mention.anaphoric or mention.dated is None or same_days(mention.when, before)


def _of_speaker(site: Site, span: Span) -> bool:
    """Whether a place is where someone spoke: "said in Paris", "speaking in New York"."""
    words = span.doc.char_span(site.words.start, site.words.end, alignment_mode="expand")
    verb = next((head for _, _, head in ancestors(words.root) if is_verb(head)), None) if words is not None else None
    return verb is not None and (lemma(verb) in words_of("speech") or lemma(verb) == "speak")


def _counted_at(sentence: Sentence, named: frozenset[int]) -> Site | None:
    """Where a sentence without an incident counts people: no hospital that they were taken to, no speaker's town."""
    span = sentence.span
    for site in sites(span.root, span, sentence.toponyms, named):
        label = span.text.startswith(f"{site.words.text}:")
        hospital = re.search(r"hospital|clinic|medical|trauma", span.text, re.IGNORECASE)
        if label or (_firm(site) and not hospital and not _of_speaker(site, span)):
            return site
    return None


def _firm(site: Site) -> bool:
    """Whether a place is known and well given."""
    return site.where.place is not None and site.rank != DOUBTFUL


def _day(sentence: Sentence) -> When:
    for each in sentence.dates:
        if each.kind in {"day", "interval"} and each.first:
            return When(each.first, each.last, each.precision, each.text, "expression")
    return When()


def _mentions(
    sentence: Sentence, triggers: Sequence[Trigger], scenes: dict[int, list[Site]], named: frozenset[int]
) -> Iterator[Mention]:
    """One mention for each trigger that tells of something, or for each of its places."""
    span = sentence.span
    for trigger in triggers:
        token = trigger.token
        reading = read_stage(trigger, span, named)
        if reading.stage is None or _of_another_year(token, sentence.today):
            continue
        kind, generic = refine(trigger, span, named)
        own = scenes[token.i] or victims_country(token, kind, span, sentence.toponyms)
        # One quake is felt in many towns.
        own = own[:1] if kind == "natural_hazard" else own
        # What was shot down never got where it was going; "fired from Yemen" is not where it was shot down.
        own = [] if _shot_down(trigger, triggers) else own
        for site in own or (None,):
            yield _mention(sentence, trigger, reading, kind, generic, site, named, alone=len(own) < 2)


def _mention(
    sentence: Sentence,
    trigger: Trigger,
    reading: Reading,
    kind: str,
    generic: bool,
    site: Site | None,
    named: frozenset[int],
    alone: bool,
) -> Mention:
    span, token, rule = sentence.span, trigger.token, trigger.rule
    when, dated, loosely = date_of(token, span, sentence.dates)
    return Mention(
        type=kind,
        generic=generic,
        # "Five kidnapped passengers" says what they are; that they were kidnapped is told elsewhere, if at all.
        weak=rule.weak or (is_verb(token) and token.dep_ == "amod"),
        after=rule.after,
        echo=rule.echo,
        stage=reading.stage or "accomplished",
        trigger=_words(trigger),
        sentence=Words(span.start_char, span.end_char, " ".join(span.text.split())),
        order=sentence.order,
        anaphoric=_has(token, POINTING) or _ranked(token),
        indefinite=_has(token, INDEFINITE),
        another=_has(token, ANOTHER) and not _ranked(token),
        also=any(child.lower_ == "also" for child in token.children),
        cues=_cues(trigger) | sentence.manner,
        site=site,
        when=when,
        dated=dated,
        loosely=loosely,
        actor=actor_of(token, trigger.tokens, named),
        target=target_of(token, trigger.tokens, named),
        weapon=weapon_of(token, trigger.tokens, span),
        damage=damage_in(span) if reading.stage == "accomplished" else (),
        claim=claim_of(token, span),
        # A number in a sentence about several places is of all of them together.
        tolls=sentence.tolls if alone else (),
    )


def _of_another_year(token: Token, today: date | None) -> bool:
    """Whether the trigger's clause names a year before the last."""
    year = year_of(token) if today else None
    return year is not None and today is not None and year < today.year - 1


def _shot_down(trigger: Trigger, triggers: Sequence[Trigger]) -> bool:
    """Whether a trigger describes what another one shot down: "intercepted a missile fired from Yemen"."""
    token = trigger.token
    stopped = {t.token for t in triggers if t.rule.type == "weapons_intercept" and t is not trigger}
    return token.dep_ in {"acl", "relcl"} and trigger.rule.type in ATTACKS and token.head.head in stopped


def _words(trigger: Trigger) -> Words:
    first, last = trigger.tokens[0], trigger.tokens[-1]
    return Words(first.idx, last.idx + len(last), " ".join(token.text for token in trigger.tokens))


def _has(token: Token, words: frozenset[str]) -> bool:
    """Whether one of these words stands by a noun."""
    return not is_verb(token) and any(child.lower_ in words for child in token.children)


def _shared(found: Sequence[Mention]) -> Site | None:
    """The place of another mention in the sentence, for those that have none."""
    site = next((m.site for m in found if m.site and _firm(m.site)), None)
    return site if site is None or site.rank == 3 else replace(site, rank=max(site.rank, 1))


def _placed(mention: Mention, focus: Site | None) -> Mention:
    """Give a mention without a place of its own the one that the text before spoke of."""
    if focus is None or mention.echo:
        return mention
    if mention.site is None or mention.site.rank == DOUBTFUL:
        return replace(mention, site=focus)
    return mention if mention.site.where.place else replace(mention, site=anchored(mention.site, focus))


def _cues(trigger: Trigger) -> frozenset[str]:
    """What in the words around a trigger speaks for or against one thing that happened."""
    token = trigger.token
    verb = clause(token)
    auxiliaries = {child.lower_ for child in children(verb, "aux")}
    noun = not is_verb(token)
    cues = {
        "past": verb.tag_ == "VBD" or (verb.tag_ == "VBN" and not auxiliaries & {"has", "have"}),
        "plural": noun and token.tag_ in {"NNS", "NNPS"},
        "noun": noun,
        "relative clause": verb.dep_ == "relcl",
        "victim given": _victim_given(token),
    }
    return frozenset(name for name, there in cues.items() if there)


def _ranked(token: Token) -> bool:
    """Whether a sentence only ranks what was told before: "it was the third fire this year"."""
    subject = children(token.head, "nsubj") if token.dep_ == "attr" else []
    return any(child.lower_ in {"it", "this", "that"} for child in subject)


def _victim_given(token: Token) -> bool:
    """Whether those hit have a name or a number: "the murder of Luis Galan", "killed two farmers"."""
    hit = objects(token) if is_verb(token) else complements(token, "of", "on", "against")
    return any(word.ent_type_ == "PERSON" or children(word, "nummod") for word in hit)


def _manner(span: Span) -> frozenset[str]:
    """How a sentence is told: by one who was there or takes sides ("we", "our people")."""
    words = {word.lower_ for word in span if word.text != "US"}
    return frozenset({"first person"} if words & FIRST_PERSON else ())
