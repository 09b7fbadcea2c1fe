"""Markdown turned into safe HTML: once, when it is stored; raw HTML is shown as text."""

import html
import re
import threading
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, ClassVar

import nh3
from markdown import Markdown
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

TAGS = {
    "p", "br", "strong", "em", "code", "pre", "ul", "ol", "li", "dl", "dt", "dd", "blockquote",
    "hr",
    "h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td", "a", "img", "div", "section",
    "figure", "figcaption", "sub", "sup", "del", "span", "details", "summary",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "div": {"class", "role", "tabindex"},
    "section": {"class"},
    "figure": {"class", "id"},
    "details": {"class"},
    "ol": {"start"},
    "th": {"scope"},
    "h2": {"id"},
    "h3": {"id"},
}
SCHEMES = {"https", "http", "mailto"}


class Figure(Block):  # type: ignore[misc]
    """`/// law | caption`: what an article says, in our own words, with its citation."""

    NAME = "law"
    ARGUMENT = None

    def on_create(self, parent: ET.Element) -> ET.Element:
        return ET.SubElement(parent, "figure", {"class": "law"})

    def on_end(self, block: ET.Element) -> None:
        if self.argument:
            caption = ET.SubElement(block, "figcaption")
            caption.text = self.argument


class Note(Block):  # type: ignore[misc]
    """`/// note | lead`: a remark beside the text."""

    NAME = "note"
    ARGUMENT = None

    def on_create(self, parent: ET.Element) -> ET.Element:
        return ET.SubElement(parent, "div", {"class": "note", "role": "note"})

    def on_end(self, block: ET.Element) -> None:
        first = block.find("p")
        if self.argument and first is not None:
            lead = ET.Element("strong")
            lead.text = self.argument
            lead.tail = " " + (first.text or "")
            first.text = None
            first.insert(0, lead)


class Titled(Block):  # type: ignore[misc]
    """A section under a title of its own."""

    ARGUMENT = None

    def on_create(self, parent: ET.Element) -> ET.Element:
        section = ET.SubElement(parent, "section", {"class": self.NAME})
        if self.argument:
            ET.SubElement(section, "h3").text = self.argument
        return section


class Example(Titled):
    """`/// example | title`: a scene from practice; a definition list in it is who says what."""

    NAME = "example"


class CaseFile(Titled):
    """`/// casefile | title`: papers of an invented case with planted faults."""

    NAME = "casefile"


class RolePlay(Titled):
    """`/// roleplay | title`: a scene to act, with a card for each role."""

    NAME = "roleplay"


class Answer(Block):  # type: ignore[misc]
    """`/// answer | what to do first`: folded until the reader opens it."""

    NAME = "answer"
    ARGUMENT = True

    def on_create(self, parent: ET.Element) -> ET.Element:
        details = ET.SubElement(parent, "details", {"class": self.NAME})
        ET.SubElement(details, "summary").text = self.argument
        return details


class Plain(Block):  # type: ignore[misc]
    """A block that is a section or division with its own name as class."""

    ARGUMENT = False
    TAG: ClassVar[str] = "div"

    def on_create(self, parent: ET.Element) -> ET.Element:
        return ET.SubElement(parent, self.TAG, {"class": self.NAME})


class Objectives(Plain):
    """`/// objectives`: what the reader can do afterwards."""

    NAME = "objectives"


class Says(Plain):
    """`/// says`: holds what to say and what not to."""

    NAME = "says"


class Do(Plain):
    """`/// do`: this is how to say it."""

    NAME = "do"
    TAG = "section"


class Dont(Plain):
    """`/// dont`: this is how not to."""

    NAME = "dont"
    TAG = "section"


class HouseBlocks(BlocksExtension):  # type: ignore[misc]
    """The blocks that course modules are written with."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:  # noqa: ANN401, N802
        """Register them; pymdownx's own protocol."""
        for block in (
            Figure, Note, Example, CaseFile, RolePlay, Answer, Objectives, Says, Do, Dont,
        ):  # fmt: skip
            block_mgr.register(block, self.getConfigs())


