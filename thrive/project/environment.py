"""Every setting an installation may give, read from the environment: the one table of them.

`docs/reference/settings.md` is made from this list. Nothing else in Thrive reads the environment.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

TRUE = ("1", "true", "yes", "on")
FALSE = ("0", "false", "no", "off")


class BadSetting(ValueError):
    """A setting that cannot be read; the message names it and the mend."""


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name, what it means, and what holds when it is not given."""

    name: str
    meaning: str
    default: str = ""
    default_words: str = ""  # how the table tells the default, where the value alone would not say it

    def text(self) -> str:
        """The value as given, without blanks around it, or the default."""
        return os.environ.get(self.name, "").strip() or self.default

    def flag(self, *, otherwise: bool = False) -> bool:
        """The value as yes or no, `otherwise` when there is none. Raises BadSetting for anything else."""
        value = self.text().lower()
        if not value:
            return otherwise
        if value not in TRUE + FALSE:
            raise BadSetting(f"{self.name} is {value!r}. Give 1 or 0.")
        return value in TRUE

    def number(self, *, least: int = 1) -> int:
        """The value as a whole number of at least `least`. Raises BadSetting for anything else."""
        value = self.text()
        if not value.isdigit() or int(value) < least:
            raise BadSetting(f"{self.name} is {value!r}. Give a whole number, {least} or more.")
        return int(value)

    def words(self) -> list[str]:
        """The value as a list, split at commas."""
        return [word.strip() for word in self.text().split(",") if word.strip()]


HOME = Setting(
    "THRIVE_HOME",
    "Folder of everything Thrive keeps on disk: the SQLite database, the secret key, prepared static files.",
    default_words="`thrive` in the user's data folder (`$XDG_DATA_HOME`, else `~/.local/share`)",
)
DATABASE_URL = Setting(
    "THRIVE_DATABASE_URL",
    "Address of the database, such as `postgresql://user:password@host:5432/thrive`. Real people: PostgreSQL only.",
    default_words="SQLite, `thrive.sqlite3` under `THRIVE_HOME`",
)
OWNER_DATABASE_URL = Setting(
    "THRIVE_OWNER_DATABASE_URL",
    "Address at which `thrive migrate` signs in, as the owner of the tables. Only where it runs, never on the server.",
    default_words="`THRIVE_DATABASE_URL`",
)
APP_ROLE = Setting(
    "THRIVE_APP_ROLE",
    "PostgreSQL role that works with the tables and owns none. `thrive migrate` gives it what it needs.",
    default="thrive_app",
)
SECRET_KEY = Setting(
    "THRIVE_SECRET_KEY",
    "Key that signs sessions and links. The same on every server of an installation.",
    default_words="made at the first start and kept in `secret-key` under `THRIVE_HOME`, readable by its owner only",
)
HOSTS = Setting(
    "THRIVE_HOSTS",
    "Host names under which Thrive is reached, separated by commas.",
    default="127.0.0.1,localhost",
)
HTTPS = Setting(
    "THRIVE_HTTPS",
    "Whether people reach it over https: cookies are then sent over https only, and plain http is turned away.",
    default="0",
)
BEHIND_PROXY = Setting(
    "THRIVE_BEHIND_PROXY",
    "Whether a proxy in front ends https and sets `X-Forwarded-Proto` and `X-Forwarded-For`, whose last address is "
    "then taken for the reader's own. Only with a proxy that always sets both.",
    default="0",
)
TRAINING = Setting(
    "THRIVE_TRAINING",
    "Whether this is a training copy with invented people only: every page says so.",
    default_words="`1` on SQLite, which is never for real people; `0` on PostgreSQL",
)
SECOND_FACTOR = Setting(
    "THRIVE_SECOND_FACTOR",
    "Whether people must have a second factor to sign in; `thrive/base/access/signing_in/rules.py` says who.",
    default_words="`1`, but `0` on a training copy",
)
SECOND_FACTOR_GRACE_DAYS = Setting(
    "THRIVE_SECOND_FACTOR_GRACE_DAYS",
    "For how many days after their first a new colleague at the council may sign in without a second factor. "
    "Other organisations and strong roles never may.",
    default="7",
)
IDLE_MINUTES = Setting(
    "THRIVE_IDLE_MINUTES",
    "After how many minutes of doing nothing people are signed out. A local choice.",
    default="30",
)
DUTY_LINE = Setting(
    "THRIVE_DUTY_LINE",
    "What error pages say about whom to call when a child may be in danger.",
    default_words="nothing is said",
)
API_KEYS = Setting(
    "THRIVE_API_KEYS",
    "Folder of the keys that sign the tokens of other systems. The same on every server of an installation.",
    default_words="`api-keys` under `THRIVE_HOME`; the first key is made when it is needed",
)
API_CALLS = Setting(
    "THRIVE_API_CALLS", "How many calls a minute one person, or one other system, may make to the API.", default="300"
)
PUBLIC_FORM = Setting(
    "THRIVE_PUBLIC_FORM",
    "Whether anybody may tell the front door of a worry at `/tell-us/` without signing in. A local choice.",
    default_words="`1` on a training copy, else `0`",
)
PUBLIC_FORM_FROM_ONE = Setting(
    "THRIVE_PUBLIC_FORM_FROM_ONE",
    "How many times an hour the public form is taken from one network address. A hospital or a mobile network may "
    "share one. A local choice.",
    default="20",
)
PUBLIC_FORM_FROM_ALL = Setting(
    "THRIVE_PUBLIC_FORM_FROM_ALL",
    "How many times an hour it is taken from everybody together; then people are asked to telephone. A local choice.",
    default="200",
)
EMAIL_SERVER = Setting(
    "THRIVE_EMAIL_SERVER",
    "Address of the server that sends e-mail, such as `smtps://user:password@host:465` or `smtp://host:25`. E-mail "
    "names nobody; it only says that something waits in Thrive.",
    default_words="no e-mail is sent",
)
EMAIL_FROM = Setting(
    "THRIVE_EMAIL_FROM",
    "The address that e-mail comes from. Needed with `THRIVE_EMAIL_SERVER`.",
    default_words="no e-mail is sent",
)
DEBUG = Setting("THRIVE_DEBUG", "Whether errors show their inner workings. Never with real people.", default="0")
LOG_LEVEL = Setting("THRIVE_LOG_LEVEL", "What is logged: DEBUG, INFO, WARNING or ERROR.", default="INFO")
LOG_FORMAT = Setting("THRIVE_LOG_FORMAT", "`json`, one object a line, or `console`, for people.", default="json")
PROCESSES = Setting(
    "THRIVE_PROCESSES",
    "How many web server processes `thrive serve` starts.",
    default=str((os.cpu_count() or 1) + 1),
    default_words="one more than there are processors: pages are work for the processor, and more only wait in turn",
)
THREADS = Setting("THRIVE_THREADS", "How many threads each web server process has.", default="2")

