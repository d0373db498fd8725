"""DATABASE_URL turned into Django's DATABASES, with the durable options of each engine."""

from typing import Any

import environ

# SQLite as Django ships it loses the race between a read and a later write of the same
# transaction ("database is locked"), and WAL alone makes that worse. IMMEDIATE takes the write
# lock when the transaction begins; FULL flushes at every commit, so an acknowledged answer
# survives a power cut.
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;"
        "PRAGMA synchronous=FULL;"
        "PRAGMA foreign_keys=ON;"
        "PRAGMA temp_store=MEMORY;"
        "PRAGMA cache_size=-65536;"
        "PRAGMA mmap_size=268435456;"
    ),
}


def databases(url: str, *, pool_max: int, conn_max_age: int) -> dict[str, dict[str, Any]]:
    """Return the DATABASES setting for `url` (sqlite:///path or postgres://…).

    `pool_max` > 0 keeps a psycopg pool of at most that many connections per process;
    0 keeps one persistent connection per thread for `conn_max_age` seconds instead.
    """
    config: dict[str, Any] = environ.Env.db_url_config(url)
    config["ATOMIC_REQUESTS"] = False
    options: dict[str, Any] = dict(config.get("OPTIONS", {}))
    config["OPTIONS"] = options
    if config["ENGINE"] == "django.db.backends.sqlite3":
        options.update(SQLITE_OPTIONS)
        # Cheap to keep open, and each new connection would run the PRAGMAs again.
        config["CONN_MAX_AGE"] = None
        return {"default": config}
    # Heeded only by the cursors of academy.shared.statements; Django's own never prepare.
    options["prepare_threshold"] = 0
    if pool_max > 0:
        options["pool"] = {"min_size": 1, "max_size": pool_max, "timeout": 10}
        config["CONN_MAX_AGE"] = 0
    else:
        config["CONN_MAX_AGE"] = conn_max_age
        config["CONN_HEALTH_CHECKS"] = True
    return {"default": config}
