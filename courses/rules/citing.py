"""What a module cites: whether the statutes have it."""

from courses.rules.findings import Finding, found
from courses.rules.module_file import ModuleText, line_of
from question_bank.rules.statutes import Statutes, cited


def unknown_refs(text: ModuleText, statutes: Statutes) -> list[Finding]:
    """Remarks on references to a statute, or an article of one, that there is none of."""
    path, line, said = text.path, line_of(text, "refs"), []
    for citation in filter(None, map(cited, text.refs)):
        code, article, statute = citation.code, citation.article, statutes.get(citation.code)
        if statute is None:
            said.append(found("CM207", path, line, statute=code))
        elif not statute.has(article):
            count = statute.articles
            said.append(found("CM208", path, line, statute=code, count=count, article=article))
    return said
