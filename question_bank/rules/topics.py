"""The topic tree: codes such as `law.penalty`, and their names."""

from collections.abc import Mapping
from dataclasses import dataclass
from tomllib import loads


@dataclass(frozen=True)
class Topic:
    """A node of the tree; the part before the last dot is its parent."""

    code: str
    names: Mapping[str, str]

    @property
    def parent(self) -> str | None:
        """The code above; none at the top."""
        above, dot, _ = self.code.rpartition(".")
        return above if dot else None


@dataclass(frozen=True)
class Topics:
    """All topics in the order of the file."""

    all: tuple[Topic, ...] = ()

    def __contains__(self, code: object) -> bool:
        """Whether there is a topic of this code."""
        return any(topic.code == code for topic in self.all)

    def name(self, code: str, language: str) -> str:
        """The name in a language, in English where it has none, or the code itself."""
        names = next((topic.names for topic in self.all if topic.code == code), {})
        return names.get(language) or names.get("en") or code

    def roots(self) -> tuple[Topic, ...]:
        """The topics at the top."""
        return self.under(None)

    def under(self, code: str | None) -> tuple[Topic, ...]:
        """The topics directly below a code."""
        return tuple(topic for topic in self.all if topic.parent == code)


def parse(text: str) -> Topics:
    """Topics out of TOML: a table a code, its names by language; raises ValueError for others."""
    tables = loads(text)
    topics = Topics(tuple(_topic(code, names) for code, names in tables.items()))
    orphans = [each.code for each in topics.all if each.parent and each.parent not in topics]
    if orphans:
        raise ValueError(f"topics without the topic above them: {', '.join(orphans)}")
    return topics


def _topic(code: str, names: object) -> Topic:
    if not isinstance(names, dict) or not names or not all(map(_is_text, names.values())):
        raise ValueError(f"the topic {code} has no names")
    return Topic(code, names)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)
