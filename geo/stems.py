"""
Stems: whether a text can hold a trigger at all, told by its letters before anything is parsed.

Most of a newspaper tells of no incident, and most of that has not one word of the table of triggers in it. What is
told here is sound: a text without the stems of any rule has no trigger, whatever grammar would make of it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from .triggers import rules

if TYPE_CHECKING:
    from spacy.language import Language

AUXILIARIES = frozenset({"be", "have", "do", "can", "will", "shall"})
"""Lemmas of short and irregular words, which nearly every text has."""

SLANG = {"go": ("gon", "goin")}
"""Forms that spaCy's attribute ruler knows ("gonna"), not its lemmatizer."""


WORDS = re.compile(r"[^\W\d_]+")


def may_trigger(text: str, nlp: Language) -> bool:
    """Return whether the words of some rule may all stand in a text; always where lemmas are not made by rules."""
    wanted = _forms(nlp)
    if wanted is None:
        return True
    words = frozenset(WORDS.findall(text.lower()))
    return any(all(not words.isdisjoint(forms) for forms in rule) for rule in wanted)


@functools.lru_cache(maxsize=4)
def _forms(nlp: Language) -> tuple[tuple[frozenset[str], ...], ...] | None:
    """For each rule, for each of its words, every form that spaCy's lemmatizer leads back to it."""
    from spacy.pipeline import Lemmatizer

    if "lemmatizer" not in nlp.pipe_names:
        return None
    lemmatizer = nlp.get_pipe("lemmatizer")
    if not isinstance(lemmatizer, Lemmatizer) or lemmatizer.mode != "rule":
        return None
    endings = [rule for rules in lemmatizer.lookups.get_table("lemma_rules").values() for rule in rules]
    irregular = _irregular(lemmatizer.lookups.get_table("lemma_exc", {}))
    return tuple(
        dict.fromkeys(
            tuple(
                forms_of(word, endings, irregular)
                for word in rule.words
                if WORDS.fullmatch(word) and word not in AUXILIARIES
            )
            for rule in rules()
            if not rule.echo
        )
    )


def forms_of(word: str, endings: Iterable[Sequence[str]], irregular: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """
    Return a word and all that is led back to it: by endings, (ending, what stands for it), and irregular forms.

    >>> {"fire", "fired", "fires"} <= forms_of("fire", [("s", ""), ("ed", "e")], {})
    True
    >>> {"shoot", "shoots", "shot"} <= forms_of("shoot", [("s", "")], {"shoot": ["shot"]})
    True
    """
    regular = {word.removesuffix(new) + old for old, new in endings if word.endswith(new)}
    # geo.grammar.lemma takes off an "s" that is left on a name.
    return frozenset(
        form for each in {word, *regular, *irregular.get(word, ()), *SLANG.get(word, ())} for form in (each, each + "s")
    )


def _irregular(exceptions: Mapping[str, Mapping[str, Iterable[str]]]) -> dict[str, list[str]]:
    """The irregular forms of each lemma, of all parts of speech, from spaCy's table of form to lemmas."""
    found: dict[str, list[str]] = {}
    for forms in exceptions.values():
        for form, lemmas in forms.items():
            for lemma in lemmas:
                found.setdefault(lemma, []).append(form)
    return found
