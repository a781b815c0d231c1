"""What the page says for itself, in each of its languages: the table `strings.tsv`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

TABLE = Path(__file__).parent / "strings.tsv"


@cache
def _columns() -> dict[str, Mapping[str, str]]:
    rows = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {lang: MappingProxyType({row[0]: row[at] for row in rows[1:]}) for at, lang in enumerate(rows[0]) if at}


def languages() -> tuple[str, ...]:
    """The languages that the page speaks, as ISO 639-1 codes; English first."""
    return tuple(_columns())


def strings(lang: str) -> Mapping[str, str]:
    """
    All that the page says in a language, by key.

    Raises ValueError for a language that the page does not speak.
    """
    if lang not in _columns():
        raise ValueError(f"language {lang!r} is not one of the page's: choose from {', '.join(languages())}")
    return _columns()[lang]


def say(lang: str, key: str, **values: object) -> str:
    """
    One string with its ``{name}`` filled in; of a key with plural forms, the form that ``n`` asks for.

    Whole numbers are written with commas (English) or no-break spaces (Ukrainian) between thousands.
    Raises KeyError for a key that the table lacks, ValueError for a language that it lacks.
    """
    table = strings(lang)
    pattern = table.get(key)
    if pattern is None:
        n = values.get("n")
        pattern = table[f"{key}.{plural(lang, n) if isinstance(n, int) else 'other'}"]
    # A test holds that the patterns are the table's own {name} and nothing else that str.format knows.
    return pattern.format_map({name: _written(lang, value) for name, value in values.items()}) if values else pattern


def borders_in_words(worldview: str, lang: str) -> str:
    """Whose borders the map shows, by the name of a worldview; KeyError for another."""
    return say(lang, f"worldview_{worldview.replace('-', '_')}")


def _written(lang: str, value: object) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,}".replace(",", "," if lang == "en" else "\u00a0") if isinstance(value, int) else str(value)


def plural(lang: str, n: int) -> str:
    """The plural category of a whole number after CLDR: ``one``, ``few``, ``many``, ``other``."""
    if lang == "uk":
        if n % 10 == 1 and n % 100 != 11:
            return "one"
        return "few" if n % 10 in {2, 3, 4} and n % 100 not in {12, 13, 14} else "many"
    return "one" if n == 1 else "other"
