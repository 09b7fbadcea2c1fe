"""The Safe Exam Browser: keys of configurations, hashes of pages, and what they prove."""

import hashlib
import plistlib
from datetime import UTC, datetime, timedelta, timezone

import pytest

from exam.rules.safe_browser import (
    Shown,
    as_file,
    as_seb_json,
    config_key,
    configuration,
    page_hash,
    password_hash,
    proves,
    read_keys,
)
from tests.exam.rules import seb_vector

pytestmark = pytest.mark.pure

KEY = "81aad4ab9dfd447cc479e6a4a7c9a544e2cafc7f3adeb68b2a21efad68eca4dc"
OTHER = "1" * 64
PAGE = "https://exam.example.com/attempt/7?page=2"
HASH = "4436e6cc09a42f1d9db9240a12e1d0f59d85ac48baf403588bdf7aeff7e99985"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": 2}, '{"a":2,"b":1}'),
        ({"allowWLAN": 1, "allowWlan": 2}, '{"allowWlan":2,"allowWLAN":1}'),
        ({"allowedDisplays": 1, "allowFlash": 2}, '{"allowedDisplays":1,"allowFlash":2}'),
        ({"URLFilter": 1, "touch": 2}, '{"touch":2,"URLFilter":1}'),
        ({"in": {"b": 1, "A": 2}}, '{"in":{"A":2,"b":1}}'),
        ({"in": [{"b": 1, "A": 2}]}, '{"in":[{"A":2,"b":1}]}'),
        ({"a": {}, "b": [], "c": [{}]}, '{"b":[],"c":[]}'),
        ({"a": r'^https?:\/\/x"y'}, r'{"a":"^https?:\/\/x"y"}'),
        ({"a": "考试 ü"}, '{"a":"考试 ü"}'),
        ({"a": b"\x00\xff"}, '{"a":"AP8="}'),
        ({"a": b""}, '{"a":""}'),
        ({"a": True, "b": False, "c": 1}, '{"a":true,"b":false,"c":1}'),
        ({"a": 1.5, "b": 2.0, "c": 0.1 + 0.2}, '{"a":1.5,"b":2,"c":0.3}'),
        ({"a": datetime(1940, 10, 9, 22, 13, 56)}, '{"a":"1940-10-09T22:13:56+00:00"}'),
    ],
)
def test_settings_are_written_as_the_browser_writes_them(value, text):
    assert as_seb_json(value) == text


def test_a_date_is_told_in_utc():
    there = datetime(2026, 5, 1, 8, 0, tzinfo=timezone(timedelta(hours=8)))

    assert as_seb_json(there) == as_seb_json(datetime(2026, 5, 1, tzinfo=UTC))


def test_a_configuration_holds_nothing_else():
    with pytest.raises(TypeError):
        as_seb_json({"a": None})


def test_the_key_of_real_settings_is_the_one_that_the_browser_gives_them():
    settings = seb_vector.settings()

    assert config_key(settings) == seb_vector.KEY
    assert config_key(dict(reversed(settings.items()))) == seb_vector.KEY


@pytest.mark.parametrize(
    "same", [{"originatorVersion": "another"}, {"empty": {}}, {"originatorVersion": None}]
)
def test_where_a_file_comes_from_and_empty_dictionaries_change_no_key(same):
    assert config_key(seb_vector.settings() | same) == seb_vector.KEY


def test_any_other_setting_changes_the_key():
    assert config_key(seb_vector.settings() | {"allowQuit": False}) != seb_vector.KEY


@pytest.mark.parametrize("fragment", ["", "#", "#q3", "#q3#q4"])
def test_the_hash_of_a_page_leaves_its_fragment_out(fragment):
    assert page_hash(PAGE + fragment, KEY) == HASH
    assert hashlib.sha256((PAGE + KEY).encode()).hexdigest() == HASH


