"""Text in a picture: how wide it will be, where its lines break, and how it is written as SVG."""

from __future__ import annotations

import re
import unicodedata
from html import escape

SANS = "'Helvetica Neue', 'Liberation Sans', Arial, 'DejaVu Sans', 'Noto Sans', sans-serif"
SERIF = "Georgia, 'Liberation Serif', 'DejaVu Serif', 'Noto Serif', serif"

WIDTHS = {
    letter: width
    for width, letters in (
        (191, "'"), (222, "ijl"), (260, "|"), (278, " !,./:;I[\\]ft"), (333, "()-`r"), (334, "{}"), (355, '"'),
        (389, "*"), (469, "^"), (500, "Jckxsvyz"), (556, "#$0123456789?L_abdeghnopqu"), (584, "+<=>~"), (611, "FTZ"),
        (667, "ABEKPSVXY&"), (722, "CDHNRUw"), (778, "GOQ"), (833, "Mm"), (889, "%"), (944, "W"), (1015, "@"),
    )
    for letter in letters
}  # fmt: skip
"""Thousandths of the font size that Helvetica's letters take, by Adobe's metrics; Arial and Liberation share them."""

UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write: control characters, lone surrogates, two noncharacters."""


def width(text: str, size: float, *, bold: bool = False, spacing: float = 0.0) -> float:
    """About how many pixels a text takes at a font size, with ``spacing`` pixels after each letter."""
    thousandths = sum(_letter(letter) for letter in unicodedata.normalize("NFD", text))
    return thousandths * size / 1000 * (1.07 if bold else 1.0) + spacing * len(text)


def _letter(letter: str) -> int:
    if (known := WIDTHS.get(letter)) is not None:
        return known
    if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf":
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1000
    return 700 if letter.isupper() else 560


def lines(text: str, size: float, room: float, most: int, *, bold: bool = False) -> list[str]:
    """The text broken at blanks into ``most`` lines or fewer, each within ``room`` pixels; if cut it ends in "…"."""
    broken: list[str] = []
    rest = " ".join(text.split())
    while rest:
        end = _fitting(rest, size, room, bold)
        if end < len(rest) and len(broken) == most - 1:
            cut = _fitting(rest, size, room - width("…", size, bold=bold), bold)
            return [*broken, rest[:cut].rstrip(" ,;:·") + "…"]
        if end < len(rest) and (blank := rest.rfind(" ", 1, end + 1)) > 0:
            end = blank
        broken.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return broken


def _fitting(text: str, size: float, room: float, bold: bool) -> int:
    """How many of the first characters fit; at least one."""
    taken = 0.0
    for count, letter in enumerate(text):
        taken += width(letter, size, bold=bold)
        if taken > room and count:
            return count
    return len(text)


def written(text: str) -> str:
    """The text as XML writes it: escaped, and without what XML can't hold."""
    return escape(UNWRITABLE.sub("\ufffd", text))


def number(value: float) -> str:
    """A coordinate, to a tenth: ``12``, ``-0.5``."""
    short = f"{value:.1f}".removesuffix(".0")
    return "0" if short == "-0" else short


def line(
    text: str, x: float, y: float, size: float, colour: str, *, bold: bool = False, family: str = SANS, anchor: str = ""
) -> str:
    """One line of text as SVG, its baseline at ``y``."""
    weight = ' font-weight="600"' if bold else ""
    weight += f' text-anchor="{anchor}"' if anchor else ""
    look = f'font-family="{family}" font-size="{size:g}"{weight} fill="{colour}"'
    return f'<text x="{number(x)}" y="{number(y)}" {look}>{written(text)}</text>\n'
