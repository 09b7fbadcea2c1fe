"""Results: for nobody before release, then for each their own; and who may not do what."""

import pytest
from sqlalchemy import select

from accounts.models import GrantEnd, RoleGrant
from accounts.rules.duties import Role
from audit.models import Entry
from core.clock import now
from exam.actions import grading
from exam.models.attempts import Attempt
from exam.models.candidates import Form, Registration
from exam.models.results import Result
from exam.models.sittings import Release
from question_bank.models import Revision
from tests import factories
from tests.exam import steps
from tests.factories import DEFINITION, HOUR, MINUTE
from tests.people import add_person, grant

JSON = {"Accept": "application/json"}
OUTCOME = ("2 / 2", "0 / 2", "Not passed", "Passed", "is-pass", "score-bar", "rationale")


def told(answer):
    return [word for word in OUTCOME if word in answer.text]


def everything_of(browser, sitting, token, headers=None):
    """Whatever an officer can ask about a sitting."""
    base = f"/exam/attempts/{token}"
    return [
        browser.get(path, headers=headers, follow_redirects=True)
        for path in (
            "/",
            "/exam/",
            f"/exam/sittings/{sitting.id}",
            base,
            f"{base}/submission",
            f"{base}/result",
            f"{base}/result/paper",
            f"/sittings/{sitting.id}/results",
            f"/sittings/{sitting.id}",
            f"/sittings/{sitting.id}/board",
            f"/sittings/{sitting.id}/replay",
        )
    ]


@pytest.mark.parametrize("headers", [None, JSON], ids=["page", "json"])
def test_before_release_nobody_is_told_an_outcome_by_any_way(
    house, session, cast, running, both_done, headers
):
    for login, (_, token) in both_done.items():
        browser = house.as_(getattr(cast, login), "en")
        answers = everything_of(browser, running, token, headers)
        posted = browser.post(f"/exam/attempts/{token}/lease", headers=headers or {})
        saved = steps.save(browser, token, (1, 99, "a"))

        assert [told(answer) for answer in [*answers, posted, saved]] == [[]] * 13
        assert saved.json["state"] == "closed"
        kept = {"state", "answers", "news", "remaining_ms"}
        assert set(saved.json) == {"type", "title", "status", "detail"} | kept


def test_who_finished_early_is_told_that_the_paper_is_in_and_no_more(house, session, cast, running):
    browser, attempt = steps.start(house, session, running, cast.lin)
    steps.save(browser, attempt.token, (1, 1, "a"))
    browser.post(f"/exam/attempts/{attempt.token}/submission")
    lin = house.as_(cast.lin, "en")

    page = lin.get(f"/exam/attempts/{attempt.token}/result").text

    assert "1 of 2 questions are answered and on record." in " ".join(page.split())
    answers = everything_of(lin, running, attempt.token)
    assert [told(answer) for answer in answers] == [[]] * 11
    assert lin.get(f"/exam/attempts/{attempt.token}/result/paper").status_code == 404


def test_who_is_still_writing_is_sent_back_to_the_paper(house, session, cast, running):
    browser, attempt = steps.start(house, session, running, cast.lin)

    answer = browser.get(f"/exam/attempts/{attempt.token}/result")

    assert (answer.status_code, answer.location) == (303, f"/exam/attempts/{attempt.token}")


def test_after_release_each_sees_their_own_by_section_and_topic(
    house, session, cast, running, both_done
):
    house.as_(cast.kong).post(f"/sittings/{running.id}/release")

    pages = {
        login: house.as_(getattr(cast, login), "en").get(f"/exam/attempts/{token}/result").text
        for login, (_, token) in both_done.items()
    }

    flat = {login: " ".join(page.split()) for login, page in pages.items()}
    assert ">Passed<" in pages["lin"]
    assert "Not passed" in pages["zhao"]
    assert '2 <small class="quiet">/ 2</small>' in flat["lin"]
    assert '0 <small class="quiet">/ 2</small>' in flat["zhao"]
    assert "The total is below the pass mark." in flat["zhao"]
    assert "The total is below the pass mark." not in flat["lin"]
    assert '<th scope="row">Law</th><td class="num"><b>2 / 2</b></td>' in flat["lin"]
    assert flat["zhao"].count("0 / 2") >= 2
    assert "2 / 2" in house.as_(cast.lin, "en").get("/exam/").text


