"""A process that confirms a proposal and stops between the number and the commit, to be killed.

Run as `python -m tests.credentials.dying <database> <keys> <proposal> <person>`.
"""

import sys
import time
from pathlib import Path

from sqlalchemy import event

from accounts.models import Person
from accounts.queries import actor_of
from app import create_app
from core.config import Settings
from core.database import db
from credentials.actions import issuing
from credentials.models import Credential, Series


def main(database: str, folder: str, proposal_id: str, person_id: str) -> None:
    settings = Settings(place="testing", database_url=database, instance=Path(folder))
    with create_app(settings).app_context():
        actor = actor_of(db.session.get_one(Person, int(person_id)))
        event.listen(db.session, "before_commit", stop_once_numbered)
        issuing.confirm(int(proposal_id), actor=actor)


def stop_once_numbered(session) -> None:
    """Say which number was taken and wait for the end."""
    taken = [each for each in session if isinstance(each, Credential)]
    if taken:
        serial = session.get(Series, taken[0].series_id).last_serial
        sys.stdout.write(f"taken {serial}\n")
        sys.stdout.flush()
        time.sleep(600)


if __name__ == "__main__":
    main(*sys.argv[1:])
