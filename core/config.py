"""Settings from the environment: read once, checked at start, then never changed."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_SECRET = "development only, never in production"  # noqa: S105 - refused in production
SHORTEST_SECRET = 32
LONGEST_NUMBER = 12
PLACES = ("development", "production", "testing")


class BadSetting(SystemExit):
    """A setting that the program cannot start with; the message says which and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the environment decides. Times are in seconds, sizes in bytes."""

    place: str = "development"
    database_url: str = ""
    redis_url: str = ""
    secret_key: str = DEFAULT_SECRET
    receipt_key: str = DEFAULT_SECRET
    base_url: str = "http://127.0.0.1:5000"
    host: str = "127.0.0.1"
    port: int = 5000
    instance: Path = ROOT / "instance"
    keys: Path | None = None
    zone: str = "Asia/Shanghai"
    trusted_proxies: int = 0
    worker: str = "none"
    max_body: int = 2 * 1024 * 1024

    @property
    def production(self) -> bool:
        """Whether real people depend on this installation."""
        return self.place == "production"

    @property
    def keys_folder(self) -> Path:
        """Where the private halves of the signing keys lie."""
        return self.keys or self.instance / "keys"

    @property
    def secure_cookies(self) -> bool:
        """Cookies travel over HTTPS alone once the address is an HTTPS one."""
        return self.base_url.startswith("https://")


def from_environment(environ: Mapping[str, str]) -> Settings:
    """Read and check the settings; raise BadSetting with what is wrong and how to mend it."""
    place = environ.get("CHIZHENG_ENV", "development")
    if place not in PLACES:
        raise BadSetting(f"CHIZHENG_ENV is {place!r}; it must be one of: {', '.join(PLACES)}.")
    instance = Path(environ.get("INSTANCE") or ROOT / "instance").resolve()
    secret = environ.get("SECRET_KEY") or _kept_secret(instance, "secret_key", place)
    settings = Settings(
        place=place,
        instance=instance,
        keys=Path(environ["KEYS_FOLDER"]).resolve() if environ.get("KEYS_FOLDER") else None,
        database_url=_database_url(environ.get("DATABASE_URL", ""), instance),
        redis_url=_redis_url(environ.get("REDIS_URL", "")),
        secret_key=secret,
        receipt_key=environ.get("RECEIPT_KEY") or f"receipts:{secret}",
        base_url=_base_url(environ.get("BASE_URL", "http://127.0.0.1:5000")),
        host=environ.get("HOST", "127.0.0.1"),
        port=_number(environ, "PORT", 5000, least=0, most=65535),
        zone=_zone(environ.get("ZONE", "Asia/Shanghai")),
        trusted_proxies=_number(environ, "TRUSTED_PROXIES", 0, least=0, most=5),
        worker=_choice(environ, "WORKER", "none", ("none", "thread")),
        max_body=_number(environ, "MAX_BODY", 2 * 1024 * 1024, least=1024, most=2**30),
    )
    if settings.production:
        _check_production(settings)
    return settings


def _kept_secret(instance: Path, name: str, place: str) -> str:
    """On one machine without SECRET_KEY, make one once and keep it in the instance folder."""
    if place != "development":
        return DEFAULT_SECRET
    file = instance / name
    if not file.exists():
        instance.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(32))
    return file.read_text().strip()


def _check_production(settings: Settings) -> None:
    if settings.secret_key == DEFAULT_SECRET or len(settings.secret_key) < SHORTEST_SECRET:
        raise BadSetting(
            "SECRET_KEY is missing or shorter than 32 characters. Make one with:\n"
            '  python3 -c "import secrets; print(secrets.token_hex(32))"'
        )
    if len(settings.receipt_key) < SHORTEST_SECRET:
        raise BadSetting(
            "RECEIPT_KEY is shorter than 32 characters. Leave it out, or make one like SECRET_KEY."
        )
    if not settings.secure_cookies:
        raise BadSetting(
            f"BASE_URL is {settings.base_url!r}; in production it must be the https:// address "
            "that people type."
        )


def _database_url(url: str, instance: Path) -> str:
    if not url:
        return f"sqlite:///{instance / 'chizheng.db'}"
    if url.startswith("postgres://"):
        url = "postgresql" + url.removeprefix("postgres")
    if url.startswith("postgresql://"):
        url = "postgresql+psycopg" + url.removeprefix("postgresql")
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise BadSetting(
            "DATABASE_URL must begin with sqlite:/// or postgresql://, for example "
            "postgresql://chizheng:password@127.0.0.1/chizheng."
        )
    return url


def _redis_url(url: str) -> str:
    if url and not url.startswith(("redis://", "rediss://", "unix://")):
        raise BadSetting(
            "REDIS_URL must begin with redis://, for example redis://127.0.0.1:6379/0."
        )
    return url


def _base_url(url: str) -> str:
    if not _is_address(url):
        raise BadSetting("BASE_URL must be a full address, for example https://exam.example.cn.")
    return url.rstrip("/")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in url


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError) as unknown:
        raise BadSetting(f"ZONE {name!r} is unknown; write one such as Asia/Shanghai.") from unknown
    return name


def _number(environ: Mapping[str, str], name: str, default: int, *, least: int, most: int) -> int:
    text = environ.get(name, str(default))
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    if not is_number or not least <= int(text) <= most:
        raise BadSetting(f"{name} is {text!r}; it must be a number from {least} to {most}.")
    return int(text)


def _choice(environ: Mapping[str, str], name: str, default: str, choices: tuple[str, ...]) -> str:
    value = environ.get(name, default)
    if value not in choices:
        raise BadSetting(f"{name} is {value!r}; it must be one of: {', '.join(choices)}.")
    return value
