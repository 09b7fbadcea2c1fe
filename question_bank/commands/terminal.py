"""What commands about questions have in common: the language they speak."""

import os


def reader() -> str:
    """The language of whoever sits at this terminal."""
    tongue = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return "zh_Hans" if tongue.startswith("zh") else "en"
