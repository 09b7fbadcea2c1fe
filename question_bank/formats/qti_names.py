"""Names in QTI: identifiers of XML, and the words of its versions as one."""

import re
from functools import lru_cache
from xml.etree.ElementTree import Element

EXPLANATION = "EXPLANATION"
"""The outcome that shows the rationale of a question of ours."""
EXPLAINED = "RATIONALE"

_KEBAB = re.compile(r"-([a-z0-9])")


def identifier(code: str) -> str:
    """An id of ours as a name of XML, which begins with no digit."""
    return f"_{code}" if code[:1].isdigit() else code


def code(name: str) -> str:
    """The id that became this name; no id of ours begins with a line."""
    return name.removeprefix("_")


def in_plain_words(root: Element) -> Element:
    """Every version in the words of 2.x, without prefixes: qti-prompt becomes prompt."""
    for each in root.iter():
        each.tag = _tag(each.tag)
        attributes = {_attribute(name): value for name, value in each.attrib.items()}
        each.attrib.clear()
        each.attrib.update(attributes)
    return root


@lru_cache(maxsize=512)
def _tag(name: str) -> str:
    plain = name.rpartition("}")[2]
    return _camel(plain.removeprefix("qti-")) if plain.startswith("qti-") else plain


@lru_cache(maxsize=512)
def _attribute(name: str) -> str:
    plain = name.rpartition("}")[2]
    return plain if plain.startswith("data-") else _camel(plain)


def _camel(name: str) -> str:
    return _KEBAB.sub(lambda match: match[1].upper(), name)
