"""How a person puts an answer into a question on a page: with the mouse, or by keyboard alone."""

from collections.abc import Callable, Mapping

from playwright.sync_api import Locator
from sqlalchemy import select
from sqlalchemy.orm import Session

from exam.models.attempts import Attempt
from question_bank.kinds import KINDS
from question_bank.models import Revision


def right_answers(session: Session, attempt: Attempt) -> dict[int, tuple[str, object]]:
    """The kind and the right value of every slot of a form."""
    slots = attempt.form.slots
    ids = {slot["revision"] for slot in slots}
    known = {
        each.id: each for each in session.scalars(select(Revision).where(Revision.id.in_(ids)))
    }
    session.commit()
    return {
        number: (known[slot["revision"]].kind, right(known[slot["revision"]], slot["order"]))
        for number, slot in enumerate(slots, start=1)
    }


def right(revision: Revision, order) -> object:
    return KINDS[revision.kind].right(revision.key, order)


def answer(question: Locator, kind: str, value: object) -> None:
    """Give this answer."""
    WAYS[kind](question, value)


def _by_mouse(question: Locator, value: str) -> None:
    question.locator(f".choice:has(input[value='{value}'])").click()


def _by_arrows(question: Locator, value: object) -> None:
    wanted = str(value).lower()
    choices = question.locator("input[type=radio]")
    place = choices.evaluate_all("(all) => all.map((each) => each.value)").index(wanted)
    choices.first.focus()
    choices.first.press("Space")
    for step in range(place):
        choices.nth(step).press("ArrowDown")


def _by_space(question: Locator, value: list[str]) -> None:
    for letter in value:
        question.locator(f"input[value='{letter}']").press("Space")


def _by_typing(question: Locator, value: list[str]) -> None:
    for blank, text in enumerate(value):
        gap = question.locator("input.gap").nth(blank)
        gap.press("Control+a")
        gap.press_sequentially(text)


def _by_moving(question: Locator, value: list[str]) -> None:
    """With the buttons; a step down and up again says that the order shown is meant."""
    first = question.locator(".order-item").first.locator(".order-moves button")
    first.last.press("Enter")
    for place, letter in enumerate(value):
        item = question.locator(f".order-item[data-letter={letter}]")
        here = item.evaluate("(item) => [...item.parentNode.children].indexOf(item)")
        for _step in range(here - place):
            item.locator(".order-moves button").first.press("Enter")


def _into_the_line(question: Locator, value: str) -> None:
    question.locator("input.gap").press_sequentially(value)


def _by_writing(question: Locator, value: str) -> None:
    field = question.locator("textarea")
    field.press("Control+a")
    field.press_sequentially(value)


def _by_choosing(question: Locator, value: list[str | None]) -> None:
    for row, letter in enumerate(value):
        question.locator(".pair select").nth(row).select_option(letter or "")


def place(question: Locator, value: list[str]) -> None:
    """An order given by its numbers, as without a script."""
    for number, letter in enumerate(value, start=1):
        chosen = question.locator(f".order-item[data-letter={letter}] select")
        chosen.select_option(str(number))


WAYS: Mapping[str, Callable[[Locator, object], None]] = {
    "single": _by_mouse,
    "judgement": _by_arrows,
    "true_false": _by_arrows,
    "multiple": _by_space,
    "fill_blank": _by_typing,
    "ordering": _by_moving,
    "numeric": _into_the_line,
    "matching": _by_choosing,
    "short_answer": _by_writing,
}
