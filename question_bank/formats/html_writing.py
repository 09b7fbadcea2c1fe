"""Clean HTML elements written as Markdown that reads back as the same text."""

import re
from collections.abc import Iterable

from bs4 import Tag
from bs4.element import NavigableString
from markdownify import MarkdownConverter

_DEEPER = "    "
_TICKS = re.compile(r"`+")
_BOX = re.compile(r"\[(?:[ xX]|[-+]?[0-9]{1,3})\](?: |$)")
_BRACKET = re.compile(r"(?<!\\)([\[\]])")
_IN_CAPTION = re.compile(r"([\[\]\\*`])")
_BEHIND = r"\\\1"
_SUPERSCRIPTS = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_ESCAPES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\\(?=[!-/:-@\[-`{-~\s]|$)"), r"\\\\"),
    (re.compile(r"([*`~])"), r"\\\1"),
    (re.compile(r"(?<![^\W_])_|_(?![^\W_])"), r"\\_"),
    (re.compile(r"\](?=\s?[(\[:])"), r"\\]"),
    (re.compile(r"^(\s*)\[(?=[^\[\]]{0,500}\]:)", re.MULTILINE), r"\1\\["),
    (re.compile(r"&(?=#?[A-Za-z0-9]{1,31};)"), "&amp;"),
    (re.compile(r"<(?=[^>]{0,500}[@:])"), "&lt;"),
    (re.compile(r"^(\s*)([#>])", re.MULTILINE), r"\1\\\2"),
    (re.compile(r"^(\s*)([-+])(?=\s|$|-+\s*$)", re.MULTILINE), r"\1\\\2"),
    (re.compile(r"^(\s*[0-9]{1,9})([.)])(?=\s|$|[\u4e00-\u9fff])", re.MULTILINE), r"\1\\\2"),
    (re.compile(r"^(\s*)=(?==*\s*$)", re.MULTILINE), r"\1&#61;"),
    (re.compile(r"^(\s*)\|(?=[-|: ]*$)", re.MULTILINE), r"\1\\|"),
    (re.compile(r"^(\s*):(?=[-|: ]*[-|][-|: ]*$)", re.MULTILINE), r"\1&#58;"),
)


class Writer(MarkdownConverter):
    """How the house writes Markdown: four spaces inside lists, bold instead of headings."""

    class Options:
        """Marks that our renderer knows."""

        bullets = "-"
        sub_symbol = "~"
        table_infer_header = True
        keep_inline_images_in = ("td", "th")

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Whatever could be read as a mark, and only that, stands behind a backslash."""
        for pattern, written in _ESCAPES:
            text = pattern.sub(written, text)
        return text.replace("|", "\\|") if parent_tags & {"td", "th"} else text

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        """A call before a link does not make a picture of it."""
        text: str = super().process_text(el, parent_tags)  # type: ignore[misc]
        after = el.next_sibling
        is_before_link = isinstance(after, Tag) and after.name == "a"
        return f"{text[:-1]}\\!" if is_before_link and text.endswith("!") else text

    def convert_hN(  # noqa: N802 - the library's own name
        self, n: int, el: Tag, text: str, parent_tags: set[str]
    ) -> str:
        """A question has no headings inside."""
        plain = text.strip()
        if "_inline" in parent_tags or not plain:
            return plain
        return f"\n\n{plain}\n\n" if plain.startswith("**") else f"\n\n**{plain}**\n\n"

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """An item of a list; text that looks like a box to tick stays text."""
        plain = text.strip()
        if not plain:
            return "\n"
        marker = f"{_number(el)}. " if el.parent is not None and el.parent.name == "ol" else "- "
        first, *others = ("\\" + plain if _BOX.match(plain) else plain).split("\n")
        lines = [marker + first, *(_DEEPER + line if line else "" for line in others)]
        return "\n".join(lines) + "\n"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A fence that is longer than any inside."""
        if not text.strip():
            return ""
        longest = max(map(len, _TICKS.findall(text)), default=0)
        fence = "`" * max(3, longest + 1)
        inside = text.strip("\n")
        return f"\n\n{fence}\n{inside}\n{fence}\n\n"

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A link to a page or a mail address; any other is its text."""
        address = str(el.get("href") or "").strip()
        plain = text.strip()
        if not plain or "_noformat" in parent_tags or not _leads_out(address):
            return text
        bare = re.sub(r"\s", "%20", address).replace("<", "%3C").replace(">", "%3E")
        bare = f"<{bare}>" if "(" in bare or ")" in bare else bare
        named = plain if "![" in plain else _BRACKET.sub(_BEHIND, plain)
        return f"[{named}]({bare})"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A picture with its caption."""
        caption = re.sub(r"\s+", " ", str(el.get("alt") or "")).strip()
        return f"![{_IN_CAPTION.sub(_BEHIND, caption)}]({el.get('src')})"

    def convert_sub(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Lowered text, if it is one word."""
        return text if re.search(r"\s", text) or not text else f"~{text}~"

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Raised figures as characters; Markdown has no mark for raised text."""
        raised = text.translate(_SUPERSCRIPTS)
        return raised if is_raised(text) else f"^{text}"

    def convert_dt(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A term stands in bold above what is said of it."""
        return f"\n\n**{text.strip()}**\n\n" if text.strip() else ""

    def convert_dd(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """What is said of a term is a paragraph."""
        return f"\n\n{text.strip()}\n\n"


def written(root: Tag) -> str:
    """The Markdown of everything inside an element."""
    text: str = _WRITER.convert_soup(root)
    lines = "\n".join(map(_trimmed, text.split("\n")))
    return _lone(re.sub(r"\n{3,}", "\n\n", lines).strip())


def written_plain(lines: Iterable[str]) -> str:
    """Lines of plain text, with a break after each; an empty one begins a paragraph."""
    escaped = (
        _WRITER.escape(re.sub(r"[ \t\f\v\u00a0]+", " ", line).strip(" "), set()) for line in lines
    )
    text = "\n".join(f"{line}  " if line else "" for line in escaped)
    return _lone(re.sub(r"\n{3,}", "\n\n", re.sub(r" +\n(?=\n)", "\n", text)).strip())


def is_raised(text: str) -> bool:
    """Whether there are raised characters for all of a text."""
    return bool(text) and not set(text) - set("0123456789+-=()n")


def _number(item: Tag) -> int:
    start = str(item.parent.get("start") or "1") if item.parent is not None else "1"
    before = item.find_previous_siblings("li")
    return (int(start) if re.fullmatch(r"[0-9]{1,6}", start) else 1) + len(before)


def _leads_out(address: str) -> bool:
    return bool(re.match(r"(?:https?://|mailto:)\S", address, re.IGNORECASE))


def _lone(text: str) -> str:
    """One tilde alone, as between two numbers, marks nothing."""
    return text.replace("\\~", "~") if text.count("~") == 1 else text


def _trimmed(line: str) -> str:
    """Two spaces at the end are a line break; any others are nothing."""
    plain = line.rstrip()
    return f"{plain}  " if plain and line.endswith("  ") else plain


_WRITER = Writer()
