"""What a sitting asks of whoever starts: an access code, an address, a certain browser."""

import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from math import ceil
from unicodedata import normalize

from exam.rules.safe_browser import Shown, proves

# Letters and digits that nobody mistakes for each other, read aloud or on a board.
LETTERS = "ACDEFHJKMNPQRTUVWXY3479"
BROWSER_PASS = "exam_pass"  # noqa: S105 - the name of a cookie
SHORTEST_CODE, LONGEST_CODE = 6, 16
LOOK_ALIKES = str.maketrans("OILSZBG", "0115286")
MOST_RANGES = 100

WINDOW_S = 900
OWN_FREE, OWN_FREE_UNDER_ATTACK, OWN_MOST_S = 5, 1, 300
ATTACK_FROM = 50
"""So many wrong codes in a sitting within the window look like guessing by several together."""

Address = IPv4Address | IPv6Address


def pass_in(cookies: Mapping[str, str]) -> str:
    """The pass that a browser carries; "" for none, and for what no house ever gave out."""
    carried = cookies.get(BROWSER_PASS, "")
    return carried if carried.isascii() and carried.isalnum() else ""


def make_code(pick: Callable[[str], str]) -> str:
    """A new access code; `pick` chooses one letter of those it is given."""
    return "".join(pick(LETTERS) for _ in range(SHORTEST_CODE))


def tidy_code(text: str) -> str:
    """A code as it is compared: narrow capital letters, no spaces or dashes, look-alikes as one."""
    kept = "".join(each for each in normalize("NFKC", text).upper() if each.isalnum())
    return kept.translate(LOOK_ALIKES)


def is_code(text: str) -> bool:
    """Whether this can be an access code: 6 to 16 letters and digits of ASCII."""
    return text.isascii() and text.isalnum() and SHORTEST_CODE <= len(text) <= LONGEST_CODE


def opens(given: str, code: str) -> bool:
    """Whether the code that was typed is the sitting's, compared in constant time."""
    return hmac.compare_digest(tidy_code(given).encode(), tidy_code(code).encode())


@dataclass(frozen=True, slots=True)
class Wrong:
    """Wrong codes of the last WINDOW_S: of this candidate, how long ago their last was, of all."""

    own: int = 0
    last_s: float = 0.0
    all: int = 0

    @property
    def is_attack(self) -> bool:
        """Whether so many were wrong that several seem to guess together."""
        return self.all >= ATTACK_FROM


def wait_s(wrong: Wrong) -> int:
    """Whole seconds to wait before the next code; 0 for none.

    Waits double with each failure beyond the free ones. While many guess in a sitting, only the
    first failure of each candidate is free; who has not failed yet never waits, so that nobody
    can keep others out.
    """
    over = wrong.own - (OWN_FREE_UNDER_ATTACK if wrong.is_attack else OWN_FREE)
    wait = 0 if over < 0 else min(5 * 2 ** min(over, 10), OWN_MOST_S)
    return max(0, ceil(wait - wrong.last_s))


def read_ranges(text: str) -> list[str]:
    """Address ranges, one a line or parted by spaces or commas; ValueError names a wrong one.

    An address alone is a range of one; host bits are cleared, so that what is kept is what holds.
    """
    parts = text.replace(",", " ").replace("，", " ").replace(";", " ").split()
    return list(dict.fromkeys(_range(part) for part in parts))


def _range(text: str) -> str:
    try:
        found = ip_network(text, strict=False)
    except ValueError as wrong:
        raise ValueError(text) from wrong
    if isinstance(found, IPv6Network) and found.network_address.ipv4_mapped:
        raise ValueError(text)
    return str(found)


def is_within(address: str, ranges: Sequence[str]) -> bool:
    """Whether an address lies in one of the ranges; no ranges hold every address."""
    if not ranges:
        return True
    found = _address(address)
    return found is not None and any(found in ip_network(each) for each in ranges)


def _address(text: str) -> Address | None:
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        return found.ipv4_mapped
    return found


class Standing(Enum):
    """How a request stands at the door of a sitting that asks for a certain browser."""

    FREE = auto()
    """No browser is asked for."""
    KNOWN = auto()
    """It carries the pass that the attempt gave to the browser that proved itself."""
    PROVED = auto()
    """It proves itself now; it has no pass yet, or an older one."""
    REFUSED = auto()
    """It proves nothing, or something wrong."""


def standing(
    shown: Shown,
    *,
    carried: str,
    browser_pass: str | None,
    config_key: str | None,
    browser_keys: Iterable[str],
) -> Standing:
    """How a request stands: a wrong proof is refused even with the right pass."""
    if config_key is None:
        return Standing.FREE
    knows_pass = browser_pass is not None and hmac.compare_digest(
        carried.encode(), browser_pass.encode()
    )
    if proves(shown, config_key=config_key, browser_keys=browser_keys):
        return Standing.KNOWN if knows_pass else Standing.PROVED
    return Standing.KNOWN if knows_pass and not shown.says_something else Standing.REFUSED