SETTINGS = (
    HOME, DATABASE_URL, OWNER_DATABASE_URL, APP_ROLE, SECRET_KEY, HOSTS, HTTPS, BEHIND_PROXY, TRAINING, SECOND_FACTOR,
    SECOND_FACTOR_GRACE_DAYS, IDLE_MINUTES, DUTY_LINE, EMAIL_SERVER, EMAIL_FROM, API_KEYS, API_CALLS, PUBLIC_FORM,
    PUBLIC_FORM_FROM_ONE, PUBLIC_FORM_FROM_ALL, DEBUG, LOG_LEVEL, LOG_FORMAT, PROCESSES, THREADS,
)  # fmt: skip


def home() -> Path:
    """The folder of THRIVE_HOME, made when missing, open to its owner only. Raises BadSetting if it cannot be."""
    folder = Path(HOME.text() or _user_data() / "thrive").expanduser().resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise BadSetting(f"{HOME.name}: the folder {folder} cannot be made ({problem.strerror}).") from problem
    return folder


def _user_data() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share")


def secret_key(folder: Path) -> str:
    """The key as given, or the one kept in `folder`, made at the first start with mode 600."""
    if given := SECRET_KEY.text():
        return given
    kept = folder / "secret-key"
    try:
        handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(key := secrets.token_urlsafe(64))
    return key


def as_markdown() -> str:
    """The table of settings, as `docs/reference/settings.md` prints it."""
    rows = [f"| `{one.name}` | {one.meaning} | {one.default_words or f'`{one.default}`'} |" for one in SETTINGS]
    return "\n".join(
        [
            "# Settings",
            "",
            "Thrive is set by environment variables. None is needed for a trial. This page is made by `bin/docs`.",
            "",
            "| setting | means | when not given |",
            "| --- | --- | --- |",
            *rows,
            "",
        ]
    )
