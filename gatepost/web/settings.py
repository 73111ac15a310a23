"""Django's settings. Only the environment changes them; docs/for-schools/settings.md lists every one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url

from gatepost.web import environment, keys, mail, sign_in
from gatepost.web.data_folder import data_folder, database_url, secret_key

PACKAGE = Path(__file__).resolve().parent
DATA = data_folder()

DEBUG = environment.true_or_false("GATEPOST_DEBUG", default=False)
DEMO = environment.is_demo()
SECRET_KEY = secret_key()
ADDRESS = mail.address()
ALLOWED_HOSTS = environment.words("GATEPOST_ALLOWED_HOSTS", mail.own_names())

# With these Facebook may say by itself that something came in.
FACEBOOK_VERIFY_TOKEN = environment.secret("GATEPOST_FACEBOOK_VERIFY_TOKEN")
FACEBOOK_APP_SECRET = environment.secret("GATEPOST_FACEBOOK_APP_SECRET")

INSTALLED_APPS = [
    "gatepost.web",
    "gatepost.api",
    "gatepost.reports",
    "gatepost.rights",
    "gatepost.school_year",
    "gatepost.inbox",
    "gatepost.mentions",
    "gatepost.posts",
    "gatepost.monitoring",
    "gatepost.channels",
    "gatepost.consents",
    "gatepost.incidents",
    "gatepost.training",
    "gatepost.joining",
    "gatepost.declarations",
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
    "gatepost.api.without_cookies.without_cookies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "gatepost.incidents.evidence.uploads.WordsAlone",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "gatepost.people.signing_in.sessions.keep_awake",
    "gatepost.people.once.pages_read_once",
    "gatepost.policies.acts.refusals.Refusals",
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
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"gatepost.people.signing_in.passwords.{name}"}
    for name in ("LongEnough", "NotCommon", "NotOwnName")
]
PASSWORD_RESET_TIMEOUT = 60 * 60
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


DATABASES = {"default": _database(database_url())}

KEYS = keys.keys_folder(DATA)
VAULT_KEYS = keys.vault(KEYS)
VAULT_KEYS_FOLDER: Path | None = KEYS / keys.VAULT
LEDGER_DIGEST_KEY = keys.ledger_key(KEYS, keys.DIGEST)
LEDGER_SIGNING_KEY = keys.ledger_key(KEYS, keys.SIGNING)
PUSH_KEY = keys.ledger_key(KEYS, keys.PUSH)
FILES = DATA / "files"
TIMESTAMPS = environment.web_address("GATEPOST_TIMESTAMPS")
JETSTREAM = environment.stream_address(
    "GATEPOST_JETSTREAM", "wss://jetstream2.us-east.bsky.network/subscribe"
)
NETWORKS_ON_LOOPBACK = False  # only tests reach networks on this very machine

DEFAULT_FROM_EMAIL = mail.sender()
_MAIL_SERVER = mail.server()
EMAIL_HOST: str = _MAIL_SERVER["EMAIL_HOST"]
EMAIL_PORT: int = _MAIL_SERVER.get("EMAIL_PORT", 0)
EMAIL_HOST_USER: str = _MAIL_SERVER.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD: str = _MAIL_SERVER.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS: bool = _MAIL_SERVER.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL: bool = _MAIL_SERVER.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = mail.SECONDS_TO_ANSWER

FILE_UPLOAD_HANDLERS = [
    "gatepost.web.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Sessions end with the browser unless somebody says that the computer is theirs, and after twelve idle hours at the latest.
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ADDRESS.startswith("https://")
CSRF_TRUSTED_ORIGINS = [ADDRESS] if ADDRESS else []
# What is counted (attempts to sign in, codes used) has to be known to every process of every server: they share the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "people_attempts",
    }
}

ALLAUTH_TRUSTED_PROXY_COUNT = sign_in.proxies()
# Without a server of one's own in front, anybody could send this header.
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
)
ACCOUNT_ADAPTER = "gatepost.people.signing_in.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # the invitation went to the address
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_FORMS = {"login": "gatepost.people.signing_in.forms.SignInForm"}
# A whole school goes out by one address, so the limits for an address are wide and those for an account narrow.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "reset_password": "60/m/ip,3/10m/key",
    "reset_password_from_key": "60/m/ip",
}
MFA_ADAPTER = "gatepost.people.signing_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Gatepost"
MFA_TOTP_TOLERANCE = 1  # telephones’ clocks differ by some seconds
MFA_ALLOW_UNVERIFIED_EMAIL = (
    True  # nobody opens an account on their own, so none waits for its owner
)
MFA_FORMS = {
    "add_webauthn": "gatepost.people.signing_in.forms.AddPasskeyForm",
    "login_webauthn": "gatepost.people.signing_in.forms.PasskeySignInForm",
}
SOCIALACCOUNT_ADAPTER = "gatepost.people.signing_in.adapters.ProviderAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # the way out is a link: form-action 'self' would stop a form
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # the adapter decides, with more to go by
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": sign_in.providers()}}

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
    "security.W012",  # cookies are for HTTPS alone as soon as GATEPOST_ADDRESS begins with https
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
        "fido2": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "WARNING"},
    },
}
