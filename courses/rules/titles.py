"""Titles by language."""

from collections.abc import Mapping


def in_both(titles: Mapping[str, str]) -> dict[str, str]:
    """A title for every language; where one is lacking, the Chinese stands for it."""
    return {"zh": titles["zh"], "en": titles.get("en", titles["zh"])}
