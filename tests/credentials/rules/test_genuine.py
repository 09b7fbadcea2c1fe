"""What makes a credential not genuine, each fault by name."""

from dataclasses import replace

import pytest

from credentials.rules.genuine import Evidence, Told, fault_of

pytestmark = pytest.mark.pure
ASKED = Told("asked", 1, ("revoke", "breach"))
AGREED = Told("decided", 1, ("revoke", "agreed"))
DECLINED = Told("decided", 1, ("revoke", "declined"))
GOOD = Evidence(
    seal_fits=True,
    kept_decision="d",
    computed_decision="d",
    sealed_digest="s",
    issued_digests=("s",),
    entries_are_whole=True,
    rows=(ASKED, AGREED),
    entries=(ASKED, AGREED),
)


def test_what_fits_everywhere_is_genuine():
    assert fault_of(GOOD) is None
    assert fault_of(replace(GOOD, rows=(), entries=())) is None


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"seal_fits": False}, "seal"),
        ({"computed_decision": "e"}, "decision"),
        ({"issued_digests": ()}, "trail"),
        ({"issued_digests": ("t",)}, "trail"),
        ({"issued_digests": ("s", "s")}, "trail"),
        ({"entries_are_whole": False}, "trail"),
        ({"rows": (ASKED,)}, "status"),
        ({"rows": ()}, "status"),
        ({"entries": (ASKED,)}, "status"),
        ({"entries": ()}, "status"),
        ({"rows": (ASKED, DECLINED)}, "status"),
    ],
)
def test_each_thing_that_does_not_fit_is_named(changed, code):
    assert fault_of(replace(GOOD, **changed)).code == code
