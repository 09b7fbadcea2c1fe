"""Time of study: kept apart from completion, counted once, and where to go on."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from courses.importing import load
from courses.models.studying import Stretch
from courses.rules.study_time import LONGEST_S, Hours, counted
from tests.courses import files
from tests.courses.conftest import shelf_files

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
B2 = "/courses/procedure/b2/"


@pytest.mark.pure
@pytest.mark.parametrize(
    ("seconds", "since", "kept"),
    [
        (120, None, 120),
        (9_000, None, LONGEST_S),
        (120, 120, 120),
        (120, 30, 30),
        (120, 0, 0),
        (120, -5, 0),
        (1, 4_000, 1),
    ],
)
def test_a_stretch_counts_no_longer_than_since_the_last_one(seconds, since, kept):
    last_at = None if since is None else NINE - timedelta(seconds=since)

    assert counted(seconds, last_at, NINE) == kept


@pytest.mark.pure
@pytest.mark.parametrize(
    ("seconds", "hours"),
    [
        (0, "0"),
        (359, "0"),
        (360, "0.1"),
        (7199, "1.9"),
        (7200, "2"),
    ],
)
def test_hours_are_told_to_a_tenth_and_never_too_many(seconds, hours):
    assert Hours(seconds, 2).on_record == Decimal(hours)


@pytest.fixture
def sections(app, questions, tmp_path):
    """The shelf with hours required and a module in sections."""
    changed = shelf_files() | {
        "procedure/course.toml": files.course(modules='["b2", "b3"]', hours="2"),
        "procedure/zh/02-inspection.md": files.module(
            files.BODY + "\n## 进门\n\n一。\n\n## 出门\n\n二。\n"
        ),
    }
    with app.app_context():
        load(files.write(tmp_path / "sections", changed), actor=None)


def stretches(session):
    session.rollback()
    rows = session.scalars(select(Stretch).order_by(Stretch.id))
    return [(each.person_id, each.anchor, each.seconds) for each in rows]


@pytest.fixture
def tell(monkeypatch):
    """A page tells of a stretch that ends at this moment."""

    def told(browser, seconds, anchor="s2", at=NINE, path=B2):
        monkeypatch.setattr("accounts.actions.turns.now", lambda: at)
        return browser.post(f"{path}stretches", {"seconds": seconds, "anchor": anchor})

    return told


@pytest.mark.usefixtures("sections")
def test_time_told_by_a_page_is_shown_beside_what_is_required_and_completes_nothing(
    house, cast, session, tell
):
    lin = house.as_(cast.lin, "en")

    assert tell(lin, 120).status_code == 204
    assert tell(lin, 120, "s1", NINE + timedelta(seconds=60)).status_code == 204
    assert tell(lin, 150, "s2", NINE + timedelta(hours=1)).status_code == 204
    assert tell(lin, 40, "s2", NINE + timedelta(hours=2)).status_code == 204

    assert stretches(session) == [
        (cast.lin.id, "s2", 120),
        (cast.lin.id, "s1", 60),
        (cast.lin.id, "s2", 150),
        (cast.lin.id, "s2", 40),
    ]
    page = lin.get("/courses/procedure/").text
    assert "Study time: 0.1 of 2 hours required" in page
    assert "0 of 2 modules complete" in lin.get("/courses/").text


@pytest.mark.usefixtures("sections")
def test_a_module_says_where_somebody_left_off_and_what_is_in_it(house, cast, tell):
    lin, zhao = house.as_(cast.lin, "zh_Hans"), house.as_(cast.zhao, "zh_Hans")
    tell(lin, 60, "s2")

    assert '<a href="#s2">从这里接着学：出门</a>' in lin.get(B2).text
    assert "从这里接着学" not in zhao.get(B2).text
    assert '<a href="#s1">进门</a>' in zhao.get(B2).text


@pytest.mark.usefixtures("sections")
@pytest.mark.parametrize(
    ("seconds", "anchor", "path", "status"),
    [
        ("0", "s1", B2, 422),
        ("-5", "s1", B2, 422),
        ("many", "s1", B2, 422),
        ("", "s1", B2, 422),
        ("99999999", "s1", B2, 422),
        ("60", "<script>", B2, 422),
        ("60", "s" * 81, B2, 422),
        ("60", "s1", "/courses/procedure/a1/", 404),
        ("60", "s1", "/courses/nothing/b2/", 404),
    ],
)
def test_what_is_no_stretch_is_refused_and_nothing_is_kept(
    house, cast, session, tell, seconds, anchor, path, status
):
    assert tell(house.as_(cast.lin), seconds, anchor, path=path).status_code == status
    assert stretches(session) == []


@pytest.mark.usefixtures("sections")
def test_a_stranger_and_a_page_from_elsewhere_tell_nothing(house, cast, session, tell):
    assert tell(house.stranger(), 60).status_code in (303, 400, 401)
    assert house.as_(cast.lin).post(f"{B2}stretches", {"seconds": 60}, token=False).status_code in (
        400,
        403,
    )
    assert stretches(session) == []
