"""The register's files and paging: names stay names, and every page holds what is left."""

import csv
import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from credentials.models import Credential
from credentials.queries import listing
from tests.credentials import steps

FORMULAS = ("=1+1", "+86", "-1", "@SUM(A1)")


def cells(browser, kind):
    """The register's rows, as the file of this kind holds them."""
    content = browser.get(f"/credentials/register.{kind}").data
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    return [list(row) for row in load_workbook(io.BytesIO(content)).active.iter_rows()]


def called(session, credential, name):
    session.execute(update(Credential).where(Credential.id == credential.id).values(name=name))
    session.commit()


@pytest.mark.parametrize("name", FORMULAS)
def test_a_name_that_looks_like_a_formula_is_led_by_an_apostrophe_in_csv(
    house, session, cast, issued, name
):
    called(session, issued, name)

    rows = cells(house.as_(cast.fu), "csv")

    assert [row[1] for row in rows[1:]] == [f"'{name}"]


@pytest.mark.parametrize("name", FORMULAS)
def test_a_name_that_looks_like_a_formula_is_text_in_excel(house, session, cast, issued, name):
    called(session, issued, name)

    rows = cells(house.as_(cast.fu), "xlsx")

    assert [(row[1].value, row[1].data_type) for row in rows[1:]] == [(name, "s")]


@pytest.fixture
def three(app, session, cast, row, actor, monkeypatch):
    """Three credentials where a page holds two; their numbers, newest first."""
    monkeypatch.setattr(listing, "PAGE_SIZE", 2)
    people = steps.many_qualified(session, cast, 3)
    return [steps.issue(app, cast, actor, each).number for each in people][::-1]


def listed(page, numbers):
    """Which of the numbers stand in the table of the page, and where its pages lead."""
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    leads = [each for each in ("Newer", "Older") if f">{each}</a>" in page]
    return [each for each in numbers if f">{each}</a>" in body], leads


def test_a_page_holds_what_is_left_and_leads_to_the_others(house, cast, three):
    fu = house.as_(cast.fu, "en")

    found = {
        number: listed(fu.get(f"/credentials/?page={number}").text, three)
        for number in ("1", "2", "3", "0", "x")
    }

    first, last = (three[:2], ["Older"]), (three[2:], ["Newer"])
    assert found == {"1": first, "2": last, "3": last, "0": first, "x": first}


def test_a_page_of_what_is_filtered_leads_on_to_what_is_filtered(house, cast, three):
    page = house.as_(cast.fu, "en").get("/credentials/?status=issued&words=T-").text

    (link,) = [each for each in page.split('href="') if each.split("</a>")[0].endswith(">Older")]
    address = link.split('"')[0].replace("&amp;", "&")
    assert sorted(address.partition("?")[2].split("&")) == ["page=2", "status=issued", "words=T-"]


def test_a_file_holds_every_page(house, cast, three):
    assert [row[0] for row in cells(house.as_(cast.fu), "csv")[1:]] == three


def test_the_register_comes_as_csv_or_excel_only(house, cast, issued):
    assert house.as_(cast.fu).get("/credentials/register.pdf").status_code == 404
