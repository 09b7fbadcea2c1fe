"""How long a sign-in must wait. Slows guessing; never closes a room behind one address."""

from dataclasses import dataclass
from math import ceil

WINDOW_S = 900
PAIR_FREE, PAIR_MOST_S = 5, 900
PERSON_FREE, PERSON_MOST_S = 20, 60
ADDRESS_FREE, ADDRESS_WAIT_S = 200, 2


@dataclass(frozen=True, slots=True)
class Tally:
    """Failed sign-ins of the last WINDOW_S of one sort, and how many seconds ago the last was."""

    count: int = 0
    last_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Failures:
    """Failures of this person from this address, of this person anywhere, at this address in all.

    `is_familiar`: the person has signed in from this address before.
    """

    pair: Tally = Tally()
    person: Tally = Tally()
    address: Tally = Tally()
    is_familiar: bool = False


def wait_s(failures: Failures) -> int:
    """Whole seconds to wait before the next try; 0 for none.

    The pair of person and address waits longest. A person tried from elsewhere waits a minute at
    most, an address that many share two seconds at most; and neither is felt where the person has
    signed in before, so that nobody can lock a colleague out by failing in their name.
    """
    waits = [_left(failures.pair, _doubling(failures.pair.count - PAIR_FREE, PAIR_MOST_S))]
    if not failures.is_familiar:
        person_s = _doubling(failures.person.count - PERSON_FREE, PERSON_MOST_S)
        address_s = ADDRESS_WAIT_S if failures.address.count >= ADDRESS_FREE else 0
        waits += [_left(failures.person, person_s), _left(failures.address, address_s)]
    return max(waits)


def _left(tally: Tally, wait: int) -> int:
    return max(0, ceil(wait - tally.last_s))


def _doubling(over: int, most: int) -> int:
    return 0 if over < 0 else min(5 * 2 ** min(over, 10), most)
