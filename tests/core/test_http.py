"""What a failure is answered with."""

import pytest

from core.errors import Failure, Missing, NotAllowed, Refused


@pytest.mark.parametrize(("failure", "status"), [(Refused, 409), (NotAllowed, 403), (Missing, 404)])
def test_a_failure_and_every_narrower_one_is_answered_with_its_status(
    app, failure: type[Failure], status
):
    narrower = type("Narrower", (failure,), {})

    with app.test_request_context("/courses/"):
        answers = [app.handle_user_exception(each("Not so.")) for each in (failure, narrower)]

    assert [answer.status_code for answer in answers] == [status, status]
    assert all("Not so." in answer.get_data(as_text=True) for answer in answers)
