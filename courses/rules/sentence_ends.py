"""Where a sentence ends, in Chinese and in English."""

import re

_SHORT = (
    "Mr", "Mrs", "Ms", "Dr", "No", "Nos", "Art", "Arts", "[A-Z]", "[Pp]ara", "[Pp]aras", "[Ss]ec",
    "[Cc]h", "[Ff]ig", r"[Ee]\.g", r"[Ii]\.e", "[Cc]f", "vs", "Ltd", "Co", "Inc", "Corp", "St",
)  # fmt: skip
_AFTER_SHORT = "".join(rf"(?<!\b{each})" for each in _SHORT)
_END = re.compile(
    rf"[。！？]+[”’」』）)]*|[!?]+[\"”’)]*(?=\s|$)|{_AFTER_SHORT}\.[\"”’)]*(?=\s+[\"“‘(]*[A-Z])"
)
_NUMBER = re.compile(r"\s*\(?\d+\.")


def ends(text: str) -> list[int]:
    """The places behind its sentences, the last left aside that ends with the text.

    A closing quotation mark belongs to its sentence. A short form such as “Art.” ends none, nor
    does a number that counts what follows it.
    """
    found = [0]
    for each in _END.finditer(text):
        if not _NUMBER.fullmatch(text, found[-1], each.end()):
            found.append(each.end())
    return found[1:]
