"""HTML fragments into Markdown of ours, and our Markdown into XHTML."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element

from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import PageElement

from core.errors import N_
from core.markdown import rendered
from question_bank.formats.html_writing import is_raised, written, written_plain
from question_bank.formats.xhtml import elements

Locate = Callable[[str], str | None]
"""The name under which a picture is kept (media/name.png), from what an `img` says; or nothing."""

_DEEPEST = 60
_MOST_TAGS = 20_000
_UNSEEN = frozenset({"script", "style", "noscript", "template", "head", "title", "link", "meta"})
_FOREIGN = frozenset(
    {"iframe", "object", "embed", "applet", "audio", "video", "canvas", "svg", "form", "input"}
    | {"select", "textarea", "button", "math"}
)
_LOOKS = frozenset({"u", "ins", "mark", "small", "big", "center", "font"})
_SAME = {"b": "strong", "i": "em", "s": "del", "strike": "del"}
_STYLED = re.compile(r"(?:^|;)\s*(?:color|background|text-decoration|font-weight|font-style)\b")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FORMULA = re.compile(r"\\\(.{1,200}?\\\)|\\\[.{1,200}?\\\]|\$\$.{1,200}?\$\$", re.DOTALL)
_PRIVATE = re.compile(
    "[\ue000-\uf8ff]|&#(?:5[7-9][0-9]{3}|6[0-3][0-9]{3}|[xX][e-fE-F][0-9a-fA-F]{3});?"
)
_SIMPLE = re.compile(
    r"\s*(?:<p>[^<>&\n\\$]*</p>\s*|<div>[^<>&\n\\$]*</div>\s*)+|[^<>&\n\\$]*", re.DOTALL
)
_PARAGRAPH = re.compile(r">([^<>]+)</")
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True)
class Loss:
    """Something of a text that Markdown cannot have; a message id with its values."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)


class Fragment(NamedTuple):
    """A text as Markdown, and what of it could not be kept."""

    text: str
    losses: tuple[Loss, ...] = ()


def markdown_of(markup: str, locate: Locate) -> Fragment:
    """HTML as Markdown without headings; whatever has no place in Markdown is told."""
    if _SIMPLE.fullmatch(markup):
        return Fragment(_of_paragraphs(markup))
    if markup.count("<") > _MOST_TAGS:
        loss = Loss(N_("a text with more than 20,000 tags is kept without any"))
        return Fragment(plain_as_markdown(_TAG.sub(" ", markup)), (loss,))
    soup = BeautifulSoup(f"<div>{markup}</div>", "html.parser")
    losses = [*_flattened(soup), *_cleaned(soup, locate)]
    return Fragment(written(soup), tuple(_each_once([*losses, *_formulas(soup)])))


def _of_paragraphs(markup: str) -> str:
    """Nothing but paragraphs of plain words: most texts are, and need no parser."""
    inside = _PARAGRAPH.findall(markup) if "<" in markup else [markup]
    return "\n\n".join(each for each in map(plain_as_markdown, inside) if each)


def without_private(markup: str) -> str:
    """Without the characters of private use, which mark gaps with us."""
    return _PRIVATE.sub("", markup)


def plain_as_markdown(text: str) -> str:
    """Plain text as Markdown that shows the same words and line breaks."""
    lines = _INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return written_plain(lines)


def xhtml_of(text: str) -> list[Element]:
    """Our Markdown as XHTML elements, one a block."""
    return elements(rendered(text))


def words_of(text: str) -> str:
    """Our Markdown as words without any marks."""
    return " ".join("".join(each.itertext()).strip() for each in xhtml_of(text)).strip()


def _each_once(losses: Iterable[Loss]) -> Iterator[Loss]:
    said: list[Loss] = []
    for loss in losses:
        if loss not in said:
            said.append(loss)
            yield loss


def _flattened(soup: Tag) -> Iterator[Loss]:
    """Elements nested too deeply become their text."""
    depths: dict[int, int] = {id(soup): 0}
    deep: list[Tag] = []
    for each in soup.descendants:
        if isinstance(each, Tag) and each.parent is not None:
            depth = depths[id(each)] = depths[id(each.parent)] + 1
            if depth == _DEEPEST:
                deep.append(each)
    for each in deep:
        each.replace_with(" ".join(str(text) for text in each.find_all(string=True)))
    if deep:
        yield Loss(N_("the text was nested too deeply; its innermost parts are plain text"))


