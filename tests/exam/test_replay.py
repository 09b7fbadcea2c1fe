"""Repeating the draw of a sitting that is over: nothing may differ, and anybody can do it."""

import copy
import json
import re
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from exam.models.attempts import Attempt
from exam.models.candidates import Form
from exam.models.sittings import Sealing, Sitting
from exam.queries.replay import differences
from exam.rules.assembly.kept import digest
from exam.rules.draws import seed_hash
from tests.exam import steps
from tests.people import grant


@pytest.fixture
def over_and_closed(app, session, cast, running):
    """A sitting that is over, with its forms."""
    steps.run_out(app, session)
    return running


def replayed(app, sitting):
    with app.app_context():
        from core.database import db  # noqa: PLC0415 - the context's own session

        return list(map(str, differences(db.session.get(Sitting, sitting.id))))


def test_after_closing_every_form_can_be_drawn_again(house, app, session, cast, over_and_closed):
    shen = house.as_(cast.shen, "en")
    url = f"/sittings/{over_and_closed.id}/replay"
    sealed = session.scalars(select(Sealing)).one()

    page, data = shen.get(url), shen.get(url, headers={"Accept": "application/json"}).json

    assert "Every form is exactly the one that the seed gives" in page.text
    assert data == {"same": True, "differences": [], "seed": sealed.seed}
    assert steps.entry(session, "exam.sitting_closed")["seed"] == sealed.seed


def other_question(session, sealed, form):
    kept = {row["revision_id"] for row in sealed.bank["zh"]}
    form.slots[0]["revision"] = min(kept - {slot["revision"] for slot in form.slots})


def other_order(session, sealed, form):
    form.slots[1]["order"] = form.slots[1]["order"][::-1]


def more_points(session, sealed, form):
    form.slots[0]["points"] = "2"


def one_question_less(session, sealed, form):
    form.slots.pop()


@pytest.mark.parametrize("tamper", [other_question, other_order, more_points, one_question_less])
def test_a_form_that_was_changed_is_found(house, app, session, cast, over_and_closed, tamper):
    sealed = session.scalars(select(Sealing)).one()
    form = session.scalars(select(Form).where(Form.number == 2)).one()
    form.slots = copy.deepcopy(form.slots)
    tamper(session, sealed, form)
    session.commit()

    told = "Paper zh 2 is not the one that was drawn."
    assert replayed(app, over_and_closed) == [told]
    page = house.as_(cast.shen, "en").get(f"/sittings/{over_and_closed.id}/replay").text
    assert told in page


def test_a_form_that_is_gone_is_found(app, session, cast, over_and_closed):
    session.execute(delete(Form).where(Form.number == 5))
    session.commit()

    assert replayed(app, over_and_closed) == ["zh: 4 papers are there, 5 were drawn."]


def test_forms_drawn_anew_from_another_seed_are_found_by_the_trail(
    app, session, cast, over_and_closed
):
    sealed = session.scalars(select(Sealing)).one()
    sealed.seed = "11" * 32
    sealed.seed_hash = seed_hash(bytes.fromhex(sealed.seed))
    session.commit()

    assert replayed(app, over_and_closed)[0] == (
        "The seed is not the one whose hash went on the trail."
    )


def test_a_bank_that_was_changed_is_found_by_the_trail(app, session, cast, over_and_closed):
    sealed = session.scalars(select(Sealing)).one()
    bank = copy.deepcopy(sealed.bank)
    bank["zh"][0]["expected"] = "0.1"
    sealed.bank = bank
    session.commit()

    assert replayed(app, over_and_closed) == [
        "The list of questions is not the one whose hash is on the trail."
    ]


def test_papers_that_were_exchanged_are_found(app, session, cast, over_and_closed):
    lins = session.get(Attempt, steps.attempt_of(session, over_and_closed, cast.lin).id)
    zhaos = session.get(Attempt, steps.attempt_of(session, over_and_closed, cast.zhao).id)
    first, second = lins.form_id, zhaos.form_id
    spare = session.scalars(select(Form.id).where(Form.number == 5)).one()
    for attempt, form_id in ((lins, spare), (zhaos, first), (lins, second)):
        attempt.form_id = form_id
        session.commit()

    assert replayed(app, over_and_closed) == [
        "Paper zh 2 is with somebody else than at sealing.",
        "Paper zh 1 is with somebody else than at sealing.",
    ]


