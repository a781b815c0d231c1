"""The command line: news articles in; a map, incidents or place names out."""

from __future__ import annotations

import base64
import errno
import hashlib
import importlib.util
import io
import logging
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

try:
    from geo.running import (
        FAILED_SOME,
        INTERRUPTED,
        NOTHING_FOUND,
        SAID_PER_INPUT,
        STATUSES,
        Failure,
        Run,
        counted,
        load_tools,
        printable,
        require_apart,
    )
except ImportError as absent:
    if absent.name is None or not absent.name.startswith("geo"):
        raise
    cause = f"the package 'geo' here is not ours ({absent})"
    sys.exit(f"incidents: {cause}: install incident-mapper in an environment of its own")

if TYPE_CHECKING:
    from gazetteer import Gazetteer, Place
    from geo.incident import Incident
    from geo.reading import Reading
    from maps.story import Story

    Documents = Iterable[tuple[str, list[Incident]]]

PICTURES = {".svg", ".png"}
"""Endings of the names of files that are pictures; any other is a page."""

PAGES = {".html", ".htm"}

LARGEST_PNG = 4000
"""Most of a side that may be asked of a .png, which has two pixels for each."""

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
"""Why nothing more can be written."""

FORMATS = {".jsonl": "jsonl", ".geojson": "geojson", ".csv": "csv"}

LONGEST_NAME = 100
"""Characters of a name that suggestions are looked for; the longest name on Earth has 85."""

LANGUAGES = ("en", "uk")
"""Of the page: the columns of maps/strings.tsv, which most runs need not read."""
WORLDVIEWS = ("iso", "de-facto")
"""Whose borders a map shows: those of maps/basemap.py."""
TILES = ("blue-marble", "esri-imagery", "opentopomap", "osm")
"""What a page may offer: the rows of maps/tiles.tsv."""

PACKAGES = ("gazetteer", "geo", "maps")


class Commands(click.Group):
    """The group of commands: here an error that ends the run becomes one line and an exit status."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run as a program; standard output that takes no more (click minds a closed pipe) ends it with one line."""
        try:
            return super().main(*args, **kwargs)
        except OSError as error:
            if error.filename is not None or error.errno not in NO_ROOM:
                raise
            with suppress(OSError):
                sys.stdout.close()  # else Python tries once more at its end, and says so
            from gazetteer.refusals import unwritable

            click.echo(f"incidents: standard output cannot be written: {unwritable(error)}", err=True)
            sys.exit(STATUSES["OutputError"])

    def invoke(self, context: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(context)
        except KeyboardInterrupt:
            raise Failure("interrupted; nothing is left half written", INTERRUPTED) from None
        except Exception as error:
            if type(error).__name__ not in STATUSES:
                raise
            raise Failure(str(error), STATUSES[type(error).__name__]) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="incident-mapper")
def main() -> None:
    """
    Turn news articles into one standalone HTML map of what happened where. No network is used.

    INPUT is a file (.txt .md .html .jsonl), a folder of them, or - for text on standard input.

    \b
    Exit status: 0 done; 1 nothing found; 2 wrong usage; 3 done, but some inputs failed;
    4 the output cannot be written; 5 the gazetteer cannot be used.
    """  # noqa: D301
    require_own_packages(Path(__file__).resolve().parent)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # whatever the locale: what is written here is data
    logging.getLogger().addHandler(logging.NullHandler())  # what libraries log of hostile pages is noise here
    if not sys.warnoptions:
        warnings.simplefilter("ignore")


def gazetteer_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add ``--gazetteer FILE``, which the environment may give too."""
    return click.option(
        "--gazetteer",
        "store",
        type=click.Path(path_type=Path),
        envvar="INCIDENTS_GAZETTEER",
        show_envvar=True,
        metavar="FILE",
        help="Use a gazetteer that `incidents gazetteer` made.",
    )(command)


def inputs_argument(command: Callable[..., None]) -> Callable[..., None]:
    """Add ``INPUT...`` and the options of every command that reads articles."""
    path = click.Path(path_type=Path)
    command = gazetteer_option(command)
    command = click.option("--model", metavar="NAME", help="Another spaCy pipeline, by name or folder.")(command)
    command = click.option(
        "--date",
        "published",
        type=click.DateTime(["%Y-%m-%d"]),
        metavar="YYYY-MM-DD",
        help="When articles that carry no date were published.",
    )(command)
    return click.argument("inputs", nargs=-1, required=True, type=path, metavar="INPUT...")(command)


def corrections_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add ``--corrections FILE``, which may be given more than once."""
    return click.option(
        "--corrections",
        "corrections",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Corrections that were saved from the page; may be given again.",
    )(command)


