"""`sitting`: a sitting of 300 through a real server, from its plan to every dossier checked anew.

Here nothing is compared with a yardstick: what counts is that each bundle fits and each run's
digest comes out, computed by verify.py alone.
"""

import sys
import tempfile
from pathlib import Path

from sqlalchemy.orm import Session

from app import create_app
from bench import running
from bench.running import SECRET
from core.config import Settings
from core.database import close_connections, db
from tests.journeys.whole_bank import furnish
from tests.journeys.whole_sitting import Told, held

CANDIDATES = 300


def run(*, database: str, scale: float) -> dict:
    """Hold it, telling each step at once; the figures are of what does not fit."""
    count, told = int(CANDIDATES * scale), Told(is_aloud=True)
    with tempfile.TemporaryDirectory() as folder, running.database(database, Path(folder)) as url:
        settings = Settings(
            place="testing",
            database_url=url,
            secret_key=SECRET,
            receipt_key=SECRET,
            instance=Path(folder),
        )
        app = create_app(settings)
        with app.app_context():
            db.create_all()
            engine = db.engine
        with Session(engine, expire_on_commit=False) as session:
            company = furnish(app, session, count)
            environment = {
                "DATABASE_URL": url,
                "SECRET_KEY": SECRET,
                "RECEIPT_KEY": SECRET,
                "INSTANCE": folder,
                "WORKER": "thread",
            }
            with running.server("app:create_app", environment, workers=2) as product:
                found = held(product.url, session, company, Path(folder), told=told)
        with app.app_context():
            close_connections()
    sys.stderr.write(f"{told.table()}\n")
    return _figures(found, told, database, count)


def _figures(found: dict, told: Told, database: str, count: int) -> dict:
    wrong = {
        "files that do not fit": sum(not each["fits"] for each in found["files"]),
        "files not wholly checked": sum(bool(each["not_checked"]) for each in found["files"]),
        "runs without their digest": sum(not run["fits"] for run in found["runs"]),
    }
    return {
        "benchmark": "sitting",
        "ratio": sum(wrong.values()),
        "target": 0,
        "measured": {
            **wrong,
            "dossiers": len(found["files"]),
            "runs": len(found["runs"]),
            "seconds": round(sum(took for _, _, took in told.steps)),
        },
        "yardstick": {**dict.fromkeys(wrong, 0), "dossiers": count},
        "scale": {"database": database, "candidates": count},
    }
