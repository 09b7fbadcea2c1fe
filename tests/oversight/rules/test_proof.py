"""The way from an entry to its block's root."""

import pytest

from audit.rules.merkle import leaf_hash, root_hash
from oversight.rules.proof import climbed, ladder

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 13])
def test_every_leaf_climbs_to_the_root(count):
    leaves = [leaf_hash(bytes([n])) for n in range(count)]

    reached = {climbed(leaf, ladder(leaves, index)) for index, leaf in enumerate(leaves)}

    assert reached == {root_hash(leaves)}


def test_another_leaf_climbs_elsewhere():
    leaves = [leaf_hash(bytes([n])) for n in range(6)]

    assert climbed(leaf_hash(b"forged"), ladder(leaves, 4)) != root_hash(leaves)


def test_a_leaf_at_another_place_climbs_elsewhere():
    leaves = [leaf_hash(bytes([n])) for n in range(6)]

    assert climbed(leaves[3], ladder(leaves, 4)) != root_hash(leaves)
