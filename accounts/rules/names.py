"""What a name, a name for signing in, and a unit's code may look like."""

import re
import unicodedata

from core.errors import N_

LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
LONGEST_NAME = 64
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def storable(text: str) -> str:
    """The text without NUL, which PostgreSQL cannot keep; its stand-in is refused in names."""
    return text.replace("\0", "\N{WORD JOINER}")


def tidy_login(text: str) -> str:
    """The login as it is kept: half width, small letters, no space around it."""
    return storable(unicodedata.normalize("NFKC", text).strip().casefold())


def tidy_code(text: str) -> str:
    """A unit's code as it is kept: half width, no space around it."""
    return storable(unicodedata.normalize("NFKC", text).strip())


def tidy_remark(text: str) -> str:
    """A reason or a file's name as it is kept: composed, single spaces, nothing unseen."""
    seen = (
        letter for letter in text if letter.isspace() or unicodedata.category(letter) not in UNSEEN
    )
    return " ".join(unicodedata.normalize("NFC", "".join(seen)).split())


def tidy_name(text: str) -> str:
    """A name as it is kept: composed, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def login_problem(login: str) -> str | None:
    """What is wrong with a tidied login, or None."""
    if LOGIN.fullmatch(login):
        return None
    return N_(
        "A name for signing in has 2 to 64 letters a–z, digits or . _ @ - and begins with one."
    )


def code_problem(code: str) -> str | None:
    """What is wrong with a tidied unit code, or None."""
    if CODE.fullmatch(code):
        return None
    return N_("A unit's code has 1 to 32 letters A–Z, digits or . _ - and begins with one.")


def name_problem(name: str) -> str | None:
    """What is wrong with a tidied name, or None: nothing unseen may turn or hide its letters."""
    if not name:
        return N_("The name is missing.")
    if len(name) > LONGEST_NAME:
        return N_("A name may have at most 64 characters.")
    if any(unicodedata.category(letter) in UNSEEN for letter in name):
        return N_("The name holds invisible characters. Type it again by hand.")
    return None
