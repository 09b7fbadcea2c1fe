"""Somebody at a real server: signed in by the door, sending the forms that its pages hold."""

import http.client
import json
import re
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

HOPS = 5
IDLE_S = 5.0
"""A server ends a line on which nobody said anything for a while."""


@dataclass
class Form:
    """A form of a page: where it goes, and what it sends if nobody changes anything."""

    action: str = ""
    method: str = "get"
    fields: list[tuple[str, str]] = field(default_factory=list)
    offers: list[tuple[str, str]] = field(default_factory=list)

    def offered(self, name: str) -> list[str]:
        """The values that could be ticked, chosen or pressed under this name."""
        return [value for each, value in self.offers if each == name]


class _Forms(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._text: tuple[str, list[str]] | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(found.get("action", ""), found.get("method", "get").lower())
            self.forms.append(self._open)
        if self._open is None:
            return
        name, value = found.get("name", ""), found.get("value", "")
        if tag == "textarea":
            self._text = (name, [])
        elif tag == "select":
            self._select = name
        elif tag == "option":
            self._offer(self._select, value, stands="selected" in found)
        elif tag == "button":
            self._offer(name, value, stands=False)
        elif tag == "input" and found.get("type") in ("checkbox", "radio"):
            self._offer(name, value, stands="checked" in found)
        elif tag == "input" and name:
            self._open.fields.append((name, value))

    def _offer(self, name: str, value: str, *, stands: bool) -> None:
        if self._open and name:
            self._open.offers.append((name, value))
            if stands:
                self._open.fields.append((name, value))

    def handle_data(self, data: str) -> None:
        if self._text:
            self._text[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text and self._open:
            name, said = self._text
            self._open.fields.append((name, "".join(said).removeprefix("\n")))
            self._text = None
        elif tag == "form":
            self._open = None


@dataclass
class Page:
    """What the server answered, after it led on."""

    status: int
    path: str
    body: bytes
    headers: dict[str, str]

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def forms(self) -> list[Form]:
        reader = _Forms()
        reader.feed(self.text)
        return reader.forms

    def form(self, ending: str) -> Form:
        """The form whose address ends so."""
        found = [each for each in self.forms() if urlsplit(each.action).path.endswith(ending)]
        assert found, f"{self.path} ({self.status}) has no form to {ending}"
        return found[0]


class Visitor:
    """One person's browser, without scripts."""

    def __init__(self, address: str, language: str = "en") -> None:
        place = urlsplit(address)
        self._line = http.client.HTTPConnection(place.hostname or "", place.port, timeout=300)
        self._used = 0.0
        self._cookies: dict[str, str] = {}
        self._language = language

    def signed_in(self, login: str, password: str) -> "Visitor":
        """By the door, as everybody; the pages in one language."""
        page = self.get("/sign-in")
        page = self.send(page, "/language", language=self._language)
        page = self.send(self.get("/sign-in"), "/sign-in", login=login, password=password)
        assert page.path != "/sign-in", f"{login} could not sign in"
        return self

    def leave(self) -> None:
        """Close the browser; the server still knows the sign-in."""
        self._line.close()

    def get(self, path: str) -> Page:
        return self._ask("GET", path)

    def send(self, page: Page, ending: str, **values: Any) -> Page:
        """Fill the form of a page whose address ends so, and send it; the server's answer to it.

        A list ticks several. Whatever is refused fails here.
        """
        form = page.form(ending)
        kept = [(name, value) for name, value in form.fields if name not in values]
        given = [
            (name, str(each))
            for name, value in values.items()
            for each in (value if isinstance(value, list) else [value])
        ]
        body = urlencode(kept + given)
        address = urljoin(page.path, form.action)
        if form.method == "get":
            return self._checked(self._ask("GET", f"{urlsplit(address).path}?{body}"))
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._checked(self._ask("POST", address, body.encode(), kind))

    def put(self, path: str, value: Any) -> Page:
        """JSON, as the page of an exam sends answers."""
        body = json.dumps(value).encode()
        return self._ask("PUT", path, body, {"Content-Type": "application/json"})

    def post(self, path: str, token: str) -> Page:
        """What the script of a page sends, with the page's token."""
        return self._ask("POST", path, b"", {"X-CSRFToken": token})

    def _checked(self, page: Page) -> Page:
        if page.status >= 400:
            said = re.sub(r"(<[^>]+>|\s)+", " ", page.text.partition("<main")[2])
            raise AssertionError(f"{page.path}: {page.status} {said[:600]}")
        return page

    def _ask(
        self, method: str, path: str, body: bytes | None = None, more: dict[str, str] | None = None
    ) -> Page:
        if time.monotonic() - self._used > IDLE_S:
            self._line.close()
        for _ in range(HOPS):
            headers = {"Cookie": "; ".join(f"{n}={v}" for n, v in self._cookies.items())}
            self._line.request(method, path, body, headers | (more or {}))
            answer = self._line.getresponse()
            content, self._used = answer.read(), time.monotonic()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.split(";")[0].partition("=")
                self._cookies[name] = value
            onward = answer.headers.get("Location")
            if onward is None:
                return Page(answer.status, path, content, dict(answer.headers))
            place = urlsplit(urljoin(path, onward))
            path = place.path + (f"?{place.query}" if place.query else "")
            method, body, more = "GET", None, None
        raise AssertionError(f"{path} leads on and on")
