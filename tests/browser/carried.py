"""A phone that Lin carries: pages kept on it, questions taken along, the network away and back."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from practice.models import PracticeAnswer
from tests.browser.answering import place

OFFLINE = "/practice/offline"


def phone(visits, login: str = "lin", **how) -> Page:
    """This person's phone, once the house stands ready on it."""
    page = visits.person(login, width=360, worker="allow", **how)
    settle(page)
    return page


def settle(page: Page) -> None:
    """Open the first page and wait until it has kept what it always keeps."""
    page.goto("/")
    wait_until_kept(page)


def wait_until_kept(page: Page) -> None:
    person = page.locator("body").get_attribute("data-person")
    wait_until(page, lambda: f"/offline/version of {person}" in kept(page))


def wait_until_handed_over(page: Page) -> None:
    wait_until(page, lambda: not waiting(page))


def wait_until(page: Page, is_so: Callable[[], bool]) -> None:
    for _ in range(100):
        if is_so():
            return
        page.wait_for_timeout(100)
    pytest.fail("waited in vain for ten seconds")


def kept(page: Page) -> list[str]:
    """The paths in the stores of this device, each with whose it is."""
    return page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys())
            for (const { url } of await (await caches.open(name)).keys())
              found.push(`${new URL(url).pathname} of ${name.replace("chizheng-kept-", "")}`);
          return found;
        }"""
    )


def part(page: Page, name: str):
    return page.locator(f"[data-part={name}]")


def take_along(page: Page) -> None:
    page.goto(OFFLINE)
    part(page, "none").locator("[data-take]").click()
    expect(part(page, "asked")).to_be_visible()


def standing(page: Page, name: str):
    return page.locator(f"[data-standing={name}]")


def shown_kind(page: Page) -> str:
    fields = part(page, "asked").locator("[data-question]")
    for kind, selector in {
        "ordering": ".order",
        "matching": ".pairs",
        "fill_blank": ".stem .gap",
        "numeric": ".number-line",
        "true_false": ".choices-two",
        "multiple": "input[type=checkbox]",
    }.items():
        if fields.locator(selector).count():
            return kind
    return "single"


def give(page: Page) -> None:
    """Answer the question that is asked, somehow, and see that it is told."""
    expect(part(page, "asked")).to_be_visible()
    kind, fields = shown_kind(page), part(page, "asked").locator("[data-question]")
    if kind == "ordering":
        letters = [
            each.get_attribute("data-letter") for each in fields.locator(".order-item").all()
        ]
        place(fields, letters)
    elif kind == "matching":
        for each in fields.locator("select").all():
            each.select_option(index=1)
    elif kind in ("fill_blank", "numeric"):
        for each in fields.locator(".gap").all():
            each.fill("七")
    else:
        fields.locator(".choices input").first.check()
    part(page, "asked").locator(".btn-primary").click()
    expect(part(page, "told")).to_be_visible()


def give_and_go_on(page: Page, times: int) -> None:
    for _ in range(times):
        give(page)
        page.locator("[data-next]").click()


def waiting(page: Page) -> list[dict]:
    """What waits on this device, of everybody."""
    return [each for each in stored(page) if each["state"] == "waiting"]


def stored(page: Page) -> list[dict]:
    return page.evaluate(
        """() => new Promise((resolve, reject) => {
          const asked = indexedDB.open("chizheng-practice", 1);
          asked.onsuccess = () => {
            const all = asked.result.transaction("answers").objectStore("answers").getAll();
            all.onsuccess = () => { asked.result.close(); resolve(all.result); };
          };
          asked.onerror = () => reject(asked.error);
        })"""
    )


def arrived(session) -> list[tuple]:
    """What the server has, by number."""
    session.rollback()
    rows = session.scalars(select(PracticeAnswer).order_by(PracticeAnswer.number))
    return [(each.person_id, each.number, json.loads(each.value)) for each in rows]


def sign_in_as(context: BrowserContext, visits, login: str) -> None:
    """Somebody else takes the device and signs in, without the other having signed out."""
    browser = visits._house.as_(visits._people.people[login], language="")
    cookie = browser.client.get_cookie("session").value
    context.add_cookies([{"name": "session", "value": cookie, "url": visits.address}])


def wake_worker(page: Page, address: str) -> None:
    """What the browser does by itself some time after the network is back."""
    numbers: list[str] = []

    def note(told: dict) -> None:
        numbers.extend(each["registrationId"] for each in told["registrations"])

    device = page.context.new_cdp_session(page)
    device.on("ServiceWorker.workerRegistrationUpdated", note)
    device.send("ServiceWorker.enable")
    wait_until(page, lambda: bool(numbers))
    told = {"origin": address, "registrationId": numbers[-1], "tag": "practice-answers"}
    device.send("ServiceWorker.dispatchSyncEvent", told | {"lastChance": False})
