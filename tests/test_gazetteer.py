"""The gazetteer finds each place under its names, and no other place under them first."""

import pytest

import gazetteer
from gazetteer import Gazetteer, Place


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    return gazetteer.load()


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Odesa", 698740), ("Odessa", 698740), ("Одесса", 698740), ("Одеса", 698740),
        ("Zheleznogorsk", 463343), ("Yeysk", 466885), ("Kursk", 538560), ("Курск", 538560),
        ("Kursk region", 538555), ("Kursk Oblast", 538555), ("Курская область", 538555),
        ("Kyiv", 703448), ("Kiev", 703448), ("Київ", 703448), ("Kyiv region", 703446),
        ("Donbas", 709718), ("Donbass", 709718), ("Донбас", 709718), ("Crimea", 703883),
        ("Avdiivka", 713122), ("Avdeyevka", 713122), ("Bakhmut", 713174), ("Chasiv Yar", 710915),
        ("Chasov Yar", 710915), ("Sumy", 692194), ("Sumy region", 692196), ("Belgorod", 578072),
        ("Belgorod region", 578071), ("Engels", 563464), ("Kherson", 706448), ("Kherson region", 706442),
        ("Zaporizhzhia", 687700), ("Zaporizhzhya", 687700), ("Gaza", 281133), ("Gaza City", 281133),
        ("Gaza Strip", 281132), ("Rafah", 281102), ("Khan Younis", 281124), ("Khan Yunis", 281124),
        ("Al-Fashir", 379555), ("El Fasher", 379555), ("Goma", 216281), ("Bamako", 2460596), ("Paris", 2988507),
        ("London", 2643743), ("St. Petersburg", 498817), ("Washington", 4140963), ("New York", 5128581),
        ("Texas", 4736286), ("Georgia", 614540), ("Ukraine", 690791), ("Holland", 2750405), ("Burma", 1327865),
        ("Bombay", 1275339), ("Taiwan", 1668284), ("Gulyaypole", 707898), ("Lake Ontario", None),
    ],
)  # fmt: skip
def test_a_name_of_the_news_means_first_of_all(places: Gazetteer, name: str, identifier: int | None) -> None:
    found = places.find(name)
    assert found, f"{name} is unknown"
    assert identifier is None or found[0].id == identifier


@pytest.mark.parametrize(
    ("name", "lat", "lon", "feature"),
    [
        ("Sea of Azov", 46.0, 36.6, "SEA"), ("Азовское море", 46.0, 36.6, "SEA"), ("Black Sea", 43.4, 34.0, "SEA"),
        ("Kerch Strait", 45.3, 36.6, "STRT"), ("Strait of Hormuz", 26.6, 56.3, "STRT"),
        ("Snake Island", 45.26, 30.2, "ISL"), ("Zmiinyi Island", 45.26, 30.2, "ISL"),
        ("Zaporizhzhia nuclear power plant", 47.51, 34.59, "PSN"), ("Kakhovka dam", 46.78, 33.37, "DAM"),
        ("Engels Air Base", 51.48, 46.21, "AIRB"), ("Engels airfield", 51.48, 46.21, "AIRB"),
        ("Saky airbase", 45.09, 33.6, "AIRB"), ("South Ossetia", 42.35, 44.05, "RGNE"),
        ("Robotyne", 47.45, 35.83, "PPL"), ("Rabotino", 47.45, 35.83, "PPL"), ("Synkivka", 49.8, 37.7, "PPL"),
        ("Krynky", 46.74, 33.1, "PPL"), ("Jabalia refugee camp", 31.54, 34.5, "CMPRF"),
        ("Nuseirat", 31.45, 34.39, "CMPRF"), ("Heathrow", 51.47, -0.46, "AIRP"), ("Atlantic", 15, -35, "OCN"),
        ("Suez Canal", 30.6, 32.3, "CNL"), ("Red Sea", 20.3, 38.5, "SEA"), ("Bab el Mandeb", 12.6, 43.3, "STRT"),
        ("Kakhovka Reservoir", 47.3, 34.2, "RSV"), ("Kinburn Spit", 46.5, 31.6, "SPIT"), ("Crimea", 45.3, 34.4, "RGN"),
        ("Luhansk People's Republic", 48.6, 39.3, "RGNE"), ("LPR", 48.6, 39.3, "RGNE"),
        ("Appalachians", 38, -80.5, "MTS"), ("Niger Delta", 4.9, 6.1, "RGN"), ("Puget Sound", 47.6, -122.4, "BAY"),
        ("Pearson Airport", 43.7, -79.6, "AIRP"), ("Dulles Airport", 38.9, -77.5, "AIRP"),
        ("French Quarter", 29.95, -90.1, "PPLX"), ("UCLA", 34.05, -118.2, "UNIV"), ("Anfield", 53.4, -3, "STDM"),
        ("Middle East", 29.5, 43.0, "RGN"), ("Mount Everest", 27.99, 86.93, "MT"),
    ],
)  # fmt: skip
def test_what_is_no_town_is_found_where_it_lies(
    places: Gazetteer, name: str, lat: float, lon: float, feature: str
) -> None:
    found = places.find(name, feature=feature)
    assert found, f"{name} is unknown"
    assert abs(found[0].lat - lat) < 0.8
    assert abs(found[0].lon - lon) < 0.8


