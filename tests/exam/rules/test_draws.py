"""Numbers for draws: the documented scheme, and that they are fair."""

from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam.rules.draws import Stream, seed_hash

pytestmark = pytest.mark.pure

SEED = bytes(range(32))
PUBLISHED = [
    "247cd5f69ff44555",
    "40a179f95fdb04a0",
    "8bf6bdcce7c9d27d",
    "d11ff766c6e7104e",
    "aef5f973c44dbcf4",
]  # sha256sum of the seed, 00, "zh/form/1", 00 and the number of the block


def words(seed: bytes, label: str, count: int) -> list[int]:
    """The scheme of the documentation, written down a second time."""
    blocks = (
        sha256(seed + b"\0" + label.encode() + b"\0" + number.to_bytes(8, "big")).digest()
        for number in range(count // 4 + 1)
    )
    return [
        int.from_bytes(block[start : start + 8], "big")
        for block in blocks
        for start in (0, 8, 16, 24)
    ][:count]


def test_the_published_numbers_of_a_known_seed():
    stream = Stream(SEED, "zh/form/1")

    assert [f"{stream.word():016x}" for _ in range(5)] == PUBLISHED


@pytest.mark.parametrize("label", ["zh/deck/0", "en/form/12", "", "题"])
def test_words_are_those_of_the_documented_scheme(label):
    stream = Stream(SEED, label)

    assert [stream.word() for _ in range(11)] == words(SEED, label, 11)


def test_a_number_below_a_bound_is_the_words_remainder():
    stream = Stream(SEED, "zh/deck/0")

    assert [stream.below(10) for _ in range(9)] == [w % 10 for w in words(SEED, "zh/deck/0", 9)]


def test_words_that_would_bias_are_passed_over():
    bound = 2**63 + 1
    kept = [word for word in words(SEED, "x", 40) if word < bound]

    stream = Stream(SEED, "x")

    assert [stream.below(bound) for _ in range(5)] == kept[:5]
    assert len(kept) < 40


def test_a_shuffle_is_fisher_and_yates_from_the_last_place_down():
    taken = iter(words(SEED, "s", 3))
    order = list("abcd")
    for last in (3, 2, 1):
        chosen = next(taken) % (last + 1)
        order[last], order[chosen] = order[chosen], order[last]

    assert Stream(SEED, "s").shuffled("abcd") == order


@given(st.lists(st.integers(), max_size=40), st.binary(max_size=40), st.text(max_size=20))
def test_a_shuffle_is_a_permutation_and_leaves_what_it_got(things, seed, label):
    before = list(things)

    shuffled = Stream(seed, label).shuffled(things)

    assert sorted(shuffled) == sorted(things)
    assert things == before


def test_every_number_comes_up_about_as_often_as_any_other():
    stream = Stream(SEED, "fair")

    counts = Counter(stream.below(7) for _ in range(14_000))

    assert sorted(counts) == list(range(7))
    chi_square = sum((count - 2_000) ** 2 / 2_000 for count in counts.values())
    assert chi_square < 22.5  # one seed in a thousand is further off, and this one stays


def test_every_order_of_three_comes_up_about_as_often_as_any_other():
    stream = Stream(SEED, "orders")

    counts = Counter(tuple(stream.shuffled("abc")) for _ in range(6_000))

    assert len(counts) == 6
    assert max(abs(count - 1_000) for count in counts.values()) < 120


@pytest.mark.parametrize("other", [(SEED, "b"), (SEED[:-1] + b"\xff", "a")])
def test_another_seed_or_label_gives_other_numbers(other):
    assert Stream(SEED, "a").word() != Stream(*other).word()


def test_the_hash_of_a_seed_is_its_sha_256():
    assert seed_hash(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
