"""Settings: one file, read from the environment, with SQLite and safe defaults."""

import secrets
import sqlite3
import sys
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF

env = environ.Env()

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent.parent

#: The folder that holds the database and the files.
FAIRMARK_DATA = Path(env.str("FAIRMARK_DATA", default="") or CHECKOUT / "var")

#: The demonstration signs anybody in with one click. Never set it for a real centre.
FAIRMARK_DEMO = env.bool("FAIRMARK_DEMO", default=False)

#: The largest file taken in, in bytes, and the most rows read from one.
FAIRMARK_MOST_UPLOAD = env.int("FAIRMARK_MOST_UPLOAD", default=25 * 1024**2)
FAIRMARK_MOST_ROWS = env.int("FAIRMARK_MOST_ROWS", default=100_000)

#: Where evidence is kept, and the most bytes of one file that is taken.
FAIRMARK_EVIDENCE = Path(env.str("FAIRMARK_EVIDENCE", default="") or FAIRMARK_DATA / "evidence")
FAIRMARK_MOST_EVIDENCE = env.int("FAIRMARK_MOST_EVIDENCE", default=512 * 1024**2)

DEBUG = env.bool("FAIRMARK_DEBUG", default=False)
TESTING = "pytest" in sys.modules


def _secret_key() -> str:
    """Made once for each data folder and kept there, readable by its owner only."""
    if key := env.str("FAIRMARK_SECRET_KEY", default=""):
        return key
    if TESTING:
        return "not a secret: only tests use it"
    place = FAIRMARK_DATA / "secret-key"
    if not place.exists():
        FAIRMARK_DATA.mkdir(parents=True, exist_ok=True)
        place.touch(mode=0o600)
        place.write_text(secrets.token_urlsafe(50))
    return place.read_text()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.list("FAIRMARK_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("FAIRMARK_ORIGINS", default=[])
HTTPS = env.bool("FAIRMARK_HTTPS", default=False)
#: Where people reach Fairmark; mails and calendars lead there.
FAIRMARK_ADDRESS = env.str("FAIRMARK_ADDRESS", default="http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "fairmark.site",
    "fairmark.assurance",
    "fairmark.briefs",
    "fairmark.tracking",
    "fairmark.similarity",
    "fairmark.fairness",
    "fairmark.assessment",
    "fairmark.planning",
    "fairmark.registration",
    "fairmark.teaching",
    "fairmark.learners",
    "fairmark.standardisation",
    "fairmark.programmes",
    "fairmark.catalogue",
    "fairmark.policies",
    "fairmark.administration",
    "fairmark.planner",
    "fairmark.rulebook",
    "fairmark.guide",
    "fairmark.documents",
    "fairmark.exchange",
    "fairmark.ui",
    "fairmark.evidence",
    "fairmark.workflow",
    "fairmark.trail",
    "fairmark.people",
    "fairmark.calendar",
    "fairmark.centre",
    "allauth",
    "allauth.account",
    "csp",
    "django_prose_editor",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "fairmark.site.middleware.not_too_large",
    "fairmark.site.middleware.BusyDatabase",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "fairmark.site.middleware.person",
    "fairmark.workflow.middleware.sent_before",
]

ROOT_URLCONF = "fairmark.site.urls"
WSGI_APPLICATION = "fairmark.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fairmark.site.navigation.frame",
            ],
            "builtins": ["fairmark.ui.templatetags.components"],
        },
    }
]
FORM_RENDERER = "fairmark.ui.forms.Renderer"

#: WAL is safe from SQLite 3.51.3 on (docs/decisions/0003-sqlite-without-wal.md).
SQLITE_JOURNAL = "WAL" if sqlite3.sqlite_version_info >= (3, 51, 3) else "TRUNCATE"
SQLITE_PRAGMAS = {
    "journal_mode": SQLITE_JOURNAL,
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "recursive_triggers": "ON",
    "secure_delete": "ON",
}
DATABASES = {
    "default": env.db_url(
        "FAIRMARK_DATABASE_URL", default=f"sqlite:///{FAIRMARK_DATA / 'fairmark.sqlite3'}"
    )
}
DATABASES["default"]["CONN_MAX_AGE"] = None
#: How long a writer waits for another before it is told to come back (seconds).
BUSY_SECONDS = env.int("FAIRMARK_BUSY_SECONDS", default=20)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": BUSY_SECONDS,
        "init_command": " ".join(f"PRAGMA {k}={v};" for k, v in SQLITE_PRAGMAS.items()),
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = f"-c lock_timeout={BUSY_SECONDS}s"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "fairmark.site.signing_in.Adapter"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True

SESSION_COOKIE_NAME = "__Host-fairmark" if HTTPS else "fairmark"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_NAME = "__Host-fairmark-form" if HTTPS else "fairmark-form"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = None  # WhiteNoise serves from where the files lie
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024**2
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024**2

EMAIL_CONFIG = env.email_url("FAIRMARK_EMAIL_URL", default="consolemail://")
globals().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("FAIRMARK_EMAIL_FROM", default="fairmark@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}},
}
SILENCED_SYSTEM_CHECKS = ["account.W001"]