WAR_NEWS = (
    "Avdiivka Bakhmut Kupiansk Pokrovsk Toretsk Vuhledar Kurakhove Lyman Izium Sloviansk Kramatorsk Kostiantynivka"
    " Druzhkivka Siversk Soledar Mariupol Melitopol Berdiansk Tokmak Orikhiv Huliaipole Enerhodar Nikopol Marhanets"
    " Vovchansk Lyptsi Kharkiv Chuhuiv Balakliia Sumy Krasnopillia Bilopillia Hlukhiv Shostka Konotop Chernihiv"
    " Mykolaiv Ochakiv Kherson Beryslav Oleshky Skadovsk Henichesk Chaplynka Dnipro Pavlohrad Synelnykove Zaporizhzhia"
    " Poltava Kremenchuk Myrhorod Vinnytsia Khmelnytskyi Starokostiantyniv Lviv Ternopil Odesa Izmail Reni Chornomorsk"
    " Sevastopol Simferopol Kerch Feodosia Dzhankoi Yevpatoria Armyansk Luhansk Lysychansk Sievierodonetsk Rubizhne"
    " Kreminna Svatove Starobilsk Alchevsk Donetsk Makiivka Horlivka Volnovakha Debaltseve Marinka Novomykhailivka"
    " Ocheretyne Robotyne Klishchiivka Nevelske Tonenke Berdychi Novokalynove Spirne Yampolivka Stelmakhivka Synkivka"
    " Kyslivka Tabaivka Krokhmalne Rabotino Krynky Sudzha Korenevo Rylsk Kursk Belgorod Shebekino Grayvoron Valuyki"
    " Bryansk Klintsy Voronezh Rostov-on-Don Taganrog Novorossiysk Tuapse Krasnodar Yeysk Morozovsk Engels Saratov"
    " Ryazan Toropets Millerovo Olenegorsk"
).split()


@pytest.mark.parametrize("name", WAR_NEWS)
def test_the_places_of_the_front_are_known(places: Gazetteer, name: str) -> None:
    assert places.find(name)[0].country in {"UA", "RU"}


@pytest.mark.parametrize("name", ["Texas", "Moscow", "London", "Ontario", "Quebec", "New York", "Ottawa", "Hawaii"])
def test_what_lies_in_a_country_is_not_the_country(places: Gazetteer, name: str) -> None:
    assert not [place for place in places.find(name) if place.feature.startswith("PCL")]


@pytest.mark.parametrize("name", ["Ontario", "Ohio", "Colorado", "Missouri"])
def test_a_division_is_no_lake_or_river(places: Gazetteer, name: str) -> None:
    assert not [place for place in places.find(name) if place.feature in ("LK", "STM", "RSV")]


@pytest.mark.parametrize("name", ["", " ", "xqzwv", "IEV", "ODS", "of the", "'", "١٢٣", "\0", "a" * 10_000])
def test_an_unknown_name_finds_nothing(places: Gazetteer, name: str) -> None:
    assert places.find(name) == []
    assert places.candidates(name) == ()


def test_namesakes_are_all_there(places: Gazetteer) -> None:
    assert {place.id for place in places.find("Zheleznogorsk")} >= {463343, 1538635}
    assert len(places.find("Springfield", country="US", feature="PPL")) >= 20


