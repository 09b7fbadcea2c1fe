"""At the gate of an exam: where a request comes from, and whether its browser proves itself."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.session import current_actor, sign_in_id_in_cookie
from core.config import Settings
from core.errors import N_, Missing
from core.http import attachment, failure, translated, wants_json
from exam.actions import entering
from exam.actions.entering import Elsewhere, OtherBrowser, Visit, WrongAccessCode
from exam.queries.attempts import own_attempt
from exam.queries.entrance import Gate, gate_of, settings_for
from exam.rules.entrance import BROWSER_PASS, pass_in
from exam.rules.safe_browser import Shown, as_file
from exam.views.entrance import SEB_FILE

CONFIG_HEADER, BROWSER_HEADER = (
    "X-SafeExamBrowser-ConfigKeyHash",
    "X-SafeExamBrowser-RequestHash",
)
READS = frozenset({"taking.show"})
COMES_BACK = frozenset({"taking.create_lease"})
GOES_ON = frozenset({"taking.create_page_turn", "taking.create_flag"})
PICTURES = "/pictures"
"""Where the pictures of papers are shown from; they ask for the pass as the paper does."""


def blueprint(settings: Settings) -> Blueprint:
    """The page on which a browser proves itself, and the settings that it needs."""
    bp = Blueprint("proving", __name__, url_prefix="/exam")

    @bp.get("/attempts/<token>/proof")
    def show(token: str) -> ResponseReturnValue:
        """How to open the browser that is asked for; its script lets it prove itself."""
        attempt = own_attempt(token, current_actor())
        return proving_page(token, attempt.sitting_id, is_refused=False)

    @bp.post("/attempts/<token>/proof")
    def create(token: str) -> ResponseReturnValue:
        """Let the browser prove itself, by its headers or by what its script was told."""
        gate = entering.prove(token, _visit(_told(token, settings)))
        if gate is None or not gate.is_opened:
            sitting_id = own_attempt(token, current_actor()).sitting_id
            answer = redirect(url_for("sittings.show", sitting_id=sitting_id), 303)
        else:
            answer = redirect(url_for("taking.show", token=token), 303)
        _remember(gate)
        return answer

    @bp.get("/sittings/<int:sitting_id>/browser.seb")
    def download(sitting_id: int) -> ResponseReturnValue:
        """The settings for Safe Exam Browser, for who stands registered."""
        found = settings_for(current_actor().id, sitting_id)
        if found is None:
            raise Missing(N_("There is no such sitting for you."))
        return attachment(as_file(found), SEB_FILE, f"sitting-{sitting_id}.seb")

    _answer_refusals(bp)
    bp.after_request(_hand_out(settings))
    return bp


def guard(bp: Blueprint, settings: Settings) -> None:
    """Stand before the pages of an open exam, whose addresses all begin with its token."""

    @bp.before_request
    def ask() -> None:
        """Refuse the wrong place and the wrong browser; a browser that proves itself has a pass."""
        endpoint, token = request.endpoint, (request.view_args or {}).get("token", "")
        if endpoint not in READS | COMES_BACK | GOES_ON:
            return
        gate = gate_of(token, sign_in_id_in_cookie())
        if gate is None or not gate.is_written:
            return
        visit = _visit(_headers(settings))
        if endpoint in READS:
            entering.refuse_strange(gate, visit)
        elif endpoint in COMES_BACK:
            _remember(entering.come_back(gate, visit))
        else:
            _remember(entering.go_on(gate, visit))

    _answer_refusals(bp)
    bp.after_request(_hand_out(settings))


def let_in(token: str, settings: Settings) -> int:
    """Pass the entrance on the way to a start; the sitting that was entered, 0 for none."""
    code = request.form.get("access_code", "")[:64]
    gate = entering.enter(token, _visit(_headers(settings)), code=code)
    _remember(gate)
    return gate.sitting_id if gate else 0


def carried_pass() -> str:
    """The pass of this browser: the one it was just given, or the one that it carries."""
    given: str | None = g.get(BROWSER_PASS)
    return given or pass_in(request.cookies)


def proving_page(token: str, sitting_id: int, *, is_refused: bool) -> str:
    """How to open the browser that is asked for; no question is on it."""
    return render_template(
        "exam/proving.html", token=token, sitting_id=sitting_id, is_refused=is_refused
    )


def _visit(shown: Shown) -> Visit:
    return Visit(
        sign_in=sign_in_id_in_cookie(),
        address=request.remote_addr or "",
        shown=shown,
        carried=pass_in(request.cookies),
    )


def _headers(settings: Settings) -> Shown:
    """What the headers say of this very address, as the browser saw it."""
    query = request.query_string.decode("ascii", "replace")
    address = settings.base_url + request.path + (f"?{query}" if query else "")
    return Shown(
        address,
        request.headers.get(CONFIG_HEADER, "")[:64],
        request.headers.get(BROWSER_HEADER, "")[:64],
    )


def _told(token: str, settings: Settings) -> Shown:
    """What the script of the proving page was told by its browser, else the headers."""
    config_hash = request.form.get("config_hash", "")[:64]
    browser_hash = request.form.get("browser_hash", "")[:64]
    if not config_hash and not browser_hash:
        return _headers(settings)
    address = settings.base_url + url_for("proving.show", token=token)
    return Shown(address, config_hash, browser_hash)


def _remember(gate: Gate | None) -> None:
    """Keep a new pass until the answer goes out, and for statements of this request."""
    if gate and gate.browser_pass and gate.browser_pass != pass_in(request.cookies):
        setattr(g, BROWSER_PASS, gate.browser_pass)


def _answer_refusals(bp: Blueprint) -> None:
    """Word what the gate refuses, for a person and for the script of a page."""

    @bp.errorhandler(OtherBrowser)
    def answer_other_browser(problem: OtherBrowser) -> ResponseReturnValue:
        """The script hears why; a person reads how to open the right browser."""
        if wants_json():
            return failure(403, translated(problem), state="browser")
        token, sitting_id = _attempt_asked_for()
        return proving_page(token, sitting_id, is_refused=request.method == "POST"), 403

    @bp.errorhandler(Elsewhere)
    def answer_elsewhere(problem: Elsewhere) -> ResponseReturnValue:
        """Which address was seen, and whom to tell."""
        if wants_json():
            return failure(403, translated(problem), state="address")
        token, sitting_id = _attempt_asked_for()
        page = render_template(
            "exam/elsewhere.html", token=token, sitting_id=sitting_id, address=problem.address
        )
        return page, 403

    @bp.errorhandler(WrongAccessCode)
    def answer_wrong_code(problem: WrongAccessCode) -> ResponseReturnValue:
        """Back to the page where the code is typed."""
        words = translated(problem)
        if wants_json():
            answer = failure(429 if problem.seconds else 422, words, state="code")
            if problem.seconds:
                answer.headers["Retry-After"] = str(problem.seconds)
            return answer
        flash(words, "care")
        return redirect(url_for("sittings.show", sitting_id=_attempt_asked_for()[1]), 303)


def _attempt_asked_for() -> tuple[str, int]:
    token: str = (request.view_args or {})["token"]
    return token, own_attempt(token, current_actor()).sitting_id


def _hand_out(settings: Settings) -> Callable[[Response], Response]:
    """Give a new pass to the browser: for the pages of its attempt, and for their pictures."""

    def with_pass(answer: Response) -> Response:
        given = g.pop(BROWSER_PASS, None)
        if given:
            token = (request.view_args or {})["token"]
            pages = request.script_root + f"/exam/attempts/{token}"
            for path in (pages, request.script_root + PICTURES):
                answer.set_cookie(
                    BROWSER_PASS,
                    given,
                    path=path,
                    httponly=True,
                    samesite="Strict",
                    secure=settings.secure_cookies,
                )
        return answer

    return with_pass
