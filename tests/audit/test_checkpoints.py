"""What a witness outside holds: with it every rewriting of history is found."""

import json
import secrets
from copy import deepcopy
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from audit import signing
from audit.actions import checkpoint, export_trail, new_key, record, redact, seal
from audit.acts import AuditAct
from audit.models import Block, Entry, Sealed
from audit.rules.checkpoint import BadCheckpoint, read_checkpoint
from audit.rules.entry import block_hash, entry_hash, field_digest
from audit.rules.merkle import root_hash
from core.clock import now
from core.errors import Missing, Refused
from tests.audit.bundles import OTHER, checked, place_of, public_of, ran, signed
from tests.audit.test_trail import ACTOR, TestAct

HOUSE = "https://exam.example.cn"


def act(app, count=2):
    with app.app_context():
        for number in range(count):
            record(TestAct.DONE, ACTOR, subject=("thing", number), reason="有")
        seal()


@pytest.fixture
def witnessed(app):
    """Three blocks, a checkpoint in a witness's hands, and life going on."""
    for _ in range(3):
        act(app)
    with app.app_context():
        seen = checkpoint(house=HOUSE)
    act(app)
    return seen


def told(app, *documents):
    with app.app_context():
        found = signing.verify_witnessed([read_checkpoint(one) for one in documents])
    return [fault.what for fault in found.faults]


def without_witness(app):
    return told(app)


def cut(session, height):
    """Take the end off: blocks from a height on, their entries and what is not sealed."""
    kept = select(Sealed.entry_id).where(Sealed.height < height)
    gone = list(session.scalars(select(Entry.id).where(Entry.id.not_in(kept))))
    session.execute(delete(Sealed).where(Sealed.height >= height))
    session.execute(delete(Block).where(Block.height >= height))
    session.execute(delete(Entry).where(Entry.id.in_(gone)))
    session.commit()


def chained_anew(session):
    """Compute every leaf, root and hash again, as somebody could who holds the database."""
    previous = ""
    for block in session.scalars(select(Block).order_by(Block.height)).all():
        entries = session.scalars(
            select(Entry)
            .join(Sealed, Sealed.entry_id == Entry.id)
            .where(Sealed.height == block.height)
            .order_by(Sealed.position)
        ).all()
        block.previous, block.count = previous, len(entries)
        block.root = root_hash([entry_hash(entry.digests) for entry in entries]).hex()
        block.hash = previous = block_hash(
            height=block.height,
            previous=block.previous,
            root=block.root,
            count=block.count,
            at=block.at.isoformat(),
        )
    session.commit()


def rewritten(entry, **values):
    fields = {**entry.fields, **values}
    digests = {name: field_digest(name, fields[name], entry.salts[name]) for name in fields}
    return {"fields": fields, "digests": digests}


def test_an_honest_trail_holds_with_its_checkpoints(app, witnessed):
    with app.app_context():
        second = checkpoint(house=HOUSE)
        found = signing.verify_witnessed([read_checkpoint(one) for one in (witnessed, second)])

    assert (found.faults, found.unsealed, found.unwitnessed) == ([], 1, 1)
    assert second["head"]["entries"] == found.entries - 1


def test_a_checkpoint_tells_what_is_not_yet_witnessed(app, witnessed):
    with app.app_context():
        found = signing.verify_witnessed([read_checkpoint(witnessed)])

    assert found.unwitnessed == found.entries - witnessed["head"]["entries"] > 0


def test_a_cut_tail_is_found(app, session, witnessed):
    cut(session, witnessed["head"]["height"])

    assert told(app, witnessed)[-1].endswith("its end was cut off, or an old backup was restored")
    assert not [what for what in without_witness(app) if "block" in what]


def test_a_cut_tail_on_which_life_goes_on_is_found(app, session, witnessed):
    cut(session, 2)
    for _ in range(4):
        act(app)

    assert [what for what in told(app, witnessed) if "written anew" in what]


def test_a_restored_old_backup_is_found(app, session, witnessed):
    """An old backup is the trail as it was: whole in itself, and shorter than what was seen."""
    cut(session, 3)
    with app.app_context():
        signing.db.session.expire_all()

    assert [what for what in told(app, witnessed) if "old backup was restored" in what]


def test_a_history_written_anew_from_the_start_is_found(app, session, witnessed):
    first = session.scalars(select(Entry).order_by(Entry.id)).first()
    session.execute(
        update(Entry).where(Entry.id == first.id).values(**rewritten(first, reason="无"))
    )
    session.commit()
    session.expire_all()
    chained_anew(session)

    assert without_witness(app) == []
    assert told(app, witnessed) == [
        f"saw another block {witnessed['head']['height']}: the trail was written anew"
    ]


