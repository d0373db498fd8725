"""Production settings, but that it starts on a database that forgets: for the twin only."""

from academy.settings.prod import *  # noqa: F403  (settings modules inherit by star import)

ACADEMY_PRODUCTION = False
