"""What somebody looks for in a list, as the address says it."""

from flask import request

from question_bank.queries.content import topics
from question_bank.queries.listing import STANDINGS, Search


def search_asked() -> Search:
    """The search of this request; what makes no sense is left out."""
    standing = request.args.get("state", "")
    topic = request.args.get("topic", "")
    page = request.args.get("page", "1")
    return Search(
        standing=standing if standing in STANDINGS else "",
        words=request.args.get("q", "").replace("\x00", "")[:100].strip(),
        topic=topic if topic in topics() else "",
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
    )
