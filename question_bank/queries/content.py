"""What the bank rests on: the topic tree, and the statutes that may be cited."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from question_bank.rules.statutes import Statutes
from question_bank.rules.statutes import parse as parse_statutes
from question_bank.rules.topics import Topics
from question_bank.rules.topics import parse as parse_topics

CONTENT = Path(__file__).parents[1] / "content"


@lru_cache(maxsize=1)
def topic_tree() -> Topics:
    """The topic tree, in the order of its file."""
    return parse_topics((CONTENT / "topics.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def statutes() -> Statutes:
    """The statutes that may be cited, by code."""
    return parse_statutes((CONTENT / "statutes.toml").read_text(encoding="utf-8"))


def topics() -> dict[str, Mapping[str, str]]:
    """The names of each topic by language, by code, in the order of the tree."""
    return {topic.code: topic.names for topic in topic_tree().all}
