"""Appeals at the desk of those who decide: who may, what they read, what comes of it."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from accounts.actions import waivers
from accounts.queries import actor_of
from accounts.rules.conflicts import Conflict
from core.clock import now
from core.errors import Refused
from exam.actions import appealing
from exam.models.attempts import Arrival, Attempt
from exam.models.marking import Remarking, Script, WrittenMark
from exam.models.regrades import Regrade, RegradeDecision
from exam.models.results import Voiding, VoidingDecision
from exam.models.sittings import Release, Sealing
from tests import factories
from tests.exam import steps
from tests.exam.appealing import (
    DAY,
    REASONS,
    address,
    closed_sitting,
    dismissed,
    lodged,
    marked,
    paper,
    released,
    rows,
    supervisor,
    told,
    upheld,
    with_script,
)
from tests.exam.scripts import third_marker
from tests.people import add_person, grant


@pytest.fixture
def held(session, cast):
    return closed_sitting(session, cast)


@pytest.fixture
def lins(session, cast, held):
    attempt = paper(session, cast, held, cast.lin)
    released(session, held, marked(session, held, [attempt]), cast.kong)
    return attempt


@pytest.fixture
def case(app, session, cast, lins):
    """Lin's appeal about her second question."""
    return lodged(app, session, cast.lin, lins, slots=[2])


def decide(browser, number, choice="dismissed", reasons=REASONS):
    return browser.post(f"/appeals/{number}/decision", {"choice": choice, "reasons": reasons})


def settle(browser, number, note="重新评阅后分数不变"):
    return browser.post(f"/appeals/{number}/settlement", {"note": note})


def test_a_dismissal_with_reasons_ends_the_case(house, session, cast, lins, case):
    answer = decide(house.as_(cast.shen), case)

    assert (answer.status_code, answer.location) == (303, f"/appeals/{case}")
    decision = rows(session)[2][0]
    assert decision[:5] == (case, False, "", REASONS, cast.shen.id)
    entry = steps.entry(session, "exam.appeal_decided")
    assert (entry["actor"], entry["upheld"], entry["reasons"]) == (cast.shen.id, False, REASONS)
    assert entry["unit_path"] == cast.units["yunxi"].path
    assert told(session)[-1] == (
        cast.lin.id,
        "Your appeal about “%(sitting)s” was dismissed.",
        address(lins),
    )


def test_upheld_it_is_carried_out_and_candidate_and_examiner_are_told(
    house, session, cast, lins, case
):
    answer = decide(house.as_(cast.shen), case, "regrade")

    assert answer.status_code == 303
    assert rows(session)[2][0][:3] == (case, True, "regrade")
    assert [each[:2] for each in told(session)[-2:]] == [
        (cast.lin.id, "Your appeal about “%(sitting)s” was upheld."),
        (cast.kong.id, "An appeal about “%(sitting)s” was upheld; carry it out."),
    ]
    page = house.as_(cast.kong, "en").get(f"/appeals/{case}").text
    assert f'href="/sittings/{lins.sitting_id}/regrades"' in page


@pytest.mark.parametrize(
    ("choice", "reasons", "status"),
    [
        ("dismissed", "", 422),
        ("dismissed", "  ", 422),
        ("dismissed", "x" * 2001, 422),
        ("", REASONS, 422),
        ("granted", REASONS, 422),
        ("remark", REASONS, 409),
    ],
)
def test_a_decision_that_is_not_right_changes_nothing(
    house, session, cast, case, choice, reasons, status
):
    before = rows(session)

    assert decide(house.as_(cast.shen), case, choice, reasons).status_code == status
    assert rows(session) == before


@pytest.mark.parametrize("choice", ["dismissed", "regrade"])
def test_what_was_decided_is_not_decided_again(house, session, cast, case, choice):
    shen = house.as_(cast.shen)
    decide(shen, case, choice)
    before = rows(session)

    assert [decide(shen, case, each).status_code for each in ("dismissed", "regrade")] == [409, 409]
    assert rows(session) == before


