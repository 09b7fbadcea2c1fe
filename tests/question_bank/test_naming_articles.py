"""A paper that names its articles in words is stored with the codes that we know them by."""

import pytest
from sqlalchemy import select

from accounts.queries import actor_of, person_of
from question_bank.actions import bringing
from question_bank.models import Cited, Revision
from question_bank.rules.settings import settled

PAPER = """一、单项选择题

1．执法人员到现场检查，店主要求查看证件，应当怎样做？
A．出示执法证件
B．口头说明身份
C．请店主先配合
D．改日再来
答案：A
依据：《中华人民共和国行政处罚法》第五十五条第一款、第四十二条
主题：行政处罚法
解析：表明身份在先。
"""


@pytest.fixture
def chen(in_app, cast):
    return actor_of(person_of(cast.chen.id))


def test_articles_and_topic_in_words_become_codes(session, chen):
    upload = bringing.keep_upload(
        PAPER.encode(),
        name="卷.txt",
        format_name="paper",
        defaults={"topic": "serv.ethos", "pool": "practice", "lang": "zh", "difficulty": "medium"},
        actor=chen,
    )

    notes = bringing.look(upload, actor=chen).notes
    bringing.store_upload(upload.token, actor=chen)

    session.rollback()
    revision = session.scalars(select(Revision)).one()
    cited = {(row.code, row.article) for row in session.scalars(select(Cited))}
    assert notes == ()
    assert revision.topic == "law.penalty"
    assert revision.details["refs"] == ["penalty-law 55(1)", "penalty-law 42"]
    assert cited == {("penalty-law", "55"), ("penalty-law", "42")}


@pytest.mark.parametrize(
    ("labels", "topic", "tags", "said"),
    [
        ("标签：重点\n主题：行政处罚法", "law.penalty", ("重点",), []),
        ("标签：重点，行政处罚法", "law.penalty", ("重点",), []),
        ("主题：law.penalty\n标签：行政许可法", "law.penalty", ("行政许可法",), []),
        (
            "标签：行政许可法\n主题：行政处罚法",
            "serv.ethos",
            ("行政许可法", "行政处罚法"),
            ["QI214"],
        ),
    ],
)
def test_a_tag_is_the_topic_if_no_other_could_be_it(session, chen, labels, topic, tags, said):
    upload = bringing.keep_upload(
        PAPER.replace("主题：行政处罚法", labels).encode(),
        name="卷.txt",
        format_name="paper",
        defaults={"topic": "serv.ethos", "pool": "practice", "lang": "zh", "difficulty": "medium"},
        actor=chen,
    )

    report = bringing.look(upload, actor=chen)

    settings = settled((), report.questions[0].draft.fields)
    assert (settings.topic, settings.tags) == (topic, tags)
    assert [note.code for note in report.all_notes if note.code.startswith("QI")] == said
