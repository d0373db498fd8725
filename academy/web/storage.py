"""Where collected static files lie in production."""

import re
from collections.abc import Callable

from whitenoise.storage import (  # type: ignore[import-untyped]  # it ships no types
    CompressedManifestStaticFilesStorage,
)

# Packages whose scripts, none of which we load, import modules that they do not bring.
INCOMPLETE = ("django_htmx/",)


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # as above
    """Every file under a name with its content's hash, also where one script imports another.

    Without it the modules a page's script imports keep their plain names: a browser asks for each
    of them again and again, and after a deployment may mix old with new.
    """

    support_js_module_import_aggregation = True
    # One pass for each level of imports; the exam room has five.
    max_post_process_passes = 10

    def url_converter(
        self, name: str, hashed_files: dict[str, str], template: str | None = None
    ) -> Callable[[re.Match[str]], str]:
        """As it is, but that an incomplete package's references stay as they were written."""
        if name.startswith(INCOMPLETE):
            return lambda found: str(found["matched"])
        convert: Callable[[re.Match[str]], str] = super().url_converter(
            name, hashed_files, template
        )
        return convert
