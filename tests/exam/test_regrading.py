"""Regrades: an examiner proposes, everybody sees what would move, a supervisor confirms."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from accounts.models import Notice
from accounts.queries import actor_of
from core.clock import now
from exam.actions import voiding
from exam.events import ResultsCorrected, results_corrected
from exam.models.appeals import Appeal, AppealDecision, AppealSettlement
from exam.models.regrades import Regrade, RegradeDecision
from exam.models.results import Result
from exam.models.sittings import GradingRun, Release
from exam.queries.computed import repeats
from exam.queries.results import own_results
from tests.exam import panels, regrades, steps
from tests.exam.test_voiding import heard

OTHER = {"right": 0, "size": 4}


@pytest.fixture
def released(house, session, cast, running, both_done):
    """Lin passed and Zhao failed, and both know."""
    assert house.as_(cast.kong).post(f"/sittings/{running.id}/release").status_code == 303
    return running


@pytest.fixture
def lins(session, cast, running, both_done):
    return steps.attempt_of(session, running, cast.lin)


@pytest.fixture
def zhaos(session, cast, running, both_done):
    return steps.attempt_of(session, running, cast.zhao)


def everybody_right(session, cast, attempt):
    """A choice that gives everybody on this paper all the points."""
    return regrades.choice(*((each, "credit") for each in regrades.asked(session, attempt)))


def notices(session):
    """What people were told of regrades, in order."""
    session.commit()
    about = Notice.text.not_like("The results of%")
    rows = session.execute(
        select(Notice.person_id, Notice.text, Notice.path).where(about).order_by(Notice.id)
    )
    found = [tuple(row) for row in rows]
    session.commit()
    return found


def test_a_preview_tells_who_moves_and_stores_nothing(house, session, cast, released, zhaos):
    kong = house.as_(cast.kong, "en")
    choices = everybody_right(session, cast, zhaos)
    before = regrades.state(session)
    acts = steps.acts(session)

    page = regrades.preview(kong, released, choices)

    words = " ".join(page.text.split())
    assert page.status_code == 200
    assert "<dt>Results change</dt><dd>1</dd>" in words
    assert "<dt>Now pass</dt><dd>1</dd>" in words
    assert "<dt>No longer pass</dt><dd>0</dd>" in words
    assert "赵一帆" in words
    assert "林知夏" not in words
    assert regrades.state(session) == before
    assert steps.acts(session) == acts


def test_a_proposal_changes_nothing_but_waits_for_a_supervisor(
    house, session, cast, released, zhaos
):
    kong = house.as_(cast.kong)
    before = steps.state(session)
    choices = everybody_right(session, cast, zhaos)

    answer = regrades.propose(kong, released, choices)

    proposed = regrades.newest(session)
    run = session.scalars(select(GradingRun)).one()
    rulings = [
        {"revision": each.id, "part": None, "rule": "credit", "by": None}
        for each in regrades.asked(session, zhaos)
    ]
    here = f"/sittings/{released.id}/regrades/{proposed.id}"
    assert (answer.status_code, answer.location) == (303, here)
    assert steps.state(session) == before
    assert (proposed.base_run_id, proposed.by_id) == (run.id, cast.kong.id)
    assert (proposed.rulings, proposed.appeals, proposed.panel_id) == (rulings, [], None)
    assert proposed.reason == regrades.REASON
    entry = steps.entry(session, "exam.regrade_proposed")
    assert (entry["regrade"], entry["digest"]) == (proposed.id, proposed.digest)
    assert entry["unit_path"] == cast.units["yunxi"].path
    assert notices(session) == [
        (cast.shen.id, "A regrade of “%(sitting)s” waits for a supervisor.", here)
    ]
    shen = house.as_(cast.shen, "en")
    assert here in shen.get("/regrades/").text
    assert "Confirm the regrade" in shen.get(here).text
    assert "Regrades that wait for your word" in shen.get("/").text


def test_a_confirmed_regrade_is_released_by_both_and_told(
    house, app, session, cast, released, lins, zhaos
):
    regrades.propose(house.as_(cast.kong), released, everybody_right(session, cast, zhaos))
    first = session.scalars(select(Release)).one()
    proposed = regrades.newest(session)
    session.commit()

    with heard(results_corrected) as news:
        answer = regrades.answer(house.as_(cast.shen), proposed)

    runs = session.scalars(select(GradingRun.id).order_by(GradingRun.id)).all()
    assert answer.status_code == 303
    assert news == [ResultsCorrected(released.id, runs[1], runs[0], frozenset({zhaos.id}))]
    assert regrades.results(session, runs[0])[zhaos.id] == (Decimal(0), False)
    assert regrades.results(session, runs[1]) == {
        lins.id: (Decimal(2), True),
        zhaos.id: (Decimal(2), True),
    }
    assert regrades.releases(session) == [
        (runs[0], cast.kong.id, None),
        (runs[1], cast.kong.id, cast.shen.id),
    ]
    session.commit()
    decision = session.scalars(select(RegradeDecision)).one()
    assert (decision.agreed, decision.run_id, decision.by_id) == (True, runs[1], cast.shen.id)
    newest = session.scalars(select(Release).order_by(Release.id.desc())).first()
    assert newest.first_at == first.first_at
    assert steps.acts(session)[-4:] == [
        "exam.regrade_proposed",
        "exam.graded",
        "exam.regraded",
        "exam.results_corrected",
    ]
    assert notices(session)[1:] == [
        (
            cast.kong.id,
            "The regrade of “%(sitting)s” that you proposed was confirmed.",
            f"/sittings/{released.id}/regrades/{proposed.id}",
        ),
        (cast.zhao.id, "Your result of “%(sitting)s” was corrected.", "/exam/"),
    ]
    with app.app_context():
        own = own_results(actor_of(cast.zhao))
        assert [(each.result.score, each.result.passed) for each in own] == [(Decimal(2), True)]
        assert [same for _, same in repeats(released)] == [True, True]
    page = house.as_(cast.zhao, "en").get(f"/exam/attempts/{zhaos.token}/result").text
    assert "Your result was corrected" in page
    assert "from 0 / 2 to 2 / 2" in " ".join(page.split())
    assert regrades.REASON in page
    untouched = house.as_(cast.lin, "en").get(f"/exam/attempts/{lins.token}/result").text
    assert "Your result was corrected" not in untouched


def test_before_the_first_release_the_new_run_is_simply_the_newest(
    house, session, cast, running, zhaos
):
    choices = everybody_right(session, cast, zhaos)
    regrades.propose(house.as_(cast.kong), running, choices)

    with heard(results_corrected) as news:
        regrades.answer(house.as_(cast.shen), regrades.newest(session))

    assert news == []
    assert regrades.releases(session) == []
    assert regrades.results(session)[zhaos.id] == (Decimal(2), True)
    house.as_(cast.kong).post(f"/sittings/{running.id}/release")
    newest = session.scalars(select(GradingRun.id).order_by(GradingRun.id.desc())).first()
    assert regrades.releases(session) == [(newest, cast.kong.id, None)]


def test_a_corrected_key_is_chosen_among_later_approved_revisions(
    house, session, cast, released, lins
):
    wrong = regrades.asked(session, lins)[0]
    right = regrades.corrected(session, wrong, OTHER, by=cast.xu)
    kong = house.as_(cast.kong, "en")
    choices = regrades.choice((wrong, "key", right))

    chosen = kong.get(f"/sittings/{released.id}/regrades/new", query_string=choices).text
    regrades.propose(kong, released, choices)
    regrades.answer(house.as_(cast.shen), regrades.newest(session))

    assert "<dt>Key on the papers</dt><dd>B</dd>" in chosen
    assert "<dt>Corrected key</dt><dd><b>A</b></dd>" in chosen
    assert regrades.newest(session).rulings == [
        {"revision": wrong.id, "part": None, "rule": "key", "by": right.id}
    ]
    assert regrades.results(session)[lins.id] == (Decimal(1), False)


def test_options_in_another_order_are_no_corrected_key(house, session, cast, released, lins):
    wrong = regrades.asked(session, lins)[0]
    turned = {
        language: {**words, "options": words["options"][::-1]}
        for language, words in wrong.asked.items()
    }
    other = regrades.corrected(session, wrong, OTHER, by=cast.xu, asked=turned)
    kong, before = house.as_(cast.kong, "en"), regrades.state(session)

    page = kong.get(
        f"/sittings/{released.id}/regrades/new", query_string={"item": str(wrong.id)}
    ).text
    answer = regrades.propose(
        kong, released, regrades.choice((wrong, "key", other)), digest="0" * 64
    )

    assert "no later approved revision" in page
    assert answer.status_code == 409
    assert regrades.state(session) == before


def test_a_voiding_alone_is_a_regrade_before_the_release(house, app, session, cast, running, zhaos):
    with app.app_context():
        asked = voiding.ask(zhaos.id, reason="替考", actor=actor_of(cast.kong))
        voiding.decide(asked.id, agreed=True, reason="", actor=actor_of(cast.shen))

    proposed = regrades.propose(house.as_(cast.kong), running, {})
    answer = regrades.answer(house.as_(cast.shen), regrades.newest(session))

    assert (proposed.status_code, answer.status_code) == (303, 303)
    assert zhaos.id not in regrades.results(session)


def test_what_changed_since_the_proposal_refuses_the_confirmation(
    house, app, session, cast, released, lins, zhaos
):
    regrades.propose(house.as_(cast.kong), released, everybody_right(session, cast, zhaos))
    with app.app_context():
        asked = voiding.ask(lins.id, reason="替考", actor=actor_of(cast.kong))
        voiding.decide(asked.id, agreed=True, reason="", actor=actor_of(cast.shen))
    before = regrades.state(session)
    shen, proposed = house.as_(cast.shen, "en"), regrades.newest(session)

    page = shen.get(f"/sittings/{released.id}/regrades/{proposed.id}").text
    answer = regrades.answer(shen, proposed)

    assert "Something changed since this was proposed" in page
    assert "Confirm the regrade" not in page
    assert answer.status_code == 409
    assert "Something changed since this was proposed" in answer.text
    assert regrades.state(session) == before
    assert regrades.answer(shen, proposed, "no", "请重新提出").status_code == 303
    kong = house.as_(cast.kong)
    assert (
        regrades.propose(kong, released, everybody_right(session, cast, zhaos)).status_code == 303
    )


def test_a_preview_that_is_no_longer_true_is_not_proposed(
    house, app, session, cast, released, zhaos
):
    kong, choices = house.as_(cast.kong, "en"), everybody_right(session, cast, zhaos)
    before = regrades.state(session)

    answer = regrades.propose(kong, released, choices, digest="0" * 64)

    assert answer.status_code == 409
    assert "Look at the new one below" in answer.text
    assert regrades.state(session) == before


def test_a_declined_regrade_changes_nothing_and_says_why(house, session, cast, released, zhaos):
    kong, shen = house.as_(cast.kong, "en"), house.as_(cast.shen)
    choices = everybody_right(session, cast, zhaos)
    regrades.propose(kong, released, choices)
    before, proposed = steps.state(session), regrades.newest(session)

    answers = [
        regrades.answer(shen, proposed, "no").status_code,
        regrades.answer(shen, proposed, "perhaps").status_code,
        regrades.answer(shen, proposed, "no", "证据不足").status_code,
        regrades.answer(shen, proposed).status_code,
    ]

    assert answers == [409, 422, 303, 409]
    assert steps.state(session) == before
    page = kong.get(f"/sittings/{released.id}/regrades").text
    assert "证据不足" in page
    assert "declined" in page
    assert steps.entry(session, "exam.regrade_declined")["decline"] == "证据不足"
    assert regrades.propose(kong, released, choices).status_code == 303


def test_who_proposed_takes_it_back_and_nobody_else(house, session, cast, released, zhaos):
    kong = house.as_(cast.kong, "en")
    choices = everybody_right(session, cast, zhaos)
    regrades.propose(kong, released, choices)
    proposed = regrades.newest(session)
    address = f"/sittings/{released.id}/regrades/{proposed.id}/withdrawal"

    refused = house.as_(cast.shen).post(address).status_code
    answer = kong.post(address).status_code

    assert (refused, answer) == (403, 303)
    assert kong.post(address).status_code == 409
    assert "taken back" in kong.get(f"/sittings/{released.id}/regrades").text
    assert regrades.answer(house.as_(cast.shen), proposed).status_code == 409
    assert regrades.propose(kong, released, choices).status_code == 303


def test_one_regrade_waits_at_a_time(house, session, cast, released, zhaos):
    kong, choices = house.as_(cast.kong), everybody_right(session, cast, zhaos)
    digest = regrades.digest_on(regrades.preview(kong, released, choices))

    answers = [
        regrades.propose(kong, released, choices, digest=digest).status_code for _ in range(2)
    ]

    assert answers == [303, 409]


def test_what_changes_nothing_is_not_proposed(house, app, session, cast, released):
    run = session.scalars(select(GradingRun)).one()
    session.commit()
    before = regrades.state(session)

    page = regrades.preview(house.as_(cast.kong, "en"), released, {})
    answer = regrades.propose(house.as_(cast.kong, "en"), released, {}, digest=run.digest)

    assert "This changes nothing" in page.text
    assert answer.status_code == 409
    assert regrades.state(session) == before


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"item": "999999"}, 404),
        ({"item": "1.7"}, 404),
        ({"item": "words"}, 404),
        ({"appeal": "17"}, 404),
        ({"panel": "17"}, 404),
    ],
)
def test_what_is_not_there_cannot_be_chosen(house, session, cast, released, form, status):
    before = regrades.state(session)

    answer = regrades.propose(house.as_(cast.kong), released, form, digest="0" * 64)

    assert answer.status_code == status
    assert regrades.state(session) == before


def test_a_rule_that_is_none_and_a_key_without_a_revision_are_refused(
    house, session, cast, released, lins
):
    kong, revision = house.as_(cast.kong), regrades.asked(session, lins)[0]
    before = regrades.state(session)

    unknown = regrades.propose(
        kong, released, regrades.choice((revision, "guess")), digest="0" * 64
    )
    without = regrades.propose(kong, released, regrades.choice((revision, "key")), digest="0" * 64)
    no_reason = regrades.propose(
        kong, released, regrades.choice((revision, "credit")), digest="0" * 64, reason=" \u200b"
    )

    assert [unknown.status_code, without.status_code, no_reason.status_code] == [404, 409, 422]
    assert regrades.state(session) == before


def test_dropping_every_question_is_refused_with_words(house, session, cast, released, lins):
    choices = regrades.choice(*((each, "drop") for each in regrades.asked(session, lins)))

    page = regrades.preview(house.as_(cast.kong, "en"), released, choices)

    assert page.status_code == 409
    assert "every question would be dropped" in page.text


def test_a_sitting_that_is_not_marked_has_nothing_to_regrade(house, session, cast, running):
    kong = house.as_(cast.kong, "en")

    assert "Nothing is marked yet" in kong.get(f"/sittings/{running.id}/regrades").text
    assert "Nothing is marked yet" in kong.get(f"/sittings/{running.id}/runs").text
    assert kong.get(f"/sittings/{running.id}/regrades/new").status_code == 409
    assert kong.get(f"/sittings/{running.id}/regrades/preview").status_code == 409


def test_past_runs_are_computed_again_to_the_byte(house, session, cast, released, zhaos):
    regrades.propose(house.as_(cast.kong), released, everybody_right(session, cast, zhaos))
    regrades.answer(house.as_(cast.shen), regrades.newest(session))

    page = house.as_(cast.shen, "en").get(f"/sittings/{released.id}/runs").text

    assert page.count("the same to the byte") == 2
    for digest in session.scalars(select(GradingRun.digest)):
        assert digest in page


def test_a_listener_that_fails_undoes_the_confirmation(house, session, cast, released, zhaos):
    def fail(news):
        raise ValueError(news)

    regrades.propose(house.as_(cast.kong), released, everybody_right(session, cast, zhaos))
    before, told = regrades.state(session), notices(session)
    results_corrected.listen(fail)
    try:
        with pytest.raises(ValueError, match="ResultsCorrected"):
            regrades.answer(house.as_(cast.shen), regrades.newest(session))
    finally:
        results_corrected._listeners.remove(fail)

    assert regrades.state(session) == before
    assert notices(session) == told


def test_a_second_regrade_comes_on_top_of_the_first(house, session, cast, released, lins, zhaos):
    first, second = regrades.asked(session, zhaos)
    kong, shen = house.as_(cast.kong), house.as_(cast.shen)

    for each in (first, second):
        regrades.propose(kong, released, regrades.choice((each, "credit")))
        regrades.answer(shen, regrades.newest(session))

    assert regrades.results(session)[zhaos.id] == (Decimal(2), True)
    page = house.as_(cast.zhao, "en").get(f"/exam/attempts/{zhaos.token}/result").text
    words = " ".join(page.split())
    assert words.index("from 1 / 2 to 2 / 2") < words.index("from 0 / 2 to 1 / 2")


def upheld(session, cast, attempt, *, remedy="regrade"):
    """An appeal of Zhao's that a supervisor upheld."""
    session.commit()
    result = session.scalars(select(Result).where(Result.attempt_id == attempt.id)).first()
    appeal = Appeal(
        attempt_id=attempt.id,
        result_id=result.id,
        slots=[1],
        grounds="答案",
        due_at=now(),
        at=now(),
    )
    session.add(appeal)
    session.flush()
    session.add(
        AppealDecision(
            appeal_id=appeal.id,
            upheld=True,
            remedy=remedy,
            reasons="成立",
            by_id=cast.shen.id,
            at=now(),
        )
    )
    session.commit()
    return appeal