def test_the_paper_comes_with_key_and_reasons_after_release(
    house, session, cast, running, both_done
):
    house.as_(cast.kong).post(f"/sittings/{running.id}/release")
    token = both_done["zhao"][1]

    page = house.as_(cast.zhao).get(f"/exam/attempts/{token}/result/paper").text

    slots = steps.attempt_of(session, running, cast.zhao).form.slots
    codes = [session.get(Revision, slot["revision"]).question.code for slot in slots]
    assert [page.count(f"{code} rationale") for code in codes] == [1, 1]
    assert page.count("is-right") == 2
    assert page.count("is-mine") == 2


@pytest.fixture
def closed_paper(session, running):
    """A blueprint that keeps the paper closed after release, too."""
    blueprint = running.blueprint
    blueprint.definition = {**blueprint.definition, "show_paper": False}
    session.commit()


@pytest.mark.usefixtures("closed_paper")
def test_the_paper_stays_closed_where_the_blueprint_says_so(
    house, session, cast, running, both_done
):
    house.as_(cast.kong).post(f"/sittings/{running.id}/release")
    token = both_done["lin"][1]
    lin = house.as_(cast.lin)

    assert lin.get(f"/exam/attempts/{token}/result/paper").status_code == 404
    assert "/result/paper" not in lin.get(f"/exam/attempts/{token}/result").text


def test_nobody_sees_the_result_of_another(house, session, cast, running, both_done):
    house.as_(cast.kong).post(f"/sittings/{running.id}/release")
    token = both_done["lin"][1]

    seen = [
        house.as_(person).get(f"/exam/attempts/{token}/result{part}").status_code
        for person in (cast.zhao, cast.kong, cast.shen, cast.lu, cast.meng, cast.chen)
        for part in ("", "/paper")
    ]

    assert seen == [404] * 12


def test_releasing_twice_changes_nothing(house, session, cast, running, both_done):
    kong = house.as_(cast.kong)

    answers = [kong.post(f"/sittings/{running.id}/release").status_code for _ in range(2)]

    assert answers == [303, 409]
    assert len(session.scalars(select(Release)).all()) == 1
    assert steps.acts(session).count("exam.released") == 1


@pytest.mark.parametrize("minutes", [0, 60])
def test_nothing_is_released_while_the_window_or_a_paper_is_open(
    house, app, session, cast, running, minutes
):
    steps.start(house, session, running, cast.lin)
    factories.move_clock(session, minutes * MINUTE - 1_000)
    steps.beat(app)

    answer = house.as_(cast.kong).post(f"/sittings/{running.id}/release")

    assert answer.status_code == 409
    assert session.scalars(select(Release)).all() == []


def test_a_new_run_after_release_is_not_shown_by_itself(
    house, app, session, cast, running, both_done
):
    house.as_(cast.kong).post(f"/sittings/{running.id}/release")
    released = session.scalars(select(Release.run_id)).one()
    session.commit()
    with app.app_context():
        grading.run(running.id, actor=None)
    newer = session.scalars(select(Result).where(Result.run_id != released)).all()
    for result in newer:
        result.score = 1
    session.commit()

    page = house.as_(cast.lin, "en").get(f"/exam/attempts/{both_done['lin'][1]}/result").text

    assert len(newer) == 2
    assert '2 <small class="quiet">/ 2</small>' in " ".join(page.split())


def test_the_examiner_and_the_supervisor_read_the_results_best_first(
    house, session, cast, running, both_done
):
    for person in (cast.kong, cast.shen):
        page = house.as_(person, "en").get(f"/sittings/{running.id}/results").text

        assert page.index("林知夏") < page.index("赵一帆")
        assert "2 / 2" in page
        assert "0 / 2" in page


