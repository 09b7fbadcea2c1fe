"""How long a sign-in must wait. Slows guessing; never closes a room behind one address."""

from dataclasses import dataclass

WINDOW_S = 900
PAIR_FREE, PAIR_MOST_S = 5, 900
PERSON_FREE, PERSON_MOST_S = 20, 60
ADDRESS_FREE, ADDRESS_WAIT_S = 200, 2


@dataclass(frozen=True, slots=True)
class Failures:
    """Failed sign-ins of the last WINDOW_S: this person from this address, in all, this address in all."""

    pair: int
    person: int
    address: int


def wait_s(failures: Failures) -> int:
    """Seconds that must lie between the last failure and the next try; 0 for none.

    The pair of person and address waits longest. A person tried from elsewhere waits a minute
    at most, so that nobody can lock a colleague out; an address that many share waits two
    seconds at most, however much fails there.
    """
    pair = _doubling(failures.pair - PAIR_FREE, PAIR_MOST_S)
    person = _doubling(failures.person - PERSON_FREE, PERSON_MOST_S)
    address = ADDRESS_WAIT_S if failures.address >= ADDRESS_FREE else 0
    return max(pair, person, address)


def _doubling(over: int, most: int) -> int:
    return 0 if over < 0 else min(5 * 2 ** min(over, 10), most)
