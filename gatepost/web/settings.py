"""Django's settings. Only the environment changes them; docs/for-schools/settings.md lists every one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url

from gatepost.web import environment
from gatepost.web.data_folder import data_folder, secret_key

PACKAGE = Path(__file__).resolve().parent
DATA = data_folder()

DEBUG = environment.true_or_false("GATEPOST_DEBUG", default=False)
SECRET_KEY = secret_key()
ALLOWED_HOSTS = environment.words("GATEPOST_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")

INSTALLED_APPS = [
    "gatepost.web",
    "gatepost.training",
    "gatepost.policies",
    "gatepost.people",
    "gatepost.records",
    "gatepost.vault",
    "gatepost.notices",
    "gatepost.jobs",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.microsoft",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
AUTH_USER_MODEL = "people.Account"
MIDDLEWARE = [
    "gatepost.web.security.headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]
ROOT_URLCONF = "gatepost.web.urls"
WSGI_APPLICATION = "gatepost.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gatepost.web.views.who",
            ]
        },
    }
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "front"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def _database(url: str) -> dict[str, Any]:
    """The database of a URL, set up so that several requests can write at the same time."""
    try:
        database: dict[str, Any] = dict(
            dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
        )
    except (ValueError, KeyError):
        raise environment.SettingError(
            "GATEPOST_DATABASE_URL cannot be understood; write it as postgres://user:password@host/name "
            "or sqlite:////folder/file, or leave it out."
        ) from None
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["CONN_MAX_AGE"] = None
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        }
    elif database["ENGINE"] != "django.db.backends.postgresql":
        raise environment.SettingError(
            "GATEPOST_DATABASE_URL has to name SQLite or PostgreSQL; Gatepost is tested on no other."
        )
    return database


DATABASES = {
    "default": _database(
        environment.text("GATEPOST_DATABASE_URL") or f"sqlite:///{DATA / 'gatepost.sqlite3'}"
    )
}

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

LANGUAGE_CODE = "en-gb"
USE_I18N = False
TIME_ZONE = "Europe/London"
USE_TZ = True
DATE_FORMAT = "l j F Y"

SECURE_REFERRER_POLICY = "same-origin"
CSRF_COOKIE_HTTPONLY = True
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # frame-ancestors in the content security policy says it
    "security.W004",  # whether there is HTTPS, and for how long, is for the server in front to say
    "security.W008",
    "security.W016",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "WARNING"},
    },
}