def test_the_whole_trail_of_a_sitting_in_order(house, app, session, cast, planned):
    kong, lin = house.as_(cast.kong), house.as_(cast.lin)
    base = f"/sittings/{planned.id}"
    lin.post(f"/exam/sittings/{planned.id}/registration")
    kong.post(f"{base}/registrations", {"person": [cast.zhao.id, cast.lin.id]})
    wei = add_person(session, "wei", "韦迟", cast.units["lanting"])
    grant(session, wei, "officer", cast.units["lanting"])
    kong.post(f"{base}/registrations", {"person": [wei.id]})
    weis = session.scalars(select(Registration.id).where(Registration.person_id == wei.id)).one()
    session.commit()
    kong.post(f"{base}/registrations/{weis}/withdrawal")
    kong.post(f"{base}/sealing")
    zhaos = steps.attempt_of(session, planned, cast.zhao)
    kong.post(
        f"{base}/registrations/{zhaos.registration_id}/extra-time",
        {"minutes": "10", "reason": "视力"},
    )
    late = add_person(session, "late", "迟到", cast.units["lanting"])
    grant(session, late, "officer", cast.units["lanting"])
    form = {"person": late.id, "language": "zh", "reason": "r"}
    kong.post(f"{base}/late-entries", form)
    factories.move_clock(session, HOUR + MINUTE)
    browser, attempt = steps.start(house, session, planned, cast.lin)
    browser.post(f"/exam/attempts/{attempt.token}/submission")
    steps.start(house, session, planned, cast.zhao)
    steps.run_out(app, session)
    kong.post(f"{base}/release")

    session.commit()
    rows = session.scalars(
        select(Entry).where(Entry.act.startswith("exam.")).order_by(Entry.id)
    ).all()
    kongs, lins = cast.kong.id, cast.lin.id
    assert [(row.act.removeprefix("exam."), row.actor_id) for row in rows] == [
        ("registered", lins),
        ("registered", kongs),
        ("registered", kongs),
        ("withdrawn", kongs),
        ("sealed", kongs),
        ("accommodated", kongs),
        ("late_entry", kongs),
        ("closed_at_deadline", None),
        ("started", None),
        ("submitted", None),
        ("sitting_closed", None),
        ("graded", None),
        ("released", kongs),
    ]
    path = cast.units["yunxi"].path
    assert {row.unit_path for row in rows} == {path}
    about = [row.fields["sitting"] for row in rows if row.subject_kind != "sitting"]
    assert about == [planned.id] * 6
    counts = {row.act: row.fields["attempts"] for row in rows if "attempts" in row.fields}
    assert (counts["exam.started"], counts["exam.submitted"]) == (2, 1)
    digests = {row.fields["digest"] for row in rows if row.act in ("exam.graded", "exam.released")}
    assert len(digests) == 1


@pytest.fixture
def scene(house, app, session, cast, both_done, running):
    """A sitting in each state in which an act is possible: planned, running, closed."""
    yunxi = cast.units["yunxi"]
    planned = factories.sitting(session, unit=yunxi, examiner=cast.kong, opens_in=HOUR)
    (zhaos,) = steps.registered(session, planned, cast.zhao)
    going = factories.sitting(session, unit=yunxi, examiner=cast.kong)
    (lins,) = steps.registered(session, going, cast.lin)
    steps.sealed(app, going, cast.kong)
    late = add_person(session, "wei", "韦迟", cast.units["lanting"])
    grant(session, late, "officer", cast.units["lanting"])
    session.commit()
    return {
        "plan": (
            "/sittings/",
            {
                "blueprint": planned.blueprint_id,
                "unit": yunxi.id,
                "title": "考",
                "opens": "2050-01-01T09:00",
                "closes": "2050-01-01T10:00",
            },
        ),
        "register": (f"/sittings/{planned.id}/registrations", {"person": [cast.lin.id]}),
        "withdraw": (f"/sittings/{planned.id}/registrations/{zhaos.id}/withdrawal", {}),
        "give time": (
            f"/sittings/{going.id}/registrations/{lins.id}/extra-time",
            {"minutes": "60", "reason": "r"},
        ),
        "admit": (
            f"/sittings/{going.id}/late-entries",
            {"person": late.id, "language": "zh", "reason": "r"},
        ),
        "release": (f"/sittings/{running.id}/release", {}),
        "seal": (f"/sittings/{planned.id}/sealing", {}),
    }


