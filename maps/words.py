"""An incident in words: what a reader sees of each field, in the page's list and in its popups alike."""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import cache
from pathlib import Path

from gazetteer import Place
from geo.incident import TYPES, WHERE_PRECISION, Count, Evidence, Incident, Report, When, Where

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
UNKNOWN = "unknown"
LIKELIHOODS = (
    (0.9, "very likely"),
    (0.7, "likely"),
    (0.5, "more likely than not"),
    (0.3, "doubtful"),
    (0.0, "very doubtful"),
)
"""The least confidence that earns each wording, after the calibrated language of the IPCC and ICD 203."""


def type_in_words(incident: Incident) -> str:
    """The incident's type as a reader sees it; a type that is not in `TYPES` stands as written."""
    return TYPES.get(incident.type, incident.type)


@cache
def _countries() -> dict[str, str]:
    table = (Path(__file__).parent / "static" / "countries.tsv").read_text(encoding="utf-8")
    rows = [line.partition("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return {code: name for code, _, name in rows[1:]}


def country_in_words(code: str) -> str:
    """The country of an ISO 3166 code; a code that is none stands as written."""
    return _countries().get(code, code)


def name_in_words(place: Place) -> str:
    """The place and what holds it: ``Yeysk, Krasnodar Krai, Russia``."""
    parts: list[str] = []
    for part in (place.name, place.admin1, country_in_words(place.country)):
        if part and part not in parts:
            parts.append(part)
    return ", ".join(parts)


def short_name(where: Where) -> str | None:
    """The place's name alone, for the map: ``Odesa``, ``near Odesa``, ``between Odesa and Mykolaiv``."""
    if where.place is None:
        return None
    if where.relation == "between" and where.text:
        return where.text if where.text.startswith("between ") else f"between {where.text}"
    return f"{where.relation} {where.place.name}" if where.relation in {"near", "between"} else where.place.name


def place_in_words(where: Where) -> str:
    """Where it happened, with ``near`` or ``between`` said, or that no place is given."""
    if where.place is None:
        return f"place not found: “{where.text}”" if where.text else "no place given"
    if where.relation == "between":
        return short_name(where) or ""
    name = name_in_words(where.place)
    return f"near {name}" if where.relation == "near" else name


def precision_in_words(where: Where) -> str | None:
    """How precisely the place is known: its class, unless it is the place itself, and its radius in kilometres."""
    if where.place is None:
        return None
    words = WHERE_PRECISION.get(where.precision or 0) if where.precision != 1 else None
    parts = [words] if words else []
    if where.radius_km:
        parts.append(f"within about {where.radius_km:{',.0f' if where.radius_km >= 10 else '.2g'}} km")
    return ", ".join(parts) or None


def day(date_: date) -> str:
    """A date as ``16 March 2025``."""
    return f"{date_.day} {MONTHS[date_.month - 1]} {date_.year}"


def span(start: date, end: date) -> str:
    """From ``start`` to ``end``, saying month and year once where they are shared."""
    if start == end:
        return day(start)
    if start.year == end.year:
        last = calendar.monthrange(end.year, end.month)[1]
        if start.day == 1 and end.day == last:
            if start.month == end.month:
                return f"{MONTHS[start.month - 1]} {start.year}"
            if (start.month, end.month) == (1, 12):
                return str(start.year)
        if start.month == end.month:
            return f"{start.day}–{day(end)}"
        return f"{start.day} {MONTHS[start.month - 1]} – {day(end)}"
    return f"{day(start)} – {day(end)}"


def date_in_words(when: When) -> str:
    """When it happened, or ``date unknown``; a date assumed from the article's is called so."""
    if when.start and when.end:
        words = span(when.start, when.end)
    elif when.start:
        words = day(when.start) if when.precision == 1 else f"from {day(when.start)} on"
    elif when.end:
        words = f"on or before {day(when.end)}"
    else:
        return "date unknown"
    return f"{words} (assumed from publication date)" if when.basis == "publication" else words


def count_in_words(count: Count | None) -> str:
    """A number of people with its bounds: ``3``, ``at least 3``, ``3 to 5``, ``4 (3 to 5)``, ``unknown``."""
    if count is None:
        return UNKNOWN
    low, best, high = count.low, count.best, count.high
    if low is not None and high is not None:
        bounds = f"{low:,} to {high:,}" if low != high else f"{low:,}"
    elif low is not None:
        bounds = f"at least {low:,}"
    elif high is not None:
        bounds = f"up to {high:,}"
    else:
        return UNKNOWN if best is None else f"{best:,}"
    if best is None or f"{best:,}" == bounds:
        return bounds
    return bounds if bounds == f"at least {best:,}" or bounds == f"up to {best:,}" else f"{best:,} ({bounds})"


def counts(incident: Incident) -> list[tuple[str, str]]:
    """The people killed, injured and otherwise affected, as label and words."""
    return [
        ("Killed", count_in_words(incident.killed)),
        ("Injured", count_in_words(incident.injured)),
        ("Affected", count_in_words(incident.affected)),
    ]


def confidence_in_words(confidence: float) -> str:
    """How sure: ``likely (82%)``."""
    words = next((words for least, words in LIKELIHOODS if confidence >= least), LIKELIHOODS[-1][1])
    return f"{words} ({confidence:.0%})"


def heading(incident: Incident) -> str:
    """One line that names the incident: stage unless accomplished, type, place."""
    stage = "" if incident.stage == "accomplished" else f", {incident.stage}"
    return f"{type_in_words(incident)}{stage}: {place_in_words(incident.where)}"


def facts(incident: Incident) -> list[tuple[str, str]]:
    """The incident's fields as label and words, for those that the text gives."""
    where = incident.where
    rows: list[tuple[str, str | None]] = [
        ("Stage", incident.stage if incident.stage != "accomplished" else None),
        ("By", incident.actor),
        ("Target", incident.target),
        ("Weapon", incident.weapon),
        ("Damage", incident.damage),
        ("According to", incident.claimed_by),
        ("Location", precision_in_words(where)),
        ("Confidence", confidence_in_words(incident.confidence)),
    ]
    return [(label, words) for label, words in rows if words]


def why_in_words(where: Where) -> list[str]:
    """Why this place: as written, the reason, how sure, and the places that the name could also have meant."""
    if where.place is None:
        return [where.why] if where.why else []
    lines = [f"Written “{where.text}”." if where.text else "", where.why or ""]
    if where.confidence is not None:
        lines.append(f"The place is {confidence_in_words(where.confidence)} right.")
    lines += [
        f"Or, at {other.confidence:.0%}: {name_in_words(other.place)}" for other in where.alternatives
    ]
    return [line for line in lines if line]


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