def test_a_regrade_settles_the_upheld_appeals_that_it_names(house, session, cast, released, zhaos):
    appeal = upheld(session, cast, zhaos)
    kong = house.as_(cast.kong, "en")
    choices = everybody_right(session, cast, zhaos) | {"appeal": str(appeal.id)}

    page = kong.get(f"/sittings/{released.id}/regrades/new", query_string=choices).text
    regrades.propose(kong, released, choices)
    regrades.answer(house.as_(cast.shen), regrades.newest(session))

    session.commit()
    run = session.scalars(select(GradingRun.id).order_by(GradingRun.id.desc())).first()
    settled = session.scalars(select(AppealSettlement)).all()
    assert "Upheld appeals that it carries out" in page
    assert [(each.appeal_id, each.run_id, each.by_id) for each in settled] == [
        (appeal.id, run, cast.shen.id)
    ]
    assert steps.entry(session, "exam.appeal_settled")["subject"] == ["appeal", str(appeal.id)]
    told = (cast.zhao.id, "Your appeal about “%(sitting)s” was carried out.")
    assert told in [(person_id, text) for person_id, text, _ in notices(session)]
    again = regrades.propose(kong, released, choices, digest="0" * 64)
    assert again.status_code == 404


def test_an_appeal_whose_answer_kept_its_points_is_settled_by_an_unchanged_run(
    house, session, cast, released, lins
):
    appeal = upheld(session, cast, lins)
    kong, choices = house.as_(cast.kong, "en"), {"appeal": str(appeal.id)}

    proposed = regrades.propose(kong, released, choices)
    with heard(results_corrected) as news:
        answer = regrades.answer(house.as_(cast.shen), regrades.newest(session))

    assert (proposed.status_code, answer.status_code) == (303, 303)
    assert [each.changed for each in news] == [frozenset()]
    session.commit()
    assert len(session.scalars(select(AppealSettlement)).all()) == 1


