"""Questions of a file that name articles and topics in words, with the codes that we know."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from question_bank.formats.format import Came, Note
from question_bank.queries.content import statutes, topic_tree
from question_bank.rules.fields import listed
from question_bank.rules.naming import refs_of, topic_of

_ABOUT_TOPICS = {"QI214": "topic", "QI271": "value"}


def by_our_codes(came: Came) -> Came:
    """Articles and a topic by their codes; a tag is the topic if no other tag could be it."""
    came = _citing(came)
    fields, tree = dict(came.fields), topic_tree()
    if fields.get("topic"):
        fields["topic"] = tuple(topic_of(text, tree) or text for text in fields["topic"])
    elif len(meant := _topics_among(_tags(came))) == 1:
        fields["topic"] = tuple(meant)
        fields["tags"] = tuple(tag for tag in _tags(came) if topic_of(tag, tree) not in meant)
    return replace(came, fields={name: values for name, values in fields.items() if values})


def unsettled(notes: Iterable[Note], named: Iterable[Came]) -> Iterator[Note]:
    """A format knows no topic by its name; where we took it, what it said of it is settled."""
    questions = [each for came in named for each in (came, *came.parts)]
    left = _topics_among(tag for each in questions for tag in _tags(each))
    for note in notes:
        name = str(note.values.get(_ABOUT_TOPICS.get(note.code, ""), ""))
        code = topic_of(name, topic_tree())
        if code is None or code in left:
            yield note


def _citing(came: Came) -> Came:
    """A part has articles of its own; its topic is that of the case."""
    known, fields = statutes(), dict(came.fields)
    if "ref" in fields:
        fields["ref"] = tuple(
            ref for text in fields["ref"] for ref in (refs_of(text, known) or (text,))
        )
    return replace(came, fields=fields, parts=tuple(map(_citing, came.parts)))


def _tags(came: Came) -> list[str]:
    return [tag for line in came.fields.get("tags", ()) for tag in listed(line)]


def _topics_among(tags: Iterable[str]) -> set[str]:
    return {code for tag in tags if (code := topic_of(tag, topic_tree()))}
