"""Django's settings, read from the home and the environment."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF

from honour.config.home import Home, HomeMissing, find_home
from honour.config.zone import DEFAULT, zone_named

try:
    HOME: Home | None = find_home()
except HomeMissing:
    HOME = None  # making migrations and running tests need no installation

_chosen = HOME.settings() if HOME else {}
_secret_file = HOME.path / "secret" if HOME else None

HONOUR_HOME: Path | None = HOME.path if HOME else None
HONOUR_ANSWER_WITHIN = int(os.environ.get("HONOUR_ANSWER_WITHIN") or _chosen.get("answer_within") or 5)  # working days
HONOUR_CHECKPOINT_FOLDER: str | None = os.environ.get("HONOUR_CHECKPOINT_FOLDER") or _chosen.get("checkpoint_folder")
HONOUR_CHECKPOINT_URL: str | None = os.environ.get("HONOUR_CHECKPOINT_URL") or _chosen.get("checkpoint_url")
HONOUR_CHECKPOINT_MAIL: str | None = os.environ.get("HONOUR_CHECKPOINT_MAIL") or _chosen.get("checkpoint_mail")
HONOUR_JOURNAL_COPY: str | None = os.environ.get("HONOUR_JOURNAL_COPY") or _chosen.get("journal_copy")
HONOUR_JOURNAL_URL: str | None = os.environ.get("HONOUR_JOURNAL_URL") or _chosen.get("journal_url")
HONOUR_JOURNAL_MAIL: str | None = os.environ.get("HONOUR_JOURNAL_MAIL") or _chosen.get("journal_mail")
HONOUR_BACKUP_FOLDER: str | None = os.environ.get("HONOUR_BACKUP_FOLDER") or _chosen.get("backup_folder")
HONOUR_BACKUP_DAYS = int(os.environ.get("HONOUR_BACKUP_DAYS") or _chosen.get("backup_days") or 30)
HONOUR_BACKUP_KEY_DAYS = int(os.environ.get("HONOUR_BACKUP_KEY_DAYS") or _chosen.get("backup_key_days") or 7)
HONOUR_BACKUP_JOURNAL_DAYS = int(
    os.environ.get("HONOUR_BACKUP_JOURNAL_DAYS") or _chosen.get("backup_journal_days") or 30
)
HONOUR_REHEARSE_DAYS = int(os.environ.get("HONOUR_REHEARSE_DAYS") or _chosen.get("rehearse_days") or 7)
HONOUR_COOLING_OFF = float(os.environ.get("HONOUR_COOLING_OFF") or _chosen.get("cooling_off", 24))  # hours

# Without a home nothing outlives the process, so a passing secret is enough.
SECRET_KEY = (
    _secret_file.read_text(encoding="ascii").strip()
    if _secret_file and _secret_file.is_file()
    else secrets.token_urlsafe(48)
)
# A company of one has nobody else to approve its notice; each publication says so on the ledger.
HONOUR_SECOND_APPROVER = str(
    os.environ.get("HONOUR_SECOND_APPROVER") or _chosen.get("second_approver", True)
).lower() not in {"false", "no", "0"}
DEBUG = False
_public_url = str(os.environ.get("HONOUR_PUBLIC_URL") or _chosen.get("public_url") or "http://127.0.0.1:8000")
HONOUR_PUBLIC_URL = _public_url
HONOUR_SECURITY_CONTACT: str = os.environ.get("HONOUR_SECURITY_CONTACT") or _chosen.get("security_contact") or ""
HONOUR_PRIVATE_HOSTS: list[str] = list(_chosen.get("private_hosts", []))
_HERE = ("127.0.0.1", "localhost", "[::1]")
_https = _public_url.startswith("https://")
HONOUR_FORM_SECONDS = float(os.environ.get("HONOUR_FORM_SECONDS") or _chosen.get("form_seconds", 2))
HONOUR_FORMS_AN_HOUR = int(os.environ.get("HONOUR_FORMS_AN_HOUR") or _chosen.get("forms_an_hour", 30))
ALLOWED_HOSTS = [*_chosen.get("hosts", []), *filter(None, [urlsplit(_public_url).hostname]), *_HERE]
CSRF_FAILURE_VIEW = "honour.web.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [_public_url] if _https else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "honour.evidence",
    "honour.register",
    "honour.backups",
    "honour.ui",
    "honour.staff",
    "honour.mailroom",
    "honour.drafting",
    "honour.intake",
    "honour.outreach",
    "honour.retention",
    "honour.dealings",
    "honour.systems",
    "honour.publishing",
    "honour.web",
    "honour.api",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "honour.api.answering.AnsweredToPrograms",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "honour.web.languages.InLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "honour.staff.sessions.SessionLimits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "honour.config.urls"
WSGI_APPLICATION = "honour.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

FORM_RENDERER = "honour.ui.forms.Renderer"

_url = HOME.database_url() if HOME else os.environ.get("HONOUR_DATABASE_URL", "sqlite://:memory:")
DATABASES = {"default": dj_database_url.parse(_url, conn_max_age=600, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "honour.config.sqlite"
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
            "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456; PRAGMA cache_size=-32000;"
        ),
    }
else:
    DATABASES["default"]["ENGINE"] = "honour.config.postgresql"
    # A question to the gate is one long expression: compiling it for the machine takes longer than asking it.
    # A lock is waited for as long as on SQLite.
    _options = DATABASES["default"].setdefault("OPTIONS", {})
    # Statements that every use runs are planned once; a pooler in between has to keep a connection's prepared
    # statements.
    _options.setdefault("prepare_threshold", 5)
    _options["options"] = f"{_options.get('options', '')} -c jit=off -c lock_timeout=20s".strip()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        # Beyond its most a cache throws entries away, counts of attempts too: nobody may fill it to be forgotten.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

AUTH_USER_MODEL = "staff.Member"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/console/sign-in"
LOGIN_REDIRECT_URL = "/console/"

# Every try is counted in the database before it is looked at, so that all web processes count together.
AXES_HANDLER = "honour.staff.lockout.CountedTries"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the time that the sign-in page names stands
AXES_LOCKOUT_CALLABLE = "honour.staff.lockout.keep_page"

# Second factors and single sign-on are django-allauth's work behind our own pages; none of its pages is reachable.
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "honour.staff.sealing.Sealing"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # half a minute early or late
SOCIALACCOUNT_ADAPTER = "honour.staff.provider.Provider"
SOCIALACCOUNT_STORE_TOKENS = False
_sso = {
    "issuer": str(os.environ.get("HONOUR_SSO_ISSUER") or _chosen.get("sso_issuer") or ""),
    "client_id": str(os.environ.get("HONOUR_SSO_CLIENT_ID") or _chosen.get("sso_client_id") or ""),
    "client_secret": str(os.environ.get("HONOUR_SSO_CLIENT_SECRET") or _chosen.get("sso_client_secret") or ""),
    "name": str(os.environ.get("HONOUR_SSO_NAME") or _chosen.get("sso_name") or "your organisation"),
}
HONOUR_SSO: dict[str, str] | None = _sso if _sso["issuer"] and _sso["client_id"] else None
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "company",
                "name": _sso["name"],
                "client_id": _sso["client_id"],
                "secret": _sso["client_secret"],
                "settings": {"server_url": _sso["issuer"].rstrip("/")},  # OpenID Connect Discovery 1.0, 4.1
            }
        ]
        if HONOUR_SSO
        else [],
    }
}

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 8 * 60 * 60  # seconds: a working day
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SECURE_SSL_REDIRECT = False  # the proxy in front does it
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576  # bytes
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_HANDLERS = ["honour.intake.uploads.handler.SealedUploadHandler"]  # nothing in clear on the disk

LANGUAGE_CODE = "en-gb"
TIME_ZONE = zone_named(str(os.environ.get("HONOUR_TIME_ZONE") or _chosen.get("time_zone") or DEFAULT))
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"  # the same in every language: see honour.web.languages
STATIC_ROOT = HOME.path / "static" if HOME else None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "honour.config.static_files.NamedByContent"},
}
WHITENOISE_USE_FINDERS = HOME is None or not (HOME.path / "static").is_dir()
WHITENOISE_MAX_AGE = 3600  # seconds

# Messages of the log carry no personal data and open nothing: see honour.web.logs.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "honour.web.logs.Discreet",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"waitress.queue": {"level": "ERROR"}},  # else a line for each visitor who waits a moment
}
