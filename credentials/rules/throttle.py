"""How long whoever typed wrong check codes waits before the next try."""

from ipaddress import ip_address, ip_network
from math import ceil

WINDOW_S = 900
FREE = 8
MOST_S = 900


def wait_s(failures: int, last_s: float) -> int:
    """Whole seconds to wait: 5, 10, 20 … after FREE failures within WINDOW_S, MOST_S at most.

    `last_s`: how many seconds ago the last of them was.
    """
    over = failures - FREE
    wait = 0 if over < 0 else min(5 * 2 ** min(over, 10), MOST_S)
    return max(0, ceil(wait - last_s))


def network_of(address: str) -> str:
    """What is counted as one address: with IPv6 the /64 that one line is given."""
    try:
        number = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((number, 64), strict=False)) if number.version == 6 else str(number)
