"""Question files going out: the bank as canonical Markdown."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from question_bank.actions.picturing import digests
from question_bank.models import Picture, Revision
from question_bank.queries import content, questions
from question_bank.queries.pictures import Named, contents_of, shown_by
from question_bank.rules.document import Document, Draft
from question_bank.rules.fields import Field
from question_bank.rules.languages import joined
from question_bank.rules.question import fingerprint
from question_bank.rules.reading import read
from question_bank.rules.sources import draft_of
from question_bank.rules.writing import canonical


def export() -> dict[str, str]:
    """Every question as its newest revision has it, in the files it came in, in canonical form."""
    newest = questions.newest_revisions()
    kept = {file.path: (file.language, read(file.text)) for file in questions.kept_files()}
    unchanged = _unchanged(kept, newest, shown_by(newest))
    documents = {
        path: _renewed(document, language, newest, unchanged)
        for path, (language, document) in kept.items()
    }
    _add_homeless(documents, kept, newest)
    return {path: canonical(document) for path, document in sorted(documents.items())}


@dataclass(frozen=True)
class Pictures:
    """Files for the media folders; `unlike` has those that some questions mean otherwise."""

    files: Mapping[str, bytes]
    unlike: Mapping[str, Sequence[str]]


def export_pictures() -> Pictures:
    """The pictures of the newest revisions, each in the media folder beside its text."""
    chosen: dict[str, Picture] = {}
    unlike: dict[str, list[str]] = defaultdict(list)
    for code, shown in sorted(shown_by(questions.newest_revisions()).items()):
        for language, named in shown.items():
            for name, picture in named.items():
                first = chosen.setdefault(f"{language}/{name}", picture)
                if first.digest != picture.digest:
                    unlike[f"{language}/{name}"].append(code)
    data = contents_of({picture.id for picture in chosen.values()})
    return Pictures({path: data[picture.id] for path, picture in chosen.items()}, unlike)


def _unchanged(
    kept: Mapping[str, tuple[str, Document]],
    newest: Mapping[str, Revision],
    shown: Mapping[str, Named],
) -> frozenset[str]:
    """Questions that the kept files still give as their newest revision has them."""
    drafts: dict[str, dict[str, Draft]] = defaultdict(dict)
    for _, document in kept.values():
        for draft in document.drafts:
            drafts[draft.id][draft.settings.lang] = draft
    values = {code: joined(each).question for code, each in drafts.items() if code in newest}
    return frozenset(
        code
        for code, value in values.items()
        if value
        and fingerprint(replace(value, pictures=digests(shown.get(code, {}))))
        == newest[code].fingerprint
    )


def _renewed(
    document: Document, language: str, newest: Mapping[str, Revision], unchanged: Collection[str]
) -> Document:
    """The kept file with every changed question as it is now."""
    if all(draft.id in unchanged for draft in document.drafts):
        return document
    standing = [each for each in document.drafts if language in newest[each.id].sources]
    alone = [draft_of(newest[each.id].sources[language], language) for each in standing]
    fitted = [
        old if old.id in unchanged else _fitted(new, document.defaults)
        for old, new in zip(standing, alone, strict=True)
    ]
    whole = replace(document, drafts=tuple(fitted))
    again = [_said(draft) for draft in read(canonical(whole)).drafts]
    if again == [_said(draft) for draft in alone]:
        return whole
    return replace(document, front=(Field("lang", language),), drafts=tuple(alone))


def _said(draft: Draft) -> tuple[object, ...]:
    """What a draft says, wherever its fields stand."""
    return draft.id, draft.kind, draft.settings, draft.stem, draft.answer, draft.rationale


def _fitted(draft: Draft, front: Sequence[Field]) -> Draft:
    """The draft without the fields that the head of its file gives it."""
    ours, theirs = _by_name(draft.fields), _by_name(front)
    return replace(
        draft,
        fields=tuple(each for each in draft.fields if ours[each.name] != theirs.get(each.name)),
    )


def _by_name(fields: Sequence[Field]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for each in fields:
        values.setdefault(each.name, []).append(each.value)
    return values


def _add_homeless(
    documents: dict[str, Document],
    kept: Mapping[str, tuple[str, Document]],
    newest: Mapping[str, Revision],
) -> None:
    """Questions that came in no file go to the file of their topic."""
    housed = {(language, d.id) for language, document in kept.values() for d in document.drafts}
    for code, revision in sorted(newest.items()):
        for language, source in revision.sources.items():
            if (language, code) in housed:
                continue
            path = f"{language}/{revision.topic}.md"
            document = documents.get(path) or _empty(language, revision.topic)
            draft = _fitted(draft_of(source, language), document.defaults)
            documents[path] = replace(document, drafts=(*document.drafts, draft))


def _empty(language: str, topic: str) -> Document:
    front = (Field("lang", language), Field("topic", topic))
    return Document(front=front, prose=f"# {content.topic_tree().name(topic, language)}")
