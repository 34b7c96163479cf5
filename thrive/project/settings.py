"""Django's settings, made from the environment (`thrive.project.environment` lists what may be given)."""

from csp.constants import NONCE, NONE, SELF
from django.contrib.messages import constants as message_levels

from thrive.base.access.signing_in import rules as sign_in_rules
from thrive.project import database, environment, logs, mail

HOME = environment.home()
SECRET_KEY = environment.secret_key(HOME)
DEBUG = environment.DEBUG.flag()
THRIVE_DUTY_LINE = environment.DUTY_LINE.text()
_mail = mail.configuration()
THRIVE_EMAIL_FROM = _mail.pop("THRIVE_EMAIL_FROM")
globals().update(_mail)
THRIVE_API_KEYS = environment.API_KEYS.text() or str(HOME / "api-keys")
THRIVE_API_CALLS = environment.API_CALLS.number()
HTTPS = environment.HTTPS.flag()

ALLOWED_HOSTS = environment.HOSTS.words()
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host != "*"] if HTTPS else []

INSTALLED_APPS = [
    "thrive.project",
    "thrive.oversight.returns",
    "thrive.pathway.front_door",
    "thrive.base.casework",
    "thrive.base.notes",
    "thrive.base.people",
    "thrive.base.directory",
    "thrive.base.local",
    "thrive.base.record",
    "thrive.base.access",
    "thrive.base.history",
    "thrive.govuk",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "thrive.project.headers.RealAddress",
    "thrive.project.headers.SafeHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "thrive.project.logs.RequestLog",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "thrive.base.record.middleware.KeepTyped",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "thrive.base.access.signing_in.middleware.Visits",
    "thrive.base.access.middleware.ApiCalls",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "thrive.base.access.middleware.OneRequest",
    "thrive.project.errors.PlainErrors",
    "thrive.base.access.middleware.OneTransaction",  # after PlainErrors: what failed is taken back before it is told
    "thrive.base.history.middleware.AuditReads",  # last: reads are written before anything else sees the answer
]

ROOT_URLCONF = "thrive.project.urls"
WSGI_APPLICATION = "thrive.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "thrive.project.context.page",
            ],
            "builtins": ["thrive.govuk.addresses"],  # {% url %}, of which a page has a hundred
        },
    }
]

DATABASES = {"default": database.configuration(HOME, threads=environment.THREADS.number())}
THRIVE_TRAINING = environment.TRAINING.flag(otherwise=DATABASES["default"]["ENGINE"] == database.SQLITE)
THRIVE_PUBLIC_FORM = environment.PUBLIC_FORM.flag(otherwise=THRIVE_TRAINING)
THRIVE_PUBLIC_FORM_FROM_ONE = environment.PUBLIC_FORM_FROM_ONE.number()
THRIVE_PUBLIC_FORM_FROM_ALL = environment.PUBLIC_FORM_FROM_ALL.number()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["thrive.base.access.backends.UserBackend"]
LOGIN_URL = "access:sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
THRIVE_SECOND_FACTOR = environment.SECOND_FACTOR.flag(otherwise=not THRIVE_TRAINING)
THRIVE_SECOND_FACTOR_GRACE_DAYS = environment.SECOND_FACTOR_GRACE_DAYS.number(least=0)
THRIVE_IDLE_MINUTES = environment.IDLE_MINUTES.number()
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Only the pages of `thrive.base.access` are routed; allauth and axes work behind them, without mail or messages.
ACCOUNT_ADAPTER = "thrive.base.access.signing_in.adapters.Accounts"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_TIMEOUT = int(sign_in_rules.SIGN_IN_WITHIN.total_seconds())
ACCOUNT_RATE_LIMITS = False  # theirs are counted in one process; ours are counted by axes, in the database
MFA_ADAPTER = "thrive.base.access.signing_in.adapters.Factors"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # half a minute early or late
USERSESSIONS_TRACK_ACTIVITY = False  # it would write at every page; `signing_in.middleware` notes use once a minute
AXES_HANDLER = "thrive.base.access.signing_in.guessing.Guessing"
AXES_FAILURE_LIMIT = 1  # of the limits in `signing_in.rules.LIMITS`, which the handler counts
AXES_LOCKOUT_PARAMETERS = [list(limit.by) for limit in sign_in_rules.LIMITS]
AXES_COOLOFF_TIME = sign_in_rules.GUESSES_COUNT_FOR
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "thrive.base.access.signing_in.guessing.name_of"
AXES_CLIENT_STR_CALLABLE = "thrive.base.access.signing_in.guessing.who"
AXES_DISABLE_ACCESS_LOG = True  # the audit log has it
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = [
    "axes.W002",  # its middleware answers in place of our page
    "axes.W006",  # the address is among the limits, beside the account
]

HOST_ONLY = "__Host-" if HTTPS else ""  # a cookie that no other host, path or plain http can set
SESSION_COOKIE_NAME = f"{HOST_ONLY}thrive_session"
SESSION_COOKIE_AGE = int(sign_in_rules.AT_MOST.total_seconds())
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "thrive.project.errors.csrf_failed"
CSRF_COOKIE_NAME = f"{HOST_ONLY}thrive_csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
THRIVE_BEHIND_PROXY = environment.BEHIND_PROXY.flag()
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if THRIVE_BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],  # the nonce is for GOV.UK Frontend's one inline line
        "style-src": [SELF],
        "img-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # larger files go to disk while they arrive
FILE_UPLOAD_PERMISSIONS = 0o600

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # never in a cookie: they may hold names
MESSAGE_LEVEL = message_levels.INFO

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
GOVUK_TODAY = "thrive.base.calendar.clock.today"  # the clock that date fields ask
FORM_RENDERER = "thrive.govuk.forms.GovukRenderer"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"  # made by `thrive` at the first start, and again when the files have changed
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = HOME / "files"

LOGGING = logs.configuration(level=environment.LOG_LEVEL.text().upper(), style=environment.LOG_FORMAT.text())
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = 10  # DEBUG: one line for a request is enough
