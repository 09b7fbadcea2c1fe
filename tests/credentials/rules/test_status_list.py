"""The bits of a status list, and the four errors of whoever reads one."""

import gzip
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest

from credentials.rules.status_list import (
    BITS,
    MOST_BYTES,
    StatusError,
    StatusUnknown,
    decoded_list,
    encoded_list,
    is_set,
)

pytestmark = pytest.mark.pure
ADDRESS = "https://chizheng.example.org/status/revocation"


def packed(raw: bytes) -> str:
    return "u" + urlsafe_b64encode(gzip.compress(raw)).rstrip(b"=").decode()


def entry(**changes):
    return {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "9",
        "statusListCredential": ADDRESS,
    } | changes


def listed(encoded=None, **changes):
    subject = {
        "type": "BitstringStatusList",
        "statusPurpose": "revocation",
        "encodedList": encoded or encoded_list({0, 9, BITS - 1}),
    }
    return {
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "credentialSubject": subject | changes,
    }


def answer(one=None, found=None, *, holds=True):
    return is_set(one or entry(), fetch={ADDRESS: found or listed()}.get, holds=lambda _: holds)


def test_the_left_most_bit_is_index_0_and_there_are_131072():
    encoded = encoded_list({0, 9, BITS - 1})
    raw = gzip.decompress(urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4)))

    assert encoded[0] == "u"
    assert "=" not in encoded
    assert len(raw) == 16_384
    assert (raw[0], raw[1], raw[-1]) == (0b10000000, 0b01000000, 0b00000001)
    assert not any(raw[2:-1])
    assert decoded_list(encoded) == raw


def test_the_same_bits_give_the_same_text():
    assert encoded_list([3, 1]) == encoded_list([1, 3])


@pytest.mark.parametrize("index", [-1, BITS])
def test_an_index_outside_the_list_is_not_written(index):
    with pytest.raises(StatusUnknown) as problem:
        encoded_list([index])

    assert problem.value.error is StatusError.RANGE


@pytest.mark.parametrize(
    ("index", "expected"), [("0", True), ("1", False), ("9", True), (str(BITS - 1), True)]
)
def test_a_bit_is_read_where_it_was_written(index, expected):
    assert answer(entry(statusListIndex=index)) is expected


@pytest.mark.parametrize(
    ("one", "found", "holds", "error"),
    [
        (entry(statusListCredential="https://elsewhere"), None, True, StatusError.RETRIEVAL),
        (None, None, False, StatusError.VERIFICATION),
        (entry(type="Other"), None, True, StatusError.VERIFICATION),
        (entry(statusPurpose="suspension"), None, True, StatusError.VERIFICATION),
        (entry(statusPurpose=None), listed(statusPurpose=None), True, StatusError.VERIFICATION),
        (None, listed(statusPurpose=["suspension"]), True, StatusError.VERIFICATION),
        (None, {"type": ["Other"], "credentialSubject": {}}, True, StatusError.VERIFICATION),
        (None, {"type": [], "credentialSubject": []}, True, StatusError.VERIFICATION),
        (None, listed("zabc"), True, StatusError.VERIFICATION),
        (None, listed("u!!!"), True, StatusError.VERIFICATION),
        (None, listed("uAAAA"), True, StatusError.VERIFICATION),
        (None, listed(packed(b"\0" * 20_000)[:-8]), True, StatusError.VERIFICATION),
        (None, listed(packed(b"\0" * 16_383)), True, StatusError.LENGTH),
        (None, listed(packed(b"\0" * (MOST_BYTES + 1))), True, StatusError.LENGTH),
        (entry(statusListIndex=str(BITS)), None, True, StatusError.RANGE),
        (entry(statusListIndex="-1"), None, True, StatusError.RANGE),
        (entry(statusListIndex=9), None, True, StatusError.RANGE),
        (entry(statusListIndex="9" * 5000), None, True, StatusError.RANGE),
    ],
)
def test_what_cannot_be_read_is_one_of_the_four_errors(one, found, holds, error):
    with pytest.raises(StatusUnknown) as problem:
        answer(one, found, holds=holds)

    assert problem.value.error is error


def test_several_purposes_in_one_list_are_read():
    assert answer(found=listed(statusPurpose=["suspension", "revocation"])) is True


def test_a_gzip_bomb_unpacks_no_further_than_the_bound():
    bomb = packed(b"\0" * 200_000_000)

    with pytest.raises(StatusUnknown) as problem:
        decoded_list(bomb)

    assert problem.value.error is StatusError.LENGTH