@pytest.mark.parametrize("page", [PAGE + "&a=1", PAGE.replace("7", "8"), "http" + PAGE[5:]])
def test_another_page_has_another_hash(page):
    assert page_hash(page, KEY) != HASH


@pytest.mark.parametrize(
    ("shown", "is_proof"),
    [
        (Shown(PAGE), False),
        (Shown(PAGE, config_hash=HASH), True),
        (Shown(PAGE + "#q9", config_hash=HASH), True),
        (Shown(PAGE, config_hash=HASH.upper()), True),
        (Shown(PAGE, config_hash=page_hash(PAGE, OTHER)), False),
        (Shown(PAGE + "1", config_hash=HASH), False),
        (Shown(PAGE, config_hash=KEY), False),
        (Shown(PAGE, config_hash="é" * 64), False),
        (Shown(PAGE, browser_hash=HASH), False),
        (Shown(PAGE, config_hash=HASH, browser_hash=OTHER), True),
    ],
)
def test_the_key_of_the_settings_is_a_proof_where_no_browser_key_is_listed(shown, is_proof):
    assert proves(shown, config_key=KEY, browser_keys=[]) is is_proof


@pytest.mark.parametrize(
    ("shown", "is_proof"),
    [
        (Shown(PAGE), False),
        (Shown(PAGE, config_hash=HASH), False),
        (Shown(PAGE, config_hash=HASH, browser_hash=OTHER), False),
        (Shown(PAGE, browser_hash=HASH), False),
        (Shown(PAGE, browser_hash=page_hash(PAGE, "2" * 64)), True),
        (Shown(PAGE, browser_hash=page_hash(PAGE, "3" * 64)), True),
        (Shown(PAGE + "1", browser_hash=page_hash(PAGE, "3" * 64)), False),
        (Shown(PAGE, config_hash=page_hash(PAGE, "2" * 64)), False),
        (Shown(PAGE, config_hash=HASH, browser_hash=page_hash(PAGE, "3" * 64)), True),
    ],
)
def test_where_browser_keys_are_listed_one_of_them_is_the_proof(shown, is_proof):
    assert proves(shown, config_key=KEY, browser_keys=["2" * 64, "3" * 64]) is is_proof


def test_a_configuration_is_a_property_list_of_which_the_key_can_be_told():
    made = configuration(
        start="https://exam.example.cn/exam/sittings/4",
        house="https://exam.example.cn",
        quit_hash=password_hash("离开 2026"),
        quit_address="https://exam.example.cn/end",
    )

    read = plistlib.loads(as_file(made))
    assert read == made
    assert config_key(read) == config_key(made)
    assert {name: made[name] for name in ("startURL", "quitURL", "hashedQuitPassword")} == {
        "startURL": "https://exam.example.cn/exam/sittings/4",
        "quitURL": "https://exam.example.cn/end",
        "hashedQuitPassword": hashlib.sha256("离开 2026".encode()).hexdigest(),
    }
    assert (made["sendBrowserExamKey"], made["browserWindowWebView"]) == (True, 3)
    assert made["URLFilterRules"][0]["expression"] == "https://exam.example.cn/*"
    assert "离开" not in as_file(made).decode()


def test_without_a_password_and_an_address_there_is_none_in_the_file():
    made = configuration(start="http://a/b", house="http://a")

    assert {"quitURL", "hashedQuitPassword"}.isdisjoint(made)
    assert [rule["expression"] for rule in made["URLFilterRules"]] == ["http://a/*"]


def test_keys_are_read_one_a_line_or_parted_and_each_once():
    text = f" {KEY.upper()}\n{OTHER},{KEY} "

    assert read_keys(text) == [KEY, OTHER]
    assert read_keys("") == []


@pytest.mark.parametrize("text", ["abc", KEY + "0", KEY[:-1] + "g", f"{KEY} {KEY[:-1]}"])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(ValueError, match=r"\w"):
        read_keys(text)
