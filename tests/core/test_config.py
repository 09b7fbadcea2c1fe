"""Settings: every one is read, and every bad one is told with what to do."""

from dataclasses import fields
from pathlib import Path

import pytest

from core.config import DEFAULT_SECRET, ROOT, BadSetting, Settings, from_environment

pytestmark = pytest.mark.pure
LONG = "x" * 32
SAFE = {"CHIZHENG_ENV": "production", "SECRET_KEY": LONG, "BASE_URL": "https://exam.example.cn"}


def refused(environ):
    """What the settings are refused with."""
    with pytest.raises(BadSetting) as refusal:
        from_environment({"SECRET_KEY": LONG} | environ)
    return str(refusal.value)


def test_every_setting_is_read_from_the_environment():
    read = from_environment(
        {
            "CHIZHENG_ENV": "testing",
            "DATABASE_URL": "postgresql://a:b@db/exams",
            "REDIS_URL": "redis://127.0.0.1:6379/0",
            "SECRET_KEY": LONG,
            "RECEIPT_KEY": "receipts",
            "BASE_URL": "https://exam.example.cn/",
            "HOST": "0.0.0.0",
            "PORT": "8080",
            "INSTANCE": "/srv/chizheng",
            "KEYS_FOLDER": "/srv/keys",
            "ZONE": "Asia/Urumqi",
            "TRUSTED_PROXIES": "1",
            "WORKER": "thread",
            "MAX_BODY": "4096",
        }
    )

    assert read == Settings(
        place="testing",
        database_url="postgresql+psycopg://a:b@db/exams",
        redis_url="redis://127.0.0.1:6379/0",
        secret_key=LONG,
        receipt_key="receipts",
        base_url="https://exam.example.cn",
        host="0.0.0.0",
        port=8080,
        instance=Path("/srv/chizheng"),
        keys=Path("/srv/keys"),
        zone="Asia/Urumqi",
        trusted_proxies=1,
        worker="thread",
        max_body=4096,
    )
    left = [field.name for field in fields(Settings) if getattr(read, field.name) == field.default]
    assert left == []


def test_nothing_has_to_be_set():
    assert from_environment({"SECRET_KEY": LONG}) == Settings(
        secret_key=LONG,
        receipt_key=f"receipts:{LONG}",
        database_url=f"sqlite:///{ROOT / 'instance' / 'chizheng.db'}",
    )


def test_an_empty_instance_is_the_usual_one_and_not_the_folder_one_happens_to_be_in():
    assert from_environment({"SECRET_KEY": LONG, "INSTANCE": ""}).instance == ROOT / "instance"


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://a@db/x", "postgresql+psycopg://a@db/x"),
        ("postgresql://a@db/x", "postgresql+psycopg://a@db/x"),
        ("postgresql+psycopg://a@db/x", "postgresql+psycopg://a@db/x"),
        ("sqlite:////srv/x.db", "sqlite:////srv/x.db"),
    ],
)
def test_a_database_is_named_as_its_own_tools_name_it(given, used):
    assert from_environment({"SECRET_KEY": LONG, "DATABASE_URL": given}).database_url == used


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("CHIZHENG_ENV", "prod", "must be one of: development, production, testing"),
        ("CHIZHENG_ENV", "", "must be one of: development, production, testing"),
        ("DATABASE_URL", "mysql://a@db/x", "must begin with sqlite:/// or postgresql://"),
        ("DATABASE_URL", "/srv/x.db", "must begin with sqlite:/// or postgresql://"),
        ("REDIS_URL", "127.0.0.1:6379", "must begin with redis://"),
        ("BASE_URL", "exam.example.cn", "must be a full address"),
        ("BASE_URL", "ftp://exam.example.cn", "must be a full address"),
        ("BASE_URL", "https://", "must be a full address"),
        ("BASE_URL", "https://:8000", "must be a full address"),
        ("BASE_URL", "https://[exam", "must be a full address"),
        ("BASE_URL", "https://exam example.cn", "must be a full address"),
        ("BASE_URL", "", "must be a full address"),
        ("PORT", "http", "must be a number from 0 to 65535"),
        ("PORT", "-1", "must be a number from 0 to 65535"),
        ("PORT", "65536", "must be a number from 0 to 65535"),
        ("PORT", "", "must be a number from 0 to 65535"),
        ("PORT", "８０", "must be a number from 0 to 65535"),
        ("PORT", "9" * 5000, "must be a number from 0 to 65535"),
        ("TRUSTED_PROXIES", "6", "must be a number from 0 to 5"),
        ("MAX_BODY", "1023", "must be a number from 1024 to 1073741824"),
        ("MAX_BODY", "1073741825", "must be a number from 1024 to 1073741824"),
        ("ZONE", "Beijing", "write one such as Asia/Shanghai"),
        ("ZONE", "", "write one such as Asia/Shanghai"),
        ("ZONE", "../../etc/passwd", "write one such as Asia/Shanghai"),
        ("WORKER", "process", "must be one of: none, thread"),
    ],
)
def test_a_bad_value_is_told_by_the_name_of_its_setting(name, value, words):
    said = refused({name: value})

    assert said.startswith(name)
    assert words in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65535"),
        ("TRUSTED_PROXIES", "5"),
        ("MAX_BODY", "1024"),
        ("MAX_BODY", "1073741824"),
    ],
)
def test_a_number_may_lie_on_either_edge(name, value):
    read = from_environment({"SECRET_KEY": LONG, name: value})

    assert getattr(read, name.lower()) == int(value)


def test_production_starts_with_a_long_secret_and_a_safe_address():
    read = from_environment(SAFE)

    assert (read.production, read.secure_cookies, read.secret_key) == (True, True, LONG)


@pytest.mark.parametrize("secret", [None, "", "x" * 31, DEFAULT_SECRET])
def test_production_refuses_a_missing_short_or_known_secret(secret):
    environ = {name: value for name, value in SAFE.items() if name != "SECRET_KEY"}
    if secret is not None:
        environ["SECRET_KEY"] = secret

    with pytest.raises(BadSetting, match="SECRET_KEY is missing or shorter") as refusal:
        from_environment(environ)
    assert "token_hex(32)" in str(refusal.value)


@pytest.mark.parametrize(("key", "kept"), [("y" * 32, "y" * 32), ("", f"receipts:{LONG}")])
def test_receipts_have_a_key_of_their_own_or_one_made_from_the_secret(key, kept):
    assert from_environment(SAFE | {"RECEIPT_KEY": key}).receipt_key == kept


def test_production_refuses_a_short_key_for_receipts():
    assert refused(SAFE | {"RECEIPT_KEY": "y" * 31}).startswith("RECEIPT_KEY is shorter than 32")


@pytest.mark.parametrize("address", ["http://exam.example.cn", None])
def test_production_refuses_a_plain_address(address):
    environ = SAFE | {"BASE_URL": address} if address else {**SAFE}
    environ = {name: value for name, value in environ.items() if address or name != "BASE_URL"}

    assert "it must be the https:// address" in refused(environ)


def test_without_a_secret_one_machine_makes_its_own_and_keeps_it(tmp_path):
    first = from_environment({"INSTANCE": str(tmp_path)})
    again = from_environment({"INSTANCE": str(tmp_path)})
    other = from_environment({"INSTANCE": str(tmp_path / "other")})

    assert len(first.secret_key) == 64
    assert first == again
    assert first.secret_key != other.secret_key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_bad_setting_ends_the_program_with_its_words_alone():
    assert issubclass(BadSetting, SystemExit)
