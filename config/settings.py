"""All settings. `config.env` reads the environment; what was wrong there appears as checks (fitflow.E001 and on)."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from config.env import (
    derived_key,
    env_bool,
    env_database,
    env_int,
    env_list,
    env_text,
    read,
    require_strong_keys,
    secret_key,
    to_contacts,
    to_founding,
    to_mail,
    to_origin,
    to_service,
)
from fitflow.core import embedded
from fitflow.core.plans import Cursor
from fitflow.ui.filepolicy import close_file

BASE_DIR = Path(__file__).resolve().parent.parent

# FitFlow's own
VAR_DIR = Path(env_text("FITFLOW_VAR", str(BASE_DIR / "var"))).resolve()
FITFLOW_BRAND = env_text("FITFLOW_BRAND", "FitFlow")
FITFLOW_URL = read("FITFLOW_URL", "http://localhost:8000", to_origin, number=5, expected="an address like https://host")
FITFLOW_DEMO_PUBLIC = env_text("FITFLOW_DEMO").lower() == "public"  # Others than this machine may reach it.
FITFLOW_DEMO = FITFLOW_DEMO_PUBLIC or env_bool("FITFLOW_DEMO")
#: What one studio may reach: mails a day, clients, sessions still to come.
FITFLOW_MAILS_PER_DAY = env_int("FITFLOW_MAILS_PER_DAY", 2_000)
FITFLOW_MOST_CLIENTS = env_int("FITFLOW_MOST_CLIENTS", 20_000)
FITFLOW_MOST_SESSIONS = env_int("FITFLOW_MOST_SESSIONS", 20_000)
#: "closed": once a studio exists, only the command founds another; "open": whoever has signed in does, one a day.
FITFLOW_FOUNDING = read("FITFLOW_FOUNDING", "closed", to_founding, number=9, expected="open or closed")
FITFLOW_TESTING = env_bool("FITFLOW_TESTING")
BROKER_URL = env_text("BROKER_URL")

# Where people reach us
DEBUG = env_bool("FITFLOW_DEBUG")
SECRET_KEY = secret_key(VAR_DIR)
SECRET_KEY_FALLBACKS = env_list("FITFLOW_OLD_SECRET_KEYS", [])
require_strong_keys([SECRET_KEY, *SECRET_KEY_FALLBACKS])
_host = urlsplit(FITFLOW_URL).hostname or "localhost"
_https = FITFLOW_URL.startswith("https:")
ALLOWED_HOSTS = env_list("FITFLOW_HOSTS", list(dict.fromkeys([_host, "localhost", "127.0.0.1", "[::1]"])))
CSRF_TRUSTED_ORIGINS = [FITFLOW_URL]
CSRF_FAILURE_VIEW = "fitflow.web.errors.outdated"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("FITFLOW_BEHIND_PROXY") else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
# Behind a proxy only: elsewhere nobody says how a request came, and each redirect would lead to the next.
SECURE_SSL_REDIRECT = _https and SECURE_PROXY_SSL_HEADER is not None
SECURE_HSTS_SECONDS = env_int("FITFLOW_HSTS_SECONDS", int(timedelta(days=365).total_seconds()) if _https else 0)
# A cookie of this name is taken from this very host over https alone, so no neighbour can set it.
_prefix = "__Host-" if _https else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_prefix}sessionid", f"{_prefix}csrftoken"
LANGUAGE_COOKIE_NAME = f"{_prefix}django_language"
CSRF_COOKIE_HTTPONLY = True  # Forms carry the token; no script of ours reads the cookie.
SECURE_REFERRER_POLICY = "same-origin"
ROOT_URLCONF = env_text("FITFLOW_ROOT_URLCONF", "config.urls")
WSGI_APPLICATION = "config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "fitflow.accounts",  # Before allauth, whose templates it replaces.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "csp",
    "fitflow.core",
    "fitflow.ui",
    "fitflow.organizations",
    "fitflow.notify",
    "fitflow.billing",
    "fitflow.schedule",
    "fitflow.booking",
    "fitflow.planning",
    "fitflow.calendars",
    "fitflow.insights",
    "fitflow.web",
]

MIDDLEWARE = [
    "fitflow.web.access.AccessLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fitflow.web.compression.CompressedPages",
    "fitflow.ui.csp.CSPMiddleware",
    "fitflow.web.privacy.PrivateAnswers",
    "fitflow.web.middleware.BodyLimits",  # Before whatever reads a body; those above do not.
    "fitflow.accounts.adapters.session_keys.SecretSessions",
    "fitflow.accounts.adapters.sessions.EndsSessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "fitflow.web.middleware.PageMessages",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

_loaders = ["django.template.loaders.filesystem.Loader", "fitflow.ui.loaders.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("template_partials.loader.Loader", [("django.template.loaders.cached.Loader", _loaders)])],
            "builtins": ["template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fitflow.web.navigation.navigation",
            ],
        },
    }
]

# The application's role owns nothing and obeys row-level security; the owner's role migrates.
_data = VAR_DIR / "postgres"
FITFLOW_EMBEDDED_DATA = None if env_text("DATABASE_URL") else _data
DATABASES = {
    "default": env_database("DATABASE_URL", embedded.url(_data, embedded.APP)),
    "owner": env_database("DATABASE_OWNER_URL", embedded.url(_data, embedded.OWNER)),
}
DATABASES["default"]["OPTIONS"] |= {
    "server_side_binding": True,
    "cursor_factory": Cursor,
    "prepare_threshold": 1,
    "options": "-c lock_timeout=3000",
}
if env_text("DATABASE_URL") and not env_text("DATABASE_OWNER_URL"):
    DATABASES["owner"] = DATABASES["default"] | {"OPTIONS": {}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "fitflow.core.limits.KeptRows", "LOCATION": "core_cache"}}

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "fitflow.accounts.adapters.passwords.PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "fitflow.accounts.adapters.passwords.KnownPasswords"},
]
#: A service that is asked whether a password was stolen somewhere, by the first digits of its hash.
FITFLOW_STOLEN_PASSWORDS_URL = read(
    "FITFLOW_STOLEN_PASSWORDS_URL", "", to_service, number=8, expected="an address like https://host/range"
)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_ENGINE = "fitflow.accounts.adapters.session_keys"
SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())
_code_minutes = 15 * 60
ACCOUNT_ADAPTER = "fitflow.accounts.adapters.pages.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "fitflow.accounts.forms.pages.PasswordSignIn",
    "request_login_code": "fitflow.accounts.forms.pages.RequestCode",
    "confirm_login_code": "fitflow.accounts.forms.pages.ConfirmLoginCode",
    "signup": "fitflow.accounts.forms.pages.SignUp",
    "confirm_email_verification_code": "fitflow.accounts.forms.pages.ConfirmEmailCode",
    "add_email": "fitflow.accounts.forms.pages.AddEmail",
    "reset_password": "fitflow.accounts.forms.pages.ResetPassword",
    "confirm_password_reset_code": "fitflow.accounts.forms.pages.ConfirmResetCode",
    "reset_password_from_key": "fitflow.accounts.forms.pages.ResetPasswordKey",
    "set_password": "fitflow.accounts.forms.pages.SetPassword",
    "change_password": "fitflow.accounts.forms.pages.ChangePassword",
    "reauthenticate": "fitflow.accounts.forms.pages.Reauthenticate",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = _code_minutes
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = _code_minutes
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_TIMEOUT = 2 * _code_minutes
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = _code_minutes
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_SESSION_REMEMBER = True
# How often mails may be asked for. Wrong tries are counted in rows (fitflow.accounts.rules), right ones never.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": None,
    "request_login_code": "60/m/ip,3/m/key,10/h/key",
    "reset_password": "20/m/ip,3/m/key,10/h/key",
    "confirm_email": "1/10s/key,10/h/key",
    "prove": "3/m/user,10/h/user",
}
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
# What opens more than a session is longer.
ACCOUNT_PASSWORD_RESET_BY_CODE_CODE_FORMAT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_FORMAT = {
    "numeric": True, "length": 8, "dashed": True,
}  # fmt: skip
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if SECURE_PROXY_SSL_HEADER else 0
MFA_ADAPTER = "fitflow.accounts.adapters.pages.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "fitflow.accounts.forms.pages.SecondStep",
    "reauthenticate": "fitflow.accounts.forms.pages.SecondStepAgain",
    "activate_totp": "fitflow.accounts.forms.pages.ActivateSecondStep",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = FITFLOW_BRAND
MFA_TOTP_TOLERANCE = 1

# Pages and files
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]  # The second one needs Django's LocaleMiddleware, which costs 5 % of a hold's CPU.
FORM_RENDERER = "fitflow.ui.forms.KitRenderer"
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
_storage = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": _storage if DEBUG or FITFLOW_TESTING else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG or FITFLOW_TESTING
WHITENOISE_ADD_HEADERS_FUNCTION = close_file
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = VAR_DIR / "media"
# The import map is the only inline script: fitflow.ui.csp adds its hash to script-src.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "media-src": [SELF, "blob:"],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "upgrade-insecure-requests": _https,
    }
}

# Mail, API, log
# Every mail is kept as a message first; the worker hands it to the transport.
FITFLOW_MAIL_TRANSPORT = ""  # Of FITFLOW_MAIL_URL, two lines below.
_mail = "smtp://user:password@host:587, smtps://…, anymail+provider://?key=value, console: or none:"
_no_mail = to_mail("memory:" if FITFLOW_TESTING else "none:")
globals().update(read("FITFLOW_MAIL_URL", _no_mail, to_mail, number=6, expected=_mail))
EMAIL_BACKEND = "fitflow.notify.adapters.MessageBackend"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env_text("FITFLOW_MAIL_FROM", f"{FITFLOW_BRAND} <no-reply@{_host}>")
#: Who builds the actor of a job: the kernel knows no studios.
FITFLOW_SYSTEM_ACTOR = "fitflow.organizations.queries.directory.system_actor"
#: Where somebody tells of a vulnerability of this installation: /.well-known/security.txt. None: there is no such file.
FITFLOW_SECURITY_CONTACT = read(
    "FITFLOW_SECURITY_CONTACT", ["mailto:security@fitflow.test"] if FITFLOW_TESTING else [], to_contacts, number=12,
    expected="addresses like mailto:security@host or https://host/report",
)  # fmt: skip
FITFLOW_ACCESS_LOG = env_bool("FITFLOW_ACCESS_LOG", not FITFLOW_DEMO)  # A line for each request.
#: Requests to the API in a minute; 0 is no limit. Tests ask as fast as they can.
FITFLOW_API_PER_LOGIN = env_int("FITFLOW_API_PER_LOGIN", 0 if FITFLOW_TESTING else 600)
FITFLOW_API_PER_NETWORK = env_int("FITFLOW_API_PER_NETWORK", 0 if FITFLOW_TESTING else 3000)
REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "fitflow.accounts.adapters.authentication.TokenAuthentication",
        "fitflow.accounts.adapters.authentication.CookieAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [],  # Each door declares its access by @allow; a lint refuses one that does not.
    "DEFAULT_THROTTLE_CLASSES": ["fitflow.accounts.adapters.rates.ApiRate"],
    "DEFAULT_RENDERER_CLASSES": ["fitflow.core.problems.JsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["fitflow.core.problems.JsonParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "fitflow.core.problems.JsonNegotiation",
    "EXCEPTION_HANDLER": "fitflow.core.problems.answer_exception",
    "UNAUTHENTICATED_USER": None,
    # Times and days go through the serializers as they are; the renderer writes them.
    "DATETIME_FORMAT": None,
    "DATE_FORMAT": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{FITFLOW_BRAND} API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": ["fitflow.web.openapi.describe"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}
FITFLOW_OLD_TOKEN_KEYS = [derived_key(key, "tokens") for key in SECRET_KEY_FALLBACKS]
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(hours=1),
    "USER_ID_CLAIM": "sub",
    "SIGNING_KEY": derived_key(SECRET_KEY, "tokens"),
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "fitflow.core.logs.LineFormatter", "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env_text("FITFLOW_LOG_LEVEL", "INFO").upper()},
    "loggers": {"django.request": {"level": "ERROR"}},  # A refusal is an answer, not a warning.
}
