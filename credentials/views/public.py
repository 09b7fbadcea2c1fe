"""The open door: is this credential valid? And what other software needs to check it alone."""

from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

import audit.verify
from accounts.actions.signing_in import MustWait
from core.clock import now
from core.config import Settings
from core.errors import N_, Missing
from core.http import public, translated, wants_json
from core.language import content_language
from credentials.actions import checking
from credentials.actions.checking import Checked
from credentials.documents.badge import public_badge
from credentials.documents.keys import did_document, key_history
from credentials.documents.printing import day_in
from credentials.documents.status_list import status_list
from credentials.queries.register import credential_with_uid
from credentials.rules.answers import ANSWER_NAMES, Answer, meaning_of
from credentials.rules.status import REASON_CLASSES
from credentials.rules.status_list import Purpose

LONGEST = 64
HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}
FOR_SOFTWARE = {
    "public.show_json",
    "public.show_badge",
    "public.show_status_list",
    "public.show_did",
    "public.show_keys",
}
"""What a verifier in somebody's browser may read from another site."""


def blueprint(settings: Settings) -> Blueprint:
    """Pages for strangers; the settings give the house's address and the key for hashes."""
    bp = Blueprint("public", __name__)
    house = settings.base_url

    @bp.get("/c/<uid>")
    @public
    def show(uid: str) -> ResponseReturnValue:
        checked = checking.look_at(uid)
        if wants_json():
            return _told(uid, checked)
        return _page(checked), _status(checked)

    @bp.get("/c/<uid>.json")
    @public
    def show_json(uid: str) -> ResponseReturnValue:
        return _told(uid, checking.look_at(uid))

    @bp.get("/c/<uid>/badge.json")
    @public
    def show_badge(uid: str) -> ResponseReturnValue:
        return _document(public_badge(credential_with_uid(uid), house=house))

    @bp.get("/check")
    @public
    def show_check() -> ResponseReturnValue:
        return render_template("credentials/public/check.html", number="", refusal=None)

    @bp.post("/check")
    @public
    def create_check() -> ResponseReturnValue:
        number = request.form.get("number", "")[:LONGEST]
        code = request.form.get("check_code", "")[:LONGEST]
        try:
            uid = checking.find(
                number, code, address=request.remote_addr or "", secret=settings.secret_key
            )
        except MustWait as wait:
            return _again(number, translated(wait)), 429, {"Retry-After": str(wait.seconds)}
        except Missing:
            return _again(number, gettext(NOT_FOUND)), HTTPStatus.NOT_FOUND
        return redirect(url_for("public.show", uid=uid), HTTPStatus.SEE_OTHER)

    @bp.get("/status/<purpose>")
    @public
    def show_status_list(purpose: str) -> ResponseReturnValue:
        if purpose not in {str(each) for each in Purpose}:
            raise Missing(N_("There is no such list."))
        return _document(status_list(Purpose(purpose), house=house))

    @bp.get("/.well-known/did.json")
    @public
    def show_did() -> ResponseReturnValue:
        return did_document(house)

    @bp.get("/keys.json")
    @public
    def show_keys() -> ResponseReturnValue:
        return key_history(house)

    @bp.get("/verify.py")
    @public
    def show_verifier() -> ResponseReturnValue:
        answer = make_response(Path(audit.verify.__file__).read_bytes())
        answer.headers["Content-Type"] = "text/x-python; charset=utf-8"
        answer.headers["Content-Disposition"] = 'attachment; filename="verify.py"'
        return answer

    @bp.after_request
    def finish(answer: Response) -> Response:
        for name, value in HEADERS.items():
            answer.headers[name] = value
        if request.endpoint in FOR_SOFTWARE:
            answer.headers["Access-Control-Allow-Origin"] = "*"
        return answer

    return bp


NOT_FOUND = N_("There is no credential with this number and this check code. Check both.")


def _again(number: str, refusal: str) -> str:
    return render_template("credentials/public/check.html", number=number, refusal=refusal)


def _status(checked: Checked) -> HTTPStatus:
    return HTTPStatus.NOT_FOUND if checked.answer is Answer.UNKNOWN else HTTPStatus.OK


def _page(checked: Checked) -> str:
    language = content_language()
    facts = checked.facts
    return render_template(
        "credentials/public/credential.html",
        answer=checked.answer,
        answer_name=gettext(ANSWER_NAMES[checked.answer]),
        meaning=gettext(
            meaning_of(checked.answer, is_demonstration=bool(facts and facts.is_demonstration))
        ),
        reason=_reason(checked),
        since=day_in(facts.standing.since, language) if facts and facts.standing.since else "",
        facts=facts,
        own=language,
        other="en" if language == "zh" else "zh",
        days=[day_in(each, language) for each in (facts.valid_from, facts.valid_until)]
        if facts
        else [],
        code_points=checked.code_points,
        checked_at=now(),
    )


def _reason(checked: Checked) -> str:
    """The class of reason in the reader's language; what stands behind it stays in the house."""
    code = checked.facts.standing.reason_class if checked.facts else ""
    names = {name: words for classes in REASON_CLASSES.values() for name, words in classes.items()}
    return str(gettext(names[code])) if code in names else ""


def _told(uid: str, checked: Checked) -> ResponseReturnValue:
    """The same answer as the page, for software."""
    facts = checked.facts
    said: dict[str, object] = {
        "uid": uid,
        "answer": checked.answer,
        "checked_at": now().isoformat(),
    }
    if facts:
        since = facts.standing.since
        said |= {
            "number": facts.number,
            "name": facts.name,
            "code_points": checked.code_points,
            "unit": {"zh": facts.unit, "en": facts.unit_en},
            "title": dict(facts.titles),
            "scope": dict(facts.scope),
            "words": dict(facts.words),
            "valid_from": facts.valid_from.isoformat(),
            "valid_until": facts.valid_until.isoformat(),
            "since": since.isoformat() if since else None,
            "reason_class": facts.standing.reason_class or None,
            "is_demonstration": facts.is_demonstration,
        }
    return said, _status(checked)


def _document(body: dict[str, object]) -> Response:
    answer = make_response(body)
    answer.headers["Content-Type"] = "application/vc"
    return answer