def test_a_withdrawn_appeal_is_not_decided(house, session, cast, lins, case):
    house.as_(cast.lin).post(address(lins, "/withdrawal"))
    before = rows(session)

    assert decide(house.as_(cast.shen), case).status_code == 409
    assert rows(session) == before


@pytest.mark.parametrize(
    "login", ["lin", "zhao", "kong", "tang", "chen", "xu", "cun", "meng", "lu"]
)
def test_nobody_but_a_supervisor_decides(house, session, cast, case, login):
    browser = house.as_(cast.people[login])
    before = rows(session)

    assert decide(browser, case).status_code == 403
    assert settle(browser, case).status_code == 403
    assert rows(session) == before


@pytest.mark.parametrize("login", ["lin", "chen", "xu", "cun", "meng", "lu"])
def test_the_case_is_for_those_who_read_sittings(house, cast, case, login):
    browser = house.as_(cast.people[login])

    assert browser.get("/appeals/").status_code == 403
    assert browser.get(f"/appeals/{case}").status_code == 403


def test_an_examiner_of_other_units_finds_nothing(house, cast, case):
    tang = house.as_(cast.tang, "en")

    assert tang.get(f"/appeals/{case}").status_code == 404
    assert cast.lin.name not in tang.get("/appeals/").text
    assert house.as_(cast.shen).get("/appeals/9999").status_code == 404
    assert decide(house.as_(cast.shen), 9999).status_code == 404


def test_a_supervisor_of_other_units_decides_nothing(house, session, cast, case):
    other = add_person(session, "fan", "范监督", cast.units["hezhou"])
    grant(session, other, "supervisor", cast.units["hezhou"])
    browser = house.as_(other)
    before = rows(session)

    assert browser.get(f"/appeals/{case}").status_code == 404
    assert decide(browser, case).status_code == 403
    assert rows(session) == before


def planned_it(session, held, who, attempt):
    held.by_id = who.id
    session.merge(held)


def sealed_it(session, held, who, attempt):
    session.get(Sealing, held.id).by_id = who.id


def released_it(session, held, who, attempt):
    session.query(Release).one().by_id = who.id


def marked_in_it(session, held, who, attempt):
    script = Script(sitting_id=held.id, attempt_id=attempt.id, slot=1, revision_id=1)
    session.add(script)
    session.flush()
    session.add(WrittenMark(script_id=script.id, marker_id=who.id, lines=[], points=1, at=now()))


def regrade_answered(session, held, *, by, answered_by, agreed):
    run = session.query(Release).one().run_id
    regrade = Regrade(
        sitting_id=held.id,
        base_run_id=run,
        rulings=[],
        appeals=[],
        reason="r",
        digest="0" * 64,
        by_id=by,
        at=now(),
    )
    session.add(regrade)
    session.flush()
    session.add(RegradeDecision(regrade_id=regrade.id, agreed=agreed, by_id=answered_by, at=now()))


def confirmed_a_regrade(session, held, who, attempt):
    regrade_answered(session, held, by=held.by_id, answered_by=who.id, agreed=True)


def proposed_a_confirmed_regrade(session, held, who, attempt):
    regrade_answered(session, held, by=who.id, answered_by=held.by_id, agreed=True)


def declined_a_regrade(session, held, who, attempt):
    regrade_answered(session, held, by=held.by_id, answered_by=who.id, agreed=False)


def proposed_a_declined_regrade(session, held, who, attempt):
    regrade_answered(session, held, by=who.id, answered_by=held.by_id, agreed=False)


def answered_a_voiding(session, held, who, attempt):
    voiding = Voiding(attempt_id=attempt.id, reason="r", by_id=held.by_id, at=now())
    session.add(voiding)
    session.flush()
    session.add(VoidingDecision(voiding_id=voiding.id, agreed=False, by_id=who.id, at=now()))


