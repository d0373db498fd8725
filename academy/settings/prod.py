"""Production. `academy.checks` refuses to start where a promise of durability is switched off."""

from academy.settings import base
from academy.settings.base import *  # noqa: F403  (settings modules inherit by star import)

DEBUG = base.env.bool("DEBUG", default=False)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = base.env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = base.env.int("SECURE_HSTS_SECONDS", default=3600)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
STORAGES = {
    **base.STORAGES,
    "staticfiles": {"BACKEND": "academy.web.storage.StaticFiles"},
}
ACADEMY_PRODUCTION = True
