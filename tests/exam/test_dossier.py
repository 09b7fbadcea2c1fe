"""Dossiers: everything on record of an attempt, signed, for who may see its keys; never early."""

import io
import json
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from audit.models import Entry
from core.database import transaction
from exam.actions import grading
from exam.models.attempts import Arrival
from exam.models.results import Result
from exam.models.sittings import GradingRun, Release
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
    kept = select(Arrival).where(Arrival.attempt_id == lins.id)
    journal = session.scalars(kept.order_by(Arrival.id)).all()
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
        "clock",
        "form",
        "question",
        "question",
        "arrival",
        "arrival",
        "event",
        "event",
        "event",
        "run",
        "release",
        "mark",
        "mark",
        "result",
    ]
    assert of(bundle, "sitting") == [
        {
            "title": "秋季资格考试",
            "title_en": "Autumn certification exam",
            "blueprint": "small/1",
            "minutes": 60,
            "pass_percent": "60",
            "gap": "0",
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
        {
            "slot": slot["slot"],
            "points": slot["points"],
            "earned": "1.000",
            "answered": True,
            "dropped": False,
        }
        for slot in slots
    ]
    assert of(bundle, "clock") == [
        {
            **{name: getattr(lins, name) for name in ("opened_ms", "deadline_ms", "closed_ms")},
            "grace_ms": lins.grace_ms,
            "closed_by": lins.closed_by,
            "extra_minutes": 0,
        }
    ]
    assert of(bundle, "run") == [
        {
            "run": release.run.id,
            "rules_version": 2,
            "at": release.run.at.isoformat(),
            "why": None,
            "rulings": [],
            "standard": None,
            "until": 0,
            "ended": [],
            "score": "2.000",
            "full": "2.000",
            "passed": True,
            "marks": ["1.000", "1.000"],
            "breakdown": result.breakdown,
            "results": 2,
            "digest": release.run.digest,
        }
    ]
    assert of(bundle, "release") == [
        {
            "run": release.run.id,
            "at": release.at.isoformat(),
            "first_at": release.first_at.isoformat(),
            "by_two": False,
        }
    ]
    assert of(bundle, "result") == [
        {
            "score": "2.000",
            "full": "2.000",
            "passed": True,
            "missed": [],
            "run": result.run_id,
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
    assert [set(fields) & {"marks", "why"} for fields in of(bare, "run")] == [set()]
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


def all_address(sitting):
    return f"/sittings/{sitting.id}/dossiers"


def unzipped(answer):
    with ZipFile(io.BytesIO(answer.data)) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist()}


def test_all_dossiers_of_a_sitting_come_as_one_file_that_anyone_can_check(
    house, session, cast, released, tmp_path
):
    shen = house.as_(cast.shen)
    attempts = [steps.attempt_of(session, released, person) for person in (cast.lin, cast.zhao)]

    answer = shen.post(all_address(released), {"without": ["name"]})

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="dossiers-{released.id}.zip"'
    )
    bundles = unzipped(answer)
    assert sorted(bundles) == [f"chizheng-attempt-{attempt.id}.json" for attempt in attempts]
    assert "林知夏" not in json.dumps(list(bundles.values()), ensure_ascii=False)
    assert made(session) == [cast.shen.id] * 2
    archive = tmp_path / "all.zip"
    archive.write_bytes(answer.data)
    done = ran([archive, "--run", "--json"])
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert [each["fits"] for each in told["files"]] == [True, True]
    run_id = session.scalars(select(GradingRun.id)).one()
    house_name = next(iter(bundles.values()))["head"]["house"]
    assert told["runs"] == [{"house": house_name, "run": run_id, "here": 2, "of": 2, "fits": True}]


def ran(words):
    """verify.py as a stranger starts it."""
    return subprocess.run(
        [sys.executable, "-I", str(VERIFY), *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_all_dossiers_are_for_those_alone_who_may_have_one(house, session, cast, released):
    answers = [
        house.as_(person).post(all_address(released)).status_code
        for person in (cast.lin, cast.chen, cast.meng, cast.lu, cast.yin)
    ]

    assert answers == [403] * 5
    assert house.as_(cast.tang).post(all_address(released)).status_code == 404
    assert house.as_(cast.shen).post(all_address(released), {"without": ["x"]}).status_code == 422
    assert made(session) == []


@pytest.mark.usefixtures("paper_closed")
def test_who_may_still_sit_gets_none_of_them(house, session, released, sitting_examiner):
    both = house.as_(sitting_examiner, "en")

    assert both.post(all_address(released)).status_code == 403
    page = both.get(all_address(released)).text
    assert "may still sit an exam with these questions" in page
    assert "Sign and download" not in page
    assert made(session) == []


def test_before_the_release_there_are_none_to_download(house, session, cast, running, both_done):
    kong = house.as_(cast.kong, "en")

    assert kong.post(all_address(running)).status_code == 409
    page = kong.get(all_address(running))
    assert (page.status_code, "Sign and download" in page.text) == (200, False)
    assert made(session) == []


def test_the_page_of_all_dossiers_says_how_many_and_how_they_are_checked(house, cast, released):
    page = house.as_(cast.kong, "en").get(all_address(released)).text

    assert "2 dossiers" in page
    assert f"python verify.py dossiers-{released.id}.zip --key keys.json --run" in page
    assert house.as_(cast.tang).get(all_address(released)).status_code == 404
    assert house.as_(cast.lin).get(all_address(released)).status_code == 403


def test_a_paper_voided_after_its_release_keeps_the_dossier_of_the_run_that_had_it(
    house, app, session, cast, lins, released, tmp_path
):
    voided(house, session, cast, lins)
    with app.app_context():
        again = grading.run(released.id, actor=None)
        with transaction() as own:
            own.add(
                Release(
                    sitting_id=released.id,
                    run_id=again.id,
                    by_id=cast.kong.id,
                    second_id=cast.shen.id,
                    first_at=again.at,
                    at=again.at,
                )
            )

    bundle = house.as_(cast.kong).post(address(lins)).json

    assert [each["results"] for each in of(bundle, "run")] == [2]
    assert of(bundle, "result")[0]["run"] == of(bundle, "run")[0]["run"]
    assert verified(bundle, tmp_path)[0] == 0
    zhaos = steps.attempt_of(session, released, cast.zhao)
    both_runs = house.as_(cast.kong).post(address(zhaos)).json
    assert [each["results"] for each in of(both_runs, "run")] == [2, 1]
    assert verified(both_runs, tmp_path)[0] == 0