def _cleaned(soup: Tag, locate: Locate) -> Iterator[Loss]:
    """What the text does not have is not looked for: most are a few plain paragraphs."""
    texts = list(soup.find_all(string=True))
    tags = [each for each in soup.descendants if isinstance(each, Tag)]
    names = {each.name for each in tags}
    if names & (_UNSEEN | _FOREIGN) or any(isinstance(each, Comment) for each in texts):
        yield from _removed(soup)
    if "img" in names:
        yield from _pictures(soup, locate)
    if names & (_LOOKS | _SAME.keys() | {"sup"}) or any(each.attrs for each in tags):
        yield from _looks(soup)
    if names & (_SAME.keys() | set(_SAME.values())):
        _joined(soup)
    _plain_characters(soup)


def _removed(soup: Tag) -> Iterator[Loss]:
    """What is not shown or cannot be kept is taken out."""
    for text in soup.find_all(string=True):
        if isinstance(text, Comment):
            text.extract()
    for each in soup.find_all([*_UNSEEN, *_FOREIGN]):
        if each.decomposed:
            continue
        if each.name in ("script", "style"):
            yield Loss(N_("a script or style sheet in the text is left out"))
        elif each.name in _FOREIGN:
            yield Loss(N_("<%(tag)s> in the text is left out"), {"tag": each.name})
        spoken = str(each.get("alttext") or "") if each.name == "math" else ""
        if spoken:
            each.replace_with(spoken)
        else:
            each.decompose()


def _pictures(soup: Tag, locate: Locate) -> Iterator[Loss]:
    for each in soup.find_all("img"):
        source = str(each.get("src") or "").strip()
        name = locate(source)
        if name is None:
            shown = source if len(source) <= 100 else f"{source[:100]}…"
            yield Loss(N_("the picture '%(name)s' is not in the file"), {"name": shown})
            each.replace_with(str(each.get("alt") or ""))
        else:
            each["src"] = name


def _looks(soup: Tag) -> Iterator[Loss]:
    """Tags by one name each; those for looks alone are dropped, and told."""
    seen: set[str] = set()
    for each in soup.find_all(re.compile(".")):
        each.name = _SAME.get(each.name, each.name)
        if each.name in ("u", "ins") and not each.get_text().strip(" \u00a0_\u3000"):
            each.replace_with("____" if each.get_text() else "")
        elif each.name in _LOOKS or (each.name == "sup" and not is_raised(each.get_text())):
            seen.add(each.name)
        if _STYLED.search(str(each.get("style") or "")):
            seen.add("style")
        if "multilang" in (each.get("class") or []):
            yield Loss(N_("the text stands there in several languages, and here one after another"))
        if each.get("colspan", "1") != "1" or each.get("rowspan", "1") != "1":
            yield Loss(N_("merged cells of a table are taken apart"))
    if seen:
        tags = ", ".join(sorted(seen))
        yield Loss(N_("looks that Markdown does not have are left out: %(tags)s"), {"tags": tags})


def _joined(soup: Tag) -> None:
    """Bold in bold is bold once, and two bold pieces side by side are one."""
    for each in soup.find_all(["strong", "em", "del"]):
        if each.find_parent(each.name) is not None:
            each.unwrap()
    for each in soup.find_all(["strong", "em", "del"]):
        after: PageElement | None = each.next_sibling
        while isinstance(after, Tag) and after.name == each.name:
            each.extend(list(after.contents))
            after.decompose()
            after = each.next_sibling


def _plain_characters(soup: Tag) -> None:
    for each in soup.find_all(string=True):
        plain = _INVISIBLE.sub("", str(each)).replace("\u00a0", " ")
        if plain != str(each):
            each.replace_with(plain)


def _formulas(soup: Tag) -> Iterator[Loss]:
    found = _FORMULA.search(soup.get_text())
    if found:
        yield Loss(N_("formulas stay as they were typed: %(formula)s"), {"formula": found[0]})