@pytest.mark.parametrize(
    ("name", "question", "identifier"),
    [
        ("Zheleznogorsk", {"near": (56.0, 92.9)}, 1538635),
        ("Rafah", {"country": "EG"}, 350350),
        ("Paris", {"country": "us", "feature": "PPLA2"}, 4717560),
        ("London", {"within": "Ontario"}, 6058560),
        ("Odesa", {"feature": "ADM1"}, 698738),
        ("Kursk", {"feature": "adm"}, 538555),
    ],
)
def test_find_can_be_narrowed(places: Gazetteer, name: str, question: dict[str, object], identifier: int) -> None:
    if "within" in question:
        question = {"within": places.find(str(question["within"]), feature="ADM1")[0]}
    assert places.find(name, **question)[0].id == identifier  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Izium district", "Izium Raion"), ("Kursk province", "Kursk Oblast"), ("Aleppo governorate", "Aleppo"),
        ("Harris County", "Harris County"), ("Odesa oblast", "Odesa Oblast"), ("Washington state", "Washington"),
        ("Krasnodar region", "Krasnodar Krai"), ("Minsk region", "Minsk Region"), ("Sumy district", "Sumy Raion"),
    ],
)  # fmt: skip
def test_a_last_word_like_region_asks_for_a_division(places: Gazetteer, name: str, found: str) -> None:
    assert places.find(name)[0].name == found
    assert places.find(name)[0].feature.startswith("ADM")


@pytest.mark.parametrize(
    ("misspelled", "meant"),
    [
        ("Zhelznogorsk", "Zheleznogorsk"), ("Kramatosrk", "Kramatorsk"), ("Sevastpool", "Sevastopol"),
        ("Khartuom", "Khartoum"), ("Ouagadogou", "Ouagadougou"), ("Phnom Pehn", "Phnom Penh"),
    ],
)  # fmt: skip
def test_suggestions_for_a_slip_of_the_hand(places: Gazetteer, misspelled: str, meant: str) -> None:
    assert meant in places.suggest(misspelled)


@pytest.mark.parametrize("name", ["", "ab", "xqzwvkjh", "qqqqqqqqqqqqqqq"])
def test_no_suggestion_out_of_the_blue(places: Gazetteer, name: str) -> None:
    assert places.suggest(name) == []


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("Ukrainian", "Ukraine"), ("Ukrainians", "Ukraine"), ("Texan", "Texas"), ("Dutch", "Netherlands"),
        ("Britons", "United Kingdom"), ("South Korean", "South Korea"), ("Ohioans", "Ohio"), ("Gazans", "Gaza Strip"),
        ("Chechen", "Chechnya"), ("European", "Europe"), ("Londoners", "London"),
    ],
)  # fmt: skip
def test_demonyms(places: Gazetteer, word: str, name: str) -> None:
    place = places.demonym(word)
    assert place is not None
    assert place.name == name
    assert ("demonym", place) in [(candidate.standing, candidate.place) for candidate in places.candidates(word)]


@pytest.mark.parametrize("word", ["ukrainian", "polish", "UKRAINIAN", "Turkey", "table", ""])
def test_what_is_no_demonym(places: Gazetteer, word: str) -> None:
    assert places.demonym(word) is None


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("U.S.", "United States"), ("US", "United States"), ("UK", "United Kingdom"), ("U.K.", "United Kingdom"),
        ("UAE", "United Arab Emirates"), ("D.C.", "Washington"), ("L.A.", "Los Angeles"), ("W. Va.", "West Virginia"),
        ("W.Va.", "West Virginia"), ("Calif.", "California"), ("TX", "Texas"), ("B.C.", "British Columbia"),
        ("DRC", "Democratic Republic of the Congo"), ("Ga.", "Georgia"),
    ],
)  # fmt: skip
def test_abbreviations(places: Gazetteer, spelling: str, name: str) -> None:
    place = places.abbreviation(spelling)
    assert place is not None
    assert place.name == name


@pytest.mark.parametrize("word", ["us", "Us", "uk", "in", "IT", "calif.", "tx"])
def test_what_is_no_abbreviation(places: Gazetteer, word: str) -> None:
    assert places.abbreviation(word) is None


def test_a_short_abbreviation_is_no_village_of_that_spelling(places: Gazetteer) -> None:
    assert [candidate.standing for candidate in places.candidates("UK")] == ["abbreviation"]


