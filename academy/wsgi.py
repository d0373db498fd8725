"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "academy.settings.dev")

application = get_wsgi_application()

from academy.checks import refuse_unsafe_start  # noqa: E402  (settings must be loaded first)

refuse_unsafe_start()