def refused(session):
    session.commit()
    rows = session.execute(
        select(Entry.actor_id, Entry.subject_id)
        .where(Entry.act == "account.refused")
        .order_by(Entry.id)
    ).all()
    session.commit()
    return [tuple(row) for row in rows]


ACTS = ("plan", "register", "give time", "admit", "release", "seal")


def test_the_examiner_of_the_unit_can_do_every_act(house, session, cast, scene):
    kong = house.as_(cast.kong)

    for act in ACTS:
        before = steps.state(session)
        address, form = scene[act]
        assert kong.post(address, form).status_code == 303, act
        assert steps.state(session) != before, act
    assert refused(session) == []


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.EXAMINER])
def test_no_other_role_can_do_any_of_them_and_every_try_is_noted(house, session, cast, scene, role):
    person = add_person(session, "holder", "某人", cast.units["qinglan"])
    grant(session, person, role, cast.units["nation"])
    browser = house.as_(person)
    before = steps.state(session)

    answers = {act: browser.post(*where).status_code for act, where in scene.items()}

    assert answers == dict.fromkeys(scene, 403)
    assert steps.state(session) == before
    assert refused(session) == [(person.id, address) for address, _ in scene.values()]


def test_the_examiner_of_another_city_can_do_none_of_them(house, session, cast, scene):
    tang = house.as_(cast.tang)
    before = steps.state(session)
    elsewhere = {act: where for act, where in scene.items() if act != "plan"}

    answers = {act: tang.post(*where).status_code for act, where in elsewhere.items()}

    assert answers == dict.fromkeys(elsewhere, 403)
    assert tang.post(*scene["plan"]).status_code == 422
    assert steps.state(session) == before
    assert refused(session) == [(cast.tang.id, address) for address, _ in elsewhere.values()]


READERS = (Role.EXAMINER, Role.SUPERVISOR)


@pytest.mark.parametrize("role", [role for role in Role if role not in READERS])
def test_no_other_role_reads_sittings_or_results(house, session, cast, running, both_done, role):
    person = add_person(session, "holder", "某人", cast.units["qinglan"])
    grant(session, person, role, cast.units["nation"])
    browser = house.as_(person)
    base = f"/sittings/{running.id}"

    answers = [
        browser.get(path)
        for path in (
            "/sittings/",
            "/sittings/new",
            base,
            f"{base}/board",
            f"{base}/board?part=1",
            f"{base}/results",
            f"{base}/replay",
        )
    ]

    assert [answer.status_code for answer in answers] == [403] * 7
    assert not any("林知夏" in answer.text for answer in answers)
    assert len(refused(session)) == 7


def test_a_reader_of_other_units_finds_nothing_there(house, session, cast, running, both_done):
    tang = house.as_(cast.tang)
    base = f"/sittings/{running.id}"

    statuses = [
        tang.get(f"{base}{part}").status_code for part in ("", "/board", "/results", "/replay")
    ]

    assert statuses == [404] * 4
    assert "秋季资格考试" not in tang.get("/sittings/").text


def test_a_duty_that_ended_is_felt_at_the_next_request(house, session, cast, scene):
    kong = house.as_(cast.kong)
    assert kong.get("/sittings/").status_code == 200
    held = session.scalars(select(RoleGrant.id).where(RoleGrant.person_id == cast.kong.id)).one()
    session.add(GrantEnd(grant_id=held, reason="r", at=now()))
    session.commit()
    before = steps.state(session)

    assert kong.get("/sittings/").status_code == 403
    assert kong.post(*scene["release"]).status_code == 403
    assert steps.state(session) == before


def test_an_examiner_changes_neither_answers_nor_marks(house, app, session, cast, both_done):
    """No address of the house takes an answer or a mark from an examiner."""
    kong = house.as_(cast.kong)
    token = both_done["lin"][1]
    before = steps.state(session)

    answers = [
        steps.save(kong, token, (1, 999, "a")).status_code,
        kong.post(f"/exam/attempts/{token}/pages", {"lease": "1", "a1": "a"}).status_code,
        kong.post(f"/exam/attempts/{token}/lease").status_code,
        kong.post(f"/exam/attempts/{token}/submission").status_code,
    ]

    assert answers == [404] * 4
    assert steps.state(session) == before


