"""Every setting of the platform, each from the environment (docs/operate/settings.md)."""

import sys
from pathlib import Path

from mingqian.config.environment import (
    database,
    env_bool,
    env_int,
    env_list,
    env_secret,
    env_text,
)

ROOT = Path(__file__).resolve().parents[3]
TESTING = "pytest" in sys.modules

# Where databases, keys and media of this office live.
MINGQIAN_DATA = Path(env_text("MINGQIAN_DATA", str(ROOT / "var"))).resolve()
KEYS = MINGQIAN_DATA / "keys"

DEBUG = env_bool("MINGQIAN_DEBUG", default=False)
ALLOWED_HOSTS = env_list("MINGQIAN_HOSTS", "127.0.0.1,localhost,[::1],testserver")
CSRF_TRUSTED_ORIGINS = env_list("MINGQIAN_TRUSTED_ORIGINS", "")
HTTPS = env_bool("MINGQIAN_HTTPS", default=False)

if TESTING or "make_keys" in sys.argv:
    SECRET_KEY = "for tests only, never for an office"  # noqa: S105
    FIELD_KEY = "00" * 31 + "01"
    LOG_KEY = "01" * 32
else:
    SECRET_KEY = env_secret("MINGQIAN_SECRET_KEY", KEYS)
    FIELD_KEY = env_secret("MINGQIAN_FIELD_KEY", KEYS)  # 64 hex: personal data at rest
    LOG_KEY = env_secret("MINGQIAN_LOG_KEY", KEYS)  # 64 hex: Ed25519 seed of the operator's log

# The office.
OFFICE_NAME = env_text("MINGQIAN_OFFICE_NAME", "青禾县应急管理局")
OFFICE_SHORT = env_text("MINGQIAN_OFFICE_SHORT", "青禾应急")
OFFICE_REGION = env_text("MINGQIAN_OFFICE_REGION", "370399")
OFFICE_DEMO = env_bool("MINGQIAN_DEMO", default=False)
PRESET = env_text("MINGQIAN_PRESET", "gaoqing")
LOG_ORIGIN = env_text("MINGQIAN_LOG_ORIGIN", "draw.qinghe.example/log1")
PORTAL_URL = env_text("MINGQIAN_PORTAL_URL", "http://127.0.0.1:8000/")
UPLOAD_LIMIT = env_int("MINGQIAN_UPLOAD_LIMIT", 20_000_000)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "mingqian.audit",
    "mingqian.accounts",
    "mingqian.directories",
    "mingqian.imports",
    "mingqian.planning",
    "mingqian.draws",
    "mingqian.inspections",
    "mingqian.publication",
    "mingqian.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mingqian.web.shared.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mingqian.web.shared.middleware.Edge",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "mingqian.config.urls"
WSGI_APPLICATION = "mingqian.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "mingqian.web.shared.context.shell",
            ],
        },
    },
]

DATABASES = {
    "default": database(
        env_text("MINGQIAN_DATABASE_URL", f"sqlite:///{MINGQIAN_DATA / 'mingqian.sqlite3'}")
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
_HASHER = "django.contrib.auth.hashers.Argon2PasswordHasher"
if OFFICE_DEMO:
    _HASHER = "mingqian.accounts.hashers.DemoPasswordHasher"
if TESTING:
    _HASHER = "django.contrib.auth.hashers.MD5PasswordHasher"
PASSWORD_HASHERS = [_HASHER]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
CSRF_FAILURE_VIEW = "mingqian.web.shared.failures.csrf_failure"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "mingqian.web.shared.login.locked_out"
AXES_ENABLED = not TESTING
AXES_VERBOSE = False
AXES_RESET_ON_SUCCESS = True  # five failures in a row, not five in all
AXES_DISABLE_ACCESS_LOG = True  # log-ins and failures are in the trail
SILENCED_SYSTEM_CHECKS = ["axes.W001"] if TESTING else []

SESSION_COOKIE_AGE = 8 * 3600  # one working day
IDLE_MINUTES = env_int("MINGQIAN_IDLE_MINUTES", 30)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]  # English joins when its translation is complete
LOCALE_PATHS = [ROOT / "src" / "mingqian" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATIC_ROOT = MINGQIAN_DATA / "static"
# Tests and development serve from the sources; nobody has collected files there.
WHITENOISE_AUTOREFRESH = TESTING or DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_LIMIT
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# Background jobs run inside the request instead of in the worker: tests and the demo's seeding.
JOBS_AT_ONCE = env_bool("MINGQIAN_JOBS_AT_ONCE", default=TESTING)
TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend"
        if JOBS_AT_ONCE
        else "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default"],
        "ENQUEUE_ON_COMMIT": not JOBS_AT_ONCE,
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO" if not TESTING else "WARNING"},
}
