"""Notes as their pages write, change and delete them."""

import re

from sqlalchemy import select

from courses.models.studying import Note

B2 = "/courses/procedure/b2/"
HERE = f"{B2}notes"
JSON = {"Accept": "application/json"}
PASSAGE = {"language": "zh", "quote": "应当主动出示证件。", "before": "第五十五条", "after": "检查"}


def written(browser, words="", **fields):
    """Write a note; its id."""
    answer = browser.post(HERE, {"language": "zh", "words": words} | fields, headers=JSON)
    assert answer.status_code == 200
    return answer.json["id"]


def changed(browser, note, words, *, base=None, **how):
    """Save other words in a note, as its page does that was opened just before."""
    sent = {"words": words, "base": opened(browser, note) if base is None else base}
    return browser.post(f"/courses/notes/{note}", sent, **how)


def deleted(browser, note, *, base=None, **how):
    """Delete a note, as its page does that was opened just before."""
    sent = {"base": opened(browser, note) if base is None else base}
    return browser.post(f"/courses/notes/{note}/deletion", sent, **how)


def opened(browser, note):
    """The version that the page of a note carries."""
    return carried(browser.get(f"/courses/notes/{note}"))


def carried(page):
    """The version that a form of this page sends; empty where there is none."""
    found = re.search(r'name="base" value="(\w*)"', page.text)
    return found[1] if found else ""


def notes(session):
    """All that is kept, in the order it was written."""
    session.rollback()
    rows = session.scalars(select(Note).order_by(Note.id))
    return [(n.person_id, n.language, n.quote, n.before, n.after, n.words) for n in rows]
