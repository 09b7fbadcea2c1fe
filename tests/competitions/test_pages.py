"""Each page of a competition to whom it belongs; what is forbidden is forbidden over HTTP too."""

import json
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace

import pytest
import typst
from openpyxl import load_workbook
from sqlalchemy import select

from competitions import board
from competitions.actions import showing
from competitions.documents import standings_pdf
from competitions.models import Competition, Entry, Objection, Ruling, Sheet
from competitions.queries.shipped import shipped_definitions
from tests.competitions import steps
from tests.competitions.definitions import CONTEST
from tests.people import add_person, grant

DESK = ("desk", "rounds", "scores", "final")


@pytest.fixture
def scored(session, cast, contest):
    """He leads, Lin follows, Zhao has no score yet."""
    steps.score(session, contest, cast.lin, 60)
    steps.score(session, contest, cast.he, 80)
    board.forget()
    return contest


@pytest.fixture
def numbered(session, cast):
    """A contest whose board shows start numbers only."""
    held = steps.competition(
        session, cast.units["qinglan"], cast.kong, definition=CONTEST | {"show": "number"}
    )
    for person in (cast.lin, cast.zhao, cast.he):
        steps.entry(session, held, person)
        steps.score(session, held, person, 50)
    board.forget()
    return held


def text(answer):
    return answer.get_data(as_text=True)


def where(held, page=""):
    return f"/competitions/{held.id}{page}"


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
@pytest.mark.parametrize("who", ["lin", "kong", "shang", "shen", "meng"])
def test_everyone_of_the_units_reads_the_competition_and_its_board(
    house, cast, scored, who, language
):
    browser = house.as_(getattr(cast, who), language)

    answers = [
        browser.get(path).status_code
        for path in ("/competitions/", where(scored), where(scored, "/board"))
    ]

    assert answers == [200, 200, 200]


@pytest.mark.parametrize(
    ("who", "answers"),
    [
        ("lin", (403, 403, 403, 403)),
        ("kong", (200, 200, 200, 200)),
        ("tang", (200, 404, 403, 403)),
        ("shang", (200, 403, 200, 200)),
        ("shen", (200, 403, 200, 200)),
        ("meng", (200, 403, 403, 403)),
    ],
)
def test_the_desk_opens_to_those_who_work_or_watch_there(house, cast, scored, who, answers):
    browser = house.as_(getattr(cast, who))

    found = tuple(browser.get(where(scored, f"/{page}")).status_code for page in DESK)

    assert found == answers


@pytest.mark.parametrize(
    ("who", "path", "data"),
    [
        ("lin", "/entries", {"person": "1"}),
        ("lin", "/rounds/theory/end", {}),
        ("lin", "/freeze", {}),
        ("meng", "/freeze", {}),
        ("shang", "/freeze", {}),
        ("shen", "/freeze", {}),
        ("tang", "/freeze", {}),
        ("meng", "/reveals", {}),
        ("meng", "/seats", {}),
        ("shen", "/seats", {}),
        ("meng", "/sittings", {}),
        ("lin", "/scores/1/correction", {"points": "90", "reason": "so"}),
        ("meng", "/scores/1/correction", {"points": "90", "reason": "so"}),
        ("shen", "/scores/1/correction", {"points": "90", "reason": "so"}),
        ("meng", "/confirmations", {"digest": "0" * 64}),
        ("kong", "/confirmations", {"digest": "0" * 64}),
        ("bao", "/confirmations", {"digest": "0" * 64}),
        ("lin", "/bundle", {}),
        ("meng", "/bundle", {}),
    ],
)
def test_a_forbidden_act_is_refused_and_changes_nothing(
    house, session, cast, scored, who, path, data
):
    before = steps.state(session)

    answer = house.as_(getattr(cast, who)).post(where(scored, path), data)

    assert answer.status_code in (403, 404)
    assert steps.state(session) == before


def test_an_officer_enters_and_takes_the_entry_back(house, session, cast, contest):
    browser = house.as_(cast.yao)

    entered = browser.post(where(contest, "/entry"))

    assert entered.status_code == 303
    assert steps.entry_of(session, contest, cast.yao).number == 4
    assert "4" in text(browser.get(where(contest)))
    assert browser.post(where(contest, "/entry/withdrawal")).status_code == 303
    assert steps.acts(session) == ["competition.entered", "competition.withdrawn"]


