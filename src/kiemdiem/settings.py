"""Settings of the web system, driven by the environment; `docs/operations.md` explains every variable.

SQLite in the data folder unless `DATABASE_URL` names a PostgreSQL database.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import locale

from kiemdiem import __version__

PACKAGE = Path(__file__).parent
VERSION = __version__


def _flag(name: str, default: str = "no") -> bool:
    return os.environ.get(name, default).lower() in {"1", "yes", "true", "on"}


def _list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def _data_folder() -> Path:
    """Where the embedded database, the secret key and collected static files lie; only the owner may look in."""
    folder = Path(os.environ.get("KIEMDIEM_DATA", "var")).resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _secret_key() -> str:
    """The key of the environment, or one made at the first start and kept in the data folder."""
    if given := os.environ.get("KIEMDIEM_SECRET_KEY"):
        return given
    path = DATA / "secret-key"
    if not path.exists():
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text()


def _database(url: str) -> dict[str, object]:
    """Django's description of the database that a URL names; empty: SQLite in the data folder.

    Raises:
        ValueError: the URL names no PostgreSQL database.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(DATA / "kiemdiem.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;"
                " PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;",
            },
            "TEST": {"NAME": str(DATA / "test.sqlite3")},
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("DATABASE_URL: postgres://user:password@host:port/name")
    query = dict(part.partition("=")[::2] for part in parts.query.split("&") if part)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 20}},
    }


DATA = _data_folder()
SECRET_KEY = _secret_key()
DEBUG = _flag("KIEMDIEM_DEBUG")
IS_HTTPS = _flag("KIEMDIEM_HTTPS")
ALLOWED_HOSTS = _list("KIEMDIEM_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if IS_HTTPS and host != "*"]
EDITION = os.environ.get("KIEMDIEM_EDITION", "nghe-an-2020")
"""The edition of the regulation in force: it derives who manages a cadre, and explains what applies."""
IS_SECOND_FACTOR_REQUIRED = _flag("KIEMDIEM_SECOND_FACTOR", "yes")
"""Staff must set up a second factor before they see anything."""
DEMONSTRATION = _flag("KIEMDIEM_DEMONSTRATION")
"""Shows the demonstration accounts with their password on the front page."""

DATABASES = {"default": _database(os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

INSTALLED_APPS = [
    "kiemdiem.web",
    "kiemdiem.journal",
    "kiemdiem.tree",
    "kiemdiem.accounts",
    "kiemdiem.jobs",
    "kiemdiem.registry",
    "kiemdiem.campaign",
    "kiemdiem.review",
    "kiemdiem.meetings",
    "kiemdiem.reminders",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "kiemdiem.api.middleware.ProblemMiddleware",
    "kiemdiem.pages.middleware.NulMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "kiemdiem.accounts.middleware.AccessMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "kiemdiem.web.urls"
WSGI_APPLICATION = "kiemdiem.web.wsgi.application"
FORM_RENDERER = "kiemdiem.pages.rendering.FormRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "kiemdiem.web.context.frame",
            ]
        },
    }
]

# --- who signs in
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "kiemdiem.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "5/5m/key"}
"""Failed passwords are counted by django-axes below; `login_failed` is left to the codes of second factors."""
ACCOUNT_FORMS = {
    "login": "kiemdiem.accounts.forms.sign_in.SignInForm",
    "change_password": "kiemdiem.accounts.forms.sign_in.NewPasswordForm",
    "reauthenticate": "kiemdiem.accounts.forms.sign_in.ConfirmPasswordForm",
}
MFA_FORMS = {
    "authenticate": "kiemdiem.accounts.forms.sign_in.CodeForm",
    "reauthenticate": "kiemdiem.accounts.forms.sign_in.ConfirmCodeForm",
    "activate_totp": "kiemdiem.accounts.forms.sign_in.FirstCodeForm",
    "add_webauthn": "kiemdiem.accounts.forms.sign_in.NewPasskeyForm",
    "edit_webauthn": "kiemdiem.accounts.forms.sign_in.PasskeyNameForm",
}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
SOCIALACCOUNT_ADAPTER = "kiemdiem.accounts.adapters.SocialAccountAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_PROVIDERS = {}
if issuer := os.environ.get("KIEMDIEM_OIDC_ISSUER"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": os.environ.get("KIEMDIEM_OIDC_NAME", "SSO"),
                "client_id": os.environ.get("KIEMDIEM_OIDC_CLIENT_ID", ""),
                "secret": os.environ.get("KIEMDIEM_OIDC_CLIENT_SECRET", ""),
                "settings": {"server_url": issuer},
            }
        ],
    }
MFA_ADAPTER = "kiemdiem.accounts.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "kiemdiem"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
USERSESSIONS_TRACK_ACTIVITY = False
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
"""Hours."""
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "lockout.html"
AXES_LOCKOUT_CALLABLE = "kiemdiem.accounts.factors.lockout_response"
AXES_USERNAME_CALLABLE = "kiemdiem.accounts.factors.lockout_name_of"
AXES_CLIENT_IP_CALLABLE = "kiemdiem.accounts.addresses.origin_of"
AXES_SENSITIVE_PARAMETERS = ["login", "code", "credential", "csrfmiddlewaretoken", "next"]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_USERNAME_FORM_FIELD = "login"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_NAME = "kiemdiem"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
PROXY_COUNT = int(os.environ.get("KIEMDIEM_PROXIES", "0"))
"""Trusted proxies in front: they add the address of the client to X-Forwarded-For."""
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
LEASE = max(0.1, float(os.environ.get("KIEMDIEM_LEASE", "30")))
"""Seconds that a worker holds a job for; it says again and again that it goes on."""
LARGEST_UPLOAD = int(os.environ.get("KIEMDIEM_LARGEST_UPLOAD", str(64 * 1024 * 1024)))
"""Bytes of a workbook that may be uploaded."""

# --- languages, days
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["kiemdiem.web.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
locale.LANG_INFO["vi"]["name_local"] = "Tiếng Việt"

# --- static files
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "kiemdiem.pages.static.HashedFiles"
    },
}

# --- mail
PUBLIC_URL = os.environ.get("KIEMDIEM_URL", "http://localhost:8000").rstrip("/")
"""The address of the system as people outside see it; stands in mails and calendars."""
EMAIL_HOST = os.environ.get("KIEMDIEM_MAIL_HOST", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = DATA / "mail"
EMAIL_PORT = int(os.environ.get("KIEMDIEM_MAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("KIEMDIEM_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("KIEMDIEM_MAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("KIEMDIEM_MAIL_SECURITY", "starttls") == "starttls"
EMAIL_USE_SSL = os.environ.get("KIEMDIEM_MAIL_SECURITY", "starttls") == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("KIEMDIEM_MAIL_FROM", "kiemdiem@localhost")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"kiemdiem": {"level": "INFO"}},
}
