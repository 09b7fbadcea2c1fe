"""How long whoever guesses check codes waits."""

import pytest

from credentials.rules.throttle import network_of, wait_s

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("failures", "last_s", "wait"),
    [
        (0, 0.0, 0),
        (7, 0.0, 0),
        (8, 0.0, 5),
        (8, 4.2, 1),
        (8, 5.0, 0),
        (9, 0.0, 10),
        (15, 0.0, 640),
        (16, 0.0, 900),
        (5000, 0.0, 900),
    ],
)
def test_each_failure_after_the_eighth_doubles_the_wait(failures, last_s, wait):
    assert wait_s(failures, last_s) == wait


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", ""),
    ],
)
def test_one_line_is_one_address(address, network):
    assert network_of(address) == network
