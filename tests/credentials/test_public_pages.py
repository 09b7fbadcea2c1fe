"""What a stranger is told about a credential, by page, by JSON and by the form."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, select, update

from accounts.models import Person
from audit.models import Entry
from core.clock import now
from credentials.actions import issuing, status
from credentials.models import CheckCount, CheckFailure, Credential, StatusDecision
from credentials.rules.status import Kind
from credentials.rules.status_list import BITS, decoded_list
from tests.credentials import steps

JSON = {"Accept": "application/json"}


@pytest.fixture
def change(app, cast, actor, issued):
    """A change of Lin's credential that two issuers agree on."""

    def changing(kind, reason_class):
        with app.app_context():
            asked = status.ask(
                issued.id,
                kind=kind,
                reason_class=reason_class,
                reason="内部",
                actor=actor(cast.yin),
            )
            status.decide(asked.id, agreed=True, reason="", actor=actor(cast.fu))

    return changing


def trail(session) -> int:
    session.commit()
    return session.scalar(select(func.count()).select_from(Entry))


def counts(session) -> dict[str, int]:
    session.commit()
    rows = session.scalars(select(CheckCount))
    return {row.outcome: row.count for row in rows}


def answers(house, credential) -> tuple[str, dict[str, bool]]:
    """What page, JSON (asked for in either way) and status lists say; the first three agree."""
    stranger = house.stranger("en")
    page = stranger.get(f"/c/{credential.uid}").text
    told = stranger.get(f"/c/{credential.uid}.json").json
    asked = stranger.get(f"/c/{credential.uid}", headers=JSON).json
    assert told["answer"] == asked["answer"]
    names = {"valid": "Valid", "not_genuine": "Not genuine"}
    name = names.get(told["answer"], told["answer"].capitalize())
    assert f"<strong>{name}</strong>" in page
    assert (page.count('<svg class="seal"') == 2) == (told["answer"] == "valid")
    index = credential.status_index
    lists = {}
    for purpose in ("revocation", "suspension"):
        subject = stranger.get(f"/status/{purpose}").get_json(force=True)["credentialSubject"]
        bits = decoded_list(subject["encodedList"])
        assert len(bits) * 8 == BITS
        lists[purpose] = bool(bits[index // 8] & 0x80 >> index % 8)
    return told["answer"], lists


def test_a_stranger_reads_these_facts_and_no_others(house, issued):
    told = house.stranger().get(f"/c/{issued.uid}.json").json

    checked_at = told.pop("checked_at")
    assert checked_at[:10] == now().date().isoformat()
    assert told == {
        "uid": issued.uid,
        "answer": "valid",
        "number": issued.number,
        "name": "林*夏",
        "code_points": [],
        "unit": {"zh": "松岩县", "en": "Songyan County"},
        "title": steps.DEFINITION["title"],
        "scope": steps.DEFINITION["scope"],
        "words": steps.DEFINITION["words"],
        "valid_from": issued.valid_from.isoformat(),
        "valid_until": issued.valid_until.isoformat(),
        "since": None,
        "reason_class": None,
        "is_demonstration": False,
    }
    page = house.stranger().get(f"/c/{issued.uid}").text
    for kept in ("林知夏", issued.check_code, "lin\n"):
        assert kept not in page


@pytest.mark.parametrize(
    ("moves", "answer", "lists"),
    [
        ([], "valid", (False, False)),
        ([(Kind.SUSPEND, "lost")], "suspended", (False, True)),
        ([(Kind.SUSPEND, "lost"), (Kind.REINSTATE, "cleared")], "valid", (False, False)),
        ([(Kind.REVOKE, "breach")], "revoked", (True, False)),
        ([(Kind.RECALL, "left_post")], "recalled", (True, False)),
    ],
)
def test_page_json_and_status_lists_agree_at_once(house, issued, change, moves, answer, lists):
    for move in moves:
        change(*move)

    assert answers(house, issued) == (
        answer,
        {"revocation": lists[0], "suspension": lists[1]},
    )


def test_a_revoked_one_tells_the_day_and_the_class_of_reason_and_not_the_reason(
    house, issued, change
):
    change(Kind.REVOKE, "basis_gone")

    page = house.stranger().get(f"/c/{issued.uid}").text
    told = house.stranger().get(f"/c/{issued.uid}.json").json
    assert (told["reason_class"], told["since"]) == ("basis_gone", issued.valid_from.isoformat())
    assert "已撤销" in page
    assert "内部" not in page


def test_one_that_ran_out_is_expired(house, issued, monkeypatch):
    late = now() + timedelta(days=365 * 6)
    monkeypatch.setattr("credentials.queries.statuses.now", lambda: late)

    assert answers(house, issued) == ("expired", {"revocation": False, "suspension": False})


@pytest.mark.parametrize(
    "values",
    [{"name": "别人"}, {"valid_until": date(2099, 1, 1)}, {"seal": "AAAA"}, {"key_code": "key-0"}],
)
def test_a_row_that_was_changed_is_not_genuine_and_shows_nothing(house, issued, session, values):
    session.execute(update(Credential).values(**values))
    session.commit()

    answer = house.stranger().get(f"/c/{issued.uid}.json")
    page = house.stranger("en").get(f"/c/{issued.uid}").text
    assert set(answer.json) == {"uid", "answer", "checked_at"}
    assert answer.json["answer"] == "not_genuine"
    assert "<strong>Not genuine</strong>" in page
    assert page.count('<svg class="seal"') == 1
    assert issued.number not in page
    assert house.stranger().get(f"/c/{issued.uid}/badge.json").status_code == 409


def test_a_revocation_that_was_taken_out_is_seen_everywhere(house, issued, change, session):
    change(Kind.REVOKE, "breach")
    session.execute(delete(StatusDecision))
    session.commit()

    assert answers(house, issued) == ("not_genuine", {"revocation": True, "suspension": False})


def test_an_unknown_address_is_unknown(house, issued):
    for address in ("/c/0123", "/c/x.y", f"/c/{issued.uid[:-1]}", f"/c/{issued.number}"):
        page = house.stranger("en").get(address)
        assert page.status_code == 404
        assert "<strong>Unknown</strong>" in page.text
    told = house.stranger().get("/c/0123.json")
    assert (told.status_code, told.json["answer"]) == (404, "unknown")
    assert house.stranger().get("/c/0123/badge.json").status_code == 404


def test_a_demonstration_says_that_it_certifies_nobody(house, app, cast, session, actor):
    steps.rule(session, accepts_demonstration=True)
    steps.qualified(session, cast, cast.lin)
    with app.app_context():
        proposal = issuing.propose(cast.lin.id, rule_code="small", actor=actor(cast.yin))
        made = issuing.confirm(proposal.id, actor=actor(cast.fu))

    page = house.stranger("en").get(f"/c/{made.uid}").text

    assert "It certifies nobody" in page
    assert page.count('<svg class="seal"') == 1
    assert house.stranger().get(f"/c/{made.uid}.json").json["is_demonstration"] is True


@pytest.mark.parametrize("name", ["林\u202e知<b>夏"])
def test_a_name_that_deceives_is_plain_covered_and_spelt(
    house, app, cast, session, actor, row, name
):
    session.get(Person, cast.lin.id).name = name
    session.commit()
    steps.qualified(session, cast, cast.lin)
    with app.app_context():
        proposal = issuing.propose(cast.lin.id, rule_code="small", actor=actor(cast.yin))
        made = issuing.confirm(proposal.id, actor=actor(cast.fu))

    page = house.stranger("en").get(f"/c/{made.uid}").text

    assert "林*&lt;b&gt;夏" in page
    assert "U+6797 U+202E * U+003C" in page
    assert "\u202e" not in page


def test_checks_are_counted_by_day_and_leave_nothing_on_the_trail(house, issued, session):
    before = trail(session)
    stranger = house.stranger()
    for address in (f"/c/{issued.uid}", f"/c/{issued.uid}.json", "/c/0123"):
        stranger.get(address)
    stranger.post("/check", {"number": issued.number, "check_code": "WRONG000"})

    assert counts(session) == {"valid": 2, "unknown": 2}
    assert set(session.scalars(select(CheckCount.day))) == {now().date()}
    assert trail(session) == before


@pytest.mark.parametrize("typed", [str.lower, lambda code: f" {code[:4]}-{code[4:]} "])
def test_number_and_check_code_lead_to_the_page(house, issued, typed):
    answer = house.stranger().post(
        "/check", {"number": f" {issued.number} ", "check_code": typed(issued.check_code)}
    )

    assert (answer.status_code, answer.location) == (303, f"/c/{issued.uid}")


@pytest.mark.parametrize(
    ("number", "code"),
    [("{number}", "WRONG000"), ("T-nowhere-2026-0001", "{code}"), ("", ""), ("%", "%")],
)
def test_a_wrong_number_and_a_wrong_code_are_the_same_answer(house, issued, number, code):
    typed = {
        "number": number.format(number=issued.number),
        "check_code": code.format(code=issued.check_code),
    }

    answer = house.stranger("en").post("/check", typed)

    assert answer.status_code == 404
    assert "There is no credential with this number and this check code." in answer.text


def test_guessing_is_slowed_down_by_address_and_others_are_not(house, issued, session):
    wrong = {"number": issued.number, "check_code": "WRONG000"}
    right = {"number": issued.number, "check_code": issued.check_code}
    for _ in range(8):
        assert house.stranger().post("/check", wrong).status_code == 404

    again = house.stranger().post("/check", wrong)
    rightly = house.stranger().post("/check", right)
    elsewhere = house.stranger().post(
        "/check", right, environ_overrides={"REMOTE_ADDR": "192.0.2.9"}
    )

    assert (again.status_code, rightly.status_code, elsewhere.status_code) == (429, 429, 303)
    assert 1 <= int(again.headers["Retry-After"]) <= 5
    session.commit()
    kept = session.scalars(select(CheckFailure.address_hash)).all()
    assert (len(kept), len(set(kept))) == (8, 1)
    assert "127.0.0.1" not in kept[0]
    session.execute(update(CheckFailure).values(at=now() - timedelta(seconds=6)))
    session.commit()
    assert house.stranger().post("/check", right).status_code == 303


def test_old_failures_are_forgotten(house, issued, session):
    house.stranger().post("/check", {"number": issued.number, "check_code": "WRONG000"})
    session.execute(update(CheckFailure).values(at=now() - timedelta(seconds=901)))
    session.commit()
    house.stranger().post("/check", {"number": issued.number, "check_code": "WRONG000"})
    session.commit()

    assert session.scalar(select(func.count()).select_from(CheckFailure)) == 1


@pytest.mark.parametrize(
    "path", ["/c/{uid}", "/c/{uid}.json", "/c/0123", "/check", "/c/{uid}/badge.json", "/keys.json"]
)
def test_these_pages_give_no_address_away_and_ask_not_to_be_listed(house, issued, path):
    headers = house.stranger().get(path.format(uid=issued.uid)).headers

    assert headers.getlist("Referrer-Policy") == ["no-referrer"]
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers.getlist("Cache-Control") == ["no-store"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_other_pages_keep_their_own_policy(house):
    assert house.stranger().get("/sign-in").headers.getlist("Referrer-Policy") == ["same-origin"]


@pytest.mark.parametrize(
    "path", ["/c", "/c/", "/status", "/status/", "/status/other", "/check/all"]
)
def test_nothing_lists_credentials(house, issued, path):
    assert house.stranger().get(path).status_code in (303, 404)


def test_software_of_other_sites_may_read_what_is_for_software_and_no_page(house, issued):
    stranger = house.stranger()
    open_to = {
        path: stranger.get(path).headers.get("Access-Control-Allow-Origin")
        for path in (
            f"/c/{issued.uid}/badge.json",
            "/status/revocation",
            "/.well-known/did.json",
            "/keys.json",
            f"/c/{issued.uid}",
            "/check",
        )
    }

    assert list(open_to.values()) == ["*", "*", "*", "*", None, None]


def test_the_public_badge_names_nobody(house, issued):
    answer = house.stranger().get(f"/c/{issued.uid}/badge.json")

    assert answer.content_type == "application/vc"
    assert "林" not in answer.get_data(as_text=True).encode().decode("unicode_escape")


def test_the_program_that_checks_offline_is_served_as_it_is(house):
    answer = house.stranger().get("/verify.py")

    assert answer.content_type == "text/x-python; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="verify.py"'
    compile(answer.text, "verify.py", "exec")


def test_a_check_asks_the_database_the_same_number_of_questions_however_long_the_history(
    house, issued, change, statements
):
    def asked() -> int:
        stranger = house.stranger()
        with statements() as heard:
            stranger.get(f"/c/{issued.uid}")
        return len(heard)

    change(Kind.SUSPEND, "lost")
    one = asked()
    change(Kind.REINSTATE, "cleared")
    change(Kind.SUSPEND, "lost")

    assert asked() == one
