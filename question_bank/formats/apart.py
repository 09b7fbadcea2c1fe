"""A file of another system read in a process of its own, which can neither hang nor eat us."""

import logging
import pickle
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from question_bank.formats.bounds import LARGEST_UPLOAD, too_large, too_much, unreadable
from question_bank.formats.format import Brought, Damaged, Note

LONGEST_WAIT_S = 10.0
_ROOT = Path(__file__).parents[2]
_BARE = {"LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
_log = logging.getLogger(__name__)


class Read(NamedTuple):
    """The name of the format that the file was of, and what it holds."""

    format: str
    brought: Brought


def read_apart(data: bytes, *, name: str, format_name: str = "") -> Read:
    """What a file holds; without a format it is found out. Raises Damaged with the reason."""
    if len(data) > LARGEST_UPLOAD:
        raise Damaged(too_large())
    command = [sys.executable, "-m", "question_bank.formats", format_name, name.replace("\0", "")]
    read = answer_of(command, data)
    if isinstance(read, Note):
        raise Damaged(read)
    return read


def answer_of(
    command: Sequence[str], data: bytes, *, wait_s: float = LONGEST_WAIT_S
) -> Read | Note:
    """What the child answered; if it was too slow, too large or broke, the note that says so."""
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no shell
            command,
            input=data,
            capture_output=True,
            timeout=wait_s,
            check=False,
            cwd=_ROOT,
            env=_BARE,
        )
    except subprocess.TimeoutExpired:
        return too_much()
    if done.returncode < 0:
        return too_much()
    if done.returncode:
        _log.error("Reading a file failed: %s", done.stderr.decode("utf-8", "replace")[-2000:])
        return unreadable()
    answer = pickle.loads(done.stdout)  # noqa: S301 - pickled by our own child
    return answer if isinstance(answer, Read | Note) else unreadable()
