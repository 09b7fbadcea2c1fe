"""What a button adds to a text that somebody is writing."""

from question_bank.rules.reading import read


def with_picture(text: str, name: str) -> str:
    """The text with a picture at the end of the stem; at its own end where no stem can be told."""
    lines = text.split("\n")
    end = _end_of_stem(text)
    at = len(lines) if end is None else min(end, len(lines))
    before = "\n".join(lines[:at]).rstrip("\n")
    after = "\n".join(lines[at:]).lstrip("\n")
    return f"{before}\n\n![]({name})\n" + (f"\n{after}" if after else "")


def _end_of_stem(text: str) -> int | None:
    """How many lines there are up to the end of the first question's stem."""
    drafts = read(text).drafts
    if not drafts or not drafts[0].stem:
        return None
    return drafts[0].stem_line + drafts[0].stem.count("\n")