def merge_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add ``--no-merge``."""
    return click.option(
        "--no-merge",
        "merging",
        flag_value=False,
        default=True,
        help="Keep what several articles report of one incident apart.",
    )(command)


def lang_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add ``--lang``."""
    help_ = "Language of the page, not of the texts."
    return click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help=help_)(command)


def worldview_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add ``--worldview``."""
    views, help_ = click.Choice(WORLDVIEWS), "Borders to draw: as in ISO 3166, or by who holds the land."
    return click.option("--worldview", type=views, default="iso", show_default=True, help=help_)(command)


def _size(context: click.Context, option: click.Parameter, text: str) -> tuple[int, int]:
    wide, _, high = text.lower().partition("x")
    if not (wide.isascii() and high.isascii() and wide.isdigit() and high.isdigit()):
        raise click.BadParameter(f"{text!r} is no size: give pixels, as 1200x800")
    if not all(240 <= int(side) <= 10_000 for side in (wide[:6], high[:6])):
        raise click.BadParameter(f"{text} pixels: a side may have 240 to 10000")
    return int(wide), int(high)


@main.command("map")
@inputs_argument
@corrections_option
@merge_option
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The page or picture to write.")
@click.option("--title", help="Title of the page.")
@lang_option
@click.option(
    "--size", default="1200x800", show_default=True, callback=_size, metavar="WxH",
    help=f"Of a picture. A .png has two pixels for each; the most is {LARGEST_PNG} a side.",
)  # fmt: skip
@click.option("--dark", is_flag=True, help="A picture in dark colours; a page follows its reader's.")
@worldview_option
@click.option("--tiles", type=click.Choice(TILES), help="An online map that the page may offer; off until clicked.")
@click.option("--embed", is_flag=True, help="Write beside map.html a map.embed.html to paste into another page.")
def map_command(
    inputs: tuple[Path, ...],
    published: datetime | None,
    model: str | None,
    store: Path | None,
    corrections: tuple[Path, ...],
    merging: bool,
    output: Path,
    title: str | None,
    lang: str,
    size: tuple[int, int],
    dark: bool,
    worldview: str,
    tiles: str | None,
    embed: bool,
) -> None:
    """
    Write one HTML page with a map of the incidents in articles; or the same map as a picture, .svg or .png.

    INPUT may also be a file of incidents that `extract` wrote (.jsonl or .geojson). The page opens from disk
    in any browser, without a network.

    \b
    Examples:
      incidents map news/ -o map.html
      incidents map article.txt --date 2024-03-12 -o map.html
      incidents map monday.jsonl tuesday.geojson --title "This week" -o week.html
      incidents map news/ --corrections corrections.json -o map.html
      incidents map news/ -o map.png --size 1600x900 --dark
      incidents map news/ -o map.html --embed
      incidents map news/ -o map.html --lang uk
    """  # noqa: D301
    from geo.outputs import written

    form = _require_ending(output, PAGES | PICTURES)
    if form == ".png" and max(size) > LARGEST_PNG:
        raise click.UsageError(f"--size: a side of a .png may have {LARGEST_PNG}: give less, or write .svg")
    if embed and (form in PICTURES or output == Path("-")):
        raise click.UsageError("--embed goes with a page: give -o a name that ends in .html")
    if form == ".png":
        import maps

        maps.require_fonts()  # before the articles are read, not after

    pasted = [output.with_suffix(".embed.html")] if embed else []
    beside = [*corrections, store]
    with Run(inputs, output, published, also_read=beside, also_written=pasted) as run, written(output) as page:
        documents: Documents = run.incidents(partial(load_tools, model, store))
        documents = run.merged(documents, corrections) if merging else documents
        documents = run.corrected(documents, corrections, store)
        import maps
        from geo.merge import once

        found = once(documents)
        for snippet in pasted:
            with written(snippet) as file:
                file.write(maps.snippet(output.name, title))
            click.echo(f"incidents: {printable(str(snippet))} is what to paste into another page", err=True)
        if form not in PICTURES:
            html = maps.render(
                found, title=title, lang=lang, corrections=run.corrections, tiles=tiles, worldview=worldview
            )
            page.write(html)
            return
        wide, high = size
        picture = maps.picture(
            found, width=wide, height=high, title=title, dark=dark, lang=lang, worldview=worldview
        )
        if form == ".svg":
            page.write(picture)
        else:
            page.buffer.write(maps.png(picture))


@main.command("report")
@inputs_argument
@corrections_option
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The page to write.")
@click.option("--title", help="Title of the page.")
@lang_option
@worldview_option
def report_command(
    inputs: tuple[Path, ...],
    published: datetime | None,
    model: str | None,
    store: Path | None,
    corrections: tuple[Path, ...],
    output: Path,
    title: str | None,
    lang: str,
    worldview: str,
) -> None:
    """
    Write one HTML page with the articles beside the map, their incidents and places marked in the text.

    A click on either shows the other. The page opens from disk in any browser, without a network.

    \b
    Examples:
      incidents report news/ -o report.html
      incidents report article.txt --date 2024-03-12 -o report.html
    """  # noqa: D301
    _require_ending(output, PAGES)
    from geo.outputs import written

    with Run(inputs, output, published, also_read=[*corrections, store]) as run, written(output) as page:
        readings = list(run.readings(partial(load_tools, model, store)))
        documents: Documents = [(each.article.doc_id, list(each.incidents)) for each in readings]
        documents = run.corrected(run.merged(documents, corrections), corrections, store)
        import maps
        from geo.merge import once

        stories = [_story(each) for each in readings]
        found = once(documents)
        page.write(
            maps.report(stories, found, title=title, lang=lang, corrections=run.corrections, worldview=worldview)
        )


def _story(reading: Reading) -> Story:
    """An article that was read through, as the report shows it."""
    import maps

    article = reading.article
    names = (maps.PlaceName(each.start, each.end, each.place, each.why) for each in reading.toponyms)
    return maps.Story(
        article.doc_id, article.text, article.title, article.source, article.url, article.published, tuple(names)
    )


@main.command()
@inputs_argument
@corrections_option
@merge_option
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write; else standard output.")
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS.values())), help="Default: by the name of the file, or jsonl."
)
def extract(
    inputs: tuple[Path, ...],
    published: datetime | None,
    model: str | None,
    store: Path | None,
    corrections: tuple[Path, ...],
    merging: bool,
    output: Path | None,
    form: str | None,
) -> None:
    """
    Write the incidents in articles as JSON lines, GeoJSON or CSV.

    jsonl is one article a line, {"doc_id", "incidents"}. In csv, text that a spreadsheet would run as a
    formula gets an apostrophe before it.

    \b
    Examples:
      incidents extract article.txt
      incidents extract news/ -o incidents.geojson
      cat article.txt | incidents extract - --format csv > incidents.csv
    """  # noqa: D301
    form = form or _format_by_name(output, FORMATS, "jsonl")
    from geo import formats, merge
    from geo.outputs import written

    with Run(inputs, output, published, also_read=[*corrections, store]) as run, written(output) as file:
        documents: Documents = run.incidents(partial(load_tools, model, store))
        documents = run.merged(documents, corrections) if merging else documents
        documents = run.corrected(documents, corrections, store)
        if form == "jsonl":
            file.writelines(formats.jsonl(documents))
        else:
            write = formats.geojson if form == "geojson" else formats.table
            file.writelines(write(merge.once(documents)))


@main.command("places")
@inputs_argument
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write; else standard output.")
@click.option(
    "--format", "form", type=click.Choice(["table", "jsonl"]), help="Default: jsonl for a .jsonl file, else a table."
)
@click.option("--gold-spans", is_flag=True, help='Place the "toponyms" that a JSONL input already marks.')
@click.option("--demonyms/--no-demonyms", default=True, help='Whether to write "Ukrainian" and the like; they are.')
@click.option("--home", metavar="PLACE", help='Where the articles are read: "Paris, Texas". Near it is likelier.')
def places_command(
    inputs: tuple[Path, ...],
    published: datetime | None,
    model: str | None,
    store: Path | None,
    output: Path | None,
    form: str | None,
    gold_spans: bool,
    demonyms: bool,
    home: str | None,
) -> None:
    """
    Write the place names in articles, and the places they mean.

    \b
    Examples:
      incidents places article.txt
      incidents places news/ --format jsonl -o places.jsonl
      incidents places corpus.jsonl --gold-spans -o placed.jsonl
      incidents places article.txt --no-demonyms
      incidents places article.txt --home "Paris, Texas"
    """  # noqa: D301
    form = form or _format_by_name(output, {".jsonl": "jsonl"}, "table")
    from geo import formats, tables
    from geo.locating import without_demonyms
    from geo.outputs import written

    with Run(inputs, output, published, also_read=[store]) as run, written(output) as file:
        for doc_id, toponyms in run.toponyms(partial(load_tools, model, store), gold_spans, _home(home, store)):
            toponyms = toponyms if demonyms else without_demonyms(toponyms)
            if form == "jsonl":
                file.write(formats.dumps(formats.toponyms(doc_id, toponyms)) + "\n")
            else:
                file.write(tables.toponyms(doc_id, toponyms))


def _home(text: str | None, store: Path | None) -> Place | None:
    if text is None:
        return None
    import gazetteer
    from geo.locating import home_of

    try:
        return home_of(text, gazetteer.load(store))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--home") from None


def _coordinates(context: click.Context, option: click.Parameter, text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    try:
        lat, lon = map(float, text.split(","))
    except ValueError:
        raise click.BadParameter(f"{text!r} is not two numbers with a comma: give degrees, as 46.48,30.73") from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise click.BadParameter(f"{text!r} is no point of the earth: give the latitude first, then the longitude")
    return lat, lon


@main.command()
@click.argument("names", nargs=-1, metavar="NAME...")
@click.option(
    "--limit", type=click.IntRange(0), default=20, show_default=True, help="Places to list for a name; 0 lists all."
)
@click.option(
    "--at", "point", callback=_coordinates, metavar="LAT,LON",
    help="A point: what holds it and lies near; or its nearest NAME first.",
)  # fmt: skip
@gazetteer_option
def find(names: tuple[str, ...], limit: int, point: tuple[float, float] | None, store: Path | None) -> None:
    """
    List the places that a name may mean, the likeliest first; or the areas that hold a point, the smallest first,
    and what lies nearest to it.

    \b
    Examples:
      incidents find Zheleznogorsk
      incidents find "New York" Springfield --limit 0
      incidents find --at 46.48,30.73
      incidents find Springfield --at 39.8,-89.6
    """  # noqa: D301
    if not names and point is None:
        raise click.UsageError("nothing to look for: give a name, or a point with --at")
    import gazetteer
    from geo import tables

    places = gazetteer.load(store)
    if not names and point is not None:
        found = [*places.at(*point), *places.nearest(*point, limit=limit or len(places))]
        if not found:
            raise Failure("no place is known within 50 km of that point, and no area that holds it", NOTHING_FOUND)
        click.echo(tables.places(found, places), nl=False)
        return
    unknown = False
    for number, name in enumerate(names):
        found = places.find(name, near=point)
        if not found:
            unknown = True
            click.echo(f"incidents: {_unknown(name, places)}", err=True)
            continue
        shown = found[: limit or None]
        click.echo(("\n" if number else "") + tables.places(shown, places), nl=False)
        if len(shown) < len(found):
            click.echo(f"and {len(found) - len(shown)} more: --limit 0 lists all")
    if unknown:
        raise click.exceptions.Exit(NOTHING_FOUND)


@main.group("gazetteer")
def gazetteer_group() -> None:
    """Look into the gazetteer, or make your own."""


@gazetteer_group.command()
@gazetteer_option
def info(store: Path | None) -> None:
    """
    Say what the gazetteer holds and from which sources.

    \b
    Example:
      incidents gazetteer info
    """  # noqa: D301
    import gazetteer
    from geo import tables

    for key, value in gazetteer.load(store).info().items():
        click.echo(f"{key}: {tables.indented(value)}")


@gazetteer_group.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Default: FILE with the ending .gazetteer.")
@gazetteer_option
def add(file: Path, output: Path | None, store: Path | None) -> None:
    """
    Make a gazetteer that knows your own places too, from a .csv or .geojson FILE.

    Columns (or properties of points): name, lat, lon; if known feature (a GeoNames code, else PPL), country
    (two letters), population, alternates (separated by |). --gazetteer FILE adds to another than the one that ships.

    \b
    Example:
      incidents gazetteer add places.csv -o mine.gazetteer
      incidents map news/ --gazetteer mine.gazetteer -o map.html
    """  # noqa: D301
    import gazetteer
    from gazetteer import own

    target = output or file.with_suffix(".gazetteer")
    require_apart(target, (file, store))
    base = gazetteer.load(store).store
    places, problems = own.read_places(file, base)
    for problem in problems[:SAID_PER_INPUT]:
        click.echo(f"incidents: {printable(problem)}", err=True)
    if len(problems) > SAID_PER_INPUT:
        click.echo(f"incidents: and {len(problems) - SAID_PER_INPUT} more rows like these", err=True)
    if not places:
        raise Failure(printable(f"{file} holds no place that can be added; {target} is not written"), FAILED_SOME)
    with _writing(target):
        own.add_places(base, places, own.source_of(file, places), target)
    said = f"{counted(len(places), 'place')} added, {len(problems)} failed; written to {target}"
    click.echo(f"incidents: {printable(said)}; use it with --gazetteer", err=True)
    if problems:
        raise click.exceptions.Exit(FAILED_SOME)


@gazetteer_group.command()
@click.option("--geonames", "folder", required=True, type=click.Path(path_type=Path), help="Folder of the dump.")
@click.option("--countries", default="", metavar="UA,RU", help="Only these, by their two letters. Default: all.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("geonames.gazetteer"), show_default=True,
    help="File to write.",
)  # fmt: skip
def build(folder: Path, countries: str, output: Path) -> None:
    """
    Make a gazetteer from the files of the GeoNames dump, text or zip, that you have downloaded.

    allCountries, or UA and the like; with them no-country, alternateNamesV2, admin1CodesASCII, admin2Codes,
    countryInfo and hierarchy, and cities500 for the towns of the rest of the world.

    \b
    Example:
      incidents gazetteer build --geonames dump/ --countries UA,RU -o front.gazetteer
      incidents map news/ --gazetteer front.gazetteer -o map.html
    """  # noqa: D301
    from rich.console import Console
    from rich.progress import Progress

    from gazetteer import dump, geonames

    require_apart(output, dump.sources(folder))
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress, _writing(output):
        bar = progress.add_task("")
        codes = [code for code in countries.split(",") if code.strip()]

        def tell(name: str, done: int, size: int) -> None:
            progress.update(bar, description=name, completed=done, total=size)

        built = geonames.build(folder, output, codes, tell)
    for what, counts in (("kept", built.kept), ("dropped", built.dropped)):
        for reason, count in counts.most_common():
            click.echo(f"{what}: {count:,} {printable(reason)}", err=True)
    click.echo(f"incidents: written to {printable(str(output))}; use it with --gazetteer", err=True)


@contextmanager
def _writing(target: Path) -> Iterator[None]:
    """End the run with one line where a file cannot be written."""
    try:
        yield
    except OSError as problem:
        from gazetteer.refusals import unwritable

        cause = f"{target} cannot be written: {unwritable(problem)}"
        raise Failure(printable(cause), STATUSES["OutputError"]) from None


def require_own_packages(root: Path) -> None:
    """
    End the run where another distribution has written over our packages: ``geo`` and ``maps`` are
    names that others install too, and no installer minds.
    """
    records = root.glob("incident_mapper-*.dist-info/RECORD")
    lines = next((record.read_text(encoding="utf-8") for record in records), "").splitlines()
    for package in PACKAGES:
        file = root / package / "__init__.py"
        spec = importlib.util.find_spec(package)
        ours = file.is_file() and spec is not None and spec.origin is not None and Path(spec.origin).samefile(file)
        recorded = next((line.split(",")[1] for line in lines if line.startswith(f"{package}/__init__.py,")), "")
        if ours and recorded.startswith("sha256="):
            digest = base64.urlsafe_b64encode(hashlib.sha256(file.read_bytes()).digest())
            ours = digest.rstrip(b"=").decode() == recorded.removeprefix("sha256=")
        if not ours:
            cause = f"the package {package!r} here is not ours: another distribution took its place"
            raise Failure(f"{cause}: install incident-mapper in an environment of its own", 1)


def _format_by_name(output: Path | None, known: dict[str, str], default: str) -> str:
    suffix = output.suffix.lower() if output else ""
    if suffix and suffix not in known:
        choice = " or ".join(known)
        raise click.UsageError(f"the format of {output} is not known by its name: end it in {choice}, or give --format")
    return known.get(suffix, default)


def _require_ending(output: Path, known: set[str]) -> str:
    """The ending of a file's name, in lower case; wrong usage where it promises another format than we write."""
    ending = output.suffix.lower()
    if ending and ending not in known:
        choice = " ".join(sorted(known))
        raise click.UsageError(f"{printable(str(output))} cannot be written in that format: end it in one of {choice}")
    return ending


def _unknown(name: str, places: Gazetteer) -> str:
    suggestions = places.suggest(name) if len(name) <= LONGEST_NAME else []
    hint = f"; did you mean {' or '.join(suggestions)}?" if suggestions else ""
    return printable(f"{name!r} is not in the gazetteer{hint}")


if __name__ == "__main__":
    main()
