"""One machine, no server to install: SQLite, the filesystem broker, keys made on first run."""

import json
import os
import secrets

from cryptography.fernet import Fernet

from academy.settings import base
from academy.settings.base import *  # noqa: F403  (settings modules inherit by star import)

DEBUG = base.env.bool("DEBUG", default=False)


def _keys() -> dict[str, str]:
    """Return this folder's own secrets, made once and kept beside its database."""
    path = base.DATA_DIR / "keys.json"
    if not path.exists():
        base.DATA_DIR.mkdir(parents=True, exist_ok=True)
        made = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "FIELD_KEY": Fernet.generate_key().decode(),
            "MATCH_KEY": secrets.token_urlsafe(32),
        }
        # Two processes may start at once on a fresh clone: the first to link its file wins.
        draft = path.with_name(f"keys.{os.getpid()}.tmp")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(made))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    loaded: dict[str, str] = json.loads(path.read_text())
    return loaded


if not (base.SECRET_KEY and base.FIELD_KEYS and base.MATCH_KEY):
    _own = _keys()
    SECRET_KEY = base.SECRET_KEY or _own["SECRET_KEY"]
    FIELD_KEYS = base.FIELD_KEYS or [_own["FIELD_KEY"]]
    MATCH_KEY = base.MATCH_KEY or _own["MATCH_KEY"]

for _folder in ("messages", "control"):
    (base.DATA_DIR / "queue" / _folder).mkdir(parents=True, exist_ok=True)

# Static files are served from where they lie; the folder need only exist.
STATIC_ROOT = base.DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
