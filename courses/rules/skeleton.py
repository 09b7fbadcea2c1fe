"""What the text of a new module begins with; its errors say what is still to be written."""

_TEXT = """---
module: {code}
title:
minutes: 30
edition: {edition}
topics:
refs:
facts:
confidence: A
checks:
---

/// objectives
- …
- …
- …
///

## …

/// law | {law} [F-…]
…
///

/// example | …
…
///
"""
_LAW = {"zh": "《……》第……条的意思，以条文为准", "en": "What article … says; its own text prevails"}


def skeleton(code: str, edition: str) -> dict[str, str]:
    """A file by language with everything to fill in."""
    return {
        language: _TEXT.format(code=code, edition=edition, law=law)
        for language, law in _LAW.items()
    }
