"""How a typed answer is folded before it is compared, exactly, with the accepted ones."""

import re
from unicodedata import normalize

CHINESE = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SPACE_BESIDE_CHINESE = re.compile(rf"(?<=[{CHINESE}])\s+|(?<!\s)\s+(?=[{CHINESE}])")


def fold(text: str) -> str:
    """NFKC, trimmed, case folded, without white space beside Chinese characters."""
    folded = normalize("NFKC", normalize("NFKC", text).casefold())
    return _SPACE_BESIDE_CHINESE.sub("", folded).strip()
