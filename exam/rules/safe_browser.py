"""The Safe Exam Browser: its configuration, the key of one, and how a request proves itself.

Source: SafeExamBrowser-Website, developer/seb-config-key.html.
"""

import base64
import hashlib
import hmac
import plistlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

NOT_KEYED = "originatorVersion"
MODERN_WEB_VIEW = 3
QUIT_HASH, QUIT_ADDRESS = "hashedQuitPassword", "quitURL"
KEY = re.compile(r"[0-9a-f]{64}")
MOST_KEYS = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """What a request shows of its browser: hashes of the page's address with a key, or nothing."""

    address: str
    config_hash: str = ""
    browser_hash: str = ""

    @property
    def says_something(self) -> bool:
        """Whether it claims to be a Safe Exam Browser at all."""
        return bool(self.config_hash or self.browser_hash)


def proves(shown: Shown, *, config_key: str, browser_keys: Iterable[str]) -> bool:
    """Whether the request knows one of the Browser Exam Keys or, where none is listed, the other.

    Candidates hold the configuration, so its key alone proves less than a Browser Exam Key does.
    """
    listed = [_is_hash(shown.browser_hash, shown.address, key) for key in browser_keys]
    return any(listed) if listed else _is_hash(shown.config_hash, shown.address, config_key)


def _is_hash(told: str, address: str, key: str) -> bool:
    return hmac.compare_digest(told.strip().lower().encode(), page_hash(address, key).encode())


def page_hash(address: str, key: str) -> str:
    """What the browser sends for a page: SHA-256 of its address without fragment, then the key."""
    whole = address.partition("#")[0] + key
    return hashlib.sha256(whole.encode()).hexdigest()


def config_key(settings: Mapping[str, Any]) -> str:
    """The Config Key of settings: the same in every version of the browser, on every system."""
    counted = {name: value for name, value in settings.items() if name != NOT_KEYED}
    return hashlib.sha256(as_seb_json(counted).encode()).hexdigest()


def as_seb_json(value: object) -> str:
    """Settings as SEB-JSON: no white space, nothing escaped, names sorted regardless of case.

    Empty dictionaries are left out; data are Base64, dates ISO 8601.
    """
    match value:
        case Mapping():
            return "{" + ",".join(_members(value)) + "}"
        case list() | tuple():
            kept = [each for each in value if not _is_empty(each)]
            return "[" + ",".join(as_seb_json(each) for each in kept) + "]"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return f"{value:.15g}"
        case bytes():
            return f'"{base64.b64encode(value).decode()}"'
        case datetime():
            return f'"{_moment(value)}"'
        case str():
            return f'"{value}"'
    raise TypeError(f"A configuration holds no {type(value).__name__}.")


def _members(settings: Mapping[str, Any]) -> list[str]:
    names = sorted(settings, key=lambda name: (name.casefold(), name.swapcase()))
    return [
        f'"{name}":{as_seb_json(settings[name])}' for name in names if not _is_empty(settings[name])
    ]


def _is_empty(value: object) -> bool:
    return isinstance(value, Mapping) and not value


def _moment(value: datetime) -> str:
    aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return aware.isoformat(timespec="seconds")


def configuration(
    *, start: str, house: str, quit_hash: str = "", quit_address: str = ""
) -> dict[str, Any]:
    """The settings of one sitting: where it starts, and that no page but this house's is shown.

    `quit_hash` is the hash of the password that ends the browser. What is not named here is the
    browser's own default, which is the safe one.
    """
    settings: dict[str, Any] = {
        "sebConfigPurpose": 0,
        "startURL": start,
        "sendBrowserExamKey": True,
        "browserWindowWebView": MODERN_WEB_VIEW,
        "browserWindowAllowReload": True,
        "showReloadButton": True,
        "showTime": True,
        "allowSpellCheck": False,
        "allowDictionaryLookup": False,
        "allowPreferencesWindow": False,
        "allowSwitchToApplications": False,
        "allowVirtualMachine": False,
        "allowScreenSharing": False,
        "enablePrintScreen": False,
        "removeLocalStorage": False,
        "allowQuit": True,
        "quitURLConfirm": True,
        "URLFilterEnable": True,
        "URLFilterEnableContentFilter": False,
        "URLFilterRules": [_allowed(f"{house}/*")],
    }
    if quit_hash:
        settings[QUIT_HASH] = quit_hash
    if quit_address:
        settings[QUIT_ADDRESS] = quit_address
        settings["URLFilterRules"].append(_allowed(quit_address))
    return settings


def _allowed(expression: str) -> dict[str, Any]:
    return {"action": 1, "active": True, "expression": expression, "regex": False}


def password_hash(password: str) -> str:
    """A password as a configuration holds it."""
    return hashlib.sha256(password.encode()).hexdigest()


def as_file(settings: Mapping[str, Any]) -> bytes:
    """The configuration as the browser opens it: a property list in XML."""
    return plistlib.dumps(dict(settings))


def read_keys(text: str) -> list[str]:
    """Browser Exam Keys, one a line or parted by spaces or commas; ValueError names a wrong one."""
    keys = [each.lower() for each in re.split(r"[\s,;，；]+", text) if each]
    for key in keys:
        if not KEY.fullmatch(key):
            raise ValueError(key)
    return list(dict.fromkeys(keys))
