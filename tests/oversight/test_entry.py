"""One entry of the trail with its proof."""

import html
import re
from hashlib import sha256

import pytest
from sqlalchemy import update

from audit.actions import record, seal
from audit.models import Block, Entry
from audit.rules.merkle import NODE
from core.actor import Actor
from exam.acts import ExamAct
from tests.oversight.pages import said
from tests.people import add_person, grant


@pytest.fixture
def entries(app, cast):
    """Five sealed entries about sittings of Songyan, and one that is not sealed yet."""
    actor = Actor(cast.kong.id, "孔令仪", cast.kong.unit_id, "/", frozenset())
    path = cast.units["songyan"].path
    with app.app_context():
        ids = [
            record(ExamAct.SEALED, actor, subject=("sitting", n), unit_path=path, papers=n).id
            for n in range(5)
        ]
        seal()
        return [*ids, record(ExamAct.GRADED, None, subject=("sitting", 5), unit_path=path).id]


@pytest.fixture
def shen(house, cast):
    return house.as_(cast.shen, "en")


def test_an_entry_shows_every_field_with_its_digest(shen, session, entries):
    page = shen.get(f"/trail/{entries[2]}").text

    entry = session.get(Entry, entries[2])
    rows = re.findall(r'<th scope="row"><code>(\w+)</code>', page)
    assert rows == sorted(entry.fields)
    assert all(digest in page for digest in entry.digests.values())
    assert all(salt in page for salt in entry.salts.values())
    assert said(page).count(" yes ") == len(entry.fields)


def test_anybody_can_climb_from_the_entry_to_the_root_with_what_the_page_says(
    shen, session, entries
):
    page = shen.get(f"/trail/{entries[4]}").text

    steps = re.findall(r"<li><span>([^<]+)</span><code class=\"hash\">(\w{64})</code>", page)
    reached = bytes.fromhex(steps[0][1])
    for side, other in steps[1:]:
        pair = (bytes.fromhex(other), reached)
        reached = sha256(NODE + b"".join(pair if "left" in side else pair[::-1])).digest()
    assert reached.hex() == session.get(Block, 1).root
    assert "The steps below lead from this entry to the root of its block" in said(page)


def test_a_changed_field_does_not_fit_and_is_named(shen, session, entries):
    entry = session.get(Entry, entries[1])
    session.execute(
        update(Entry).where(Entry.id == entry.id).values(fields={**entry.fields, "papers": 99})
    )
    session.commit()

    page = shen.get(f"/trail/{entries[1]}").text

    row = re.search(r"<code>papers</code>.*?</tr>", page, re.DOTALL)[0]
    assert said(f"<main>{row}").split()[-1] == "no"
    assert said(page).count(" yes ") == len(entry.fields) - 1


def test_an_entry_whose_digests_were_changed_does_not_lead_to_the_root(shen, session, entries):
    entry = session.get(Entry, entries[1])
    forged = {**entry.digests, "papers": "0" * 64}
    session.execute(update(Entry).where(Entry.id == entry.id).values(digests=forged))
    session.commit()

    page = said(shen.get(f"/trail/{entries[1]}").text)

    assert "The steps below do not lead to the root of its block." in page


def test_a_field_that_was_taken_out_leaves_its_digest_and_fits(shen, session, entries):
    entry = session.get(Entry, entries[1])
    left = {name: value for name, value in entry.fields.items() if name != "papers"}
    salts = {name: salt for name, salt in entry.salts.items() if name != "papers"}
    session.execute(update(Entry).where(Entry.id == entry.id).values(fields=left, salts=salts))
    session.commit()

    page = shen.get(f"/trail/{entries[1]}").text

    assert "taken out" in said(page)
    assert entry.digests["papers"] in page
    assert said(page).count(" yes ") == len(entry.digests)


def test_an_entry_that_is_not_sealed_yet_says_so(shen, entries):
    assert "It is not sealed yet." in said(shen.get(f"/trail/{entries[5]}").text)


def test_its_thing_and_its_author_lead_to_all_about_them(shen, entries):
    page = html.unescape(shen.get(f"/trail/{entries[3]}").text)

    assert 'href="/trail?kind=sitting&number=3"' in page
    assert re.search(r'href="/trail\?person=%E5%AD%94%E4%BB%A4%E4%BB%AA"', page)


def test_another_units_entry_is_not_there(house, session, cast, entries):
    person = add_person(session, "local", "鹤洲监督", cast.units["hezhou"])
    grant(session, person, "supervisor", cast.units["hezhou"])

    answer = house.as_(person).get(f"/trail/{entries[0]}")

    assert answer.status_code == 404


@pytest.mark.parametrize("login", ["lin", "kong", "meng", "yin", "lu"])
def test_nobody_but_a_supervisor_reads_an_entry(house, cast, entries, login):
    answer = house.as_(cast.people[login]).get(f"/trail/{entries[0]}")

    assert (answer.status_code, "exam.sealed" in answer.text) == (403, False)