@pytest.mark.parametrize(
    ("tie", "words"),
    [
        (planned_it, "You planned or held this exam."),
        (sealed_it, "You planned or held this exam."),
        (released_it, "You planned or held this exam."),
        (marked_in_it, "You marked answers of this exam."),
        (confirmed_a_regrade, "You proposed or confirmed a regrade of this exam"),
        (proposed_a_confirmed_regrade, "You proposed or confirmed a regrade of this exam"),
        (answered_a_voiding, "You answered a voiding of this paper"),
    ],
)
def test_who_is_tied_to_the_case_reads_why_they_cannot_decide(
    house, session, cast, held, lins, case, tie, words
):
    tie(session, held, cast.shen, lins)
    session.commit()
    shen = house.as_(cast.shen, "en")
    before = rows(session)

    page = shen.get(f"/appeals/{case}").text

    assert words in page
    assert "Decide the appeal" not in page
    assert decide(shen, case).status_code == 403
    assert rows(session) == before


@pytest.mark.parametrize("declined", [declined_a_regrade, proposed_a_declined_regrade])
def test_a_declined_regrade_ties_nobody(house, session, cast, held, lins, case, declined):
    declined(session, held, cast.shen, lins)
    session.commit()
    shen = house.as_(cast.shen, "en")

    page = shen.get(f"/appeals/{case}").text

    assert "Decide the appeal" in page
    assert decide(shen, case).status_code == 303
    assert rows(session)[2][0][:2] == (case, False)


def test_who_is_registered_neither_reads_nor_decides(house, session, cast, held, case):
    both = supervisor(session, cast, "both")
    grant(session, both, "officer", cast.units["nation"])
    steps.registered(session, held, both)
    browser = house.as_(both)

    assert browser.get(f"/appeals/{case}").status_code == 403
    assert decide(browser, case).status_code == 403
    assert rows(session)[2] == []


def test_a_supervisor_never_decides_their_own(house, app, session, cast, held):
    both = supervisor(session, cast, "both")
    grant(session, both, "officer", cast.units["nation"])
    attempt = paper(session, cast, held, both)
    released(session, held, marked(session, held, [attempt]), cast.kong)
    number = lodged(app, session, both, attempt)
    browser = house.as_(both, "en")

    answers = [browser.get(f"/appeals/{number}"), decide(browser, number)]

    assert [each.status_code for each in answers] == [403, 403]
    assert "Nobody decides about their own paper." in answers[1].text
    assert [each[0] for each in told(session)] == sorted([cast.kong.id, cast.shen.id])


@pytest.fixture
def neighbour(session, cast):
    """A supervisor of the candidate's own county."""
    return supervisor(session, cast, "lin-jin", home="songyan")


def waived(app, cast, person):
    with app.app_context():
        waivers.waive(
            person.id,
            Conflict.APPEAL_OWN_UNIT,
            reason="全省只有一名",
            until=now() + timedelta(days=7),
            actor=actor_of(cast.shen),
        )


def test_of_the_same_unit_one_decides_by_a_waiver_alone_and_it_is_used_up(
    house, app, session, cast, lins, case, neighbour
):
    browser = house.as_(neighbour, "en")
    page = browser.get(f"/appeals/{case}").text
    refused = decide(browser, case)
    waived(app, cast, neighbour)
    with_waiver = browser.get(f"/appeals/{case}").text
    answer = decide(browser, case)

    assert "You are of the same unit as the candidate." in page
    assert refused.status_code == 403
    assert "uses up your waiver" in with_waiver
    assert answer.status_code == 303
    assert rows(session)[2][0][:2] == (case, False)
    entry = steps.entry(session, "account.waiver_used")
    assert entry["used_on"] == ["appeal", str(case)]


def test_a_decision_that_fails_uses_no_waiver_up(house, app, session, cast, case, neighbour):
    waived(app, cast, neighbour)
    browser = house.as_(neighbour)

    assert decide(browser, case, "remark").status_code == 409
    assert decide(browser, case).status_code == 303


def test_who_shares_the_candidates_unit_is_not_told_of_the_appeal(
    app, session, cast, lins, neighbour
):
    lodged(app, session, cast.lin, lins)

    assert neighbour.id not in [each[0] for each in told(session)]