def test_rows_exchanged_and_chained_anew_are_found(app, session, witnessed):
    first, second = session.scalars(select(Entry.id).order_by(Entry.id).limit(2)).all()
    for entry_id, position in ((first, 9), (second, 0), (first, 1)):
        session.execute(update(Sealed).where(Sealed.entry_id == entry_id).values(position=position))
    session.commit()
    chained_anew(session)

    assert without_witness(app) == []
    assert "written anew" in told(app, witnessed)[0]


def forged(session, at, **more):
    fields = {
        "act": "test.forged",
        "actor": 1,
        "actor_name": "孔令仪",
        "at": at.isoformat(),
        "subject": None,
        "unit_path": "/",
    }
    salts = {name: secrets.token_hex(16) for name in fields}
    statement = insert(Entry).values(
        uid=secrets.token_hex(16),
        at=at,
        act="test.forged",
        actor_id=1,
        unit_path="/",
        fields=fields,
        salts=salts,
        digests={name: field_digest(name, fields[name], salts[name]) for name in fields},
    )
    found = session.execute(statement.returning(Entry.id)).scalar_one()
    session.commit()
    return found


def test_a_row_put_into_a_block_and_chained_anew_is_found(app, session, witnessed):
    entry_id = forged(session, now())
    session.add(Sealed(entry_id=entry_id, height=2, position=9))
    session.commit()
    chained_anew(session)

    assert without_witness(app) == []
    assert "written anew" in told(app, witnessed)[0]


@pytest.mark.parametrize("is_sealed", [False, True])
def test_a_row_dated_an_hour_before_the_checkpoint_is_found(app, session, witnessed, is_sealed):
    forged(session, now() - timedelta(hours=1))
    if is_sealed:
        with app.app_context():
            seal()

    assert without_witness(app) == []
    assert told(app, witnessed) == ["is dated before a checkpoint that does not hold it"]


def test_a_checkpoint_that_was_changed_is_no_signature_of_the_house(app, witnessed):
    changed = deepcopy(witnessed)
    changed["head"]["entries"] += 1

    assert told(app, changed) == ["is not signed by a key on record here"]


def test_a_checkpoint_of_a_stranger_is_found(app, witnessed):
    head = witnessed["head"]
    message = json.dumps(
        ["chizheng-checkpoint/1", head], sort_keys=True, separators=(",", ":")
    ).encode()

    stranger = signed({"format": witnessed["format"], "head": head}, message, OTHER)

    assert told(app, stranger) == ["is not signed by a key on record here"]


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"format": "x"},
        {"format": "chizheng-checkpoint/1"},
        {"format": "chizheng-checkpoint/1", "head": {"made_at": "2027-03-01T08:00:00"}},
    ],
)
def test_what_is_no_checkpoint_is_told(document):
    with pytest.raises(BadCheckpoint):
        read_checkpoint(document)


def test_a_checkpoint_outlives_a_rotation_of_keys(app, witnessed):
    with app.app_context():
        new_key()

    assert told(app, witnessed) == []


def test_a_checkpoint_seals_what_is_open_first(app, monkeypatch):
    monkeypatch.setattr("audit.actions.BLOCK_SIZE", 2)
    with app.app_context():
        for _ in range(5):
            record(TestAct.DONE, ACTOR)
        seen = checkpoint(house=HOUSE)

    assert (seen["head"]["height"], seen["head"]["entries"]) == (3, 5)


def test_nothing_is_signed_where_nothing_is_sealed(app):
    with app.app_context(), pytest.raises(Refused):
        checkpoint(house=HOUSE)


def test_a_trail_that_does_not_continue_its_own_checkpoint_is_not_signed(app, session, witnessed):
    act(app)
    first = session.scalars(select(Entry).order_by(Entry.id)).first()
    session.execute(
        update(Entry).where(Entry.id == first.id).values(**rewritten(first, reason="无"))
    )
    session.commit()
    session.expire_all()
    chained_anew(session)

    with app.app_context(), pytest.raises(Refused, match="does not continue"):
        checkpoint(house=HOUSE)


# The trail as a bundle.


@pytest.fixture
def exported(app, witnessed):
    with app.app_context():
        return export_trail(house=HOUSE, actor=None)


