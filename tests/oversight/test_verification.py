"""The page on which supervisors have the whole trail checked."""

import io
import json

import pytest
from sqlalchemy import delete, select, update

from audit.actions import record, seal
from audit.models import Block, Entry, Sealed
from core.jobs import Job
from exam.acts import ExamAct
from oversight.acts import OversightAct
from tests.oversight.pages import said


@pytest.fixture
def shen(house, cast):
    return house.as_(cast.shen, "en")


@pytest.fixture
def entry(app, cast):
    with app.app_context():
        made = record(ExamAct.SEALED, None, subject=("sitting", 1), papers=3)
        seal()
        return made.id


def test_a_trail_that_holds_is_said_to(session, cast, shen, entry):
    answer = shen.post("/trail/verification")

    job = session.scalars(select(Job)).one()
    assert (answer.status_code, answer.location) == (303, f"/jobs/{job.id}")
    assert (job.owner_id, job.back, job.problem) == (cast.shen.id, "/trail/verification", None)
    assert shen.get(answer.location).status_code == 200
    page = said(shen.get("/trail/verification").text)
    assert "The trail holds." in page
    assert cast.shen.name in page


def test_that_it_was_checked_and_what_was_found_is_on_the_trail(session, cast, shen, entry):
    shen.post("/trail/verification")

    noted = session.scalars(select(Entry).where(Entry.act == OversightAct.TRAIL_CHECKED)).one()
    assert (noted.actor_id, noted.fields["faults"]) == (cast.shen.id, 0)


def test_what_does_not_fit_is_named(session, shen, entry):
    fields = session.get(Entry, entry).fields
    session.execute(update(Entry).where(Entry.id == entry).values(fields={**fields, "papers": 4}))
    session.commit()

    shen.post("/trail/verification")

    page = said(shen.get("/trail/verification").text)
    assert "1 place does not fit." in page
    assert f"entry {entry}" in page
    assert "The trail holds." not in page


def checkpoint(shen):
    """What a witness is given."""
    answer = shen.post("/trail/verification/checkpoints")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == "attachment; filename=checkpoint.json"
    return answer.data


def check_with(shen, *files):
    sent = [(io.BytesIO(each), f"{n}.json") for n, each in enumerate(files)]
    return shen.post(
        "/trail/verification", {"checkpoints": sent}, content_type="multipart/form-data"
    )


def test_a_checkpoint_is_signed_noted_and_fits_the_trail_that_it_came_from(session, shen, entry):
    kept = checkpoint(shen)

    check_with(shen, kept)

    assert json.loads(kept)["format"] == "chizheng-checkpoint/1"
    page = said(shen.get("/trail/verification").text)
    assert "The trail holds." in page
    assert "Checkpoints compared 1" in page
    assert "The last one was signed on" in page


def test_a_cut_end_is_found_with_what_a_witness_kept(session, shen, entry):
    kept = checkpoint(shen)
    session.execute(delete(Sealed))
    session.execute(delete(Block))
    session.execute(delete(Entry))
    session.commit()

    check_with(shen, kept)

    assert "The trail holds." not in said(shen.get("/trail/verification").text)


@pytest.mark.parametrize("sent", [b"{}", b"no", b"[1]", b"\xff\xfe"])
def test_a_file_that_is_no_checkpoint_is_refused(session, shen, entry, sent):
    answer = check_with(shen, sent)

    assert answer.status_code == 422
    assert "One of the files is not a checkpoint of a trail." in said(answer.text)
    assert session.scalars(select(Job)).all() == []


def test_a_check_says_how_far_it_is(session, shen, entry):
    shen.post("/trail/verification")

    job = session.scalars(select(Job)).one()
    assert job.done == job.total > 0


def test_before_the_first_check_the_page_says_so(shen):
    assert "Nobody has checked the trail from here yet." in said(
        shen.get("/trail/verification").text
    )


@pytest.mark.parametrize("login", ["lin", "kong", "meng", "yin", "lu"])
def test_nobody_but_a_supervisor_checks(house, session, cast, login):
    browser = house.as_(cast.people[login])

    answers = [
        browser.get("/trail/verification").status_code,
        browser.post("/trail/verification").status_code,
        browser.post("/trail/verification/checkpoints").status_code,
    ]

    assert (answers, session.scalars(select(Job)).all()) == ([403] * 3, [])
