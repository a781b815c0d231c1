"""Names in other spellings than filed, and the places that institutions are named for."""

import marisa_trie
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gazetteer
from gazetteer import Gazetteer, fold
from gazetteer.spellings import by_letter, named_within, respelled, rules
from gazetteer.tables import DATA, rows


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    return gazetteer.load()


RULES = by_letter(rules())
SPELLINGS = list(rows(DATA / "spellings.tsv"))
INSTITUTIONS = [row[0] for row in rows(DATA / "institutions.tsv")]


@pytest.mark.parametrize("row", SPELLINGS, ids=[row[4] for row in SPELLINGS])
def test_a_row_of_the_spellings_says_what_its_example_shows(row: list[str]) -> None:
    script, at, one, other, example = row
    assert at in {"any", "start", "end"}
    assert one != other
    assert fold(one) == one
    assert fold(other) == other
    left, right = (fold(name) for name in example.split(" = "))
    assert one in left
    assert other in right
    # Longer, so that even a short example may change in one part.
    for name, filed in ((f"x {left} zzzzzz", f"x {right} zzzzzz"), (f"x {right} zzzzzz", f"x {left} zzzzzz")):
        assert filed in [key for key, _ in respelled(name, marisa_trie.Trie([filed]), RULES)], script


def test_no_spelling_stands_twice() -> None:
    keys = [(row[0], row[1], *sorted(row[2:4])) for row in SPELLINGS]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("row", list(rows(DATA / "scripts.tsv")), ids=lambda row: row[0])
def test_the_countries_of_a_script_are_countries(row: list[str], places: Gazetteer) -> None:
    assert [code for code in row[1].split() if places.country(code) is None] == []


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Zaporozhie", "Zaporizhzhia"), ("Khmelnytskiy", "Khmelnytskyi"), ("Chassiv Yar", "Chasiv Yar"),
        ("Nikolayiv", "Mykolaiv"), ("Dayr ez Zawr", "Deir ez-Zor"), ("Deir ez Zawr", "Deir ez-Zor"),
        ("Al Hodaida", "Hodeidah"), ("Ajdabia", "Ajdabiya"), ("Kupvara", "Kupwara"),
    ],
)  # fmt: skip
def test_a_name_in_another_spelling_is_found(places: Gazetteer, name: str, meant: str) -> None:
    assert meant in [place.name for place in places.find(name)]
    assert {candidate.standing for candidate in places.respelled(name)} <= {"respelled"}


@pytest.mark.parametrize("name", ["Kharkov", "Odessa", "Alexandria", "Iskandariya", "Paris", "Lvov", "Mosul"])
def test_a_filed_name_is_not_looked_for_in_other_spellings(places: Gazetteer, name: str) -> None:
    assert places.candidates(name)
    assert places.respelled(name) == []


COMMON = (
    "about above according account across action activity address administration afternoon against agreement"
    " almost already although always among announce another answer anyone appear approach around arrive article"
    " attack attempt attention authority available beautiful because become before begin behavior behind"
    " believe benefit better between beyond billion brother budget building business camera campaign cancer"
    " candidate career carry catch cause century certain chair challenge chance change character charge check"
    " child choice choose citizen civil claim class clear close coach collection college commercial common"
    " community company compare computer concern condition conference consider consumer contain continue"
    " control could couple course court cover create crime cultural culture current customer daughter death"
    " debate decade decide decision defense degree democratic describe design despite detail determine develop"
    " difference difficult dinner direction director discover discuss disease doctor drive during early"
    " economic economy education effect effort eight either election employee energy enjoy enough enter entire"
    " environment especially establish evening event everyone evidence exactly example executive exist expect"
    " experience expert explain factor family father federal feeling field fight figure final finally financial"
    " finger finish floor focus follow foreign forget former forward friend front future garden general"
    " generation glass government ground group growth happen health hearing heart heavy herself history"
    " hospital hotel house however human hundred husband identify image imagine impact important improve"
    " include increase indicate individual industry information inside instead institution interest"
    " international interview investment involve issue itself kitchen knowledge language large later laugh"
    " lawyer leader learn least leave legal letter level likely listen little local machine magazine maintain"
    " major majority manage market marriage material matter maybe measure media medical meeting member memory"
    " mention message method middle might military million minute mission model modern moment money month"
    " morning mother mouth movement movie music myself nation national natural nature nearly necessary network"
    " never newspaper night nothing notice number occur offer office officer official often operation"
    " opportunity option order organization others outside owner painting paper parent participant particular"
    " partner party patient pattern peace people perform perhaps period person phone physical picture piece"
    " place plant player point police policy political politics popular population position positive possible"
    " power practice prepare present president pressure pretty prevent price private probably problem process"
    " produce product production professional professor program project property protect prove provide public"
    " purpose quality question quickly quite radio raise range rather reach ready reality realize really reason"
    " receive recent recognize record reduce reflect region relate relationship religious remain remember"
    " remove report represent republican require research resource respond response responsibility result"
    " return reveal right scene school science scientist score season second section security senior sense"
    " series serious serve service seven several sexual shake share shoot short should shoulder significant"
    " similar simple simply since single sister situation skill small social society soldier somebody someone"
    " something sometimes sound source south southern space speak special specific speech spend sport spring"
    " staff stage stand standard start state statement station still stock store story strategy street strong"
    " structure student study stuff style subject success suddenly suffer suggest summer support surface system"
    " table teach teacher technology television tend terms themselves theory these thing think third those"
    " though thought thousand threat three through throughout throw today together tonight toward town trade"
    " traditional training travel treat treatment trial trouble truth under understand until usually value"
    " various victim violence visit voice voter watch water weapon weight western whatever where whether which"
    " white whole whose window within without woman wonder worker world worry would write writer wrong young"
    " yourself"
).split()


