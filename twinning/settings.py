"""Every setting, read from the environment; the defaults need no server.

See docs/operation.md for what each variable means.
"""

import os
import re
import secrets
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# -- Where things are kept -----------------------------------------------------

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
UPLOADS_DIR = DATA_DIR / "uploads"
PAPERS_DIR = DATA_DIR / "papers"
MAIL_DIR = DATA_DIR / "mail"
MAIL_IN_DIR = DATA_DIR / "mail-in"
for _folder in (DATA_DIR, UPLOADS_DIR, PAPERS_DIR, MAIL_IN_DIR):
    _folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _secret_key() -> str:
    """The key from the environment, or one made on the first start and kept readable by its owner only."""
    if given := env.str("SECRET_KEY", default=""):
        return given
    kept = DATA_DIR / "secret_key"
    try:
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return kept.read_text()


# -- What this installation is -------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
PRODUCTION = env.bool("PRODUCTION", default=False)
DEMONSTRATION = env.bool("DEMONSTRATION", default=False)
SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"])


def _refuse_what_contradicts() -> None:
    """Stop at once, in words, where production settings and something unsafe are asked for together."""
    if not PRODUCTION:
        return
    for wrong, words in (
        (
            DEMONSTRATION,
            "DEMONSTRATION and PRODUCTION are both on. Anybody can sign in to a demonstration: switch one off.",
        ),
        (DEBUG, "DEBUG and PRODUCTION are both on. Switch DEBUG off."),
        (
            len(SECRET_KEY) < 50,
            "SECRET_KEY is shorter than 50 characters. Leave it out and one is made, or give a longer one.",
        ),
        (
            not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS,
            "ALLOWED_HOSTS must name the host of this site, such as twinning.example.ca.",
        ),
    ):
        if wrong:
            raise ImproperlyConfigured(words)


_refuse_what_contradicts()

# -- The house -----------------------------------------------------------------

INSTALLED_APPS = [
    "twinning.places",
    "twinning.accounts",
    "twinning.municipality",
    "twinning.records",
    "twinning.atlas",
    "committees",
    "proposals",
    "agreements",
    "twinning.dashboard",
    "twinning.demonstration",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "twinning.accounts.middleware.end_stale_sessions",
    "twinning.accounts.middleware.keep_what_was_typed",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "twinning.accounts.middleware.require_second_factor",
    "django_htmx.middleware.HtmxMiddleware",
    "twinning.dashboard.errors.explain_wrong_method",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "twinning.urls"
WSGI_APPLICATION = "twinning.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "twinning.dashboard.context.house",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# -- Database and broker: none needed, both by one variable ---------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'twinning.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Two writers of Django's default kind fail at once; see docs/operation.md.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        # A silent broker must not hang the clerk's click, so every wait is short.
        "socket_connect_timeout": 2,
        # Waited for twice, so a click is answered in three seconds.
        "socket_timeout": 1.4,
        # Else kombu waits for six seconds between its tries.
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
        "interval_max": 0,
        "visibility_timeout": 600,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
    }
else:
    # All processes of one machine share this cache: sign-in limits hold across them.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache",
            # Django's 300 would let strangers push out whom the limits have counted.
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    }
    _broker = DATA_DIR / "broker"
    for _folder in (_broker / "queue", _broker / "control"):
        _folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_broker / "queue"),
        "data_folder_out": str(_broker / "queue"),
        "control_folder": str(_broker / "control"),
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
# Not reject_on_worker_lost: one paper that crashes a worker would then be run for ever.
CELERY_TASK_RETRY_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "twinning.records.tasks.sweep", "schedule": 15.0},
    "sweep-imports": {"task": "twinning.atlas.tasks.sweep", "schedule": 15.0},
    "tidy": {"task": "twinning.records.tasks.tidy", "schedule": 24 * 60 * 60.0},
    "send-notices": {"task": "twinning.records.tasks.send_notices", "schedule": 60.0},
    "draft-reminders": {
        "task": "proposals.correspondence.log.tasks.draft_reminders",
        "schedule": 24 * 60 * 60.0,
    },
}

# -- Who is asking ---------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "twinning.municipality.passwords.NotTheCityName"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "twinning.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/300s/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_TOTP_ISSUER = "Twinning"
MFA_FORMS = {"activate_totp": "twinning.accounts.forms.ActivateTOTPForm"}
# The second factor is compulsory except in a demonstration, where anybody may sign in anyway.
SECOND_FACTOR_REQUIRED = not DEMONSTRATION
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_ENGINE = "django.contrib.sessions.backends.db"
# OWASP ASVS 5.0 7.3: a session ends after an hour without a click and after a working day in any case.
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=60 * 60)
SESSION_COOKIE_AGE = env.int("SESSION_ABSOLUTE_SECONDS", default=12 * 60 * 60)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True

