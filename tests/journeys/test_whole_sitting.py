"""From the plan of a sitting to its last dossier; `bin/bench sitting` holds one of 300."""

from bench.running import server
from tests.conftest import SECRET
from tests.journeys.whole_bank import furnish
from tests.journeys.whole_sitting import Told, held

CANDIDATES = 24


def test_every_mark_of_a_whole_sitting_is_computed_again_from_its_dossiers_alone(
    app, settings, session, tmp_path
):
    company = furnish(app, session, CANDIDATES)
    environment = {
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": SECRET,
        "RECEIPT_KEY": SECRET,
        "INSTANCE": str(settings.instance),
        "WORKER": "thread",
    }

    with server("app:create_app", environment) as product:
        found = held(product.url, session, company, tmp_path, told=Told())

    assert [each["fault"] for each in found["files"]] == [None] * CANDIDATES
    assert all(each["not_checked"] == [] for each in found["files"])
    assert [(run["here"], run["of"], run["fits"]) for run in found["runs"]] == [
        (CANDIDATES, CANDIDATES, True),
        *[(CANDIDATES - 1, CANDIDATES - 1, True)] * 3,
    ]
    assert found["fits"] is True
