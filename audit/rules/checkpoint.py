"""The head of the trail, signed, that leaves the house for a witness outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from audit.rules.entry import canonical

FORMAT = "chizheng-checkpoint/1"


class BadCheckpoint(ValueError):
    """What was given is no checkpoint."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a witness holds: the hash of the last block, how many entries, when, signed by whom."""

    height: int
    hash: str
    entries: int
    made_at: datetime
    key: str
    signature: str
    head: Mapping[str, Any]


def checkpoint_head(
    *, house: str, made_at: datetime, height: int, block: str, entries: int
) -> dict[str, Any]:
    """What is signed; `block` is the hash of the block at `height`, the last."""
    return {
        "house": house,
        "made_at": made_at.isoformat(),
        "height": height,
        "hash": block,
        "entries": entries,
    }


def signed_bytes(head: Mapping[str, Any]) -> bytes:
    """What the signature is over."""
    return canonical([FORMAT, head])


def read_checkpoint(document: object) -> Checkpoint:
    """A checkpoint from its file's JSON; raises BadCheckpoint for anything else."""
    try:
        return _read(document)
    except (KeyError, TypeError, ValueError) as problem:
        raise BadCheckpoint(f"This is no checkpoint: {problem!r}") from problem


def _read(document: Any) -> Checkpoint:  # noqa: ANN401 - whatever JSON held
    if document["format"] != FORMAT:
        raise ValueError(document["format"])
    head = document["head"]
    made_at = datetime.fromisoformat(head["made_at"])
    if made_at.tzinfo is None:
        raise ValueError(head["made_at"])
    return Checkpoint(
        height=int(head["height"]),
        hash=str(head["hash"]),
        entries=int(head["entries"]),
        made_at=made_at,
        key=str(document["key"]["code"]),
        signature=str(document["signature"]),
        head=head,
    )
