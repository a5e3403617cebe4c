"""Settings: the only place, with urls and wsgi/asgi, that knows the deployment.

Everything an installation may change comes from the environment (README, "Configuration").
"""

from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from tasktrack.deployment import database, mail, refuse_unsafe_production, secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

#: Where everything lives that is written at run time: database, uploads, secret, collected static files.
VAR_DIR = Path(env.str("TASKTRACK_VAR", default=str(BASE_DIR / "var")))

PRODUCTION = env.bool("TASKTRACK_PRODUCTION", default=False)
HTTPS = env.bool("TASKTRACK_HTTPS", default=PRODUCTION)
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = secret_key(env.str("SECRET_KEY", default=""), VAR_DIR)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DATABASES = {"default": database(env.str("DATABASE_URL", default=""), VAR_DIR)}
if PRODUCTION:
    refuse_unsafe_production(secret=SECRET_KEY, debug=DEBUG, hosts=ALLOWED_HOSTS)

INSTALLED_APPS = [
    "tasks",
    "imports",
    "tasktrack",
    "tasks.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
    "heroicons",
    "simple_history",
    "csp",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tasks.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tasks.middleware.OwnPasswordMiddleware",
    "tasks.middleware.MergedTaskMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "tasktrack.urls"
WSGI_APPLICATION = "tasktrack.wsgi.application"
ASGI_APPLICATION = "tasktrack.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
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
                "tasks.scope.context",
                "tasks.views.notices.bell",
            ],
        },
    },
]
DJANGO_TABLES2_TEMPLATE = "components/table.html"

AUTH_USER_MODEL = "tasks.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"tasktrack.passwords.{name}"} for name in ("OwnWords", "Length", "Common", "Numeric")
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"

AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours: a person who forgot a password waits a quarter, a guesser gives up
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_VERBOSE = False

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LOCALE_PATHS = [BASE_DIR / "tasktrack" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
#: The largest plan document that an upload may hold, in bytes. Larger ones get a sentence, not a stack trace.
UPLOAD_LIMIT = env.int("TASKTRACK_UPLOAD_LIMIT", default=20 * 1024 * 1024)
#: The largest file beside a report, in bytes, and how many belong to one report.
ATTACHMENT_LIMIT = env.int("TASKTRACK_ATTACHMENT_LIMIT", default=20 * 1024 * 1024)
ATTACHMENTS_A_REPORT = 20
#: Whether documents are read in a process of their own, under limits of time and memory.
READ_APART = True
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a preview posts a choice for each row

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

globals().update(mail(env))
#: Whether there is a mail server; a district decides for itself whether its notices go out by it.
SENDS_MAIL = bool(globals().get("EMAIL_HOST"))
#: How this installation is reached from outside, so that mails can lead to it: https://tasks.example
PUBLIC_URL = env.str("TASKTRACK_URL", default="")
#: How often digests of notices go out, in minutes.
DIGEST_MINUTES = env.int("TASKTRACK_DIGEST_MINUTES", default=10)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = env.int("TASKTRACK_SESSION_SECONDS", default=8 * 3600)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if env.bool("TASKTRACK_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    # a page refused or not found is no fault: the person is told, the log is for what broke
    "loggers": {"django.request": {"level": "ERROR"}},
}
