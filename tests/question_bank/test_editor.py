"""What the editor's page carries besides the text."""

import re

import pytest

from question_bank.views.findings import MOST_SHOWN
from tests.question_bank.writing import BOTH, CODE, ZH

SECRET = re.compile(r'data-secret="([0-9a-f]{64})"')
PATH = f"/questions/{CODE}/text"


@pytest.fixture
def stored(house, cast):
    house.as_(cast.chen).post("/questions/", BOTH | {"save": "1", "base": "0"})


def test_each_person_has_a_key_of_their_own_that_outlasts_a_sign_in(house, cast, stored):
    keys = [
        SECRET.search(house.as_(person).get(PATH).text)[1]
        for person in (cast.chen, cast.chen, cast.wu)
    ]

    assert keys[0] == keys[1]
    assert keys[0] != keys[2]


def test_of_very_many_findings_the_first_are_shown_and_the_rest_counted(house, cast, stored):
    text = ZH.replace("一人", "![图](x) " * 300)

    answer = house.as_(cast.chen, "en").post(
        "/questions/preview", {"zh": text, "en": "", "code": CODE}
    )

    page = answer.json["zh"]
    assert page["errors"] == 300
    assert page["html"].count("<li>") == MOST_SHOWN
    assert re.search(r"There are 20\d more; correct these first\.", page["html"])