@pytest.mark.parametrize(
    ("name", "standing"),
    [("Odesa", "main"), ("Kiev", "main"), ("Donbass", "main"), ("Artemivsk", "historic"), ("Leningrad", "historic")],
)
def test_the_standing_of_a_name(places: Gazetteer, name: str, standing: str) -> None:
    assert standing in {candidate.standing for candidate in places.candidates(name)[:4]}


def test_containers_run_from_the_nearest_to_the_country(places: Gazetteer) -> None:
    assert [holder.name for holder in places.containers(places[698740])] == ["Odesa Raion", "Odesa Oblast", "Ukraine"]
    assert [holder.name for holder in places.containers(places[538555])] == ["Russia"]
    assert places.containers(places[690791]) == ()
    assert places.containers(places.find("Black Sea")[0]) == ()


def test_a_place_by_its_id(places: Gazetteer) -> None:
    odesa = places[698740]
    assert (odesa.name, odesa.country, odesa.admin1, odesa.feature) == ("Odesa", "UA", "Odesa Oblast", "PPLA")
    assert odesa.admin1_id == 698738
    assert odesa.country_id == 690791
    assert 698740 in places
    assert 7 not in places
    assert "698740" not in places
    with pytest.raises(KeyError):
        places[7]


@pytest.mark.parametrize(
    ("code", "name"), [("UA", "Ukraine"), ("ps", "Palestine"), ("XK", "Kosovo"), ("US", "United States")]
)
def test_a_country_by_its_code(places: Gazetteer, code: str, name: str) -> None:
    country = places.country(code)
    assert country is not None
    assert country.name == name


def test_no_country_for_another_code(places: Gazetteer) -> None:
    assert places.country("ZZ") is None


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [("Odesa", 5, 25), ("Yeysk", 2, 8), ("Kursk region", 80, 250), ("Ukraine", 400, 900), ("Sea of Azov", 100, 250)],
)
def test_the_extent_of_a_place_is_of_its_kind(places: Gazetteer, name: str, least: float, most: float) -> None:
    assert least <= places.find(name)[0].radius_km <= most


@pytest.mark.parametrize(
    ("name", "area"),
    [("Odesa", False), ("Kursk region", True), ("Ukraine", True), ("Black Sea", True), ("Donbas", True),
     ("Engels Air Base", False), ("Snake Island", False), ("Sumatra", True), ("Crimean Peninsula", True)],
)  # fmt: skip
def test_areas_are_told_from_points(places: Gazetteer, name: str, area: bool) -> None:
    assert places.find(name)[0].is_area is area


def test_every_place_is_sound(places: Gazetteer) -> None:
    count = 0
    for place in places:
        count += 1
        assert -90 <= place.lat <= 90
        assert -180 <= place.lon <= 180
        assert place.name == place.name.strip() != ""
        assert place.radius_km > 0
        assert places.feature_words(place.feature) != ""
    assert count == len(places) > 300_000


def test_sampled_towns_are_found_by_their_own_name(places: Gazetteer) -> None:
    everyone = list(places)
    for place in everyone[:: len(everyone) // 2000]:
        assert place in [candidate.place for candidate in places.candidates(place.name)], place


def test_info_tells_what_is_installed(places: Gazetteer) -> None:
    info = places.info()
    assert info["places"] == len(places)
    assert info["names"] > 800_000
    assert sum(info["features"].values()) == len(places)
    assert {source["licence"] for source in info["sources"]} == {"CC BY 4.0", "public domain", "MIT"}


def test_the_same_gazetteer_is_opened_once() -> None:
    assert gazetteer.load() is gazetteer.load()


def test_a_place_hashes_and_equals_by_value(places: Gazetteer) -> None:
    odesa = places[698740]
    assert isinstance(odesa, Place)
    assert {odesa: 1}[places.find("Odesa")[0]] == 1


@pytest.mark.parametrize(
    ("name", "feature"),
    [("Australia", "PCLI"), ("France", "PCLI"), ("China", "PCLI"), ("Guam", "PCLD"), ("Bermuda", "PCLD")],
)
def test_a_country_is_no_dependency_for_one_of_its_islands(places: Gazetteer, name: str, feature: str) -> None:
    assert places.find(name)[0].feature == feature
