"""The register over HTTP: who reads it, filters and files, one credential, changes of status."""

import csv
import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from audit.models import Entry
from core.clock import now
from credentials.actions import status
from credentials.models import Concern, ConcernAnswer, Credential, StatusChange, StatusDecision
from credentials.rules.periods import local_day
from tests.credentials import steps
from tests.people import add_person, grant


@pytest.fixture
def two(app, session, cast, issued, actor):
    """Lin's credential, which is suspended, and one of He, who is of another city."""
    steps.qualified(session, cast, cast.he)
    hes = steps.issue(app, cast, actor, cast.he)
    with app.app_context():
        asked = status.ask(
            issued.id, kind="suspend", reason_class="inquiry", reason="查", actor=actor(cast.yin)
        )
        status.decide(asked.id, agreed=True, reason="", actor=actor(cast.fu))
    return issued, hes


@pytest.fixture
def asked(app, cast, issued, actor):
    """Yin asks that Lin's credential be revoked."""
    with app.app_context():
        return status.ask(
            issued.id,
            kind="revoke",
            reason_class="issued_in_error",
            reason="材料有误",
            actor=actor(cast.yin),
        )


@pytest.fixture
def concern(session, issued):
    """A result that Lin's credential stands on was voided."""
    noted = Concern(credential_id=issued.id, cause="result_voided", fact_id=1, at=now())
    session.add(noted)
    session.commit()
    return noted


def numbers(browser, query=""):
    """The names listed on the page, newest first."""
    page = browser.get(f"/credentials/{query}").text
    body = page.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in page else ""
    return [row.split('<td class="nowrap">')[1].split("</td>")[0] for row in body.split("<tr>")[1:]]


def test_the_register_is_filtered_and_read_by_unit(house, session, cast, two):
    lins, hes = two
    session.execute(
        update(Credential)
        .where(Credential.id == hes.id)
        .values(valid_until=local_day(now(), "Asia/Shanghai") + timedelta(days=20))
    )
    session.commit()
    fu = house.as_(cast.fu)

    found = {
        "all": numbers(fu),
        "status": numbers(fu, "?status=suspended"),
        "name": numbers(fu, "?words=望舒"),
        "number": numbers(fu, f"?words={lins.number}"),
        "unit": numbers(fu, f"?unit={cast.units['songyan'].id}"),
        "soon": numbers(fu, "?days=30"),
        "sooner": numbers(fu, "?days=7"),
        "both": numbers(fu, "?days=30&status=suspended"),
        "strange": numbers(fu, "?days=x&unit=99999999999999&page=-3"),
        "manager": numbers(house.as_(cast.meng)),
        "supervisor": numbers(house.as_(cast.shen)),
    }

    assert found == {
        "all": ["何望舒", "林知夏"],
        "status": ["林知夏"],
        "name": ["何望舒"],
        "number": ["林知夏"],
        "unit": ["林知夏"],
        "soon": ["何望舒"],
        "sooner": [],
        "both": [],
        "strange": ["何望舒", "林知夏"],
        "manager": ["林知夏"],
        "supervisor": ["何望舒", "林知夏"],
    }
    assert fu.get("/credentials/?status=lost").status_code == 404


@pytest.mark.parametrize("query", ["", "?status=suspended"])
def test_the_files_hold_what_is_filtered(house, cast, two, query):
    fu = house.as_(cast.fu, "en")

    text = fu.get(f"/credentials/register.csv{query}").data.decode("utf-8-sig")
    book = load_workbook(io.BytesIO(fu.get(f"/credentials/register.xlsx{query}").data))

    rows = list(csv.reader(io.StringIO(text)))
    cells = [[str(cell) for cell in row] for row in book.active.iter_rows(values_only=True)]
    assert rows[0][:4] == ["Number", "Holder", "Unit", "Status"]
    assert [row[1] for row in rows[1:]] == (["林知夏"] if query else ["何望舒", "林知夏"])
    assert [row[:4] for row in cells] == [row[:4] for row in rows]


@pytest.mark.parametrize("login", ["lin", "lu", "kong", "chen", "shang"])
def test_without_the_duty_the_register_is_closed(house, cast, issued, login):
    who = house.as_(getattr(cast, login))

    assert [
        who.get("/credentials/").status_code,
        who.get("/credentials/register.csv").status_code,
        who.get(f"/credentials/{issued.id}").status_code,
    ] == [403, 403, 404]


