"""The examiner sets the entrance of a sitting."""

import plistlib

import pytest
from sqlalchemy import select

from exam.models.sittings import Entrance, Room
from exam.rules.safe_browser import config_key, password_hash
from tests import factories
from tests.exam import guarding, steps
from tests.exam.guarding import HOUSE

CODE = "K7QX4M"
ACCESS = {
    "access_code": CODE.lower(),
    "addresses": "10.20.9.9/16\n2001:db8::/32",
    "browser_keys": "",
}
SCREEN = {"watches_focus": "y", "asks_full_screen": "y", "safe_browser": "y"}


def entrance(session):
    """All that is set, as columns."""
    session.commit()
    statement = select(
        Entrance.access_code,
        Entrance.addresses,
        Entrance.watches_focus,
        Entrance.asks_full_screen,
        Entrance.settings,
        Entrance.config_key,
        Entrance.browser_keys,
        Entrance.by_id,
    )
    found = session.execute(statement).first()
    session.commit()
    return tuple(found) if found else None


def path(sitting, page=""):
    return f"/sittings/{sitting.id}/entrance{page}"


def test_an_examiner_sets_code_and_addresses_and_the_trail_has_all_but_the_code(
    house, session, cast, planned
):
    kong = house.as_(cast.kong)
    answer = kong.post(path(planned, "/access"), ACCESS)

    assert answer.location == path(planned)
    ranges = ["10.20.0.0/16", "2001:db8::/32"]
    assert entrance(session) == (CODE, ranges, False, False, None, None, [], cast.kong.id)
    told = steps.entry(session, "exam.entrance_set")
    assert (told["access_code"], told["addresses"]) == (True, ranges)
    assert CODE not in str(told)
    page = kong.get(path(planned)).text
    assert f'value="{CODE}"' in page
    assert "10.20.0.0/16\n2001:db8::/32" in page.replace("\r", "")


def test_a_new_code_is_made_and_differs_from_the_last(house, session, cast, planned):
    kong = house.as_(cast.kong)
    made = set()
    for _ in range(3):
        kong.post(path(planned, "/access"), ACCESS | {"make": "1"})
        made.add(entrance(session)[0])

    assert len(made) == 3
    assert {len(code) for code in made} == {6}
    assert steps.acts(session, "exam.entrance") == ["exam.entrance_set"] * 3


def test_keeping_the_same_again_writes_nothing_on_the_trail(house, session, cast, planned):
    kong = house.as_(cast.kong)
    kong.post(path(planned, "/access"), ACCESS)
    before = entrance(session)

    kong.post(path(planned, "/access"), ACCESS)

    assert entrance(session) == before
    assert steps.acts(session, "exam.entrance") == ["exam.entrance_set"]


def test_an_empty_code_takes_it_away(app, house, session, cast, planned):
    guarding.access(app, planned, cast.kong, code=CODE)

    house.as_(cast.kong).post(path(planned, "/access"), {"access_code": "", "addresses": ""})

    assert entrance(session)[0] is None
    assert steps.entry(session, "exam.entrance_set")["access_code"] is False


def test_a_room_gets_addresses_of_its_own(house, session, cast, planned):
    one = guarding.room(session, planned, "一号")
    other = guarding.room(session, planned, "二号", addresses=["10.3.0.0/16"])
    form = ACCESS | {f"room_{one.id}": "192.168.1.0/24", f"room_{other.id}": ""}

    house.as_(cast.kong).post(path(planned, "/access"), form)

    session.commit()
    found = dict(session.execute(select(Room.name, Room.addresses)).all())
    assert found == {"一号": ["192.168.1.0/24"], "二号": []}
    told = steps.entry(session, "exam.entrance_set")
    assert told[f"addresses_of_room_{one.id}"] == ["192.168.1.0/24"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"access_code": "ABC"},
        {"access_code": "A" * 17},
        {"access_code": "AB CDEF"},
        {"access_code": "考试考试考试"},
        {"addresses": "10.0.0.0/33"},
        {"addresses": "<script>alert(1)</script>"},
        {"addresses": "x" * 5000},
        {"browser_keys": "abc"},
    ],
)
def test_what_cannot_be_read_is_shown_again_and_changes_nothing(
    app, house, session, cast, planned, wrong
):
    guarding.screen(app, planned, cast.kong, settings=guarding.SETTINGS)
    guarding.access(app, planned, cast.kong, code=CODE)
    before = entrance(session), steps.acts(session)

    answer = house.as_(cast.kong).post(path(planned, "/access"), ACCESS | wrong)

    assert (answer.status_code, "invalid-feedback" in answer.text) == (422, True)
    assert "<script>alert" not in answer.text
    assert (entrance(session), steps.acts(session)) == before


