"""A proposed module in each language: its text, what was found in it, and how readers see it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from flask_babel import gettext
from markupsafe import Markup

from core.markdown import rendered_course
from courses.rules.checking import LANGUAGES
from courses.rules.findings import Finding
from courses.rules.module_file import ModuleText
from courses.rules.page import HEADINGS, finished
from courses.rules.proposed import Examined
from question_bank.views.findings import TAGS

_REMEMBERED = 32
_IDS = re.compile(r' id="[^"]*"')


@dataclass(frozen=True)
class Said:
    """A finding in the reader's words."""

    is_error: bool
    line: int
    code: str
    message: str
    mend: str


@dataclass(frozen=True)
class Page:
    """One language; `html` and `text` are none while its head has errors."""

    language: str
    tag: str
    source: str
    findings: list[Said]
    text: ModuleText | None
    html: Markup | None

    @property
    def error_count(self) -> int:
        """How many findings stop it."""
        return sum(each.is_error for each in self.findings)

    @property
    def numbers(self) -> range:
        """The numbers of its lines."""
        return range(1, len(self.source.splitlines()) + 2)

    @property
    def marks(self) -> dict[int, str]:
        """The lines to be marked, and how: an error hides a remark."""
        ordered = sorted(self.findings, key=lambda each: each.is_error)
        return {each.line: "bad" if each.is_error else "warn" for each in ordered}


def pages_of(files: Mapping[str, str], seen: Examined) -> list[Page]:
    """Every language, the authoritative one first; what concerns all stands with that one."""
    return [_page(each, files.get(each, ""), seen) for each in LANGUAGES]


def _page(language: str, source: str, seen: Examined) -> Page:
    text = seen.texts.get(language)
    found = [each for each in seen.findings if f"/{language}/" in each.path]
    return Page(
        language=language,
        tag=TAGS[language],
        source=source,
        findings=[_said(each) for each in sorted(found, key=lambda each: not each.is_error)],
        text=text,
        html=_look(text.body, language) if text else None,
    )


@lru_cache(maxsize=_REMEMBERED)
def _look(body: str, language: str) -> Markup:
    """As readers see it; without the places that links lead to, since both languages are shown.

    While one language is typed the other is remembered.
    """
    markup = finished(rendered_course(body, HEADINGS[language]), language)
    return Markup(_IDS.sub("", markup))  # noqa: S704 - cleaned when rendered


def _said(finding: Finding) -> Said:
    return Said(
        is_error=finding.is_error,
        line=finding.line,
        code=finding.code,
        message=gettext(finding.message, **finding.values),
        mend=gettext(finding.mend, **finding.values),
    )
