"""
Incident: what happened, where, when, to whom, at what cost, and which sentences say so.

The field names and value sets are the field's own: ACLED sub-event types, UCDP GED precision classes and
low/best/high counts, MUC-4 stages, ISO 19112 places by identifier. Everything is a frozen value; an unknown
is ``None`` and never 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gazetteer import Place

TYPES: dict[str, str] = {
    "air_drone_strike": "Air or drone strike",
    "shelling_missile": "Shelling or missile attack",
    "explosive_device": "Bombing",
    "armed_clash": "Armed clash",
    "attack_on_civilians": "Attack on people",
    "abduction": "Abduction",
    "sexual_violence": "Sexual violence",
    "chemical_weapon": "Chemical weapon",
    "protest": "Protest",
    "riot": "Riot",
    "arrest": "Arrest",
    "property_destruction": "Looting or destruction",
    "weapons_intercept": "Weapons intercepted",
    "territory_change": "Change of control",
    "agreement_or_group_change": "Agreement or group change",
    "natural_hazard": "Natural hazard",
    "accident_fire": "Accident or fire",
    "other": "Other",
}
"""The incident types and the words a reader sees for them."""

STAGES = ("accomplished", "attempted", "threatened", "denied")
"""MUC-4's stages of execution, and an incident that is only denied."""

CLAIMS = ("claimed", "accused", "denied", "said")
"""How someone speaks of an incident: claims to have done it, accuses another, denies it, or only tells it."""

WHERE_PRECISION: dict[int, str] = {
    1: "exact place",
    2: "near the place",
    3: "second-order division",
    4: "first-order division",
    5: "line or vague area",
    6: "country",
    7: "at sea or in the air",
}
"""UCDP GED ``where_prec``."""

WHEN_PRECISION: dict[int, str] = {
    0: "unknown",
    1: "day",
    2: "2 to 6 days",
    3: "week",
    4: "month",
    5: "longer than a month",
}
"""UCDP GED ``date_prec``, and 0 for unknown."""


YEARS = (1000, 2999)
"""First and last year that a day of news may have."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words of an article that say one thing of an incident: ``text[start:end]``, characters."""

    field: str
    """Which field of the incident the words support: ``type``, ``where``, ``when``, ``killed`` ..."""
    start: int
    end: int
    quote: str
    """The whole sentence for ``type``, the words themselves for the other fields."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name that an article tells with an incident; another report of the incident is known by it."""

    kind: str
    """``person`` (first and last name), ``street``, ``venue``, ``place``, or ``age`` of someone, in years."""
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """One article's telling of an incident."""

    doc_id: str
    title: str | None
    source: str | None
    url: str | None
    published: date | None
    evidence: tuple[Evidence, ...]
    incident_id: str = ""
    """Id that the incident has by this report alone; `geo.merge` keeps it, so that a reader can take it out again."""
    linked: str | None = None
    """Why this report is taken to tell of the same incident as the others, in words; ``None`` for the first."""
    names: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class When:
    """When it happened: both ends included; ``None`` is open or unknown."""

    start: date | None = None
    end: date | None = None
    precision: int = 0
    """A key of `WHEN_PRECISION`."""
    text: str | None = None
    """The words that say when, as written."""
    basis: str = "none"
    """``expression``: the text says so; ``publication``: assumed from the article's date; ``none``."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A place that the name could also have meant, and how likely."""

    place: Place
    confidence: float


@dataclass(frozen=True, slots=True)
class Where:
    """Where it happened. Without a place, every field but ``text`` is empty."""

    text: str | None = None
    """The place as written."""
    relation: str | None = None
    """How the incident lies to the place: ``at``, ``in``, ``near``, ``between``."""
    place: Place | None = None
    lat: float | None = None
    lon: float | None = None
    precision: int | None = None
    """A key of `WHERE_PRECISION`."""
    radius_km: float | None = None
    """The true point lies within this of ``lat``, ``lon`` nine times in ten."""
    confidence: float | None = None
    alternatives: tuple[Alternative, ...] = ()
    why: str | None = None
    """The reason for this place, in words that a reader can check."""

    @property
    def is_area(self) -> bool:
        """Whether the text names an area and no point."""
        return self.precision is not None and self.precision >= 3


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people: exactly (``low == best == high``) or in bounds; ``None`` where open."""

    low: int | None
    best: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Correction:
    """What a reader put right in an incident: one field, what it says now and what it said before."""

    incident: str
    """Id of the incident, or of one of the reports that were put together in it."""
    field: str
    """A key of `geo.corrections.FIELDS`."""
    value: str | None
    """What the field shall say, written as `geo.corrections` tells; ``None``: unknown."""
    was: str | None = None
    """What the program said when it was corrected."""
    by: str | None = None
    note: str | None = None
    made: date | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """One thing that happened (or was attempted, threatened or denied)."""

    id: str
    """Stable: the same input gives the same id."""
    type: str
    """A key of `TYPES`."""
    stage: str
    """One of `STAGES`."""
    when: When
    where: Where
    actor: str | None
    target: str | None
    weapon: str | None
    damage: str | None
    claimed_by: str | None
    """Who says so, kept apart from who did it."""
    killed: Count | None
    """``None`` is unknown, not zero."""
    injured: Count | None
    affected: Count | None
    """Displaced, trapped, without power ..."""
    confidence: float
    """0 to 1, that this incident happened as typed."""
    reports: tuple[Report, ...]
    corrected: tuple[Correction, ...] = ()
    """What readers put right in it."""
    claim: str | None = None
    """How ``claimed_by`` speaks of it, one of `CLAIMS`."""

    @property
    def parts(self) -> tuple[str, ...]:
        """Ids that the incident has by each of its reports alone."""
        return tuple(report.incident_id or self.id for report in self.reports)
