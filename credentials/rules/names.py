"""Names as they may be shown: what reorders, hides or imitates letters is taken out or named."""

import unicodedata

HIDDEN = {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}
SCRIPTS = ("CJK", "LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "TIBETAN", "MONGOLIAN")
ALSO_HAN = ("IDEOGRAPHIC", "KANGXI")
MIDDLE_DOTS = "\N{MIDDLE DOT}\N{KATAKANA MIDDLE DOT}\N{BULLET}"
OF_ANY_SCRIPT = {" ", "\N{MIDDLE DOT}", "-", "'", "."}
LONGEST = 64


def plain_name(name: str) -> str:
    """The name in its usual letters, on one line, without marks that turn or hide text.

    Look-alikes that Unicode itself calls the same (full width, radicals, compatibility forms)
    become the usual letter; a name of nothing else is "?".
    """
    dotted = "".join("\N{MIDDLE DOT}" if letter in MIDDLE_DOTS else letter for letter in name)
    usual = unicodedata.normalize("NFKC", dotted)
    spaced = " ".join("".join(map(_shown, usual)).split())
    return unicodedata.normalize("NFC", spaced)[:LONGEST] or "?"


def _shown(letter: str) -> str:
    if letter.isspace():
        return " "
    return "" if unicodedata.category(letter) in HIDDEN else letter


def is_doubtful(name: str) -> bool:
    """Whether a name could be taken for another: it was not plain, or it mixes scripts."""
    return name != plain_name(name) or len(_scripts(name)) > 1


def _scripts(name: str) -> set[str]:
    return {_script(letter) for letter in name if letter not in OF_ANY_SCRIPT}


def _script(letter: str) -> str:
    called = unicodedata.name(letter, "")
    if called.startswith(ALSO_HAN):
        return "CJK"
    return next((script for script in SCRIPTS if called.startswith(script)), "other")


def code_points(name: str) -> tuple[str, ...]:
    """The name letter by letter as U+…, marks that cannot be seen included."""
    return tuple(f"U+{ord(letter):04X}" for letter in name)


def masked_code_points(name: str) -> tuple[str, ...]:
    """Code points with those letters covered that the masked name covers too."""
    hidden = _covered(name)
    return tuple(
        "*" if hidden in letter_forms(letter) else f"U+{ord(letter):04X}" for letter in name
    )


def letter_forms(letter: str) -> str:
    """The letter and the usual letters that it stands for."""
    return letter + unicodedata.normalize("NFKC", letter)


def _covered(name: str) -> str:
    plain = plain_name(name)
    return plain[1] if len(plain) > 1 else plain[0]