_MOST_BRACKETS = 500
_DEEP_QUOTE = re.compile(r"^(?: {0,3}>){40}", re.MULTILINE)
_REMEMBERED = 256
_NOTHING_SPECIAL = re.compile(
    r"[^\W\d_][\w ，。、；：？！“”‘’（）《》〈〉【】·…—％]*"
    r"(?:[,;?%()\"'/][\w ，。、；：？！“”‘’（）《》〈〉【】·…—％]*)*"
)
_WITHIN_WORDS = re.compile(r"</?(?:a|strong|em|code|sub|sup|del|span)\b[^>]*>")
_CAPTION = re.compile(r'<img alt="([^"]*)"[^>]*>')


class _Renderer:
    """One set of extensions; whatever is sent comes back as HTML, and soon."""

    def __init__(self, *extensions: Any) -> None:  # noqa: ANN401
        self._extensions = extensions
        self._markdown = self._built()

    def _built(self) -> Markdown:
        built = Markdown(extensions=list(self._extensions), output_format="html")
        built.preprocessors.deregister("html_block")
        built.inlinePatterns.deregister("html")
        return built

    def converted(self, text: str) -> str:
        """Markdown as HTML; what is nested absurdly deep comes back as it was typed."""
        if _DEEP_QUOTE.search(text):
            return _as_typed(text)
        try:
            return self._markdown.reset().convert(_bearable(text))
        except RecursionError:
            self._markdown = self._built()  # what stopped half-way would misread the next text
            return _as_typed(text)


def _as_typed(text: str) -> str:
    return f"<p>{html.escape(text)}</p>"


def _bearable(text: str) -> str:
    """Hundreds of opening brackets are no links, and looking for links in them takes a minute."""
    return text.replace("[", "&#91;") if text.count("[") > _MOST_BRACKETS else text


class _Renderers(threading.local):
    """One renderer a thread: building one costs a hundred renderings."""

    def __init__(self) -> None:
        self.text = _Renderer("tables", "sane_lists", "pymdownx.tilde", "fenced_code")
        self.course = _Renderer("tables", "sane_lists", "def_list", "fenced_code", HouseBlocks())


_renderers = _Renderers()


@lru_cache(maxsize=_REMEMBERED)
def rendered(text: str) -> str:
    """A question's Markdown as safe HTML; while one part is typed the others are remembered."""
    if _is_plain(text):
        return f"<p>{text}</p>"
    return _clean(_renderers.text.converted(text))


def _is_plain(text: str) -> bool:
    """Whether Markdown would say no more of a text than that it is one paragraph."""
    return (
        _NOTHING_SPECIAL.fullmatch(text) is not None and "_" not in text and not text.endswith(" ")
    )


def rendered_inline(text: str) -> str:
    """One paragraph as safe HTML without its tags; longer text keeps its blocks."""
    markup = rendered(text)
    inner = re.fullmatch(r"<p>((?:(?!<p>).)*)</p>", markup, re.DOTALL)
    return inner.group(1) if inner else markup


def rendered_course(text: str, headings: Mapping[str, str]) -> str:
    """A course module as safe HTML; blocks named in `headings` begin with that heading."""
    markup = _wrap_tables(_clean(_renderers.course.converted(text)))
    for name, heading in headings.items():
        for tag in ("section", "div"):
            opening = f'<{tag} class="{name}">'
            markup = markup.replace(opening, f"{opening}<h3>{html.escape(heading)}</h3>")
    return markup


def plain(markup: str) -> str:
    """The words of rendered HTML with its pictures' captions, for search, titles and labels."""
    captioned = _WITHIN_WORDS.sub("", _CAPTION.sub(r" \1 ", markup))
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", captioned))).strip()


_cleaner = nh3.Cleaner(
    tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer"
)


def _clean(markup: str) -> str:
    return _cleaner.clean(markup)


def _wrap_tables(markup: str) -> str:
    """Wide tables scroll in their own box, reachable by keyboard."""
    opened = markup.replace(
        "<table>", '<div class="table-responsive" role="region" tabindex="0"><table class="table">'
    )
    return opened.replace("</table>", "</table></div>").replace("<th>", '<th scope="col">')
