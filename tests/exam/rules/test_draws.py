"""Numbers for draws: the documented scheme, and that they are fair."""

from collections import Counter
from hashlib import sha256

import numpy as np
import pytest

from exam.rules.assembly.orders import permutation
from exam.rules.draws import seed_hash, words

pytestmark = pytest.mark.pure

SEED = bytes(range(32))
PUBLISHED = [
    "247cd5f69ff44555",
    "40a179f95fdb04a0",
    "8bf6bdcce7c9d27d",
    "d11ff766c6e7104e",
    "aef5f973c44dbcf4",
]  # sha256sum of the seed, 00, "zh/form/1", 00 and the number of the block


def documented(seed: bytes, label: str, count: int) -> list[int]:
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
    assert [f"{word:016x}" for word in words(SEED, "zh/form/1", 5).tolist()] == PUBLISHED


@pytest.mark.parametrize("label", ["zh/deal/0", "en/order", "", "题"])
@pytest.mark.parametrize("count", [0, 1, 4, 11])
def test_words_are_those_of_the_documented_scheme(label, count):
    assert words(SEED, label, count).tolist() == documented(SEED, label, count)


def test_more_words_begin_with_the_same():
    assert words(SEED, "s", 40)[:7].tolist() == words(SEED, "s", 7).tolist()


@pytest.mark.parametrize("other", [(SEED, "b"), (SEED[:-1] + b"\xff", "a")])
def test_another_seed_or_label_gives_other_numbers(other):
    assert words(SEED, "a", 1).tolist() != words(*other, 1).tolist()


def test_every_number_comes_up_about_as_often_as_any_other():
    counts = np.bincount((words(SEED, "fair", 14_000) % np.uint64(7)).astype(int), minlength=7)

    chi_square = sum((count - 2_000) ** 2 / 2_000 for count in counts.tolist())
    assert chi_square < 22.5  # one seed in a thousand is further off, and this one stays


def test_ranks_are_all_orders_once_and_rank_0_leaves_them():
    orders = [permutation(4, rank) for rank in range(24)]

    assert orders[0] == (0, 1, 2, 3)
    assert len(set(orders)) == 24
    assert {tuple(sorted(order)) for order in orders} == {(0, 1, 2, 3)}
    assert permutation(4, 24) == orders[0]


def test_a_rank_is_read_from_the_last_place_down():
    """23 = 3 + 4 x 5: 3 back from the last place; 5 = 2 + 3 x 1: 2 back; then 1 back."""
    order = ["a", "b", "c", "d"]
    for last, back in ((3, 3), (2, 2), (1, 1)):
        order[last], order[last - back] = order[last - back], order[last]

    assert ["abcd"[at] for at in permutation(4, 23)] == order


def test_every_order_of_three_comes_up_about_as_often_as_any_other():
    counts = Counter(permutation(3, word % 6) for word in words(SEED, "orders", 6_000).tolist())

    assert len(counts) == 6
    assert max(abs(count - 1_000) for count in counts.values()) < 120


def test_the_hash_of_a_seed_is_its_sha_256():
    assert seed_hash(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
