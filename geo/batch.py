"""Many inputs at once: what each source holds, an `InputError` for each article that fails, the others go on."""

from __future__ import annotations

import os
import signal
import threading
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from . import formats
from .article import STDIN, Article, files_below, is_folder, read_file
from .incident import Incident
from .inputs import InputError
from .toponym import Toponym

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from gazetteer import Gazetteer, Place

    from .reading import Reading

LETTERS = 2_000
"""Characters of an article by which its script is told."""

SECONDS = 120
"""Longest that one article may take; an ordinary one takes less than one."""

PAGES = {".html", ".htm"}
"""Endings of the names of pages."""

OWN_PAGE = b'<meta name="generator" content="incident-mapper'
"""In the head of every page that `maps` writes."""

BATCH = 8
"""Articles read ahead and parsed together: more are no quicker."""

TOGETHER = 40_000
"""Characters of articles from which on no further one is read ahead: each costs the parse some kB for a while."""

Found = TypeVar("Found")
Held = Article | InputError | tuple[str, list[Found]]
"""What a source holds: an article, why there is none, or what was found in one in an earlier run."""
Tools = Callable[[], "tuple[Gazetteer, Language]"]
"""Gives the gazetteer and the spaCy pipeline; called once an article has been read, not before."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, or standard input, and the name of its article."""

    path: Path
    doc_id: str
    holds_incidents: bool = False


def sources_of(inputs: Sequence[Path]) -> tuple[list[Source], list[Path], list[InputError]]:
    """
    The files to read, each once; the files in folders that are left alone; what hinders.

    A folder gives its articles. Files of incidents and pages that lie beside them are earlier output: the
    first are read where they are named themselves.
    """
    sources: dict[str, Source] = {}
    ignored: list[Path] = []
    errors: list[InputError] = []
    for path in inputs:
        if not is_folder(path):
            holds = path != STDIN and formats.holds_incidents(path)
            sources.setdefault(_absolute(path), Source(path, path.name, holds))
            continue
        files, others, hindrances = files_below(path)
        output = {file for file in files if formats.holds_incidents(file) or _is_own_page(file)}
        for file in files:
            if file not in output:
                sources.setdefault(_absolute(file), Source(file, file.relative_to(path).as_posix()))
        ignored += sorted({*others, *output})
        errors += hindrances
        if not hindrances and output.issuperset(files):
            errors.append(InputError(str(path), "holds no article", "read are .txt .md .html .jsonl"))
    return _named_apart(list(sources.values())), ignored, errors


