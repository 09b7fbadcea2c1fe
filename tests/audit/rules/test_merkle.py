"""Merkle trees of RFC 9162, against the public vectors of transparency-dev/merkle."""

from hashlib import sha256

import pytest

from audit.rules.merkle import inclusion_path, leaf_hash, root_hash

pytestmark = pytest.mark.pure

LEAVES = [
    leaf_hash(bytes.fromhex(data))
    for data in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def climbed(leaf, index, size, path):
    """The root that a path leads to, as RFC 9162 section 2.1.3.2 climbs it."""
    node, last, found = index, size - 1, leaf
    for step in path:
        if node & 1 or node == last:
            found = sha256(b"\x01" + step + found).digest()
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = sha256(b"\x01" + found + step).digest()
        node, last = node >> 1, last >> 1
    assert last == 0
    return found


@pytest.mark.parametrize(("size", "root"), ROOTS.items())
def test_the_roots_are_the_published_ones(size, root):
    assert root_hash(LEAVES[:size]).hex() == root


@pytest.mark.parametrize(
    ("size", "index"), [(size, index) for size in range(1, 9) for index in range(size)]
)
def test_an_inclusion_path_leads_from_its_leaf_to_the_root(size, index):
    leaves = LEAVES[:size]

    path = inclusion_path(leaves, index)

    assert climbed(leaves[index], index, size, path).hex() == ROOTS[size]


def test_the_path_of_another_leaf_does_not_lead_to_the_root():
    path = inclusion_path(LEAVES, 3)

    assert climbed(LEAVES[4], 3, 8, path).hex() != ROOTS[8]


def test_a_leaf_is_never_taken_for_a_node():
    pair = leaf_hash(LEAVES[0] + LEAVES[1])

    assert pair != root_hash(LEAVES[:2])
