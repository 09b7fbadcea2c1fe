"""What a `ref` says, in words: the statute by its name, the article as the language counts."""

from question_bank.rules.statutes import Statutes, cited

_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")


def in_words(ref: str, statutes: Statutes, language: str) -> str:
    """《行政处罚法》第四十二条第一款; a rule in words, or of an unknown statute, as it stands."""
    citation = cited(ref)
    if citation is None or citation.code not in statutes:
        return ref
    names = statutes[citation.code].names
    article = article_in_words(citation.article, language)
    if language != "zh":
        paragraph = f", paragraph {citation.paragraph}" if citation.paragraph else ""
        return f"{names.get(language, names['en'])}, {article}{paragraph}"
    paragraph = f"第{counted(citation.paragraph)}款" if citation.paragraph else ""
    return f"《{names['zh']}》{article}{paragraph}"


def article_in_words(article: str, language: str) -> str:
    """第四十二条之一, or article 42-1."""
    if language != "zh":
        return f"article {article}"
    number, _, inserted = article.partition("-")
    return f"第{counted(int(number))}条" + (f"之{counted(int(inserted))}" if inserted else "")


def counted(number: int) -> str:
    """A number from 1 to 9999 as statutes write it: 十二, 一百零五, 二百二十五."""
    digits = f"{number}"
    words = ""
    for place, digit in enumerate(digits):
        unit = len(digits) - place - 1
        if digit != "0":
            words += _DIGITS[int(digit)] + _UNITS[unit]
        elif int(digits[place:]) and not words.endswith("零"):
            words += "零"
    return words.removeprefix("一") if words.startswith("一十") else words
