"""A credential with a real photo, as its documents print it."""

import io

import pytest
from PIL import Image

from accounts.models import Person
from credentials.actions import filing, issuing
from credentials.documents.photo import cleaned
from credentials.queries.register import credential_of
from tests.credentials import steps

HOUSE = "https://chizheng.example.org"


@pytest.fixture
def picture():
    """A picture as somebody uploads it."""
    file = io.BytesIO()
    Image.new("RGB", (600, 900), "#88aabb").save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def name():
    """Lin's name; a test may give another."""
    return "林知夏"


@pytest.fixture
def definition():
    """What differs in the small type; a test may say."""
    return {}


@pytest.fixture
def row(session, definition):
    """The small type."""
    return steps.rule(session, **definition)


@pytest.fixture
def pictured(app, session, cast, row, actor, picture, name):
    """Lin's credential with the photo."""
    session.get(Person, cast.lin.id).name = name
    session.commit()
    with app.app_context():
        filing.keep_photo(cast.lin.id, image=cleaned(picture), actor=actor(cast.lin))
        filing.check_eligibility(cast.lin.id, education="bachelor", actor=actor(cast.yin))
    steps.released(session, cast, cast.lin)
    with app.app_context():
        proposal = issuing.propose(cast.lin.id, rule_code="small", actor=actor(cast.yin))
        return issuing.confirm(proposal.id, actor=actor(cast.fu))


@pytest.fixture
def credential(in_app, pictured):
    """Lin's credential, loaded."""
    return credential_of(pictured.id)