@pytest.mark.parametrize(
    ("unit", "offered"), [("qinglan", True), ("hezhou", False), ("songyan", False)]
)
def test_a_standard_set_afterwards_enters_in_its_unit_and_below_and_nowhere_else(
    house, app, session, cast, released, unit, offered
):
    blueprint_id = released.blueprint_id
    panel_id = panels.standard(app, session, cast, blueprint_id, [[60] * 6] * 3, unit=unit)
    kong, choices = house.as_(cast.kong, "en"), {"panel": str(panel_id)}

    page = kong.get(f"/sittings/{released.id}/regrades/new").text
    proposed = regrades.propose(kong, released, choices, digest=None if offered else "0" * 64)

    session.commit()
    assert (f'<option value="{panel_id}"' in page) is offered
    assert proposed.status_code == (303 if offered else 404)
    assert [each.panel_id for each in session.scalars(select(Regrade))] == [panel_id] * offered


def test_a_standard_set_afterwards_can_be_the_only_change(
    house, app, session, cast, released, lins, zhaos
):
    panel_id = panels.standard(app, session, cast, released.blueprint_id, [[60] * 6] * 3)
    kong, choices = house.as_(cast.kong, "en"), {"panel": str(panel_id)}

    page = kong.get(f"/sittings/{released.id}/regrades/new").text
    proposed = regrades.propose(kong, released, choices)
    regrades.answer(house.as_(cast.shen), regrades.newest(session))

    session.commit()
    run = session.scalars(select(GradingRun).order_by(GradingRun.id.desc())).first()
    assert f'<option value="{panel_id}"' in page
    assert proposed.status_code == 303
    assert regrades.newest(session).panel_id == panel_id
    assert run.basis["panel"] == panel_id
    assert regrades.results(session) == {
        lins.id: (Decimal(2), True),
        zhaos.id: (Decimal(0), False),
    }
    assert regrades.propose(kong, released, choices, digest="0" * 64).status_code == 404
