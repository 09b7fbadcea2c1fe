"""What was found in a text, in the reader's words, with the mends an editor can make."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext
from markupsafe import Markup

from core.errors import Failure
from core.http import translated
from question_bank.actions.writing import Sheet, Wording
from question_bank.rules.diagnostics import Diagnostic, Fix, Severity
from question_bank.views.asking import ask, shown_order

MOST_SHOWN = 100
TAGS = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True)
class Finding:
    """One finding; `place` finds it again when its mend is sent as a form."""

    is_error: bool
    line: int
    code: str
    message: str
    mend: str
    fix: Fix | None
    place: int


@dataclass(frozen=True)
class Shown:
    """The text of one language with its first findings, how many `more` there are, and its look."""

    language: str
    tag: str
    text: str
    findings: list[Finding]
    error_count: int
    warning_count: int
    more: int
    asked: Markup | None
    rationale: Markup | None

    @property
    def numbers(self) -> range:
        """The numbers of its lines."""
        return range(1, len(self.text.splitlines()) + 2)

    @property
    def marks(self) -> dict[int, str]:
        """The lines to be marked, and how: an error hides a warning."""
        ordered = sorted(self.findings, key=lambda each: each.is_error)
        return {each.line: "bad" if each.is_error else "warn" for each in ordered}


def shown(sheet: Sheet) -> list[Shown]:
    """Each language of a sheet, the authoritative one first."""
    return [_shown(language, wording) for language, wording in sheet.wordings.items()]


def mended(text: str, fix: Fix) -> str:
    """The text with whole lines replaced."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join([*lines[: fix.first - 1], *fix.text.split("\n"), *lines[fix.last :]])


def described(diagnostic: Diagnostic, place: int = 0) -> Finding:
    """A diagnostic in the reader's language."""
    return Finding(
        is_error=diagnostic.severity is Severity.ERROR,
        line=diagnostic.line,
        code=diagnostic.code,
        message=_words(diagnostic.message, diagnostic),
        mend=_words(diagnostic.mend, diagnostic) if diagnostic.mend else "",
        fix=diagnostic.fix,
        place=place,
    )


def candidate_view(kind: str, asked: Mapping[str, object], size: int, language: str) -> Markup:
    """The question as a candidate sees it; an ordering is never shown in its right order."""
    return ask(kind, asked, shown_order(kind, size), slot=f"-{language}")


def _shown(language: str, wording: Wording) -> Shown:
    problems = [_problem(each) for each in wording.problems]
    findings = [described(each, place) for place, each in enumerate(wording.findings[:MOST_SHOWN])]
    look = wording.look
    rationale = look.told["rationale"] if look else None
    return Shown(
        language=language,
        tag=TAGS[language],
        text=wording.text,
        findings=[*problems, *findings],
        error_count=wording.error_count,
        warning_count=len(wording.findings) + len(problems) - wording.error_count,
        more=len(wording.findings) - len(findings),
        asked=candidate_view(look.kind, look.asked, look.size, language) if look else None,
        rationale=Markup(rationale) if rationale else None,  # noqa: S704 - cleaned when rendered
    )


def _problem(problem: Failure) -> Finding:
    return Finding(
        is_error=True, line=1, code="", message=translated(problem), mend="", fix=None, place=-1
    )


def _words(message: str, diagnostic: Diagnostic) -> str:
    return str(gettext(message, **diagnostic.values))