WHERE = ("/sittings/{}", "/sittings/{}/board", "/sittings/{}/results", "/exam/sittings/{}")


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
@pytest.mark.parametrize("number", ["0", "999999", "2147483648", "9" * 25])
def test_an_id_that_does_not_exist_is_nothing_in_the_readers_language(
    house, session, cast, number, language
):
    kong = house.as_(cast.kong, language)

    pages = [kong.get(where.format(number)) for where in WHERE]
    posted = kong.post(f"/sittings/{number}/release")
    data = kong.get(WHERE[0].format(number), headers=JSON)

    assert [page.status_code for page in [*pages, posted, data]] == [404] * 6
    tag = {"zh_Hans": "zh-CN", "en": "en"}[language]
    assert all(f'<html lang="{tag}"' in page.text for page in pages)
    assert data.content_type == "application/problem+json"
    assert not any("Traceback" in page.text for page in [*pages, posted, data])


@pytest.mark.parametrize("token", ["x", "0" * 32, "é" * 40, "a" * 3_000, "1 OR 1=1"])
def test_a_token_that_is_nobodys_is_nothing(house, session, cast, token):
    lin = house.as_(cast.lin)

    statuses = {
        lin.get(f"/exam/attempts/{token}").status_code,
        lin.get(f"/exam/attempts/{token}/result").status_code,
        lin.post(f"/exam/attempts/{token}/opening").status_code,
        lin.put(f"/exam/attempts/{token}/answers", json={"lease": 1, "answers": []}).status_code,
    }

    assert statuses == {404}


BROKEN = [
    b"",
    b"{",
    b"\xff\xfe\x00",
    b'"text"',
    b"NaN",
    b'{"lease": NaN, "answers": []}',
    b'{"lease": 1e999, "answers": []}',
    b'{"lease": ' + b"9" * 5_000 + b', "answers": []}',
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'{"lease": 1, "answers": [' + b"[" * 100_000 + b"]" * 100_000 + b"]}",
    b'{"lease": 1, "answers": [{"slot": 1, "seq": 1, "typed_under": 1, "value": "\\ud800"}]}',
]


@pytest.mark.parametrize("body", BROKEN, ids=[str(number) for number in range(len(BROKEN))])
@pytest.mark.parametrize("language", ["zh_Hans", "en"])
def test_junk_in_the_place_of_answers_is_a_problem_and_no_crash(
    house, session, cast, attempt, body, language
):
    answer = house.as_(cast.lin, language).put(
        f"/exam/attempts/{attempt.token}/answers", data=body, content_type="application/json"
    )

    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert set(answer.json) == {"type", "title", "status", "detail"}
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("size", [2 * 1024 * 1024 + 1, 3 * 1024 * 1024])
def test_a_body_that_is_too_large_is_not_read(house, session, cast, attempt, size):
    lin = house.as_(cast.lin)
    head, tail = b'{"lease": 1, "answers": [], "x": "', b'"}'
    body = head + b"x" * (size - len(head) - len(tail)) + tail

    saved = lin.put(
        f"/exam/attempts/{attempt.token}/answers", data=body, content_type="application/json"
    )
    paged = lin.post(f"/exam/attempts/{attempt.token}/pages", {"lease": "1", "a4.0": "x" * size})

    assert (saved.status_code, saved.content_type) == (413, "application/problem+json")
    assert paged.status_code == 413
    assert paged.content_type.startswith("text/html")


@pytest.mark.parametrize(
    "form",
    [
        {"lease": "abc", "a1": "b"},
        {"lease": "9" * 40, "a1": "b"},
        {"lease": "2147483648", "a1": "b"},
        {"lease": "²", "a1": "b"},
        {"lease": "-1", "a1": "b"},
        {"lease": "1", "a1": "x" * 10_001},
        {"lease": "1", "a4.0": "a\0"},
    ],
)
def test_a_form_of_junk_is_refused_and_nothing_counts(house, session, cast, attempt, form):
    answer = house.as_(cast.lin).post(f"/exam/attempts/{attempt.token}/pages", form)

    assert answer.status_code in (409, 422)
    session.commit()
    counted = select(Attempt.state)
    assert session.scalars(counted).all() == ["open"]
    assert [row for row in steps.state(session)[6] if "counted" in row] == []


