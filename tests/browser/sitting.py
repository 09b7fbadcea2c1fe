"""An exam that is open now, with a question of each kind and a case, and Lin before it."""

import json

from playwright.sync_api import Locator, Page, expect

from exam.queries.attempts import answers_on_record
from tests import factories
from tests.browser.answering import answer
from tests.exam.steps import written

KINDS = {
    "single": {"key": {"right": 1, "size": 4}},
    "multiple": {"key": {"right": [0, 2], "size": 4}},
    "true_false": {"key": {"right": True}, "size": 2},
    "fill_blank": {"key": {"blanks": [["七", "7"]]}, "size": 1},
    "ordering": {"key": {"length": 3}, "size": 3},
    "judgement": {"key": {"earns": [3, 1, 0, 2]}},
    "numeric": {"key": {"number": "7", "tolerance": "0", "units": ["日"]}, "size": 1},
    "matching": {"key": {"length": 3}, "size": 3},
}
PARTS = ("single", "true_false")
ANSWERS = {
    1: ("single", "b"),
    2: ("multiple", ["a", "c"]),
    3: ("true_false", True),
    4: ("fill_blank", ["七"]),
    5: ("ordering", ["c", "a", "b"]),
    6: ("judgement", "a"),
    7: ("numeric", "7"),
    8: ("matching", ["b", None, "a"]),
    9: ("single", "c"),
    10: ("true_false", False),
    11: ("short_answer", "先告知拟作出的处罚内容，\n再告知陈述、申辩的权利。"),
}
SAVED = "全部已保存"
NO_NETWORK = "ERR_INTERNET_DISCONNECTED"


class Exam:
    """Lin's attempt, as the database and as a page shows it."""

    def __init__(self, app, session, cast) -> None:
        self.app = app
        self.session = session
        bank = [
            factories.question(session, f"law-{kind}", author=cast.chen, kind=kind, **how)
            for kind, how in KINDS.items()
        ]
        bank += [
            factories.case(session, "law-case", author=cast.chen, parts=PARTS),
            written(session, cast.chen),
        ]
        held = factories.sitting(session, unit=cast.units["yunxi"], examiner=cast.kong)
        factories.sealing(session, held)
        self.attempt = factories.attempt(session, held, cast.lin, bank, state="ready")
        self.door = f"/exam/sittings/{held.id}"
        self.path = f"/exam/attempts/{self.attempt.token}"

    def begin(self, page: Page) -> Page:
        """Start the clock; the page holds the lease."""
        page.goto(self.door)
        page.get_by_role("button", name="开始考试").click()
        expect(page.locator("[data-saved]")).to_contain_text(SAVED)
        return page

    def give(self, page: Page, *slots: int) -> None:
        """Answer these questions as ANSWERS says."""
        for slot in slots:
            turn_to(page, slot)
            answer(page.locator(f"#s{slot}"), *ANSWERS[slot])

    def recorded(self) -> dict[int, object]:
        """What counts so far, by slot."""
        with self.app.app_context():
            found = answers_on_record(self.attempt.id)
        return {slot: json.loads(each.value) for slot, each in sorted(found.items())}


def turn_to(page: Page, slot: int) -> None:
    page.locator(f"[data-cell='{slot}']").click()
    expect(page.locator(f"#s{slot}")).to_be_visible()


def values(*slots: int) -> dict[int, object]:
    return {slot: ANSWERS[slot][1] for slot in slots}


def notice(page: Page, name: str) -> Locator:
    return page.locator(f"div[data-notice={name}]")


def expect_saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_contain_text(SAVED)
    expect(page.locator(".cell.pending[data-cell]")).to_have_count(0)


def expect_waiting(page: Page, count: int) -> None:
    said = f"离线：{count} 题的答案暂存在本机"
    expect(page.locator("[data-saved]")).to_have_text(said)
    expect(page.locator(".cell.pending[data-cell]")).to_have_count(count)
    expect(notice(page, "offline")).to_be_visible()


def take_over(page: Page) -> None:
    notice(page, "elsewhere").get_by_role("button", name="在此继续").click()
    expect(notice(page, "elsewhere")).to_be_hidden()
    expect_saved(page)
