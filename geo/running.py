"""
One run of a command over its inputs: what is read from them, what fails, the progress, the line at the end.

Kept apart from the commands, which say what is done with what is read. spaCy and the gazetteer are loaded once an
article has been read, not before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from spacy.language import Language

    from gazetteer import Gazetteer, Place

    from .batch import Source, Tools
    from .incident import Correction, Incident
    from .inputs import InputError
    from .reading import Reading
    from .toponym import Toponym

    Documents = Iterable[tuple[str, list[Incident]]]

Found = TypeVar("Found")

NOTHING_FOUND, WRONG_USAGE, FAILED_SOME, INTERRUPTED = 1, 2, 3, 130
"""Exit statuses beside 0: done."""

STATUSES = {"LanguageError": WRONG_USAGE, "OutputError": 4, "PictureError": 4, "GazetteerError": 5}
"""Exit statuses of the errors that end a run, by name: most runs need not import their modules."""

SAID_PER_INPUT = 20
"""Failures of one input that are spelled out; the others are counted."""


class Failure(click.ClickException):
    """The end of the run: one line, and an exit status."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.exit_code = status  # type: ignore[misc] # click declares it on the class

    def show(self, file: IO[Any] | None = None) -> None:
        """Say it on standard error."""
        click.echo(f"incidents: {self.message}", err=True)