def test_common_words_are_no_places_in_another_spelling(places: Gazetteer) -> None:
    assert [word for word in COMMON if places.respelled(word.capitalize())] == []


@given(st.text(max_size=30))
def test_any_text_may_be_asked_for(name: str) -> None:
    places = gazetteer.load()
    for candidate in places.respelled(name):
        assert candidate.place in [found.place for found in places.candidates(candidate.place.name)]
    assert isinstance(places.named_within(name), list)


@given(st.sampled_from(SPELLINGS), st.sampled_from(["Mariupol", "Kramatorsk", "Kandahar", "Benghazi", "Srinagar"]))
def test_what_is_found_in_another_spelling_is_filed_and_lies_where_it_is_spelled_so(row: list[str], name: str) -> None:
    places = gazetteer.load()
    changed = name.lower().replace(row[2], row[3])
    countries = {code for script in rows(DATA / "scripts.tsv") for code in script[1].split()}
    for candidate in places.respelled(changed):
        assert candidate.place.country in countries


@pytest.mark.parametrize(
    ("name", "place", "country"),
    [
        ("Belfast Magistrates' Court", "Belfast", "GB"), ("Cavan County Council", "Cavan", "IE"),
        ("Liverpool FC", "Liverpool", "GB"), ("Manitoba Chambers of Commerce", "Manitoba", "CA"),
        ("West Surrey", "Surrey", "GB"), ("South Venezuela", "Venezuela", "VE"),
        ("Nenagh Municipal District", "Nenagh", "IE"),
        ("Bank of Mexico", "Mexico", "MX"), ("Odesa Regional Clinical Hospital", "Odesa", "UA"),
    ],
)  # fmt: skip
def test_an_institution_is_of_the_place_in_its_name(places: Gazetteer, name: str, place: str, country: str) -> None:
    found = places.named_within(name)
    assert (place, country) in [(candidate.place.name, candidate.place.country) for candidate in found]
    assert {candidate.standing for candidate in found} == {"named within"}


@pytest.mark.parametrize(
    "name",
    ["British Embassy", "Embassy of the Republic of Armenia", "City Hall", "Police", "Belfast", "Tuesday", "", "East"],
)
def test_what_names_no_place_within(places: Gazetteer, name: str) -> None:
    assert places.named_within(name) == []


def test_the_longest_name_inside_comes_first() -> None:
    trie = marisa_trie.Trie(["york", "new york", "orange county", "orange"])
    words = frozenset(INSTITUTIONS)
    assert next(named_within("New York City Police", trie, words)) == "new york"
    assert next(named_within("Orange County Sheriff's Office", trie, words)) == "orange county"


def test_the_words_of_institutions_are_folded_single_and_sorted() -> None:
    assert sorted(set(INSTITUTIONS)) == INSTITUTIONS
    assert [word for word in INSTITUTIONS if fold(word) != word or " " in word] == []