def test_written_answers_are_marked_once_more_by_an_upheld_appeal(house, app, session, cast, held):
    attempt, script = with_script(session, cast, held, cast.lin, cast.cun, cast.yan)
    released(session, held, marked(session, held, [attempt]), cast.kong)
    number = lodged(app, session, cast.lin, attempt, slots=[1])
    third_marker(session, cast)
    shen = house.as_(cast.shen, "en")
    newest = max(session.scalars(select(WrittenMark.id)))

    assert "have the written answers marked once more" in shen.get(f"/appeals/{number}").text
    assert decide(shen, number, "remark").status_code == 303
    session.commit()
    ordered = session.query(Remarking).one()
    assert (ordered.script_id, ordered.appeal_id, ordered.after_id) == (script.id, number, newest)
    assert ordered.by_id == cast.shen.id
    assert steps.entry(session, "exam.remarking_ordered")["scripts"] == [script.id]


def test_before_any_mark_the_first_that_comes_decides(house, app, session, cast, held):
    attempt, _ = with_script(session, cast, held, cast.lin)
    released(session, held, marked(session, held, [attempt]), cast.kong)
    number = lodged(app, session, cast.lin, attempt)

    assert decide(house.as_(cast.shen), number, "remark").status_code == 303
    assert session.query(Remarking).one().after_id == 0


def test_a_question_without_a_written_answer_is_not_marked_once_more(
    house, app, session, cast, held
):
    revision = steps.written(session, cast.chen)
    single = factories.question(session, "law-single", author=cast.chen)
    attempt = paper(session, cast, held, cast.lin, [revision, single])
    released(session, held, marked(session, held, [attempt]), cast.kong)
    number = lodged(app, session, cast.lin, attempt, slots=[2])

    assert decide(house.as_(cast.shen), number, "remark").status_code == 409
    assert rows(session)[2:] == [[], [], []]


def test_answers_of_a_voided_paper_are_not_marked_once_more(house, app, session, cast, held):
    attempt, _ = with_script(session, cast, held, cast.lin, cast.cun)
    released(session, held, marked(session, held, [attempt]), cast.kong)
    number = lodged(app, session, cast.lin, attempt)
    session.get(Attempt, attempt.id).state = "voided"
    session.commit()

    assert decide(house.as_(cast.shen), number, "remark").status_code == 409
    assert rows(session)[2:] == [[], [], []]
    assert decide(house.as_(cast.shen), number).status_code == 303


def test_an_upheld_appeal_that_changed_nothing_is_settled_with_a_note(
    house, app, session, cast, lins, case
):
    upheld(app, session, cast.shen, case)

    answer = settle(house.as_(cast.shen), case)

    assert (answer.status_code, answer.location) == (303, f"/appeals/{case}")
    assert rows(session)[3][0][:4] == (case, None, "重新评阅后分数不变", cast.shen.id)
    assert steps.entry(session, "exam.appeal_settled")["note"] == "重新评阅后分数不变"
    assert told(session)[-1][:2] == (
        cast.lin.id,
        "Your appeal about “%(sitting)s” was carried out.",
    )
    assert "重新评阅后分数不变" in house.as_(cast.lin).get(address(lins)).text


@pytest.mark.parametrize(("note", "status"), [("", 422), (" ", 422), ("x" * 501, 422)])
def test_a_settlement_says_what_came_of_it(house, app, session, cast, case, note, status):
    upheld(app, session, cast.shen, case)

    assert settle(house.as_(cast.shen), case, note).status_code == status
    assert rows(session)[3] == []


def test_only_what_was_upheld_is_settled_and_once(house, app, session, cast, case):
    shen = house.as_(cast.shen)
    early = settle(shen, case).status_code
    upheld(app, session, cast.shen, case)

    assert [early, *[settle(shen, case).status_code for _ in range(2)]] == [409, 303, 409]


def test_while_its_regrade_waits_an_appeal_is_not_settled(
    house, app, session, cast, held, lins, case
):
    upheld(app, session, cast.shen, case)
    waiting = Regrade(
        sitting_id=held.id,
        base_run_id=session.query(Release).one().run_id,
        rulings=[],
        appeals=[case],
        reason="r",
        digest="0" * 64,
        by_id=cast.kong.id,
        at=now(),
    )
    session.add(waiting)
    session.commit()
    shen = house.as_(cast.shen)

    assert settle(shen, case).status_code == 409
    session.add(RegradeDecision(regrade_id=waiting.id, agreed=False, by_id=cast.shen.id, at=now()))
    session.commit()
    assert settle(shen, case).status_code == 303