def test_a_credential_of_another_city_does_not_exist(house, session, cast, issued, asked):
    far = add_person(session, "far", "远不及", cast.units["hezhou"])
    grant(session, far, "issuer", cast.units["hezhou"])
    who, before = house.as_(far), steps.state(session)
    address = f"/credentials/{issued.id}"

    answers = [
        who.get(address).status_code,
        who.get(f"{address}/card.pdf").status_code,
        who.get(f"{address}/certificate.pdf").status_code,
        who.post(f"{address}/evidence").status_code,
        who.post(f"{address}/changes", {"change": "revoke/breach", "reason": "x"}).status_code,
        who.post(f"{address}/changes/{asked.id}/decision", {"agreed": "yes"}).status_code,
    ]

    assert answers == [404] * 6
    assert steps.state(session) == before


def test_one_issuer_asks_another_agrees_and_the_life_is_told(house, session, cast, issued):
    address = f"/credentials/{issued.id}"
    yin, fu = house.as_(cast.yin, "en"), house.as_(cast.fu, "en")

    yin.post(f"{address}/changes", {"change": "revoke/issued_in_error", "reason": "wrong papers"})
    session.commit()
    change = session.scalars(select(StatusChange)).one()
    own = yin.post(f"{address}/changes/{change.id}/decision", {"agreed": "yes"})
    assert own.status_code == 403
    assert ('name="agreed"' in yin.get(address).text) is False
    done = fu.post(f"{address}/changes/{change.id}/decision", {"agreed": "yes"})

    assert (done.status_code, done.location) == (303, address)
    session.commit()
    assert session.scalars(select(StatusDecision.by_id)).one() == cast.fu.id
    page = fu.get(address).text
    assert ("wrong papers" in page, "Revoked" in page) == (True, True)
    assert "fits, and the trail tells the same" in page
    assert "Change the status" not in page


@pytest.mark.parametrize("login", ["meng", "shen", "lu", "lin"])
def test_who_is_no_issuer_changes_no_status_and_answers_no_concern(
    house, session, cast, issued, asked, concern, login
):
    who, before = house.as_(getattr(cast, login)), steps.state(session, without=(Entry,))
    address = f"/credentials/{issued.id}"

    answers = [
        who.post(f"{address}/changes", {"change": "revoke/breach", "reason": "x"}).status_code,
        who.post(f"{address}/changes/{asked.id}/decision", {"agreed": "yes"}).status_code,
        who.post(f"{address}/concerns/{concern.id}/answer", {"kept": "yes"}).status_code,
        who.get(f"{address}/card.pdf").status_code,
    ]

    assert answers[:3] == [403, 403, 403]
    assert answers[3] == 404
    assert steps.state(session, without=(Entry,)) == before


@pytest.mark.parametrize("login", ["meng", "shen"])
def test_managers_and_supervisors_read_a_credential_without_its_buttons(
    house, cast, issued, asked, concern, login
):
    page = house.as_(getattr(cast, login), "en").get(f"/credentials/{issued.id}").text

    assert "fits, and the trail tells the same" in page
    assert 'name="agreed"' not in page
    assert 'name="kept"' not in page
    assert ("Make it" in page) == (login == "shen")


def test_the_holder_decides_nothing_about_their_own_credential(
    house, app, session, cast, row, actor
):
    third = add_person(session, "third", "三印", cast.units["qinglan"])
    grant(session, third, "issuer", cast.units["qinglan"])
    steps.qualified(session, cast, third)
    own = steps.issue(app, cast, actor, third)
    who, before = house.as_(third, "en"), steps.state(session, without=(Entry,))
    form = {"change": "suspend/inquiry", "reason": "x"}

    answer = who.post(f"/credentials/{own.id}/changes", form)

    assert answer.status_code == 403
    assert steps.state(session, without=(Entry,)) == before
    assert "Change the status" not in who.get(f"/credentials/{own.id}").text


