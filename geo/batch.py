"""Many inputs at once: what each source holds, an `InputError` for each article that fails, the others go on."""

from __future__ import annotations

import os
import signal
import threading
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
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

Found = TypeVar("Found")
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
    source: Source, tools: Tools, published: date | None = None
) -> Iterator[tuple[str, list[Incident]] | InputError]:
    """
    The incidents of each article of a source, after the article's id; or those that a file of incidents
    holds, by the article that each was first reported in.
    """
    from .extracting import extract

    if source.holds_incidents:
        yield from _loaded(source)
        return
    for article in read_file(source.path, source.doc_id, published):
        yield from _steps(article, source, tools, extract)


def toponyms(
    source: Source, tools: Tools, published: date | None = None, *, given: bool = False, home: Place | None = None
) -> Iterator[tuple[str, list[Toponym]] | InputError]:
    """
    The toponyms of each article: all that are found or, where ``given``, those that its line marks.

    ``home`` is the place that the articles' readers are taken to be near.
    """
    from .locating import locate, locate_spans

    def found(article: Article, places: Gazetteer, nlp: Language) -> list[Toponym]:
        return locate(article, places, nlp, home=home)

    def placed(article: Article, places: Gazetteer, nlp: Language) -> list[Toponym]:
        return locate_spans(article, article.spans or (), places, home)

    if source.holds_incidents:
        yield InputError(str(source.path), "holds incidents, not articles", "incidents map shows them")
        return
    for article in read_file(source.path, source.doc_id, published):
        if given and isinstance(article, Article) and article.spans is None:
            yield InputError(_name(article, source), 'has no "toponyms" to place', "mark them in a .jsonl file")
        else:
            yield from _steps(article, source, tools, placed if given else found)


def readings(
    source: Source, tools: Tools, published: date | None = None
) -> Iterator[tuple[str, list[Reading]] | InputError]:
    """Each article of a source, its toponyms and its incidents, alone in a list after the article's id."""
    from .reading import read_through

    def alone(article: Article, places: Gazetteer, nlp: Language) -> list[Reading]:
        return [read_through(article, places, nlp)]

    if source.holds_incidents:
        yield InputError(str(source.path), "holds incidents without their articles", "name the articles")
        return
    for article in read_file(source.path, source.doc_id, published):
        yield from _steps(article, source, tools, alone)


def _steps(
    article: Article | InputError,
    source: Source,
    tools: Tools,
    step: Callable[[Article, Gazetteer, Language], list[Found]],
) -> Iterator[tuple[str, list[Found]] | InputError]:
    """What ``step`` makes of an article, or why it fails on it."""
    if isinstance(article, InputError):
        yield article
        return
    places, nlp = tools()
    name = _name(article, source)
    letters = script(article.text[:LETTERS])
    if nlp.lang == "en" and letters not in {"Latin", ""}:
        cause = f"is written in {letters} letters, of which the English pipeline knows little"
        yield InputError(name, cause, "name another with --model", lost=False)
    try:
        with _patience(SECONDS):
            found = step(article, places, nlp)
    except TimeoutError as error:
        yield InputError(name, str(error), "leave it out")
    except Exception as error:  # one article that a library chokes on must not cost the others
        yield InputError(name, f"{type(error).__name__}: {error}", "please report it")
    else:
        yield article.doc_id, found


def _name(article: Article, source: Source) -> str:
    """The file, and the article where the file holds many."""
    return str(source.path) if article.doc_id == source.doc_id else f"{source.path}: {article.doc_id}"


@contextmanager
def _patience(seconds: float) -> Iterator[None]:
    """Raise `TimeoutError` in a block that takes longer, where the system has an alarm to wake us."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def late(*_: object) -> None:
        raise TimeoutError(f"takes longer than {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


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
