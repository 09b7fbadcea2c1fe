"""The child that reads a hostile file: `python -m question_bank.formats FORMAT NAME`, by pipes.

The file comes on standard input; what it holds, or the note why not, goes out pickled.
"""

import pickle
import resource
import sys
import traceback

from question_bank.formats import FORMATS
from question_bank.formats.apart import Read
from question_bank.formats.bounds import (
    LARGEST_OUTCOME,
    MOST_MEMORY,
    MOST_QUESTIONS,
    MOST_SECONDS,
    too_many_questions,
    too_much,
    unrecognised,
)
from question_bank.formats.format import Brought, Damaged, Format, Note


def limited() -> None:
    """No more memory, time or files than reading needs."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def outcome(format_name: str, name: str, data: bytes) -> Read | Note:
    """What the file holds, or the note that says why it cannot be read."""
    chosen = _chosen(format_name, name, data)
    if chosen is None:
        return unrecognised()
    try:
        brought = chosen.bring(data)
    except Damaged as damaged:
        return damaged.note
    except MemoryError:
        return too_much()
    return too_many_questions() if _is_long(brought) else Read(chosen.name, brought)


def _chosen(format_name: str, name: str, data: bytes) -> Format | None:
    if format_name:
        return FORMATS.get(format_name)
    able = (each for each in FORMATS.values() if each.reads and each.recognises(name, data))
    return next(able, None)


def _is_long(brought: Brought) -> bool:
    return len(brought.questions) > MOST_QUESTIONS


def main() -> int:
    """Read, and answer; a fault of ours leaves its place on standard error, never a text."""
    limited()
    data = sys.stdin.buffer.read()
    try:
        answer = pickle.dumps(outcome(sys.argv[1], sys.argv[2], data))
    except Exception as fault:
        where = "".join(traceback.format_tb(fault.__traceback__))
        sys.stderr.write(f"{where}{type(fault).__name__}\n")
        return 1
    sys.stdout.buffer.write(answer if len(answer) <= LARGEST_OUTCOME else pickle.dumps(too_much()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