# -- What browsers are told --------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "twinning.dashboard.errors.csrf_failure"
SILENCED_SYSTEM_CHECKS: list[str] = []
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Else every sign-in seems to come from the proxy, and one stranger's guesses lock out everybody.
    ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1)
    SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 63_072_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

# -- What may come in -----------------------------------------------------------------

UPLOAD_MAX_BYTES = 20 * 1024 * 1024
UPLOAD_MAX_PIXELS = 40_000_000
# Of a signed paper, telephones take pictures that are far larger; they are kept reduced.
PHOTOGRAPH_MAX_PIXELS = 120_000_000
# A form of long texts and many rows is a normal proposal; larger than this is none.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_HANDLERS = [
    "twinning.records.uploads.RefuseTooLarge",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600

# -- Papers -----------------------------------------------------------------------------

RENDER_SECONDS = env.int("RENDER_SECONDS", default=60)
PAPER_SIZE = env.str("PAPER_SIZE", default="letter")


def _secret(name: str) -> str:
    """A secret from the environment, or the first line of the file that ``<name>_FILE`` names."""
    if not (file := env.str(f"{name}_FILE", default="")):
        return env.str(name, default="")
    try:
        return Path(file).read_text().split("\n")[0].rstrip("\r")
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name}_FILE names a file that cannot be read ({error.strerror}). Check its path and who may read it."
        ) from error


# Issued papers are sealed with a certificate of the City's own making, unless one of these names another.
SEAL_DIR = DATA_DIR / "seal"
SEAL_PKCS12 = env.str("SEAL_PKCS12", default="")
SEAL_PASSWORD = _secret("SEAL_PASSWORD")
SEAL_PKCS11_MODULE = env.str("SEAL_PKCS11_MODULE", default="")
SEAL_PKCS11_TOKEN = env.str("SEAL_PKCS11_TOKEN", default="")
SEAL_PKCS11_PIN = _secret("SEAL_PKCS11_PIN")
SEAL_PKCS11_LABEL = env.str("SEAL_PKCS11_LABEL", default="")
SEAL_TSA_URL = env.str("SEAL_TSA_URL", default="")
SEAL_TSA_SECONDS = env.float("SEAL_TSA_SECONDS", default=5)

# -- Words, numbers, time -----------------------------------------------------------------

LANGUAGE_CODE = "en-ca"
LANGUAGES = [
    ("en-ca", _("English (Canada)")),
    ("en-us", _("English (United States)")),
    ("en-gb", _("English (United Kingdom)")),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="America/Edmonton")
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["twinning.formats"]

# -- Static files, mail, log ------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(UPLOADS_DIR)},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

if _email_url := env.str("EMAIL_URL", default=""):
    vars().update(env.email_url_config(_email_url))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(MAIL_DIR)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="twinning@localhost")
if "@" not in parseaddr(DEFAULT_FROM_EMAIL)[1]:
    raise ImproperlyConfigured("DEFAULT_FROM_EMAIL must be an e-mail address, such as twinning@example.ca.")

# The address at which mail comes in; without one the pages say that it is not set up.
MAIL_IN_ADDRESS = env.str("MAIL_IN_ADDRESS", default="").strip()
MAIL_IN_URL = env.str("MAIL_IN_URL", default="")
MAIL_IN_MAX_BYTES = env.int("MAIL_IN_MAX_BYTES", default=40 * 1024 * 1024)
if MAIL_IN_ADDRESS and not re.fullmatch(r"[\w.-]+@[\w.-]+", MAIL_IN_ADDRESS, re.ASCII):
    raise ImproperlyConfigured("MAIL_IN_ADDRESS must be a plain e-mail address, such as twinning@example.ca.")
if MAIL_IN_URL:
    CELERY_BEAT_SCHEDULE["fetch-mail"] = {"task": "twinning.records.tasks.fetch_mail", "schedule": 180.0}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {name: {"level": "WARNING"} for name in ("pikepdf", "flufl.bounce", "tnefparse")}
    # It warns of every certificate that it cannot trace to a root; ours need not be.
    | {name: {"level": "ERROR"} for name in ("pyhanko", "pyhanko_certvalidator")},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
