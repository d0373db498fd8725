"""What every deployment shares. Each value read from the environment is listed in the README."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF

from academy.settings import logs
from academy.settings.database import databases

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(env.str("ACADEMY_DATA_DIR", default=str(BASE_DIR / "var")))

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Personal data at rest: the first key encrypts, all of them decrypt (rotation).
FIELD_KEYS: list[str] = env.list("FIELD_KEYS", default=[])
# Keyed hash by which an ID number or mobile is matched without being readable.
MATCH_KEY = env.str("MATCH_KEY", default="")
# Ed25519 key in PEM that signs receipts; where none is named, one is made beside the data.
RECEIPT_KEY_FILE = env.str("RECEIPT_KEY_FILE", default="")

ACADEMY_NAME = env.str("ACADEMY_NAME", default="城市管理培训学院")
ACADEMY_NAME_EN = env.str("ACADEMY_NAME_EN", default="Urban Management Training Academy")
ACADEMY_ISSUER = env.str("ACADEMY_ISSUER", default="城市管理培训学院")
ACADEMY_ISSUER_EN = env.str("ACADEMY_ISSUER_EN", default="Urban Management Training Academy")
ACADEMY_SEAL_TEXT = env.str("ACADEMY_SEAL_TEXT", default="演示专用章")
# What share of requirements is to be met, in per cent: the line that the dashboard measures by.
ACADEMY_TARGET_RATE = env.int("ACADEMY_TARGET_RATE", default=90)
ACADEMY_CERTIFICATE_PREFIX = env.str("ACADEMY_CERTIFICATE_PREFIX", default="演示城管培")
# Rates over fewer people than this say little: such units are shown, and not ranked.
ACADEMY_SMALL_GROUP = env.int("ACADEMY_SMALL_GROUP", default=5)
# What was reported as put right is to be looked at again within this many days.
ACADEMY_RECHECK_DAYS = env.int("ACADEMY_RECHECK_DAYS", default=7)
# A failure or absence is to be made up within this many days; a deadline once set stands.
ACADEMY_MAKE_UP_DAYS = env.int("ACADEMY_MAKE_UP_DAYS", default=90)
# From how many days over on officer, leader and academy hear of what was not made up.
ACADEMY_MAKE_UP_ALERT_DAYS: list[int] = env.list(
    "ACADEMY_MAKE_UP_ALERT_DAYS", cast=int, default=[1, 14, 30]
)
ACADEMY_BASE_URL = env.str("ACADEMY_BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
CERTIFICATE_FONTS: list[str] = env.list(
    "CERTIFICATE_FONTS",
    default=[
        "/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf",
        "/usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf",
    ],
)
# The drawings that a document may name; here, since only settings know storeys above and below.
DOCUMENT_ART = BASE_DIR / "certificates" / "static" / "art"
# What signs certificates: a PEM file with the private key, or a PKCS#11 URI (RFC 7512) with the
# module that speaks for the token; its X.509 certificate first in the chain's PEM file. Where no
# key is named, one of development is made beside the data, and says so in its name.
CERTIFICATE_KEY = env.str("CERTIFICATE_KEY", default="")
CERTIFICATE_CHAIN_FILE = env.str("CERTIFICATE_CHAIN_FILE", default="")
CERTIFICATE_PKCS11_MODULE = env.str("CERTIFICATE_PKCS11_MODULE", default="")
CERTIFICATE_PKCS11_PIN = env.str("CERTIFICATE_PKCS11_PIN", default="")

INSTALLED_APPS = [
    "academy.web",
    "academy.shared",
    "academy.documents",
    "academy.audit",
    "academy.jobs",
    "academy.people",
    "academy.notices",
    "academy.findings",
    "courses",
    "exams",
    "certificates",
    "academy.reporting",
    "academy.campaign",
    "academy",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "axes",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "django_structlog",
    "csp",
    "ninja",
]

MIDDLEWARE = [
    # Saves of an exam bypass what follows; see the module.
    "exams.api.lane.TicketLane",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "academy.web.middleware.RefusalMiddleware",
    "academy.web.middleware.IssuedPasswordMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "academy.urls"
WSGI_APPLICATION = "academy.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "academy" / "web" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "django.templatetags.i18n"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "academy.web.context.chrome",
            ],
        },
    }
]
COTTON_DIR = "cotton"
# A component sees what it is handed and the request, not whatever its caller happens to hold.
COTTON_ISOLATE_BY_DEFAULT = True

DATABASES = databases(
    env.str("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'academy.sqlite3'}"),
    pool_max=env.int("DATABASE_POOL", default=0),
    conn_max_age=env.int("DATABASE_CONN_MAX_AGE", default=600),
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# An account lock-out and every limit must hold for all processes, so the cache is a shared one:
# the database unless a Redis is named.
CACHES: dict[str, Any] = {
    "default": env.cache_url("CACHE_URL")
    if env.str("CACHE_URL", default="")
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "academy_cache"}
}

# How many proxies nearest to this server write X-Forwarded-For; what others write is not believed.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

# -- people -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "academy.web.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "academy.web.forms.LoginForm",
    "change_password": "academy.web.forms.ChangePasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "staff_number"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
# An exam room is one address: failures are counted by account (axes), never by address.
ACCOUNT_RATE_LIMITS = {"login": False, "login_failed": False}
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_FAILURE_LIMIT = env.int("LOGIN_FAILURE_LIMIT", default=5)
AXES_COOLOFF_TIME = env.float("LOGIN_COOLOFF_HOURS", default=0.25)
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "login"
# Without it axes looks for "login" in what allauth calls "username", and never locks anything.
AXES_USERNAME_CALLABLE = "academy.web.adapter.lockout_name"
# Tries on a locked account don't prolong the lock: nobody is kept out of an exam by a prankster.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "academy.web.views.locked_out"
AXES_SENSITIVE_PARAMETERS = ["password"]
AXES_ENABLE_ADMIN = False
# The check would have addresses counted too, which is what an exam room must not have.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

# -- browser ----------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = env.int("SESSION_SECONDS", default=12 * 3600)
CSRF_COOKIE_SAMESITE = "Lax"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(DATA_DIR / "media")))

# -- language and time --------------------------------------------------------------------------
# Message ids are Chinese: the interface is zh-Hans first, and English is a complete catalogue.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "academy" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

# -- work in the background ---------------------------------------------------------------------
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="filesystem://localhost")
_QUEUE_DIR = DATA_DIR / "queue"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    {
        "data_folder_in": str(_QUEUE_DIR / "messages"),
        "data_folder_out": str(_QUEUE_DIR / "messages"),
        "control_folder": str(_QUEUE_DIR / "control"),
        "processed_folder": str(_QUEUE_DIR / "processed"),
        "store_processed": False,
    }
    if CELERY_BROKER_URL.startswith("filesystem")
    else {"visibility_timeout": 600, "unacked_restore_interval": 5, "unacked_restore_throttle": 1}
    if CELERY_BROKER_URL.startswith("redis")
    else {}
)
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
# Logs are LOGGING's to decide, in the worker too.
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "academy.jobs.sweep", "schedule": 10.0},
    "ask-for-periodic-jobs": {"task": "academy.jobs.tick", "schedule": 10.0},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=120)
# Jobs run inside the calling process once its transaction commits; for tests and commands.
JOBS_INLINE = env.bool("JOBS_INLINE", default=False)

# -- mail ---------------------------------------------------------------------------------------
# Without a server, letters are written as files beside the data: filemail:///path, where a path
# that begins at the root has four strokes.
_MAIL = env.email_url("EMAIL_URL", default=f"filemail:///{DATA_DIR / 'mail'}")
EMAIL_BACKEND = _MAIL["EMAIL_BACKEND"]
EMAIL_FILE_PATH = _MAIL["EMAIL_FILE_PATH"] or None
EMAIL_HOST = _MAIL["EMAIL_HOST"] or "localhost"
EMAIL_PORT = _MAIL["EMAIL_PORT"] or 25
EMAIL_HOST_USER = _MAIL["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _MAIL["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = _MAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _MAIL.get("EMAIL_USE_SSL", False)
# How long a server may think about one command.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("ACADEMY_MAIL_FROM", default="academy@localhost")
# Where letters come back to that a server gave up after it had taken them: the sender of the
# envelope is local+mark@domain, and `manage.py read_bounces` reads what arrives there.
ACADEMY_MAIL_RETURN = env.str("ACADEMY_MAIL_RETURN", default="")

# -- processes of `manage.py serve` ---------------------------------------------------------------
WEB_HOST = env.str("WEB_HOST", default="127.0.0.1")
WEB_WORKERS = env.int("WEB_WORKERS", default=1)
WEB_THREADS = env.int("WEB_THREADS", default=4)
WORKER_PROCESSES = env.int("WORKER_PROCESSES", default=1)

# -- API ------------------------------------------------------------------------------------------
NINJA_PAGINATION_MAX_LIMIT = 200
IDEMPOTENCY_HOURS = 24

# -- logs -----------------------------------------------------------------------------------------
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING = logs.logging(LOG_LEVEL)
logs.configure()

# -- teaching -----------------------------------------------------------------------------------
# What a file of a material may weigh, by its kind.
MATERIAL_MEGABYTES = {
    "pdf": env.int("MATERIAL_PDF_MB", default=50),
    "slides": env.int("MATERIAL_SLIDES_MB", default=100),
    "video": env.int("MATERIAL_VIDEO_MB", default=1024),
    "image": env.int("MATERIAL_IMAGE_MB", default=10),
}
# For how many days after a cohort's last day its people may still read.
MATERIAL_OPEN_DAYS = env.int("MATERIAL_OPEN_DAYS", default=30)
# An internal location of nginx over MEDIA_ROOT (`/internal-media/`): nginx then sends the files.
MATERIAL_ACCEL_PREFIX = env.str("MATERIAL_ACCEL_PREFIX", default="")
# How long an evaluation takes answers, and below how many nothing of them is shown.
EVALUATION_DAYS = env.int("EVALUATION_DAYS", default=7)
EVALUATION_MINIMUM = env.int("EVALUATION_MINIMUM", default=5)
# Whether evaluations open by themselves after the last line of teaching (a cohort may differ), and
# how many days before their last day people who have not answered are reminded; empty: never.
EVALUATION_AUTO = env.bool("EVALUATION_AUTO", default=True)
EVALUATION_REMIND_DAYS = [
    int(each) for each in env.list("EVALUATION_REMIND_DAYS", default=["3", "1"])
]
# The periods of a day as they are printed in timetables, and the minutes of one hour (学时).
TEACHING_PERIODS: list[str] = env.list(
    "TEACHING_PERIODS",
    default=["08:30-10:00", "10:20-11:50", "14:30-16:00", "16:20-17:50", "19:00-20:30"],
)
TEACHING_HOUR_MINUTES = env.int("TEACHING_HOUR_MINUTES", default=45)

# -- reports ------------------------------------------------------------------------------------
# Above how many lines of names a report is made in the background only, and for how many days
# such a file lies ready.
REPORT_DIRECT_LINES = env.int("REPORT_DIRECT_LINES", default=20_000)
REPORT_FILE_DAYS = env.int("REPORT_FILE_DAYS", default=7)