def test_a_manager_enters_people_of_their_own_units_only(house, session, cast, contest):
    mine = add_person(session, "fang", "方远", cast.units["songyan"])
    grant(session, mine, "officer", cast.units["songyan"])
    session.commit()
    browser = house.as_(cast.meng)

    page = text(browser.get(where(contest, "/desk")))
    kept = browser.post(where(contest, "/entries"), {"person": mine.id})
    refused = browser.post(where(contest, "/entries"), {"person": cast.yao.id})

    assert ("方远" in page, "姚远" in page) == (True, False)
    assert (kept.status_code, refused.status_code) == (303, 404)
    assert steps.entry_of(session, contest, mine).by_id == cast.meng.id


def test_a_manager_makes_a_team_of_own_entries(house, session, cast, contest):
    members = [steps.entry_of(session, contest, each).id for each in (cast.lin, cast.zhao)]

    answer = house.as_(cast.meng).post(
        where(contest, "/teams"), {"name": "松岩一队", "entry": members}
    )

    assert answer.status_code == 303
    assert "松岩一队" in text(house.as_(cast.meng).get(where(contest, "/desk")))


def test_an_examiner_plans_a_shipped_competition(house, session, cast):
    browser = house.as_(cast.kong)
    assert browser.get("/competitions/new").status_code == 200

    answer = browser.post(
        "/competitions/",
        {
            "definition": "county",
            "unit": cast.units["yunxi"].id,
            "title": "云溪竞赛",
            "title_en": "Yunxi contest",
            "starts": "2030-05-04T09:00",
            "ends": "2030-05-05T17:00",
            "entries_close": "2030-05-03T18:00",
            "numbers_only": "y",
        },
    )

    assert answer.status_code == 303
    held = session.query(Competition).one()
    assert (held.title, held.unit_id, held.definition["show"]) == (
        "云溪竞赛",
        cast.units["yunxi"].id,
        "number",
    )
    assert held.definition["rounds"][0] == shipped_definitions()["county"]["rounds"][0]


def test_an_examiner_seats_a_judge_ends_a_round_and_freezes(house, session, cast, contest):
    browser = house.as_(cast.kong)

    seated = browser.post(
        where(contest, "/seats"), {"person": cast.ning.id, "place": "service/etiquette"}
    )
    ended = browser.post(where(contest, "/rounds/theory/end"))
    frozen = browser.post(where(contest, "/freeze"))

    assert [each.status_code for each in (seated, ended, frozen)] == [303, 303, 303]
    assert steps.acts(session) == [
        "competition.seated",
        "competition.round_ended",
        "competition.frozen",
    ]


def sheet_path(session, contest, person):
    entry = steps.entry_of(session, contest, person)
    return f"/judging/{contest.id}/service/etiquette/entries/{entry.id}"


def test_a_judge_hands_in_a_sheet_and_reads_it_afterwards(house, session, cast, contest):
    browser = house.as_(cast.shang)
    path = sheet_path(session, contest, cast.lin)
    assert "林知夏" in text(browser.get(f"/judging/{contest.id}/service/etiquette"))
    assert browser.get("/judging/").status_code == 200

    answer = browser.post(f"{path}/sheet", {"mark-law": "4", "mark-tone": "2", "remark": "稳"})

    assert answer.status_code == 303
    sheet = session.query(Sheet).one()
    assert (sheet.marks, sheet.points) == ({"law": 4, "tone": 2}, Decimal(80))
    page = text(browser.get(path))
    assert ("disabled" in page, "稳" in page, "/sheet" in page) == (True, True, True)


def test_a_sheet_that_lacks_a_mark_keeps_what_was_marked(house, session, cast, contest):
    path = sheet_path(session, contest, cast.lin)

    answer = house.as_(cast.shang).post(f"{path}/sheet", {"mark-law": "3", "mark-tone": "x"})

    assert answer.status_code == 409
    assert 'value="3" checked' in text(answer)
    assert session.query(Sheet).all() == []


@pytest.mark.parametrize(("who", "code"), [("lin", 403), ("kong", 403), ("ning", 404)])
def test_only_who_has_the_seat_judges(house, session, cast, contest, who, code):
    path = sheet_path(session, contest, cast.he)
    browser = house.as_(getattr(cast, who))

    answers = (
        browser.get(path).status_code,
        browser.post(f"{path}/sheet", {"mark-law": "4", "mark-tone": "4"}).status_code,
    )

    assert answers == (code, code)
    assert session.query(Sheet).all() == []