def test_a_decision_is_about_the_credential_whose_page_it_is_on(
    house, app, session, cast, issued, asked, actor
):
    steps.qualified(session, cast, cast.he)
    other = steps.issue(app, cast, actor, cast.he)
    before = steps.state(session)

    answer = house.as_(cast.fu).post(
        f"/credentials/{other.id}/changes/{asked.id}/decision", {"agreed": "yes"}
    )

    assert answer.status_code == 404
    assert steps.state(session) == before


def test_a_change_that_cannot_be_read_keeps_what_was_typed(house, session, cast, issued):
    fu, before = house.as_(cast.fu, "en"), steps.state(session)

    answer = fu.post(
        f"/credentials/{issued.id}/changes", {"change": "explode/now", "reason": "my words"}
    )

    assert answer.status_code == 422
    assert 'value="my words"' in answer.text
    assert steps.state(session) == before


def test_a_refusal_is_said_on_the_credentials_own_page(house, session, cast, issued, asked):
    address = f"/credentials/{issued.id}"
    fu, before = house.as_(cast.fu, "en"), steps.state(session)

    second = fu.post(f"{address}/changes", {"change": "recall/left_post", "reason": "x"})
    empty = fu.post(f"{address}/changes/{asked.id}/decision", {"agreed": "no"})

    assert (second.status_code, empty.status_code) == (409, 409)
    assert "Another change of this credential waits to be decided." in second.text
    assert 'id="decision-error"' in empty.text
    assert steps.state(session) == before


def test_a_concern_is_acted_on_only_after_a_change_was_asked_for(
    house, session, cast, issued, concern
):
    address = f"/credentials/{issued.id}"
    fu = house.as_(cast.fu, "en")
    assert address in fu.get("/issuing/").text

    early = fu.post(f"{address}/concerns/{concern.id}/answer", {"kept": "no", "reason": "done it"})
    assert early.status_code == 409
    assert 'value="done it"' in early.text
    fu.post(f"{address}/changes", {"change": "suspend/inquiry", "reason": "looked into"})
    done = fu.post(f"{address}/concerns/{concern.id}/answer", {"kept": "no", "reason": "done it"})

    assert done.status_code == 303
    session.commit()
    answer = session.scalars(select(ConcernAnswer)).one()
    assert (answer.kept, answer.reason, answer.by_id) == (False, "done it", cast.fu.id)
    assert "acted on" in fu.get(address).text


def test_a_row_that_the_house_did_not_issue_is_called_out(house, session, cast, issued):
    session.execute(update(Credential).values(name="冒名者"))
    session.commit()

    page = house.as_(cast.fu, "en").get(f"/credentials/{issued.id}").text

    assert "This is not what the house issued." in page
    assert "does not fit" in page
    assert "fits, and the trail tells the same" not in page


def test_the_evidence_file_leaves_out_what_was_ticked(house, session, cast, qualified, issued):
    steps.closed(session, qualified["lin"])
    form = {"without-answers": "1", "without-keys": "1"}

    answer = house.as_(cast.fu).post(f"/credentials/{issued.id}/evidence", form)

    bundle = answer.json
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="evidence-')
    assert (bundle["format"], bundle["head"]["kind"]) == ("chizheng-bundle/1", "credential")
    assert house.as_(cast.meng).post(f"/credentials/{issued.id}/evidence").status_code == 403


def test_pages_cost_the_same_for_one_and_for_three(
    house, app, session, cast, row, actor, statements
):
    people = steps.many_qualified(session, cast, 3)
    first = steps.issue(app, cast, actor, people[0])
    fu = house.as_(cast.fu)
    paths = ("/credentials/", "/credentials/register.csv", f"/credentials/{first.id}")

    def queries():
        counted = []
        for path in paths:
            with statements() as heard:
                assert fu.get(path).status_code == 200
            counted.append(len(heard))
        return counted

    def changed(kind, reason_class):
        with app.app_context():
            asked = status.ask(
                first.id, kind=kind, reason_class=reason_class, reason="x", actor=actor(cast.yin)
            )
            status.decide(asked.id, agreed=True, reason="", actor=actor(cast.fu))

    changed("suspend", "inquiry")
    queries()
    one = queries()
    changed("reinstate", "cleared")
    changed("suspend", "inquiry")
    for each in people[1:]:
        steps.issue(app, cast, actor, each)

    assert queries() == one
