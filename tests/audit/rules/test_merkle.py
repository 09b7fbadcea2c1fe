"""Merkle trees of RFC 9162, against the public vectors of transparency-dev/merkle."""

from hashlib import sha256

import pytest

from audit.rules.merkle import inclusion_path, is_included, leaf_hash, root_hash

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


LEAF_0 = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
LEAF_1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
LEAF_4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
NODE_01 = ROOTS[2]
NODE_23 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
NODE_45 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
NODE_03 = ROOTS[4]
NODE_47 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
PATHS = [
    (0, 1, []),
    (0, 8, [LEAF_1, NODE_23, NODE_47]),
    (5, 8, [LEAF_4, "67", NODE_03]),
    (2, 3, [NODE_01]),
    (1, 5, [LEAF_0, NODE_23, LEAF_4]),
]
"""Published paths: leaf, size, hashes from the bottom up; "67" is the node over leaves 6 and 7."""


@pytest.mark.parametrize(("size", "root"), ROOTS.items())
def test_the_roots_are_the_published_ones(size, root):
    assert root_hash(LEAVES[:size]).hex() == root


@pytest.mark.parametrize(("index", "size", "path"), PATHS)
def test_the_paths_are_the_published_ones(index, size, path):
    over_6_and_7 = root_hash(LEAVES[6:8]).hex()

    found = [step.hex() for step in inclusion_path(LEAVES[:size], index)]

    assert found == [over_6_and_7 if step == "67" else step for step in path]


EVERY = [(index, size) for size in range(1, 9) for index in range(size)]


@pytest.mark.parametrize(("index", "size"), EVERY)
def test_an_inclusion_path_leads_from_its_leaf_to_the_root(index, size):
    path = inclusion_path(LEAVES[:size], index)

    assert is_included(LEAVES[index], index, size, path, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("index", "size"), EVERY)
def test_whatever_is_wrong_with_a_path_it_leads_nowhere(index, size):
    leaf, root = LEAVES[index], bytes.fromhex(ROOTS[size])
    path = inclusion_path(LEAVES[:size], index)
    stray = sha256(b"stray").digest()

    wrong = [
        (leaf, index - 1, size, path, root),
        (leaf, index + 1, size, path, root),
        (leaf, index ^ 2, size, path, root),
        (leaf, index, size * 2, path, root),
        (leaf, index, size // 2, path, root),
        (leaf, index, 0, path, root),
        (leaf, -1, size, path, root),
        (stray, index, size, path, root),
        (leaf, index, size, path, stray),
        (leaf, index, size, path, b""),
        (leaf, index, size, [*path, stray], root),
        (leaf, index, size, [*path, root], root),
        (leaf, index, size, [stray, *path], root),
        (leaf, index, size, [root, *path], root),
    ]
    if path:
        wrong += [
            (leaf, index, size, path[:-1], root),
            (leaf, index, size, path[1:], root),
            (leaf, index, size, [*path[:-1], stray], root),
            (leaf, index, size, [stray, *path[1:]], root),
            (leaf, index, size, [], root),
        ]
    assert [place for place, each in enumerate(wrong) if is_included(*each)] == []


def test_a_leaf_is_never_taken_for_a_node():
    pair = leaf_hash(LEAVES[0] + LEAVES[1])

    assert pair != root_hash(LEAVES[:2])
