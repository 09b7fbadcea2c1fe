"""The journal of an attempt: every version is there for those who hold or watch the sitting."""

import re

import pytest

from tests import factories
from tests.exam.test_taking import save


@pytest.fixture
def written(house, session, cast, attempt):
    """Lin answered, changed, cleared; another page took over; something came too late."""
    lin = house.as_(cast.lin)
    save(lin, attempt, (1, 1, "a"))
    save(lin, attempt, (1, 2, "b"), (2, 3, ["a", "c"]))
    save(lin, attempt, (2, 4, None))
    lin.post(f"/exam/attempts/{attempt.token}/lease")
    save(lin, attempt, (1, 5, "d"))
    factories.move_clock(session, 70 * factories.MINUTE)
    save(lin, attempt, (3, 6, True), lease=2)
    return f"/sittings/{attempt.sitting_id}/registrations/{attempt.registration_id}"


def rows(page: str) -> list[tuple[str, ...]]:
    """Question, answer, arrival and whether it counts, of each row of the table."""
    body = page.split('id="journal"')[1].split("<tbody>")[1].split("</tbody>")[0]
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row) for row in body.split("</tr>")[:-1]]
    return [tuple(re.sub(r"</?b>", "", cell) for cell in row[1:]) for row in cells]


@pytest.mark.parametrize("who", ["kong", "shen"])
def test_every_version_is_there_and_the_one_that_counts_is_marked(house, cast, written, who):
    page = house.as_(getattr(cast, who), "en").get(written).text

    assert rows(page) == [
        ("1", "A", "in time", "no"),
        ("1", "B", "in time", "yes"),
        ("2", "A, C", "in time", "no"),
        ("2", "cleared", "in time", "yes"),
        ("1", "D", "from a page that had been taken over, not counted", "no"),
        ("3", "True", "too late, not counted", "no"),
    ]


@pytest.mark.parametrize(
    ("who", "status"),
    [("tang", 404), ("lin", 403), ("zhao", 403), ("chen", 403), ("meng", 403), ("lu", 403)],
)
def test_nobody_else_reads_it(house, cast, written, who, status):
    answer = house.as_(getattr(cast, who)).get(written)

    assert answer.status_code == status
    assert "<tbody>" not in answer.text


def test_a_candidate_of_another_sitting_is_not_found(house, cast, written, held):
    other = f"/sittings/{held.id}/registrations/{10**6}"

    assert house.as_(cast.kong).get(other).status_code == 404


def test_it_takes_as_many_statements_for_many_arrivals_as_for_few(house, cast, attempt, statements):
    kong, lin = house.as_(cast.kong), house.as_(cast.lin)
    url = f"/sittings/{attempt.sitting_id}/registrations/{attempt.registration_id}"
    save(lin, attempt, (1, 1, "a"))
    kong.get(url)
    with statements() as few:
        kong.get(url)
    save(lin, attempt, *((1, seq, "b") for seq in range(2, 30)))

    with statements() as many:
        kong.get(url)

    assert len(many) == len(few)