def _absolute(path: Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100 - Path.absolute keeps "..", and "a/../b" is "b"


def _named_apart(sources: list[Source]) -> list[Source]:
    """The sources, with the whole path for a name where two have the same."""
    names = Counter(source.doc_id for source in sources)
    return [
        replace(source, doc_id=source.path.as_posix()) if names[source.doc_id] > 1 else source for source in sources
    ]


def _is_own_page(path: Path) -> bool:
    """Whether a file is a map of an earlier run, which is no article."""
    try:
        if path.suffix.lower() not in PAGES or not path.is_file():  # opening a pipe would wait for its writer
            return False
        with path.open("rb") as file:
            return OWN_PAGE in file.read(2000)
    except OSError:
        return False


def incidents(
    sources: Iterable[Source], tools: Tools, published: date | None = None
) -> Iterator[tuple[Source, tuple[str, list[Incident]] | InputError]]:
    """
    The incidents of each article of the sources, after the article's id; or those that a file of incidents
    holds, by the article that each was first reported in.
    """
    from .extracting import extract_doc
    from .locating import locate_doc
    from .stems import may_trigger

    def held(source: Source) -> Iterator[Held[Incident]]:
        return _loaded(source) if source.holds_incidents else read_file(source.path, source.doc_id, published)

    def found(article: Article, doc: Doc | None, places: Gazetteer) -> list[Incident]:
        return [] if doc is None else extract_doc(article, doc, locate_doc(doc, places), places)

    return _in_turn(sources, held, tools, lambda text, nlp: may_trigger(text, nlp) or None, found)


def toponyms(
    sources: Iterable[Source],
    tools: Tools,
    published: date | None = None,
    *,
    given: bool = False,
    home: Place | None = None,
) -> Iterator[tuple[Source, tuple[str, list[Toponym]] | InputError]]:
    """
    The toponyms of each article: all that are found or, where ``given``, those that its line marks.

    ``home`` is the place that the articles' readers are taken to be near.
    """
    from .locating import locate_doc, locate_spans
    from .unlisted import place_unlisted

    def held(source: Source) -> Iterator[Held[Toponym]]:
        if source.holds_incidents:
            yield InputError(str(source.path), "holds incidents, not articles", "incidents map shows them")
            return
        for article in read_file(source.path, source.doc_id, published):
            if given and isinstance(article, Article) and article.spans is None:
                yield InputError(_name(article, source), 'has no "toponyms" to place', "mark them in a .jsonl file")
            else:
                yield article

    def found(article: Article, doc: Doc | None, places: Gazetteer) -> list[Toponym]:
        if doc is None:
            return locate_spans(article, article.spans or (), places, home)
        return place_unlisted(locate_doc(doc, places, home))

    return _in_turn(sources, held, tools, lambda _text, _nlp: None if given else False, found)


def readings(
    sources: Iterable[Source], tools: Tools, published: date | None = None
) -> Iterator[tuple[Source, tuple[str, list[Reading]] | InputError]]:
    """Each article of the sources, its toponyms and its incidents, alone in a list after the article's id."""
    from .reading import read_doc
    from .stems import may_trigger

    def held(source: Source) -> Iterator[Held[Reading]]:
        if source.holds_incidents:
            yield InputError(str(source.path), "holds incidents without their articles", "name the articles")
            return
        yield from read_file(source.path, source.doc_id, published)

    def alone(article: Article, doc: Doc | None, places: Gazetteer) -> list[Reading]:
        return [] if doc is None else [read_doc(article, doc, places)]

    return _in_turn(sources, held, tools, may_trigger, alone)


def _in_turn(
    sources: Iterable[Source],
    held: Callable[[Source], Iterator[Held[Found]]],
    tools: Tools,
    grammar: Callable[[str, Language], bool | None],
    step: Callable[[Article, Doc | None, Gazetteer], list[Found]],
) -> Iterator[tuple[Source, tuple[str, list[Found]] | InputError]]:
    """
    What ``step`` makes of each article that the sources hold, or why it fails, in their order.

    Some articles are read ahead, and parsed together: with grammar, without, or not at all, as ``grammar`` says.
    """
    ahead: list[tuple[Source, Held[Found]]] = []
    articles = letters = 0
    for source in sources:
        for each in held(source):
            ahead.append((source, each))
            if isinstance(each, Article):
                articles, letters = articles + 1, letters + len(each.text)
            if articles in {0, BATCH} or letters > TOGETHER:
                yield from _steps(ahead, tools, grammar, step)
                ahead, articles, letters = [], 0, 0
    yield from _steps(ahead, tools, grammar, step)


def _steps(
    ahead: Sequence[tuple[Source, Held[Found]]],
    tools: Tools,
    grammar: Callable[[str, Language], bool | None],
    step: Callable[[Article, Doc | None, Gazetteer], list[Found]],
) -> Iterator[tuple[Source, tuple[str, list[Found]] | InputError]]:
    texts = [each.text for _, each in ahead if isinstance(each, Article)]
    parsed = _parsed(texts, tools()[1], grammar) if len(texts) > 1 else None
    for source, each in ahead:
        if not isinstance(each, Article):
            yield source, each
            continue
        places, nlp = tools()
        name = _name(each, source)
        letters = script(each.text[:LETTERS])
        if nlp.lang == "en" and letters not in {"Latin", ""}:
            cause = f"is written in {letters} letters, of which the English pipeline knows little"
            yield source, InputError(name, cause, "name another with --model", lost=False)
        try:
            with _patience(SECONDS):
                doc = _parse(each.text, nlp, grammar) if parsed is None else parsed.pop(0)
                found = step(each, doc, places)
        except TimeoutError as error:
            yield source, InputError(name, str(error), "leave it out")
        except Exception as error:  # one article that a library chokes on must not cost the others
            yield source, InputError(name, f"{type(error).__name__}: {error}", "please report it")
        else:
            yield source, (each.doc_id, found)


def _parse(text: str, nlp: Language, grammar: Callable[[str, Language], bool | None]) -> Doc | None:
    from .language import parse

    wanted = grammar(text, nlp)
    return None if wanted is None else parse(nlp, text, grammar=wanted)


def _parsed(
    texts: Sequence[str], nlp: Language, grammar: Callable[[str, Language], bool | None]
) -> list[Doc | None] | None:
    """The texts parsed together, which is quicker; ``None`` where that fails, so that each is tried alone."""
    from .language import parse_each

    try:
        with _patience(SECONDS):
            wanted = [grammar(text, nlp) for text in texts]
            alike = {kind: [text for text, its in zip(texts, wanted, strict=True) if its is kind] for kind in wanted}
            docs = {kind: parse_each(nlp, some, grammar=kind) for kind, some in alike.items() if kind is not None}
            return [None if kind is None else next(docs[kind]) for kind in wanted]
    except Exception:  # which of them it was shows when each is alone
        return None


def _name(article: Article, source: Source) -> str:
    """The file, and the article where the file holds many."""
    return str(source.path) if article.doc_id == source.doc_id else f"{source.path}: {article.doc_id}"


@contextmanager
def _patience(seconds: float) -> Iterator[None]:
    """
    Raise `TimeoutError` in a block that takes longer, where the system has an alarm to wake us.

    Seconds of the processor: on a busy machine an article is no slower than it is.
    """
    if not hasattr(signal, "SIGPROF") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def late(*_: object) -> None:
        raise TimeoutError(f"takes longer than {seconds:g} seconds of processor")

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _loaded(source: Source) -> Iterator[tuple[str, list[Incident]] | InputError]:
    documents: dict[str, list[Incident]] = {}
    whole = True
    for incident in formats.load(source.path):
        if isinstance(incident, InputError):
            whole = False
            yield incident
        else:
            doc_id = incident.reports[0].doc_id if incident.reports else source.doc_id
            documents.setdefault(doc_id, []).append(incident)
    if whole and not documents:
        documents[source.doc_id] = []
    yield from documents.items()


def script(text: str) -> str:
    """
    The script of most of the letters, by its Unicode name; empty where there are none.

    >>> script("Взрыв in Алеппо"), script("1, 2, 3")
    ('Cyrillic', '')
    """
    names = Counter(unicodedata.name(letter, " ").split(" ")[0] for letter in text if letter.isalpha())
    return max(names, key=lambda name: names[name]).title() if names else ""
