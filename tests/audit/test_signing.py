"""Keys of the house: made, rotated, reported compromised; what they signed stands or not."""

import stat
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app import create_app
from audit import signing
from audit.actions import make_bundle, new_key, record, report_compromised
from audit.acts import AuditAct
from audit.models import Entry, SigningKey
from audit.queries import verify
from audit.rules.bundle import Record
from core.clock import now
from core.errors import Missing, Refused
from tests.audit.bundles import checked

pytestmark = pytest.mark.usefixtures("in_app")
DATA = b"what is signed"


def acts(session):
    session.rollback()
    return list(session.scalars(select(Entry.act).order_by(Entry.id)))


def test_the_first_key_is_made_when_something_is_to_be_signed(session):
    signature = signing.sign(DATA)

    key = signing.present_key()
    assert signature.key == key.code == signing.code_of(signing.decoded(key.public))
    assert signing.fits(signature.key, DATA, signature.value)
    assert acts(session) == ["audit.key_made"]


def test_in_production_no_key_is_made_by_itself(app, settings, tmp_path):
    folder = signing.KeyFolder(tmp_path / "keys", make_key=None)
    before = signing._folders[signing.db.engine]
    signing._folders[signing.db.engine] = folder

    with pytest.raises(Refused, match="flask audit keys new"):
        signing.sign(DATA)
    new_key()
    assert signing.fits(signing.sign(DATA).key, DATA, signing.sign(DATA).value)

    signing._folders[signing.db.engine] = before


def test_an_application_in_production_has_no_way_to_make_one(settings, tmp_path):
    other = create_app(replace(settings, keys=tmp_path / "keys"))

    with other.app_context():
        assert signing._folders[signing.db.engine].path == tmp_path / "keys"


def test_the_private_half_is_a_file_for_its_owner_alone_and_nowhere_else(session, settings):
    key = new_key()

    file = settings.keys_folder / f"{key.code}.pem"
    secret = "".join(file.read_text().splitlines()[1:-1])
    entry = session.scalars(select(Entry)).one()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.keys_folder.stat().st_mode) == 0o700
    assert secret not in repr(entry.fields)
    assert {column.name for column in SigningKey.__table__.columns} == {
        "id",
        "code",
        "public",
        "by_id",
        "at",
    }


@pytest.mark.parametrize(
    ("data", "value"),
    [(b"other", None), (DATA, "AAAA"), (DATA, ""), (DATA, "no base64!"), (DATA, "签名")],
)
def test_what_was_changed_does_not_fit(data, value):
    signature = signing.sign(DATA)

    assert not signing.fits(signature.key, data, signature.value if value is None else value)


def test_a_key_that_is_not_on_record_fits_nothing():
    signature = signing.sign(DATA)

    assert not signing.fits("key-0000000000000000", DATA, signature.value)


def test_after_a_rotation_the_new_key_signs_and_what_the_old_one_signed_stands(session):
    old = signing.sign(DATA)

    key = new_key()

    new = signing.sign(DATA)
    assert (new.key, new.key != old.key) == (key.code, True)
    assert signing.fits(old.key, DATA, old.value)
    assert signing.fits(new.key, DATA, new.value)
    assert [one["end"] and one["end"]["kind"] for one in signing.key_history()] == [None, "retired"]
    assert acts(session) == ["audit.key_made", "audit.key_made"]


def test_by_a_compromised_key_only_what_the_trail_recorded_before_stands(session):
    signature = signing.sign(DATA)
    since = now()

    report_compromised(signature.key, since, "stolen laptop")

    def stands(at):
        return signing.fits(signature.key, DATA, signature.value, recorded_at=at)

    assert stands(since - timedelta(seconds=1))
    assert not stands(since)
    assert not stands(since + timedelta(days=1))
    assert not stands(None)
    assert acts(session) == ["audit.key_made", "audit.key_compromised"]


def test_a_compromised_key_signs_no_more():
    old = signing.sign(DATA).key

    report_compromised(old, now(), "stolen laptop")

    assert signing.sign(DATA).key != old


def test_a_retired_key_can_still_be_reported():
    old = signing.sign(DATA)
    new_key()

    report_compromised(old.key, now() - timedelta(days=1), "old disk sold")

    ended = signing.key_on_record(old.key)
    assert (ended.end.kind, {end.kind for end in ended.ends}) == (
        "compromised",
        {"compromised", "retired"},
    )
    assert not signing.fits(old.key, DATA, old.value, recorded_at=now())


@pytest.mark.parametrize(
    ("code", "since", "problem"),
    [
        ("key-none", timedelta(), Missing),
        (None, timedelta(days=1), Refused),
    ],
)
def test_a_report_that_cannot_be_is_refused(session, code, since, problem):
    own = signing.sign(DATA).key

    with pytest.raises(problem):
        report_compromised(code or own, now() + since, "x")

    assert acts(session) == ["audit.key_made"]


def test_a_key_is_reported_once(session):
    own = signing.sign(DATA).key
    report_compromised(own, now(), "x")

    with pytest.raises(Refused):
        report_compromised(own, now(), "x")

    assert acts(session) == ["audit.key_made", "audit.key_compromised"]


def test_a_public_half_exchanged_by_sql_fits_nothing_and_is_found(session):
    signature = signing.sign(DATA)
    new_key()
    other = signing.present_key()
    session.execute(
        update(SigningKey).where(SigningKey.code == signature.key).values(public=other.public)
    )
    session.commit()
    signing.db.session.rollback()
    signing.db.session.expire_all()

    assert not signing.fits(signature.key, DATA, signing.sign(DATA).value)
    assert [(fault.place, fault.what) for fault in verify().faults] == [
        (signature.key, "is a key on the trail that is not on record as it was made")
    ]


def test_a_key_put_in_by_sql_and_a_report_taken_out_are_found(session):
    own = signing.sign(DATA).key
    report_compromised(own, now(), "x")
    session.execute(signing.SigningKey.ends.property.mapper.local_table.delete())
    session.add(SigningKey(code="key-forged", public="AAAA", at=now()))
    session.commit()
    signing.db.session.rollback()
    signing.db.session.expire_all()

    assert {(fault.place, fault.what) for fault in verify().faults} == {
        ("key-forged", "is a key on record that the trail does not tell of"),
        (own, "differs from what the trail tells of its being compromised"),
    }


def test_a_bundle_of_the_house_fits_its_published_keys_and_leaves_its_root_on_the_trail(session):
    bundle = make_bundle(
        "trail",
        {"first": 1, "previous": "", "last": 0, "hash": ""},
        [Record("note", {"text": "x"})],
        house="https://exam.example.cn",
        actor=None,
    )

    entry = session.scalars(select(Entry).where(Entry.act == AuditAct.BUNDLE_MADE)).one()
    assert entry.fields["root"] == bundle["head"]["root"]
    assert entry.fields["key"] == bundle["key"]["code"] == signing.present_key().code
    assert checked(bundle, {})["fault"]["what"] == "stands in no block"


def test_a_bundle_whose_entry_cannot_be_written_is_not_made(session, monkeypatch):
    signing.sign(DATA)
    monkeypatch.setattr("audit.actions.record", lambda *_, **__: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        make_bundle("trail", {}, [], house="https://exam.example.cn", actor=None)

    assert acts(session) == ["audit.key_made"]


def test_record_still_writes_entries_of_its_own(session):
    record(AuditAct.REDACTED, None, subject=("trail_entry", 1))

    assert acts(session) == ["audit.redacted"]