def test_a_judge_of_the_same_unit_is_refused(house, session, cast, contest):
    steps.seat(session, contest, cast.ning)
    path = sheet_path(session, contest, cast.lin)
    assert "裁判不得给本单位选手评分。" in text(house.as_(cast.ning).get(path))

    answer = house.as_(cast.ning).post(f"{path}/sheet", {"mark-law": "4", "mark-tone": "4"})

    assert answer.status_code == 403
    assert session.query(Sheet).all() == []


def test_a_correction_shows_who_moves_and_needs_a_second_person(house, session, cast, scored):
    asker = house.as_(cast.kong)
    asked = asker.post(where(scored, "/scores/1/correction"), {"points": "95", "reason": "漏计"})
    ruling = session.query(Ruling).one()
    path = where(scored, f"/rulings/{ruling.id}/decision")
    session.commit()

    page = text(house.as_(cast.shang).get(where(scored, "/scores")))
    own_word = asker.post(path, {"agreed": "yes"})
    second = house.as_(cast.shang).post(path, {"agreed": "yes"})

    assert "2 → 1" in page
    assert "1 → 2" in page
    assert (asked.status_code, own_word.status_code, second.status_code) == (303, 403, 303)
    assert [line[1] for line in steps.lines(session, scored)] == ["score", "score", "correction"]


def test_an_objection_is_taken_after_the_round_and_answered(house, session, cast, scored):
    house.as_(cast.kong).post(where(scored, "/rounds/theory/end"))
    officer = house.as_(cast.lin)

    taken = officer.post(where(scored, "/rounds/theory/objections"), {"text": "第三题有误"})
    empty = officer.post(where(scored, "/rounds/theory/objections"), {"text": ""})
    objection_id = session.scalars(select(Objection.id)).one()
    answered = house.as_(cast.shang).post(
        where(scored, f"/objections/{objection_id}/decision"),
        {"upheld": "no", "reason": "答案无误"},
    )

    assert (taken.status_code, empty.status_code, answered.status_code) == (303, 422, 303)
    assert "答案无误" in text(officer.get(where(scored)))


def frozen_by(app, session, cast, held):
    """Frozen with Lin at 60; what Lin gets afterwards would lead."""
    steps.do(app, cast.kong, showing.freeze, held.id)
    steps.score(session, held, cast.lin, "99.5", round_code="service", station="etiquette")
    board.forget()


@pytest.mark.parametrize("page", ["", "/board", "/standings.csv", "/standings.xlsx", "/bundle"])
@pytest.mark.parametrize("who", ["lin", "he", "meng", "tang"])
def test_a_frozen_board_leaks_on_no_page(app, house, session, cast, scored, who, page):
    frozen_by(app, session, cast, scored)

    answer = house.as_(getattr(cast, who)).get(where(scored, page))

    assert answer.status_code in (200, 405, 409)
    assert "99.5" not in text(answer)
    assert "83.7" not in text(answer)


def test_a_frozen_board_leaks_on_no_public_address(app, house, session, cast, scored):
    board.forget()
    stranger = house.stranger()
    tag = stranger.get(f"/boards/{scored.key}/standings").headers["ETag"]
    frozen_by(app, session, cast, scored)
    frozen = stranger.get(f"/boards/{scored.key}/standings", headers={"If-None-Match": tag})

    steps.score(session, scored, cast.zhao, "97.5")
    board.forget()
    again = stranger.get(
        f"/boards/{scored.key}/standings", headers={"If-None-Match": frozen.headers["ETag"]}
    )

    assert (frozen.status_code, again.status_code) == (200, 304)
    shown = text(frozen) + text(stranger.get(f"/boards/{scored.key}"))
    assert "99.5" not in shown
    assert "97.5" not in shown


def test_a_board_of_numbers_never_shows_a_name(house, cast, numbered):
    shown = [
        text(house.stranger().get(f"/boards/{numbered.key}")),
        text(house.stranger().get(f"/boards/{numbered.key}/standings")),
        text(house.as_(cast.zhao).get(where(numbered, "/standings.csv"))),
        text(house.as_(cast.kong).get(where(numbered, "/standings.csv"))),
    ]
    boards = text(house.as_(cast.zhao).get(where(numbered, "/board?find=何")))

    assert not [page for page in [*shown, boards] if "林知夏" in page or "何望舒" in page]
    assert "松岩县" not in "".join(shown)