@pytest.mark.parametrize(
    "flag", ["flagged-²", "flagged-" + "9" * 40, "flagged-99", "flagged-", "-"]
)
def test_a_flag_on_no_question_of_the_paper_is_refused(house, session, cast, attempt, flag):
    lin = house.as_(cast.lin)

    answer = lin.post(
        f"/exam/attempts/{attempt.token}/pages", {"lease": "1", "flag": flag, "go": "²"}
    )

    assert answer.status_code in (303, 404)
    assert lin.post(f"/exam/attempts/{attempt.token}/lease").json["flags"] == []


def test_what_looks_like_our_own_marks_is_kept_as_it_was_typed(house, session, cast, attempt):
    lin = house.as_(cast.lin)
    typed = "\ue000\ue0012\ue001"
    steps.save(lin, attempt.token, (4, 1, [typed]))

    page = lin.get(f"/exam/attempts/{attempt.token}").text

    assert f'value="{typed}"' in page


def test_values_of_any_form_leave_the_paper_readable(house, session, cast, attempt):
    lin = house.as_(cast.lin)
    odd = [{"a": "b"}, [None, "x"], ["<script>"], True, "'\"><script>", []]
    for seq, value in enumerate(odd, start=1):
        answers = [(slot, seq, value) for slot in range(1, 7)]
        assert steps.save(lin, attempt.token, *answers).status_code == 200

        page = lin.get(f"/exam/attempts/{attempt.token}")

        assert page.status_code == 200
        assert "<script>" not in page.text.replace('<script type="module"', "")


def test_a_released_paper_with_odd_answers_can_be_read(house, app, session, cast, attempt):
    lin = house.as_(cast.lin)
    odd = [{"a": "b"}, "zz", "maybe", ["七", "八"], ["c", "c", "q"], 7]
    answers = [(slot, 1, value) for slot, value in enumerate(odd, start=1) if value != 7]
    assert steps.save(lin, attempt.token, *answers).status_code == 200
    steps.run_out(app, session)
    house.as_(cast.kong).post(f"/sittings/{attempt.sitting_id}/release")

    page = lin.get(f"/exam/attempts/{attempt.token}/result/paper")

    assert page.status_code == 200


def test_forged_fields_beside_what_is_asked_change_nothing(
    house, session, cast, running, both_done
):
    """Extra time, scores and states in every form that an officer can send."""
    lin, token = both_done["lin"]
    forged = {
        "extra_minutes": "99", "deadline_ms": "9", "started_at": "0", "status": "open",
        "state": "open", "score": "100", "passed": "true", "attempt_no": "7", "candidate": "1",
    }  # fmt: skip
    before = steps.state(session)

    for path in (f"/exam/attempts/{token}/submission", f"/exam/attempts/{token}/opening"):
        lin.post(f"{path}?score=100&state=open", forged)
        lin.post(path, json=forged)
    lin.put(
        f"/exam/attempts/{token}/answers?state=open", json={"lease": 1, "answers": [], **forged}
    )

    assert steps.state(session) == before


def test_an_outcome_is_that_of_the_form_and_not_of_what_the_bank_became(
    house, app, session, cast, running, both_done
):
    """A later revision of a question changes no result that stands."""
    scores = session.scalars(select(Result.score).order_by(Result.id)).all()
    slots = session.scalars(select(Form.slots).order_by(Form.id)).first()
    newer = factories.question(
        session, "law-newer", author=cast.chen, key={"right": 0, "size": 4}, state="draft"
    )
    old = session.get(Revision, slots[0]["revision"])
    old.state, newer.question_id, newer.number = "retired", old.question_id, 2
    session.flush()
    newer.state = "approved"
    session.commit()

    app.test_cli_runner().invoke(args=["exam", "grade", str(running.id)])

    assert session.scalars(select(Result.score).order_by(Result.id)).all() == scores * 2


def test_the_sections_of_the_definition_are_those_of_the_page(house, cast, running, both_done):
    house.as_(cast.kong).post(f"/sittings/{running.id}/release")

    page = house.as_(cast.lin).get(f"/exam/attempts/{both_done['lin'][1]}/result").text

    assert DEFINITION["sections"][0]["zh"] in page