def test_an_exported_trail_fits_alone_and_with_the_checkpoint(exported, witnessed):
    found = checked(exported, {}, checkpoints=[witnessed])

    assert found["fault"] is None
    assert f"at block {witnessed['head']['height']}" in found["checked"][-1]


def test_an_export_of_a_history_written_anew_does_not_fit_the_checkpoint(app, session, witnessed):
    first = session.scalars(select(Entry).order_by(Entry.id)).first()
    session.execute(
        update(Entry).where(Entry.id == first.id).values(**rewritten(first, reason="无"))
    )
    session.commit()
    session.expire_all()
    chained_anew(session)
    with app.app_context():
        exported = export_trail(house=HOUSE, actor=None)

    found = checked(exported, {}, checkpoints=[witnessed])

    assert found["fault"]["kind"] == "block"
    assert "rewritten" in found["fault"]["what"]


def test_an_export_of_a_cut_trail_does_not_fit_the_checkpoint(app, session, witnessed):
    cut(session, 2)
    with app.app_context():
        exported = export_trail(house=HOUSE, actor=None)

    assert "cut off" in checked(exported, {}, checkpoints=[witnessed])["fault"]["what"]


def test_a_checkpoint_of_another_part_of_the_trail_is_said_not_to_be_checked(app, witnessed):
    with app.app_context():
        later = export_trail(house=HOUSE, actor=None, first=4)
        act(app)
        newer = checkpoint(house=HOUSE)

    height, newest = witnessed["head"]["height"], newer["head"]["height"]
    assert [
        [said.split(": ")[-1] for said in checked(later, {}, checkpoints=[seen])["not_checked"]]
        for seen in (witnessed, newer)
    ] == [
        [f"block {height} is not in this part of the trail"],
        [f"block {newest} is not in this part of the trail"],
    ]


def test_a_checkpoint_with_another_head_does_not_fit(witnessed):
    changed = {**witnessed, "head": {**witnessed["head"], "note": "x"}}

    assert checked(witnessed, {})["fits"] is True
    assert checked(changed, {})["fits"] is False
    assert checked({**witnessed, "note": "x"}, {})["fits"] is False


def test_a_file_that_cannot_be_written_is_told_with_status_2(app, tmp_path):
    act(app)

    assert run(app, "checkpoint", "--out", tmp_path / "no" / "such" / "folder.json").exit_code == 2


def test_part_of_the_trail_can_be_exported(app, witnessed):
    with app.app_context():
        exported = export_trail(house=HOUSE, actor=None, first=2)
        with pytest.raises(Refused):
            export_trail(house=HOUSE, actor=None, first=99)

    assert exported["head"]["about"]["first"] == 2
    assert checked(exported, {})["fault"] is None


def test_an_entry_redacted_on_the_trail_is_exported_as_such_and_fits(app, session, witnessed):
    entry = session.scalars(select(Entry).where(Entry.act == "test.done")).first()
    with app.app_context():
        redact(entry.id, ["reason", "actor_name"], reason="删除请求 12")
        exported = export_trail(house=HOUSE, actor=None)

    session.rollback()
    shown = session.get(Entry, entry.id)
    assert set(shown.fields) == set(shown.salts) == {"act", "actor", "at", "subject", "unit_path"}
    assert set(shown.digests) == {*shown.fields, "reason", "actor_name"}
    assert told(app, witnessed) == []
    assert checked(exported, {})["not_shown"] == {"entry.actor_name": 1, "entry.reason": 1}
    noted = session.scalars(select(Entry).where(Entry.act == AuditAct.REDACTED)).one()
    assert (noted.subject_id, noted.fields["redacted"], noted.fields["reason"]) == (
        str(entry.id),
        ["actor_name", "reason"],
        "删除请求 12",
    )


@pytest.mark.parametrize(
    ("entry_id", "names", "problem"),
    [(0, ["reason"], Missing), (None, ["act"], Refused), (None, ["nothing"], Refused)],
)
def test_what_cannot_be_redacted_is_refused(app, session, witnessed, entry_id, names, problem):
    entry = session.scalars(select(Entry).where(Entry.act == "test.done")).first()

    with app.app_context(), pytest.raises(problem):
        redact(entry.id if entry_id is None else entry_id, names, reason="x")

    session.rollback()
    assert "reason" in session.get(Entry, entry.id).fields


# The commands.


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=["audit", *map(str, arguments)])


