"""An incident in words: what a reader sees of each field, in the page's list and in its popups alike."""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from gazetteer import Place
from geo.incident import WHERE_PRECISION, Correction, Count, Evidence, Incident, Report, When, Where

from .strings import say, strings

LIKELIHOODS = (
    (0.9, "very_likely"),
    (0.7, "likely"),
    (0.5, "more_likely_than_not"),
    (0.3, "doubtful"),
    (0.0, "very_doubtful"),
)
"""The least confidence that earns each wording, after the calibrated language of the IPCC and ICD 203."""

FIELDS = ("actor", "target", "weapon", "damage", "claimed_by")
PEOPLE = ("killed", "injured", "affected")


def said(lang: str, key: str, code: str) -> str:
    """The words of a code, ``type_riot``; a code that has none stands as written."""
    return strings(lang).get(f"{key}_{code}", code)


def type_in_words(incident: Incident, lang: str = "en") -> str:
    """The incident's type as a reader sees it; a type that nobody knows stands as written."""
    return said(lang, "type", incident.type)


@cache
def _countries() -> dict[str, dict[str, str]]:
    table = (Path(__file__).parent / "static" / "countries.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return {lang: {row[0]: row[at] for row in rows[1:]} for at, lang in enumerate(rows[0]) if at}


def country_in_words(code: str, lang: str = "en") -> str:
    """The country with an ISO 3166-1 alpha-2 code; a code that nobody knows stands as written."""
    return _countries()[lang].get(code, code)


def name_in_words(place: Place, lang: str = "en") -> str:
    """The place and what holds it: ``Yeysk, Krasnodar Krai, Russia``."""
    parts: list[str] = []
    for part in (place.name, place.admin1, country_in_words(place.country, lang)):
        if part and part not in parts:
            parts.append(part)
    return ", ".join(parts)


def short_name(where: Where, lang: str = "en") -> str | None:
    """The place's name alone, for the map: ``Odesa``, ``near Odesa``, ``between Odesa and Mykolaiv``."""
    if where.place is None:
        return None
    if where.relation == "between" and where.text:
        return where.text if where.text.startswith("between ") else say(lang, "between", places=where.text)
    if where.relation in {"near", "between"}:
        return say(lang, "near", name=where.place.name)
    return where.place.name


def place_in_words(where: Where, lang: str = "en") -> str:
    """Where it happened, with ``near`` or ``between`` said, or that no place is given."""
    if where.place is None:
        return say(lang, "place_not_found", text=where.text) if where.text else say(lang, "no_place")
    if where.relation == "between":
        return short_name(where, lang) or ""
    name = name_in_words(where.place, lang)
    return say(lang, "near", name=name) if where.relation == "near" else name


def precision_in_words(where: Where, lang: str = "en") -> str | None:
    """How precisely the place is known: its class, unless it is the place itself, and its radius in kilometres."""
    if where.place is None:
        return None
    parts = []
    if where.precision in WHERE_PRECISION and where.precision != 1:
        parts.append(say(lang, f"where_precision_{where.precision}"))
    if where.radius_km:
        km = round(where.radius_km) if where.radius_km >= 10 else f"{where.radius_km:.2g}"
        parts.append(say(lang, "within_km", km=km))
    return ", ".join(parts) or None


@lru_cache(10_000)
def day(date_: date, lang: str = "en") -> str:
    """A date as ``16 March 2025``."""
    return f"{_day_of_month(date_, lang)} {date_.year}"


def _day_of_month(date_: date, lang: str) -> str:
    return f"{date_.day} {say(lang, f'of_month_{date_.month:02}')}"


@lru_cache(10_000)
def span(start: date, end: date, lang: str = "en") -> str:
    """From ``start`` to ``end``, saying month and year once where they are shared."""
    if start == end:
        return day(start, lang)
    if start.year == end.year:
        last = calendar.monthrange(end.year, end.month)[1]
        if start.day == 1 and end.day == last:
            if start.month == end.month:
                return f"{say(lang, f'month_{start.month:02}')} {start.year}"
            if (start.month, end.month) == (1, 12):
                return str(start.year)
        if start.month == end.month:
            return f"{start.day}–{day(end, lang)}"
        return f"{_day_of_month(start, lang)} – {day(end, lang)}"
    return f"{day(start, lang)} – {day(end, lang)}"


def date_in_words(when: When, lang: str = "en") -> str:
    """When it happened, or ``date unknown``; a date assumed from the article's is called so."""
    if when.start and when.end:
        words = span(when.start, when.end, lang)
    elif when.start:
        words = day(when.start, lang)
        words = words if when.precision == 1 else say(lang, "from_day", day=words)
    elif when.end:
        words = say(lang, "until_day", day=day(when.end, lang))
    else:
        return say(lang, "date_unknown")
    return f"{words} ({say(lang, 'assumed_date')})" if when.basis == "publication" else words


@lru_cache(10_000)
def count_in_words(count: Count | None, lang: str = "en") -> str:
    """A number of people with its bounds: ``3``, ``at least 3``, ``3 to 5``, ``4 (3 to 5)``, ``unknown``."""
    if count is None:
        return say(lang, "unknown")
    low, best, high = count.low, count.best, count.high
    if low is not None and high is not None:
        bounds = say(lang, "low_to_high", low=low, high=high) if low != high else say(lang, "number", number=low)
    elif low is not None:
        bounds = say(lang, "at_least", number=low)
    elif high is not None:
        bounds = say(lang, "up_to", number=high)
    else:
        return say(lang, "unknown") if best is None else say(lang, "number", number=best)
    if best is None or (best in (low, high) and (low == high or None in (low, high))):
        return bounds
    return f"{say(lang, 'number', number=best)} ({bounds})"


def counts(incident: Incident, lang: str = "en") -> list[tuple[str, str]]:
    """The people killed, injured and otherwise affected, as label and words."""
    return [(said(lang, "field", field), count_in_words(getattr(incident, field), lang)) for field in PEOPLE]


@lru_cache(10_000)
def confidence_in_words(confidence: float, lang: str = "en") -> str:
    """How sure: ``likely (82%)``."""
    likelihood = next((words for least, words in LIKELIHOODS if confidence >= least), LIKELIHOODS[-1][1])
    return f"{say(lang, f'likelihood_{likelihood}')} ({confidence:.0%})"


def heading(incident: Incident, lang: str = "en") -> str:
    """One line that names the incident: stage unless accomplished, type, place."""
    stage = "" if incident.stage == "accomplished" else f", {said(lang, 'stage', incident.stage)}"
    return f"{type_in_words(incident, lang)}{stage}: {place_in_words(incident.where, lang)}"


def facts(incident: Incident, lang: str = "en") -> list[tuple[str, str]]:
    """The incident's fields as label and words, for those that the text gives."""
    stage = said(lang, "stage", incident.stage) if incident.stage != "accomplished" else None
    rows: list[tuple[str, str | None]] = [
        ("stage", stage),
        *((field, getattr(incident, field)) for field in FIELDS),
        ("location", precision_in_words(incident.where, lang)),
        ("confidence", confidence_in_words(incident.confidence, lang)),
    ]
    return [(said(lang, "field", field), words) for field, words in rows if words]


def why_in_words(where: Where, lang: str = "en") -> list[str]:
    """Why this place: as written, the reason, how sure, and the places that the name could also have meant."""
    if where.place is None:
        return [where.why] if where.why else []
    lines = [say(lang, "written_as", text=where.text) if where.text else "", where.why or ""]
    if where.confidence is not None:
        lines.append(say(lang, "place_is_right", likelihood=confidence_in_words(where.confidence, lang)))
    lines += [
        say(lang, "or_at", percent=f"{other.confidence:.0%}", name=name_in_words(other.place, lang))
        for other in where.alternatives
    ]
    return [line for line in lines if line]


def correction_in_words(correction: Correction, incident: Incident, lang: str = "en") -> str:
    """What a reader put right: ``Killed: unknown → 3 · by Ann · the mayor says``."""
    places = [incident.where.place, *(other.place for other in incident.where.alternatives)]
    names = {str(place.id): place.name for place in places if place} if correction.field == "place" else {}
    was, now = (names.get(value or "", value or say(lang, "unknown")) for value in (correction.was, correction.value))
    parts = [f"{said(lang, 'field', correction.field)}: {was + ' → ' if correction.was else ''}{now}"]
    if correction.by:
        parts.append(say(lang, "corrected_by", name=correction.by))
    parts += [part for part in (correction.note, correction.made and day(correction.made, lang)) if part]
    return " · ".join(parts)


def is_web_address(url: str) -> bool:
    """Whether the address is one that the page may link to: http or https, without blanks or control characters."""
    return bool(re.fullmatch(r"https?://[^\s\x00-\x20\x7f]+", url, re.IGNORECASE))


def quotes(report: Report) -> list[list[tuple[str, str | None]]]:
    """
    The words of the report that say so: each quote in pieces, a piece being text and the field it supports.

    Words that support a field and lie inside a longer quote are marked in it, and are not quoted again.
    """
    ordered = sorted(dict.fromkeys(report.evidence), key=lambda piece: (piece.start, -piece.end))
    wholes: list[Evidence] = []
    for piece in ordered:
        if not wholes or piece.end > wholes[-1].end:
            wholes.append(piece)
    wholes.sort(key=lambda whole: whole.field != "type")
    return [_pieces(whole, ordered) for whole in wholes]


def _pieces(whole: Evidence, evidence: list[Evidence]) -> list[tuple[str, str | None]]:
    """The quote cut where other evidence inside it begins and ends; overlaps go to the earlier."""
    if whole.field != "type" or len(whole.quote) != whole.end - whole.start:
        return [(whole.quote, None if whole.field == "type" else whole.field)]
    pieces: list[tuple[str, str | None]] = []
    done = whole.start
    for inner in evidence:
        if inner is whole or inner.start < done or inner.end > whole.end or inner.field == "type":
            continue
        pieces += [
            (whole.quote[done - whole.start : inner.start - whole.start], None),
            (whole.quote[inner.start - whole.start : inner.end - whole.start], inner.field),
        ]
        done = inner.end
    pieces.append((whole.quote[done - whole.start :], None))
    return [(text, field) for text, field in pieces if text]