def test_an_unchanged_board_costs_no_query_within_the_second(house, statements, scored):
    stranger = house.stranger()
    address = f"/boards/{scored.key}/standings"
    tag = stranger.get(address).headers["ETag"]

    with statements() as heard:
        answer = stranger.get(address, headers={"If-None-Match": tag})

    assert (answer.status_code, heard) == (304, [])


def test_an_unknown_key_opens_nothing(house, scored):
    answers = [house.stranger().get(f"/boards/{'0' * 32}{rest}") for rest in ("", "/standings")]

    assert [each.status_code for each in answers] == [404, 404]


@pytest.mark.parametrize("page", ["/board", "/desk", "/scores", "/final"])
def test_more_entries_cost_no_more_queries(house, session, cast, statements, page):
    def queries(people):
        held = steps.competition(session, cast.units["qinglan"], cast.kong)
        for person in people:
            steps.entry(session, held, person)
            steps.score(session, held, person, 50)
        board.forget()
        browser = house.as_(cast.kong)
        browser.get("/competitions/")
        with statements() as heard:
            assert browser.get(where(held, page)).status_code == 200
        return len(heard)

    one = queries([cast.lin])

    assert queries([cast.lin, cast.zhao, cast.he]) == one


def test_standings_leave_as_csv_excel_and_pdf(house, session, cast, scored):
    steps.entry_of(session, scored, cast.lin)
    browser = house.as_(cast.kong, "en")

    csv = text(browser.get(where(scored, "/standings.csv")))
    book = load_workbook(BytesIO(browser.get(where(scored, "/standings.xlsx")).data)).active
    pdf = browser.get(where(scored, "/standings.pdf")).data

    assert [line.split(",")[:3] for line in csv.splitlines()[1:]] == [
        ["1", "3", "何望舒"],
        ["2", "1", "林知夏"],
        ["", "2", "赵一帆"],
    ]
    assert [row[2] for row in book.iter_rows(min_row=2, values_only=True)] == [
        "何望舒",
        "林知夏",
        "赵一帆",
    ]
    assert pdf.startswith(b"%PDF-")


def test_the_printed_sheet_ranks_the_teams(house, session, cast, scored, monkeypatch):
    members = [steps.entry_of(session, scored, each).id for each in (cast.lin, cast.zhao)]
    house.as_(cast.meng).post(where(scored, "/teams"), {"name": "松岩一队", "entry": members})
    board.forget()
    printed = {}

    def noted(template, *, sys_inputs, **other):
        printed.update(json.loads(sys_inputs["data"]))
        return typst.compile(template, sys_inputs=sys_inputs, **other)

    monkeypatch.setattr(standings_pdf, "typst", SimpleNamespace(compile=noted, Fonts=typst.Fonts))
    answer = house.as_(cast.kong, "en").get(where(scored, "/standings.pdf"))

    place = board.view_of(scored.id).teams[0]
    assert answer.data.startswith(b"%PDF-")
    assert printed["teams"] == [["1", "松岩一队", f"{place.total.normalize():f}"]]
    assert printed["ranking"].startswith("The total is out of 100")


def test_a_name_that_looks_like_a_formula_stays_a_name(house, session, cast, scored):
    cast.lin.name = "=HYPERLINK(1)"
    session.add(cast.lin)
    session.commit()
    board.forget()

    csv = text(house.as_(cast.kong).get(where(scored, "/standings.csv")))

    assert "'=HYPERLINK(1)" in csv


def test_the_bundle_is_signed_and_holds_the_list(house, cast, scored):
    answer = house.as_(cast.kong).post(where(scored, "/bundle"))

    bundle = json.loads(answer.data)
    assert (bundle["format"], bundle["head"]["kind"]) == ("chizheng-bundle/1", "board")
    assert bundle["signature"]


def test_what_is_not_theirs_does_not_exist(house, session, cast):
    held = steps.competition(session, cast.units["hezhou"], cast.kong)
    browser = house.as_(cast.lin)

    assert [browser.get(where(held, page)).status_code for page in ("", "/board")] == [404, 404]
    assert browser.post(where(held, "/entry")).status_code == 404
    assert session.query(Entry).all() == []