class Run:
    """One run over the inputs: what is read from them, what fails, the progress and the sum at the end."""

    def __init__(
        self,
        inputs: Sequence[Path],
        output: Path | None,
        published: datetime | None,
        *,
        also_read: Sequence[Path | None] = (),
        also_written: Sequence[Path] = (),
    ) -> None:
        from rich.console import Console
        from rich.progress import Progress

        from .batch import sources_of
        from .incident import YEARS

        self.published = published and published.date()
        if self.published and not YEARS[0] <= self.published.year <= YEARS[1]:
            raise Failure(f"{self.published} is no day that news could be of: give --date another", WRONG_USAGE)
        self.counts: Counter[str] = Counter()
        self.corrections: list[tuple[Correction, str | None]] = []  # with the reason where one holds no more
        self._corrections: list[Correction] | None = None  # those of the files, once they are read
        self._failures: Counter[Path] = Counter()
        console = Console(stderr=True)
        self._progress = Progress(console=console, transient=True, disable=not console.is_terminal)
        self.output = output
        self.sources, self.ignored, errors = sources_of(inputs)
        read = [*(source.path for source in self.sources), *also_read]
        for file in (output, *also_written):
            require_apart(file, read)
        for error in errors:
            self.fail(error, Path(error.name))

    def __enter__(self) -> Run:
        self._progress.start()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._progress.stop()
        if error is None:
            click.echo(f"incidents: {self.summary()}", err=True)
            if self.counts["failed"]:
                raise click.exceptions.Exit(FAILED_SOME)

    def summary(self) -> str:
        """The one line that says what was read, found and lost."""
        parts = [f"{self.counts['read']} read"]
        parts += [counted(self.counts[what], what) for what in ("incident", "place name") if what in self.counts]
        parts += [f"{self.counts['without']} without place", f"{self.counts['failed']} failed"]
        if self.corrections:
            unmatched = sum(reason is not None for _, reason in self.corrections)
            parts.append(f"{len(self.corrections) - unmatched} corrected, {unmatched} no longer matching")
        if self.ignored:
            names = [path.name for path in self.ignored[:3]] + ["..."] * (len(self.ignored) > 3)
            parts.append(f"{counted(len(self.ignored), 'other file')} left alone ({', '.join(names)})")
        written = f"; written to {self.output}" if self.output and self.output != Path("-") else ""
        return printable(", ".join(parts) + written)

    def fail(self, error: InputError, source: Path) -> None:
        """Name what failed (or could be read in part only), and count it."""
        self.counts["failed"] += error.lost
        self._failures[source] += 1
        if self._failures[source] <= SAID_PER_INPUT:
            self._progress.console.out(f"incidents: {error}", highlight=False)
        elif self._failures[source] == SAID_PER_INPUT + 1:
            rest = printable(f"{source}: more of these are only counted")
            self._progress.console.out(f"incidents: {rest}", highlight=False)

    def incidents(self, tools: Tools) -> Iterator[tuple[str, list[Incident]]]:
        """The incidents of each article, and those that files of incidents hold."""
        from . import batch

        for doc_id, found in self._all(batch.incidents(self.sources, tools, self.published)):
            self.counts["incident"] += len(found)
            self.counts["without"] += sum(incident.where.place is None for incident in found)
            yield doc_id, found

    def merged(self, documents: Documents, files: Sequence[Path]) -> Documents:
        """The incidents of each article, those that several report put together; readers have the last word."""
        from . import corrections
        from .merge import merge_documents, once

        given = self._given(files)
        found = merge_documents(
            documents, apart=corrections.same(given, "not_same_as"), together=corrections.same(given, "same_as")
        )
        incidents = once(found)
        self.counts["incident"] = len(incidents)
        self.counts["without"] = sum(incident.where.place is None for incident in incidents)
        return found

    def _given(self, files: Sequence[Path]) -> list[Correction]:
        """The corrections of these files, read once; what is none in them is named."""
        from . import corrections
        from .inputs import InputError

        if self._corrections is None:
            self._corrections = []
            for file in files:
                try:
                    found, problems = corrections.load(file)
                except InputError as error:
                    raise Failure(str(error), WRONG_USAGE) from None
                self._corrections += found
                self._say(list(map(str, problems)), f"of {file} left out")
        return self._corrections

    def _say(self, left_out: Sequence[str], rest: str) -> None:
        """Say why corrections are left out, the first ones each, and of the ``rest`` how many they are."""
        said = [printable(each) for each in left_out[:SAID_PER_INPUT]]
        if len(left_out) > SAID_PER_INPUT:
            said.append(printable(f"{counted(len(left_out) - SAID_PER_INPUT, 'more correction')} {rest}"))
        for each in said:
            self._progress.console.out(f"incidents: {each}", highlight=False)

    def corrected(
        self, documents: Iterable[tuple[str, list[Incident]]], files: Sequence[Path], store: Path | None
    ) -> Iterable[tuple[str, list[Incident]]]:
        """The incidents of each article as corrected by readers, whose corrections ``files`` hold."""
        if not files:
            return documents
        import gazetteer

        from . import corrections

        given = self._given(files)
        found = list(documents)
        done = corrections.apply([each for _, all_ in found for each in all_], given, gazetteer.load(store))
        said = [
            f"the correction of {correction.field} in incident {correction.incident} is left out: {reason}"
            for correction, reason in done.unmatched
        ]
        self._say(said, "no longer matching")
        self.corrections = [*((each, None) for each in done.applied), *done.unmatched]
        kept = {incident.id: incident for incident in done.incidents}
        return [(doc_id, [kept[each.id] for each in all_ if each.id in kept]) for doc_id, all_ in found]

    def toponyms(self, tools: Tools, given: bool, home: Place | None) -> Iterator[tuple[str, list[Toponym]]]:
        """The toponyms of each article: all that are found, or those of its own spans."""
        from . import batch

        found_in_each = batch.toponyms(self.sources, tools, self.published, given=given, home=home)
        for doc_id, found in self._all(found_in_each):
            self.counts["place name"] += len(found)
            self.counts["without"] += sum(toponym.place is None for toponym in found)
            yield doc_id, found

    def readings(self, tools: Tools) -> Iterator[Reading]:
        """Each article with its toponyms and its incidents."""
        from . import batch

        for _, (reading,) in self._all(batch.readings(self.sources, tools, self.published)):
            self.counts["incident"] += len(reading.incidents)
            self.counts["without"] += sum(incident.where.place is None for incident in reading.incidents)
            yield reading

    def _all(
        self, results: Iterable[tuple[Source, tuple[str, list[Found]] | InputError]]
    ) -> Iterator[tuple[str, list[Found]]]:
        """What the sources give; ends the run, and leaves the output as it was, where all fail."""
        task = self._progress.add_task("Reading", total=len(self.sources))
        before = {source: number for number, source in enumerate(self.sources)}
        for source, each in results:
            if isinstance(each, Exception):
                self.fail(each, source.path)
                continue
            self.counts["read"] += 1
            self._progress.update(task, completed=before[source], description=f"{self.counts['read']} read")
            yield each
        if not self.counts["read"]:
            unwritten = f"; {self.output} is not written" if self.output else ""
            raise Failure(printable(f"no input could be read{unwritten}"), FAILED_SOME)


@cache
def load_tools(model: str | None, store: Path | None) -> tuple[Gazetteer, Language]:
    """The gazetteer, and the spaCy pipeline of that name."""
    import gazetteer

    from . import language

    return gazetteer.load(store), language.load(model)


def require_apart(output: Path | None, read: Iterable[Path | None]) -> None:
    """End the run where writing the output would overwrite a file that is read."""
    from .outputs import is_same_file

    if output and any(is_same_file(output, source) for source in read if source):
        raise Failure(printable(f"{output} is one of the inputs: give -o another name"), WRONG_USAGE)


def counted(count: int, what: str) -> str:
    """A number and what it is of: ``1 place``, ``2 places``."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def printable(text: str) -> str:
    """Text on one line, harmless on a terminal."""
    from .inputs import printable

    return printable(text)
