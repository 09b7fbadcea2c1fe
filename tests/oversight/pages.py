"""What somebody reads on the first page, and in which words they should read it."""

import html
import re

from flask_babel import force_locale, gettext


def words(app, language, message, **values):
    """A message of the house in a language."""
    with app.test_request_context(), force_locale(language):
        return gettext(message, **values)


def next_step(page):
    """The heading of the next step, and where its button leads."""
    section = re.search(r'<section class="sheet next".*?</section>', page, re.DOTALL)[0]
    heading = re.search(r'<h2 id="next">(.*?)</h2>', section)[1]
    return html.unescape(heading), re.search(r'<a class="btn btn-primary" href="(.*?)"', section)[1]


def desk(page):
    """What waits: each line with its count and its door."""
    found = re.search(r'<ul class="links desk[^"]*">(.*?)</ul>', page, re.DOTALL)
    rows = re.findall(
        r'<a href="(.*?)"><span>(.*?)</span><b>(\d+)</b>', found[1] if found else "", re.DOTALL
    )
    return [(html.unescape(label), int(count), html.unescape(door)) for door, label, count in rows]


def said(page):
    """The text of a page, without its tags."""
    body = page[page.index("<main") :]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))