def test_a_late_entry_is_no_exchange(house, app, session, cast, running):
    form = {"person": cast.rong.id, "language": "zh", "reason": "火车晚点"}
    grant(session, cast.rong, "officer", cast.units["songyan"])
    answer = house.as_(cast.kong).post(f"/sittings/{running.id}/late-entries", form)
    assert answer.status_code == 303
    steps.run_out(app, session)

    assert replayed(app, running) == []


@pytest.mark.parametrize("column", ["plan", "seen"])
def test_plans_and_what_was_to_be_spared_are_held_against_the_trail(
    app, session, cast, over_and_closed, column
):
    sealed = session.scalars(select(Sealing)).one()
    before = copy.deepcopy(getattr(sealed, column))
    changed = {
        "plan": {"zh": {**before["zh"], "limit": 3}},
        "seen": {"zh": {"5": ["law-1"]}},
    }[column]
    setattr(sealed, column, changed)
    session.commit()

    told = {
        "plan": "The plan is not the one whose hash is on the trail.",
        "seen": "The list of questions to be spared is not the one whose hash is on the trail.",
    }[column]
    assert replayed(app, over_and_closed)[0] == told


def test_a_stranger_draws_the_stored_papers_from_the_file_and_the_page(
    house, session, cast, over_and_closed
):
    """The file is what the page hands out, the program what the documentation prints."""
    page = (Path(__file__).parents[2] / "docs" / "draws.md").read_text(encoding="utf-8")
    program = {"__name__": "a stranger's"}
    exec(re.search(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)[1], program)

    file = house.as_(cast.shen).get(f"/sittings/{over_and_closed.id}/papers/draw.json")

    sealed = json.loads(file.get_data())
    code = {row["revision_id"]: row["code"] for row in sealed["bank"]["zh"]}
    forms = session.scalars(select(Form).order_by(Form.number)).all()
    assert list(program["Draw"](sealed, "zh").papers()) == [
        (form.number, [(code[slot["revision"]], slot["order"]) for slot in form.slots])
        for form in forms
    ]
    fields = steps.entry(session, "exam.sealed")
    assert sealed["hashes"] == {
        name: fields[f"{name}_hash"] for name in ("seed", "bank", "plan", "seen")
    }
    assert digest(sealed["bank"]) == fields["bank_hash"]
    assert seed_hash(bytes.fromhex(sealed["seed"])) == fields["seed_hash"]
    assert "stem" not in file.text
    assert "right" not in file.text


def test_the_file_is_for_the_time_after_closing_and_for_those_who_read_sittings(
    house, app, session, cast, running
):
    url = f"/sittings/{running.id}/papers/draw.json"

    during = {who.login: house.as_(who).get(url).status_code for who in (cast.kong, cast.shen)}
    steps.run_out(app, session)
    after = {
        who.login: house.as_(who).get(url).status_code
        for who in (cast.kong, cast.shen, cast.tang, cast.lin, cast.chen, cast.meng)
    }

    assert during == {"kong": 409, "shen": 409}
    assert after == {"kong": 200, "shen": 200, "tang": 404, "lin": 403, "chen": 403, "meng": 403}


def test_a_sitting_drawn_in_the_first_way_is_said_not_to_be_repeated(
    house, app, session, cast, over_and_closed
):
    sealed = session.scalars(select(Sealing)).one()
    sealed.method = 1
    session.commit()
    shen, url = house.as_(cast.shen, "en"), f"/sittings/{over_and_closed.id}/replay"

    page, data = shen.get(url), shen.get(url, headers={"Accept": "application/json"}).json
    told = app.test_cli_runner().invoke(args=["exam", "replay", str(over_and_closed.id)])

    assert "drawn in the first way" in page.text
    assert "Every form is exactly the one" not in page.text
    assert "This is not as it was sealed" not in page.text
    assert data == {"same": False, "differences": [], "seed": sealed.seed}
    assert told.exit_code == 1
    assert told.output.startswith("These papers were drawn in the first way")
