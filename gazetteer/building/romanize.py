"""Romanization of Ukrainian, Russian and Belarusian place names, as maps and news in English write them."""

from __future__ import annotations

_UKRAINIAN = dict(
    zip(
        "абвгґдежзиійклмнопрстуфхцчшщьєїюя’'ʼ",
        "a b v h g d e zh z y i i k l m n o p r s t u f kh ts ch sh shch - ie i iu ia - - -".split(),
        strict=True,
    )
)
_RUSSIAN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya".split(),
        strict=True,
    )
)
_BELARUSIAN = _RUSSIAN | {"г": "h", "і": "i", "ў": "w", "'": "-", "’": "-"}
_INITIAL_UKRAINIAN = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}


def ukrainian(name: str) -> str:
    """
    By Resolution 55 of the Cabinet of Ministers of Ukraine, 27 January 2010 (KMU-2010).

    >>> ukrainian("Авдіївка"), ukrainian("Згурівка"), ukrainian("Єнакієве")
    ('Avdiivka', 'Zghurivka', 'Yenakiieve')
    """
    return _spell(name.replace("зг", "з\0").replace("Зг", "З\0"), _UKRAINIAN | {"\0": "gh"}, _INITIAL_UKRAINIAN)


def ukrainian_1965(name: str) -> str:
    """
    As maps did before (BGN/PCGN 1965), without the marks for the signs.

    >>> ukrainian_1965("Авдіївка"), ukrainian_1965("Запоріжжя")
    ('Avdiyivka', 'Zaporizhzhya')
    """
    return _spell(name, _UKRAINIAN | {"й": "y", "є": "ye", "ї": "yi", "ю": "yu", "я": "ya"}, {})


def russian(name: str) -> str:
    """
    As English-language maps do (BGN/PCGN 1947, without the marks for the signs, final -iy and -yy as -y).

    >>> russian("Железногорск"), russian("Ейск"), russian("Красный Яр")
    ('Zheleznogorsk', 'Yeysk', 'Krasny Yar')
    """
    return _spell(_with_ye(_adjectives(name)), _RUSSIAN | {"\1": "ye"}, {"е": "ye"})


def belarusian(name: str) -> str:
    """
    Like `russian`, with the letters of Belarusian.

    >>> belarusian("Жабінка")
    'Zhabinka'
    """
    return _spell(_with_ye(_adjectives(name)), _BELARUSIAN | {"\1": "ye"}, {"е": "ye"})


def _adjectives(name: str) -> str:
    """The endings -ый and -ий, which English writes -y."""
    words = name.split(" ")
    return " ".join(word[:-2] + "ы" if len(word) > 3 and word.endswith(("ый", "ий")) else word for word in words)


def _with_ye(name: str) -> str:
    """The letter е after a vowel or a sign is "ye"."""
    letters = list(name)
    for position in range(1, len(letters)):
        if letters[position] == "е" and letters[position - 1].lower() in "аеёиоуыэюяйъьіў":
            letters[position] = "\1"
    return "".join(letters)


def _spell(name: str, table: dict[str, str], initial: dict[str, str]) -> str:
    spelled = []
    before = " "
    for letter in name:
        low = letter.lower()
        starts = not (before.isalpha() or before in "'’ʼ\0\1")
        latin = initial.get(low) if starts else None
        latin = latin or table.get(low, letter)
        latin = "" if latin == "-" and low != "-" else latin
        spelled.append(latin.capitalize() if letter != low else latin)
        before = letter
    return "".join(spelled)
