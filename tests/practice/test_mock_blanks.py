"""What a mock exam says of a place that was left without an answer."""

import re

from tests.practice.mocking import Sitting, plan_for, pool_for


def test_a_blank_is_called_not_answered_and_a_wrong_answer_wrong(house, session, cast):
    plan_for(session, cast)
    pool_for(session, cast)
    lin = Sitting(house.as_(cast.lin, "en"), session)
    address = lin.begin()
    lin.keep(address, right=False, only=[1])
    lin.hand_in(address)

    page = lin.browser.get(f"{address}/result").text

    said = re.findall(r'<div class="fared fared-(\w+)">.*?<h2>([^<]+)</h2>', page, re.DOTALL)
    assert said == [("wrong", "Not right yet."), *[("unknown", "Not answered.")] * 4]
