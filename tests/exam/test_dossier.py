"""Dossiers: everything on record of an attempt, signed, for who may see its keys; never early."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from audit.models import Entry
from exam.models.attempts import Arrival
from exam.models.results import Result
from exam.models.sittings import Release
from question_bank.models import Revision
from tests.exam import steps
from tests.exam.test_voiding import ask, decide, newest, voided
from tests.people import add_person, grant

VERIFY = Path(__file__).parents[2] / "audit" / "verify.py"


def address(attempt):
    return f"/sittings/{attempt.sitting_id}/registrations/{attempt.registration_id}/dossiers"


def own_address(attempt):
    return f"/exam/attempts/{attempt.token}/result/dossiers"


def verified(bundle, folder):
    """What verify.py, started by itself, says of a bundle."""
    file = folder / "dossier.json"
    file.write_text(json.dumps(bundle, ensure_ascii=False), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", str(VERIFY), str(file), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def of(bundle, kind):
    return [record["fields"] for record in bundle["records"] if record["kind"] == kind]


def made(session):
    """Who had bundles signed."""
    session.commit()
    acts = select(Entry.actor_id).where(Entry.act == "audit.bundle_made").order_by(Entry.id)
    found = session.scalars(acts).all()
    session.commit()
    return found


@pytest.fixture
def released(house, session, cast, running, both_done):
    house.as_(cast.kong).post(f"/sittings/{running.id}/release")
    return running


@pytest.fixture
def lins(session, cast, released):
    return steps.attempt_of(session, released, cast.lin)


@pytest.fixture
def paper_closed(session, running):
    """A blueprint that keeps papers closed after release, too."""
    blueprint = running.blueprint
    blueprint.definition = {**blueprint.definition, "show_paper": False}
    session.commit()


def test_a_dossier_holds_all_that_is_on_record(house, session, cast, lins, released):
    session.commit()
    result = session.scalars(select(Result).where(Result.attempt_id == lins.id)).one()
    release = session.scalars(select(Release)).one()
    journal = session.scalars(select(Arrival).where(Arrival.attempt_id == lins.id)).all()
    revisions = [session.get(Revision, slot["revision"]) for slot in lins.form.slots]
    slots = [
        {
            "slot": number,
            **slot,
            "topic": "law.penalty",
            "code": revisions[number - 1].question.code,
        }
        for number, slot in enumerate(lins.form.slots, start=1)
    ]

    answer = house.as_(cast.kong).post(address(lins))

    bundle = answer.json
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="chizheng-attempt-{lins.id}.json"'
    )
    assert (bundle["head"]["kind"], bundle["head"]["about"]) == ("attempt", {"attempt": lins.id})
    kinds = [record["kind"] for record in bundle["records"]]
    assert kinds == [
        "sitting",
        "candidate",
        "form",
        "question",
        "question",
        "arrival",
        "arrival",
        "event",
        "event",
        "event",
        "mark",
        "mark",
        "result",
    ]
    assert of(bundle, "sitting") == [
        {
            "title": "秋季资格考试",
            "title_en": "Autumn certification exam",
            "blueprint": "small/1",
            "rules_version": 1,
            "minutes": 60,
            "pass_percent": "60",
            "sections": [{"code": "law", "topics": ["law.*"], "floor_percent": "0"}],
            "closed_journal_hash": steps.entry(session, "exam.sitting_closed")["journal_hash"],
        }
    ]
    assert of(bundle, "candidate") == [{"name": "林知夏", "unit": "松岩县", "number": "lin"}]
    assert of(bundle, "form") == [{"language": "zh", "number": lins.form.number, "slots": slots}]
    assert of(bundle, "question") == [
        {
            "slot": number,
            "revision": revision.id,
            "kind": "single",
            "topic": "law.penalty",
            "asked": revision.asked["zh"],
            "key": revision.key,
            "partial": "none",
        }
        for number, revision in enumerate(revisions, start=1)
    ]
    assert of(bundle, "arrival") == [
        {
            "slot": row.slot,
            "seq": row.seq,
            "typed_under": 1,
            "lease": 1,
            "value": row.value,
            "at_ms": row.at_ms,
            "standing": "counted",
        }
        for row in journal
    ]
    assert [event["kind"] for event in of(bundle, "event")] == [
        "opened",
        "leased",
        "submitted",
    ]
    assert of(bundle, "mark") == [
        {"slot": slot["slot"], "points": slot["points"], "earned": "1.000", "answered": True}
        for slot in slots
    ]
    assert of(bundle, "result") == [
        {
            "score": "2.000",
            "full": "2.000",
            "passed": True,
            "missed": [],
            "run": result.run_id,
            "digest": release.run.digest,
            "released_at": release.at.isoformat(),
        }
    ]


def test_the_small_program_finds_that_it_fits_and_any_change(
    house, session, cast, lins, released, tmp_path
):
    for person in (cast.lin, cast.zhao):
        attempt = steps.attempt_of(session, released, person)
        bundle = house.as_(cast.shen).post(address(attempt)).json
        assert verified(bundle, tmp_path)[0] == 0

    (result,) = [record for record in bundle["records"] if record["kind"] == "result"]
    result["fields"]["passed"] = not result["fields"]["passed"]
    status, told = verified(bundle, tmp_path)
    assert status == 1
    assert "passed" in told


def test_name_answers_and_keys_can_be_left_out_and_the_rest_still_fits(
    house, session, cast, lins, released, tmp_path
):
    kong = house.as_(cast.kong)

    nameless = kong.post(address(lins), {"without": ["name"]})
    bare = kong.post(address(lins), {"without": ["name", "answers", "keys"]}).json

    assert not any(word in nameless.text for word in ("林知夏", '"lin"'))
    assert of(nameless.json, "candidate") == [{"unit": "松岩县"}]
    assert of(nameless.json, "arrival")[0]["value"]
    assert [set(fields) & {"value"} for fields in of(bare, "arrival")] == [set(), set()]
    assert [set(fields) & {"asked", "key"} for fields in of(bare, "question")] == [set(), set()]
    assert [set(fields) & {"earned"} for fields in of(bare, "mark")] == [set(), set()]
    assert of(bare, "result")[0]["score"] == "2.000"
    assert [verified(found, tmp_path)[0] for found in (nameless.json, bare)] == [0, 0]
    assert kong.post(address(lins), {"without": ["everything"]}).status_code == 422


def test_each_dossier_is_on_the_trail_without_a_name(house, session, cast, lins, released):
    house.as_(cast.shen).post(address(lins), {"without": ["name"]})
    house.as_(cast.lin).post(own_address(lins))

    assert made(session) == [cast.shen.id, cast.lin.id]
    entry = steps.entry(session, "audit.bundle_made")
    assert entry["about"] == {"attempt": lins.id}


def test_a_voided_attempt_says_so_in_its_dossier(house, session, cast, lins, released, tmp_path):
    ask(house.as_(cast.kong), lins, "一")
    decide(house.as_(cast.shen), newest(session), "no", "r")
    voided(house, session, cast, lins)

    bundle = house.as_(cast.lin).post(own_address(lins)).json

    assert [(each["reason"], each["agreed"]) for each in of(bundle, "voiding")] == [
        ("一", False),
        ("两人答卷雷同", True),
    ]
    status, told = verified(bundle, tmp_path)
    assert status == 0
    assert "voided" in told


def test_nobody_gets_a_dossier_before_the_release(house, app, session, cast, running, both_done):
    for person in (cast.lin, cast.zhao):
        attempt = steps.attempt_of(session, running, person)
        answers = [
            house.as_(cast.kong).post(address(attempt)),
            house.as_(cast.shen).post(address(attempt)),
            house.as_(person).post(own_address(attempt)),
        ]
        run = app.test_cli_runner().invoke(
            args=["exam", "dossier", str(attempt.id), "--out", "/nowhere/x.json"]
        )

        assert [answer.status_code for answer in answers] == [409, 409, 404]
        assert not any("option" in answer.text for answer in answers)
        assert run.exit_code == 1
    assert made(session) == []


def test_a_paper_voided_before_it_was_marked_has_none(house, app, session, cast, running):
    attempt = steps.attempt_of(session, running, cast.lin)
    voided(house, session, cast, attempt)
    zhao, zhaos = steps.start(house, session, running, cast.zhao)
    zhao.post(f"/exam/attempts/{zhaos.token}/submission")
    steps.run_out(app, session)
    house.as_(cast.kong).post(f"/sittings/{running.id}/release")

    answers = [
        house.as_(cast.kong).post(address(attempt)).status_code,
        house.as_(cast.lin).post(own_address(attempt)).status_code,
    ]

    pages = [
        house.as_(cast.kong, "en").get(address(attempt).removesuffix("/dossiers")),
        house.as_(cast.lin, "en").get(f"/exam/attempts/{attempt.token}/result"),
    ]
    assert answers == [409, 409]
    assert [page.status_code for page in pages] == [200, 200]
    assert not any("Sign and download" in page.text for page in pages)
    assert made(session) == []


@pytest.mark.usefixtures("paper_closed")
def test_where_papers_stay_closed_the_candidate_gets_none(house, session, cast, lins):
    lin = house.as_(cast.lin, "en")

    assert "My dossier" not in lin.get(f"/exam/attempts/{lins.token}/result").text
    assert lin.post(own_address(lins)).status_code == 404
    assert made(session) == []


@pytest.fixture
def sitting_examiner(session, cast):
    """An examiner of the city who is an officer too, and may sit exams held by others."""
    person = add_person(session, "both", "双职", cast.units["yunxi"])
    grant(session, person, "examiner", cast.units["yunxi"])
    grant(session, person, "officer", cast.units["yunxi"])
    return person


@pytest.mark.usefixtures("paper_closed")
def test_who_may_still_sit_such_an_exam_gets_no_keys(house, session, cast, lins, sitting_examiner):
    browser = house.as_(sitting_examiner, "en")
    page = address(lins).removesuffix("/dossiers")

    answer = browser.post(address(lins))

    assert answer.status_code == 403
    assert "may still sit an exam with these questions" in browser.get(page).text
    assert "Sign and download" not in browser.get(page).text
    assert "Sign and download" in house.as_(cast.kong, "en").get(page).text
    assert house.as_(cast.kong).post(address(lins)).status_code == 200
    assert made(session) == [cast.kong.id]


@pytest.mark.usefixtures("paper_closed")
def test_a_supervisor_who_is_an_officer_reads_the_bank_and_sits_no_exam(house, session, cast, lins):
    grant(session, cast.shen, "officer", cast.units["qinglan"])

    assert house.as_(cast.shen).post(address(lins)).status_code == 200


def test_where_papers_are_shown_who_may_sit_may_have_it(
    house, session, cast, lins, sitting_examiner
):
    assert house.as_(sitting_examiner).post(address(lins)).status_code == 200


def test_nobody_else_gets_one(house, session, cast, lins):
    others = [cast.lin, cast.zhao, cast.chen, cast.xu, cast.meng, cast.lu, cast.yin, cast.shang]

    answers = [house.as_(person).post(address(lins)) for person in others]
    owns = [house.as_(person).post(own_address(lins)) for person in (cast.zhao, cast.kong)]

    assert [answer.status_code for answer in answers] == [403] * 8
    assert [answer.status_code for answer in owns] == [404, 404]
    assert house.as_(cast.tang).post(address(lins)).status_code == 404
    assert not any("option" in answer.text for answer in [*answers, *owns])
    assert made(session) == []


def test_making_one_asks_the_database_as_often_for_two_answers_as_for_many(
    house, session, cast, lins, statements
):
    kong = house.as_(cast.kong)

    def queries():
        with statements() as heard:
            assert kong.post(address(lins)).status_code == 200
        return len(heard)

    queries()
    few = queries()
    session.add_all(
        Arrival(
            attempt_id=lins.id,
            slot=1,
            seq=number,
            typed_under=1,
            lease=1,
            value='"a"',
            at_ms=number,
            standing="closed",
        )
        for number in range(100, 120)
    )
    session.commit()

    assert queries() == few


def test_the_command_writes_one(app, session, cast, lins, tmp_path):
    out = tmp_path / "one.json"

    def run(*words):
        return app.test_cli_runner().invoke(args=["exam", "dossier", *words, "--out", str(out)])

    done = run(str(lins.id), "--without", "name")

    bundle = json.loads(out.read_text(encoding="utf-8"))
    assert done.exit_code == 0
    assert bundle["head"]["root"] in done.output
    assert of(bundle, "candidate") == [{"unit": "松岩县"}]
    assert verified(bundle, tmp_path)[0] == 0
    assert made(session) == [None]
    assert run("999").exit_code == 1
    assert run(str(lins.id), "--without", "nothing").exit_code == 2


def test_partly_earned_points_still_add_up(house, app, session, cast, running, tmp_path):
    """Thirds are stored rounded; the sum is rounded once, and the small program allows for it."""
    attempt = steps.attempt_of(session, running, cast.lin)
    for slot in attempt.form.slots:
        revision = session.get(Revision, slot["revision"])
        revision.kind, revision.partial = "multiple", "subset"
        revision.key = {"right": [0, 1, 2], "size": 4}
    session.commit()
    lin, _ = steps.start(house, session, running, cast.lin)
    rights = ["abcd"[slot["order"].index(1)] for slot in attempt.form.slots]
    steps.save(lin, attempt.token, *((n, n, [right]) for n, right in enumerate(rights, start=1)))
    lin.post(f"/exam/attempts/{attempt.token}/submission")
    steps.run_out(app, session)
    house.as_(cast.kong).post(f"/sittings/{running.id}/release")

    bundle = house.as_(cast.kong).post(address(attempt)).json

    assert [mark["earned"] for mark in of(bundle, "mark")] == ["0.333", "0.333"]
    assert of(bundle, "result")[0]["score"] == "0.667"
    assert verified(bundle, tmp_path)[0] == 0
