"""A paper that names its articles in words is stored with the codes that we know them by."""

import pytest
from sqlalchemy import select

from accounts.queries import actor_of, person_of
from question_bank.actions import bringing
from question_bank.models import Cited, Revision

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