def test_too_many_ranges_are_refused(house, session, cast, planned):
    many = "\n".join(f"10.0.0.{at}" for at in range(101))
    answer = house.as_(cast.kong).post(path(planned, "/access"), {"addresses": many})

    assert answer.status_code == 409
    assert entrance(session) is None


def test_an_examiner_asks_for_the_browser_with_settings_of_which_the_key_is_kept(
    house, session, cast, planned
):
    form = SCREEN | {"quit_password": "离开 2026", "quit_address": f"{HOUSE}/me/"}
    kong = house.as_(cast.kong)
    answer = kong.post(path(planned, "/screen"), form)

    assert answer.location == path(planned)
    _code, _ranges, focus, full, settings, key, keys, _by = entrance(session)
    assert (focus, full, keys) == (True, True, [])
    assert key == config_key(settings)
    assert settings["startURL"] == f"{HOUSE}/exam/sittings/{planned.id}"
    assert settings["hashedQuitPassword"] == password_hash("离开 2026")
    assert settings["quitURL"] == f"{HOUSE}/me/"
    file = kong.get(path(planned, "/browser.seb"))
    assert plistlib.loads(file.data) == settings
    assert file.content_type == "application/seb"
    assert "离开" not in str(steps.entry(session, "exam.entrance_set"))
    assert key in kong.get(path(planned)).text


def test_the_password_stays_until_it_is_changed_or_taken_away(house, session, cast, planned):
    kong = house.as_(cast.kong)

    def kept(**form):
        kong.post(path(planned, "/screen"), SCREEN | form)
        return entrance(session)[4].get("hashedQuitPassword")

    assert kept(quit_password="first") == password_hash("first")
    assert kept() == password_hash("first")
    assert kept(quit_password="second") == password_hash("second")
    assert kept(no_quit_password="y") is None


def test_without_the_tick_any_browser_will_do(app, house, session, cast, planned):
    guarding.asks_for_browser(app, planned, cast.kong)

    house.as_(cast.kong).post(path(planned, "/screen"), {"watches_focus": "y"})

    assert entrance(session)[2:6] == (True, False, None, None)
    assert house.as_(cast.kong).get(path(planned, "/browser.seb")).status_code == 404


@pytest.mark.parametrize("address", ["javascript:alert(1)", "exam.example.cn", 'https://a"b'])
def test_an_address_that_ends_the_browser_must_be_whole(house, session, cast, planned, address):
    answer = house.as_(cast.kong).post(path(planned, "/screen"), SCREEN | {"quit_address": address})

    assert answer.status_code == 422
    assert entrance(session) is None


def test_browser_keys_are_set_where_the_browser_is_asked_for(app, house, session, cast, planned):
    guarding.screen(app, planned, cast.kong, settings=guarding.SETTINGS)
    key = "AB" * 32

    house.as_(cast.kong).post(path(planned, "/access"), ACCESS | {"browser_keys": f"{key}\n{key}"})

    assert entrance(session)[6] == [key.lower()]


def test_once_somebody_has_begun_the_screen_stands_and_the_code_can_change(
    house, session, cast, held, bank
):
    kong = house.as_(cast.kong)
    kong.post(path(held, "/access"), ACCESS)
    kong.post(path(held, "/screen"), SCREEN)
    factories.attempt(session, held, cast.lin, bank)
    before = entrance(session)

    refused = kong.post(path(held, "/screen"), {"watches_focus": "y"})
    assert (refused.status_code, entrance(session)) == (409, before)
    assert "quit_password" not in kong.get(path(held)).text

    kong.post(path(held, "/access"), ACCESS | {"access_code": "NEWCODE"})
    assert entrance(session) == ("NEWCODE", *before[1:])


