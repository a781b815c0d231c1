"""Toponyms of a text, an article or many, found without grammar."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import geo
from gazetteer import Gazetteer
from geo.article import Article, read
from geo.language import load, parse, parse_names
from incidents import main

if TYPE_CHECKING:
    from spacy.language import Language

ROOT = Path(__file__).parents[1]
TEXT = "Drones hit Odesa overnight, said officials in Kyiv, Ukraine."


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return [article for article in read(ROOT / "seeds") if isinstance(article, Article)]


def test_a_text_an_article_and_many_give_the_same_toponyms(places: Gazetteer, nlp: Language) -> None:
    found = geo.locate(TEXT, places, nlp)
    assert [toponym.text for toponym in found] == ["Odesa", "Kyiv", "Ukraine"]
    assert geo.locate(Article("a", TEXT), places, nlp) == found
    assert list(geo.locate([TEXT, Article("a", TEXT), "Nothing."], places, nlp)) == [found, found, []]


def test_demonyms_are_left_out_on_demand_and_still_tell_of_what_they_stand_beside(
    places: Gazetteer, nlp: Language
) -> None:
    text = "Bombs hit the Lebanese city of Tripoli. Ukrainian officials said nothing."
    all_names = geo.locate(text, places, nlp)
    assert [(toponym.text, toponym.kind) for toponym in all_names] == [
        ("Lebanese", "demonym"),
        ("Tripoli", "place"),
        ("Ukrainian", "demonym"),
    ]
    (tripoli,) = geo.locate(text, places, nlp, demonyms=False)
    assert tripoli == all_names[1]
    assert tripoli.place is not None
    assert tripoli.place.country == "LB"
    assert list(geo.locate([text], places, nlp, demonyms=False)) == [[tripoli]]


@pytest.mark.parametrize(("option", "names"), [([], ["Ukrainian", "Kyiv"]), (["--no-demonyms"], ["Kyiv"])])
def test_the_command_leaves_demonyms_out_on_demand(option: list[str], names: list[str], tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text("Ukrainian officials met in Kyiv.", encoding="utf-8")
    done = CliRunner().invoke(main, ["places", str(article), "--format", "jsonl", *option])
    assert [toponym["text"] for toponym in json.loads(done.stdout)["toponyms"]] == names


LOCAL = "A fire broke out in Paris on Monday."


@pytest.mark.parametrize(
    ("home", "place"),
    [(None, 2988507), ("Paris, Texas", 4717560), ("Texas", 4717560), ("Paris, France", 2988507)],
)
def test_of_places_with_one_name_the_one_near_home_is_meant(
    home: str | None, place: int, places: Gazetteer, nlp: Language
) -> None:
    (paris,) = geo.locate(LOCAL, places, nlp, home=home)
    assert paris.place is not None
    assert paris.place.id == place
    assert home is None or "home" in paris.why or home == "Paris, France"


def test_home_does_not_outweigh_the_text(places: Gazetteer, nlp: Language) -> None:
    text = "Police in Paris, the French capital, met those of London and Berlin."
    paris = next(toponym for toponym in geo.locate(text, places, nlp, home="Paris, Texas") if toponym.text == "Paris")
    assert paris.place is not None
    assert paris.place.id == 2988507


@pytest.mark.parametrize("home", ["Xyzzyq", "", ",", " "])
def test_a_home_that_no_gazetteer_knows_is_refused(home: str, places: Gazetteer, nlp: Language) -> None:
    with pytest.raises(ValueError, match="is no place of the gazetteer"):
        geo.locate(LOCAL, places, nlp, home=home)


def test_the_command_takes_a_home_and_refuses_an_unknown_one(tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text(LOCAL, encoding="utf-8")
    arguments = ["places", str(article), "--format", "jsonl", "--home"]
    done = CliRunner().invoke(main, [*arguments, "Paris, Texas"])
    assert [toponym["geonameid"] for toponym in json.loads(done.stdout)["toponyms"]] == [4717560]
    failed = CliRunner().invoke(main, [*arguments, "Xyzzyq"])
    assert failed.exit_code == 2
    assert "Xyzzyq" in failed.stderr


def test_what_ships_is_taken_where_nothing_is_given() -> None:
    found = geo.locate("A blast shook Zheleznogorsk in the Kursk region of Russia.")
    assert [toponym.place and toponym.place.name for toponym in found] == ["Zheleznogorsk", "Kursk Oblast", "Russia"]


def test_articles_are_read_as_they_are_asked_for(places: Gazetteer, nlp: Language) -> None:
    taken = []

    def endless() -> Iterator[str]:
        while True:
            taken.append(TEXT)
            yield TEXT

    first = next(geo.locate(endless(), places, nlp))
    assert first == geo.locate(TEXT, places, nlp)
    assert len(taken) < 50


def test_one_at_a_time_or_many_with_grammar_or_without_the_names_are_the_same(
    articles: list[Article], places: Gazetteer, nlp: Language
) -> None:
    assert articles
    batched = list(geo.locate(articles, places, nlp))
    for article, toponyms, doc in zip(articles, batched, parse_names(nlp, (a.text for a in articles)), strict=True):
        full = parse(nlp, article.text)
        assert full.has_annotation("DEP")
        assert not doc.has_annotation("DEP")
        assert [(e.start, e.end, e.label_) for e in full.ents] == [(e.start, e.end, e.label_) for e in doc.ents]
        assert geo.locate(article, places, nlp) == toponyms


def test_an_entity_tagger_that_listens_to_shared_vectors_gets_them() -> None:
    """As in pipelines trained with one tok2vec for all."""
    import spacy

    nlp = load()
    listening = spacy.blank("en")
    listening.add_pipe("tok2vec")
    model = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "tok2vec"}
    config = {"model": {**nlp.get_pipe_config("ner")["model"], "tok2vec": model}}
    listening.add_pipe("ner", config=config).add_label("GPE")  # type: ignore[attr-defined]
    listening.add_pipe("tagger").add_label("NN")  # type: ignore[attr-defined]
    listening.initialize()
    doc = parse(listening, TEXT, grammar=False)
    assert doc.tensor.shape == (len(doc), 96)
    assert not doc.has_annotation("TAG")
    assert parse(listening, TEXT).has_annotation("TAG")


@pytest.mark.parametrize("name", sorted(set(geo.__all__)))
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(geo, name).__doc__
    assert name in dir(geo)


def test_what_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'geocode'"):
        geo.geocode  # noqa: B018


def test_a_function_stays_a_function_after_the_modules_are_imported() -> None:
    code = """
import geo, json, sys
import geo.batch, geo.formats
from geo.locating import locate
from geo.extracting import extract
print(json.dumps([geo.locate is locate, geo.extract is extract, "spacy" in sys.modules]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT)
    assert json.loads(done.stdout) == [True, True, False]


@pytest.mark.parametrize("package", ["geo", "geo.incident", "maps"])
def test_imports_are_light(package: str) -> None:
    code = f"import sys; import {package}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT, text=True)
    assert not {"spacy", "trafilatura", "dateparser"} & set(done.stdout.split())