def test_the_witness_is_asked_on_the_command_line(app, session, tmp_path, witnessed):
    file = tmp_path / "seen.json"
    file.write_text(json.dumps(witnessed))

    holds = run(app, "verify", "--checkpoint", file, "--json")
    cut(session, 2)
    broken = run(app, "verify", "--checkpoint", file)

    assert (holds.exit_code, json.loads(holds.output)["faults"]) == (0, [])
    assert broken.exit_code == 1
    assert "its end was cut off" in broken.stderr


@pytest.mark.parametrize("text", ["nonsense", "{}", '{"format": "chizheng-checkpoint/1"}'])
def test_a_checkpoint_that_is_none_is_told_with_status_2(app, tmp_path, text):
    file = tmp_path / "seen.json"
    file.write_text(text)

    answer = run(app, "verify", "--checkpoint", file)

    assert answer.exit_code == 2
    assert "Traceback" not in answer.output


def test_checkpoint_and_export_write_files_that_fit(app, tmp_path):
    act(app)
    seen, trail, keys = (tmp_path / name for name in ("seen.json", "trail.json", "keys.json"))

    first = run(app, "checkpoint", "--out", seen, "--json")
    second = run(app, "export", "--out", trail)
    keys.write_text(run(app, "keys", "list", "--json").output)

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert json.loads(first.output) == json.loads(seen.read_text())["head"]
    answer = ran(tmp_path, trail.read_text(), "--key", keys, "--checkpoint", seen)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert ran(tmp_path, seen.read_text(), "--key", keys).returncode == 0


def test_an_empty_house_has_nothing_to_sign_or_export(app, tmp_path):
    out = tmp_path / "out.json"

    assert run(app, "checkpoint", "--out", out).exit_code == 1
    assert run(app, "export", "--out", out).exit_code == 1
    assert not out.exists()


def test_redact_takes_values_out_of_a_bundle_that_still_fits(app, tmp_path, exported):
    whole, shown = tmp_path / "whole.json", tmp_path / "shown.json"
    whole.write_text(json.dumps(exported, ensure_ascii=False))

    answer = run(app, "redact", whole, "--hide", "entry.actor_name", "--out", shown)
    nothing = run(app, "redact", whole, "--hide", "entry.nothing", "--out", tmp_path / "x.json")
    unread = run(app, "redact", shown, "--out", tmp_path / "x.json")

    assert (answer.exit_code, nothing.exit_code, unread.exit_code) == (0, 1, 2)
    assert "孔令仪" in whole.read_text()
    assert "孔令仪" not in shown.read_text()
    assert place_of(checked(json.loads(shown.read_text()), {})) is None


def test_erase_takes_a_field_out_of_an_entry(app, session, witnessed):
    entry = session.scalars(select(Entry).where(Entry.act == "test.done")).first()

    done = run(app, "erase", entry.id, "actor_name", "--reason", "删除请求")
    again = run(app, "erase", entry.id, "actor_name", "--reason", "删除请求")

    assert (done.exit_code, again.exit_code) == (0, 1)
    assert told(app, witnessed) == []


def test_keys_are_made_listed_and_reported(app):
    first = json.loads(run(app, "keys", "new", "--json").output)
    second = json.loads(run(app, "keys", "new", "--json").output)
    since = (now() - timedelta(hours=1)).isoformat()

    reported = run(app, "keys", "compromised", first["code"], "--since", since, "--reason", "theft")
    listed = run(app, "keys", "list")

    assert reported.exit_code == 0
    assert listed.output.splitlines()[0].startswith(f"{second['code']}  {second['public']}")
    assert f"compromised since {since}" in listed.output.splitlines()[1]
    assert "PRIVATE" not in listed.output


@pytest.mark.parametrize(
    ("since", "status"),
    [("yesterday", 2), ("2027-01-31T08:00:00", 2), ("2027-01-31T08:00:00+08:00", 1)],
)
def test_a_report_that_cannot_be_read_or_made_is_told(app, since, status):
    answer = run(app, "keys", "compromised", "key-none", "--since", since, "--reason", "x")

    assert answer.exit_code == status


@pytest.mark.parametrize(
    "command",
    ["verify", "checkpoint", "export", "redact", "erase", "keys list", "keys new"],
)
def test_every_command_shows_an_example(app, command):
    assert "flask audit" in run(app, *command.split(), "--help").output


def test_the_keys_of_another_house_do_not_fit_an_export(exported):
    keys = {public_of(OTHER)["code"]: public_of(OTHER)["public"]}

    assert checked(exported, keys)["fits"] is False