def test_when_a_sitting_is_over_its_entrance_stands(app, house, session, cast, both_done, running):
    kong = house.as_(cast.kong)

    answers = (kong.post(path(running, "/access"), ACCESS), kong.post(path(running, "/screen"), {}))

    assert [each.status_code for each in answers] == [409, 409]
    assert entrance(session) is None
    assert kong.get(path(running)).status_code == 200


def test_who_may_only_look_does_not_see_the_code_and_changes_nothing(
    app, house, session, cast, planned
):
    guarding.access(app, planned, cast.kong, code=CODE, addresses=["10.20.0.0/16"])
    before = entrance(session)
    shen = house.as_(cast.shen)

    page = shen.get(path(planned))
    answers = (shen.post(path(planned, "/access"), {}), shen.post(path(planned, "/screen"), {}))

    assert (page.status_code, CODE in page.text, "10.20.0.0/16" in page.text) == (200, False, True)
    assert [each.status_code for each in answers] == [403, 403]
    assert entrance(session) == before


@pytest.mark.parametrize(("who", "status"), [("tang", 404), ("lin", 403), ("lu", 403)])
def test_to_others_there_is_no_entrance(house, session, cast, planned, who, status):
    browser = house.as_(cast.people[who])

    looked = (browser.get(path(planned)), browser.get(path(planned, "/browser.seb")))
    tried = (browser.post(path(planned, "/access"), {}), browser.post(path(planned, "/screen"), {}))

    assert [each.status_code for each in looked] == [status, status]
    assert [each.status_code for each in tried] == [403, 403]
    assert entrance(session) is None


@pytest.mark.parametrize(("times", "is_told"), [(4, False), (5, True)])
def test_the_board_tells_of_wrong_codes_from_five_on(
    app, house, session, cast, held, bank, times, is_told
):
    guarding.access(app, held, cast.kong, code=CODE)
    attempt = factories.attempt(session, held, cast.lin, bank, state="ready")
    lin = house.as_(cast.lin)
    for _ in range(times):
        lin.post(f"/exam/attempts/{attempt.token}/opening", {"access_code": "AAAAAA"})

    board = house.as_(cast.kong, "en").get(f"/sittings/{held.id}/board?part=1").text

    assert ("5 wrong access codes" in board, path(held) in board) == (is_told, is_told)


def test_there_is_no_entrance_to_no_sitting(house, cast):
    kong = house.as_(cast.kong)
    answers = (kong.get("/sittings/999/entrance"), kong.post("/sittings/999/entrance/access", {}))

    assert [each.status_code for each in answers] == [404, 404]


def test_the_page_shows_the_examiners_own_address_and_whether_it_lies_within(
    app, house, cast, planned
):
    guarding.access(app, planned, cast.kong, addresses=["10.20.0.0/16"])
    kong = house.as_(cast.kong, "en")

    inside = guarding.from_address(kong, "10.20.1.2").get(path(planned)).text
    outside = guarding.from_address(kong, "10.99.1.2").get(path(planned)).text

    assert ("10.20.1.2" in inside, "It lies in the addresses" in inside) == (True, True)
    assert ("10.99.1.2" in outside, "does not lie in" in outside) == (True, True)


def test_wrong_codes_are_shown_by_candidate_in_the_same_number_of_queries(
    app, house, session, cast, held, bank, statements
):
    guarding.access(app, held, cast.kong, code=CODE)
    kong, counts = house.as_(cast.kong), []
    assert cast.lin.name not in kong.get(path(held)).text

    for person in (cast.lin, cast.zhao, cast.he):
        attempt = factories.attempt(session, held, person, bank, state="ready")
        form = {"access_code": "AAAAAA"}
        house.as_(person).post(f"/exam/attempts/{attempt.token}/opening", form)
        with statements() as heard:
            page = kong.get(path(held)).text
        counts.append(len(heard))
        assert person.name in page

    assert counts[0] == counts[2]
