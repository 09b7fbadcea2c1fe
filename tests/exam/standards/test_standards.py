"""Setting a standard over HTTP: from convening a panel to its signed minutes."""

import json
import re

import pytest

from audit import verify
from audit.rules.bundle import redacted
from exam.models.standards import Panel
from tests.audit.bundles import checked, ran, resigned
from tests.exam import panels, steps
from tests.exam.panels import FIRST, SECOND, form, rate


def test_a_panel_goes_its_way_from_convening_to_signed_minutes(
    house, session, cast, blueprint, judges
):
    kong = house.as_(cast.kong, "en")
    answer = kong.post("/standards/", form(blueprint, cast))
    session.commit()
    panel = session.query(Panel).one()
    assert answer.location == f"/standards/{panel.id}"
    assert [row[1] for row in panel.items] == [None] * 6
    page = f"/standards/{panel.id}"
    kong.post(f"{page}/seats", {"person": [judge.id for judge in judges]})
    browsers = [house.as_(judge, "en") for judge in judges]
    for number, rows in ((1, FIRST), (2, SECOND)):
        for browser, percents in zip(browsers, rows, strict=True):
            for position, percent in enumerate(percents, start=1):
                shown = browser.get(f"{page}/estimates/{position}")
                assert f"law-{position} stem" in shown.text
                assert "right" in shown.text.lower()
                answer = rate(browser, panel.id, position, percent, number)
                onward = f"/{position + 1}" if position < 6 else ""
                assert answer.location == f"{page}/estimates{onward}"
        assert kong.post(f"{page}/rounds/{number}/end").status_code == 303
    assert "Draw up the minutes" in kong.get(page).text
    assert kong.post(f"{page}/minutes").status_code == 303
    digest = None
    for browser in browsers:
        mine = browser.get(f"{page}/estimates").text
        digest = mine.split('name="digest" value="')[1].split('"')[0]
        answer = browser.post(f"{page}/signature", {"digest": digest, "agreed": "yes"})
        assert answer.status_code == 303
    assert "The standard holds" in kong.get(page).text
    assert browsers[0].get(f"{page}/estimates/1").status_code == 404
    assert steps.acts(session, "exam.panel") == ["exam.panel_convened"] + 3 * ["exam.panel_seated"]
    assert steps.entry(session, "exam.standard_minuted")["digest"] == digest


@pytest.fixture
def done(app, session, cast, blueprint):
    """A panel whose minutes all three judges signed."""
    return panels.standard(app, session, cast, blueprint.id, SECOND)


@pytest.fixture
def bundle(house, cast, done):
    """The signed bundle of the minutes, as a supervisor takes it along."""
    return house.as_(cast.shen).post(f"/standards/{done}/bundles").json


def test_the_bundle_of_a_standard_fits(bundle, tmp_path):
    found = ran(tmp_path, bundle, "--key", bundle["key"]["public"])

    assert found.returncode == 0, found.stdout
    assert "checked: the digest that the judges signed, over everything above" in found.stdout
    assert "3 judges count, 3 answered, 0 declined: the standard holds" in found.stdout
    assert "not checked" not in found.stdout
    assert {record["kind"] for record in bundle["records"]} == {
        "panel", "item", "judge", "summary", "minutes", "signature",
    }  # fmt: skip
    assert "stem" not in json.dumps(bundle)
    assert "rationale" not in json.dumps(bundle)


