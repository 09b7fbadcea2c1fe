"""The reader's language: chosen, kept with the person, or asked of the browser."""

from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel

LANGUAGES = {"zh_Hans": "简体中文", "en": "English"}
TAGS = {"zh_Hans": "zh-CN", "en": "en"}
CONTENT = {"zh_Hans": "zh", "en": "en"}
DEFAULT = "zh_Hans"


def preferred(header: list[str]) -> str:
    """The language for a browser's tags: any zh is Chinese, any en English, else Chinese."""
    for tag in header:
        base = tag.lower().replace("_", "-").split("-")[0]
        if base == "zh":
            return "zh_Hans"
        if base == "en":
            return "en"
    return DEFAULT


def current() -> str:
    """The language of this request's answer."""
    if not has_request_context():
        return DEFAULT
    if "language" not in g:
        chosen = session.get("language")
        g.language = (
            chosen if chosen in LANGUAGES else preferred(list(request.accept_languages.values()))
        )
    return str(g.language)


def content_language() -> str:
    """The language of content that suits this request: "zh" or "en"."""
    return CONTENT[current()]


def install(app: Flask, *, zone: str) -> None:
    """Set up translations and make the languages known to every page."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "app/translations"
    app.config["BABEL_DEFAULT_LOCALE"] = DEFAULT
    app.config["BABEL_DEFAULT_TIMEZONE"] = zone
    Babel(app, locale_selector=current)

    @app.context_processor
    def languages() -> dict[str, object]:
        return {"language": current(), "language_tag": TAGS[current()], "languages": LANGUAGES}
