"""Settings of the test suite: fixed keys, fast hasher, jobs run by the tests themselves."""

from academy.settings import base, logs
from academy.settings.base import *  # noqa: F403  (settings modules inherit by star import)

SECRET_KEY = "test-only-" + "k" * 50
FIELD_KEYS = ["dGVzdC1vbmx5LXRlc3Qtb25seS10ZXN0LW9ubHktMTI="]
MATCH_KEY = "test-only-match-key-0123456789abcdef"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A file, not memory: threads and processes must meet the locks they will meet in earnest. What
# the tests must not wait for is the disk.
for _database in base.DATABASES.values():
    if _database["ENGINE"] == "django.db.backends.sqlite3":
        _database["TEST"] = {"NAME": str(base.DATA_DIR / "test.sqlite3")}
        _database["OPTIONS"]["init_command"] = _database["OPTIONS"]["init_command"].replace(
            "synchronous=FULL", "synchronous=OFF"
        )
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
STATIC_ROOT = base.DATA_DIR
WHITENOISE_USE_FINDERS = True
# Looked for where they are asked for: else every test client that is made would read them all.
WHITENOISE_AUTOREFRESH = True
LOGGING = logs.logging("WARNING")