@pytest.mark.parametrize(
    ("kind", "name", "value", "place"),
    [
        ("judge", "second", [60, 55, 45, 80, 70, 61], ("judge", "cut")),
        ("judge", "counted", False, ("judge", "counted")),
        ("judge", "excluded", "x", ("judge", "counted")),
        ("judge", "cut", "70.00", ("judge", "cut")),
        ("judge", "first_cut", "1.00", ("judge", "first_cut")),
        ("judge", "correlation", "0.10", ("judge", "correlation")),
        ("judge", "flags", ["far"], ("judge", "flags")),
        ("judge", "changed", None, ("judge", "changed")),
        ("judge", "name", "某人", ("minutes", "digest")),
        ("item", "weight", "3", ("judge", "first_cut")),
        ("item", "mean", "1/2", ("item", "mean")),
        ("item", "code", "law-9", ("minutes", "digest")),
        ("summary", "cut", "50.00", ("summary", "cut")),
        ("summary", "low", "50.00", ("summary", "low")),
        ("summary", "t", "1.000000", ("summary", "t")),
        ("panel", "target", "anybody", ("minutes", "digest")),
        ("minutes", "digest", "0" * 64, ("minutes", "digest")),
        ("signature", "judge", 0, ("signature", "judge")),
        ("signature", "agreed", False, ("signature", "reason")),
    ],
)
def test_whatever_is_changed_in_a_standard_is_found_by_whoever_signs_it_anew(
    bundle, kind, name, value, place
):
    record = next(each for each in bundle["records"] if each["kind"] == kind)
    record["fields"][name] = value

    fault = checked(resigned(bundle))["fault"]

    assert (fault["kind"], fault["field"]) == place


def test_names_can_be_taken_out_and_the_figures_are_still_checked(bundle):
    shown = redacted(bundle, lambda kind, name: (kind, name) != ("judge", "name"))

    found = checked(shown, {bundle["key"]["code"]: verify.Key(bundle["key"]["public"])})

    assert found["fits"]
    assert found["not_shown"] == {"judge.name": 3}
    assert found["not_checked"] == [
        "the digest that the judges signed, over everything above: judge.name is not shown"
    ]


def test_the_minutes_are_a_pdf_for_examiner_supervisor_and_the_judges(house, cast, done):
    path = f"/standards/{done}/minutes.pdf"
    for person in (cast.kong, cast.shen, cast.bao):
        answer = house.as_(person).get(path)
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert answer.data.startswith(b"%PDF")
    for person in (cast.lin, cast.chen, cast.tang, cast.lu):
        assert house.as_(person).get(path).status_code == 404


def test_a_judges_desk_says_what_waits_and_an_examiners_when_the_step_is_theirs(
    house, app, cast, panel_id, judges
):
    bao, kong = house.as_(cast.bao, "en"), house.as_(cast.kong, "en")

    assert waits(bao) == [1, 0]
    panels.estimated(app, panel_id, 1, zip(judges, FIRST, strict=True))
    assert waits(bao) == [0, 0]
    assert waits(kong)[1] == 1
    panels.ended(app, cast, panel_id, 1)
    panels.estimated(app, panel_id, 2, zip(judges, SECOND, strict=True))
    panels.ended(app, cast, panel_id, 2)
    digest = panels.minuted(app, cast, panel_id)
    assert waits(bao) == [1, 0]
    panels.signed(app, panel_id, digest, *judges)
    assert [waits(bao), waits(kong)] == [[0, 0], [0, 0]]


def test_the_list_asks_as_often_for_one_panel_as_for_three(
    house, app, session, cast, blueprint, judges, panel_id, statements
):
    kong, bao = house.as_(cast.kong), house.as_(cast.bao)

    def queries(browser):
        with statements() as heard:
            assert browser.get("/standards/").text.count("row-link") >= 1
        return len(heard)

    one = [queries(kong), queries(bao)]
    for _ in range(2):
        panels.convened(app, session, cast, blueprint.id, *judges)

    assert [queries(kong), queries(bao)] == one
    assert "<table" not in house.as_(cast.tang).get("/standards/").text
    assert house.as_(cast.lin).get("/standards/").status_code == 403


def waits(browser):
    """What a desk counts for a judge and for an examiner."""
    page = " ".join(browser.get("/").text.split())
    found = []
    for words in ("Panels that wait for your estimates", "Panels on which the next step is yours"):
        after = page.split(words)
        found.append(
            int(re.search(r"\d+", re.sub("<[^>]*>", " ", after[1])).group()) if after[1:] else 0
        )
    return found