def test_of_two_supervisors_at_once_one_decides(app, session, cast, case):
    other = supervisor(session, cast, "other")
    barrier, refused = threading.Barrier(2), []

    def run(person):
        with app.app_context():
            barrier.wait()
            try:
                appealing.dismiss(case, reasons=REASONS, actor=actor_of(person))
            except Refused as problem:
                refused.append(problem.message)

    threads = [threading.Thread(target=run, args=(each,)) for each in (cast.shen, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert refused == ["This appeal was decided already."]
    assert len(rows(session)[2]) == 1


def test_all_evidence_is_on_the_page_and_names_no_marker(house, app, session, cast, held):
    attempt, _script = with_script(session, cast, held, cast.lin, cast.cun, cast.yan)
    session.add(
        Arrival(
            attempt_id=attempt.id,
            slot=1,
            seq=1,
            typed_under=1,
            lease=1,
            value='"告知内容和权利"',
            at_ms=attempt.opened_ms or 1,
            standing="counted",
        )
    )
    released(session, held, marked(session, held, [attempt]), cast.kong)
    dismissed(app, session, cast.shen, lodged(app, session, cast.lin, attempt, grounds="第一次"))
    released(session, held, marked(session, held, [attempt], score="2"), cast.kong)
    number = lodged(app, session, cast.lin, attempt, grounds="第二次")

    for person in (cast.shen, cast.kong):
        page = house.as_(person, "en").get(f"/appeals/{number}").text
        for words in (
            "What is told beforehand?",
            "告知内容和权利",
            "Marker 1",
            "Marker 2",
            "要点不全",
            "Answer journal",
            "1 / 2",
            "2 / 2",
            "第二次",
        ):
            assert words in page, words
        assert page.count("Dismissed") == 1
        for marker in (cast.cun, cast.yan):
            assert marker.name not in page


def test_the_questions_of_the_appeal_alone_are_shown(house, cast, case):
    page = house.as_(cast.shen, "en").get(f"/appeals/{case}").text

    assert "law-lin-2 stem" in page
    assert "law-lin-1 stem" not in page


def test_the_examiner_reads_the_case_and_who_decides(house, cast, case):
    page = house.as_(cast.kong, "en").get(f"/appeals/{case}").text

    assert "Appeals are decided by a supervisor who has nothing to do with the exam." in page
    assert "Decide the appeal" not in page


def test_the_list_puts_what_waits_first_and_asks_as_often_for_one_as_for_three(
    house, app, session, cast, held, lins, case, statements
):
    shen = house.as_(cast.shen, "en")

    def asked():
        with statements() as heard:
            text = shen.get("/appeals/").text
        return len(heard), text

    asked()
    one, _ = asked()
    dismissed(app, session, cast.shen, case)
    for person in (cast.zhao, cast.he):
        attempt = paper(session, cast, held, person)
        released(session, held, marked(session, held, [attempt]), cast.kong)
        lodged(app, session, person, attempt)
    three, text = asked()

    assert three == one
    order = [text.index(person.name) for person in (cast.zhao, cast.he, cast.lin)]
    assert order == sorted(order)


def test_the_desk_says_what_is_due_and_what_is_overdue(house, app, session, cast, case):
    def desk(person):
        return house.as_(person, "en").get("/").text

    assert "Appeals that wait for a decision" in desk(cast.shen)
    assert "Appeals due within three days" not in desk(cast.shen)
    factories.move_clock(session, 14 * DAY)
    assert "Appeals due within three days" in desk(cast.shen)
    factories.move_clock(session, 3 * DAY)
    overdue = desk(cast.shen)
    assert "Appeals whose day of decision is over" in overdue
    assert "overdue" in house.as_(cast.shen, "en").get("/appeals/").text
    assert "Appeals that wait for a decision" not in desk(cast.kong)
    upheld(app, session, cast.shen, case)
    assert "Upheld appeals to be carried out" in desk(cast.kong)
