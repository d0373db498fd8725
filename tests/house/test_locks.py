"""Row locks leave the row's key alone.

PostgreSQL checks a foreign key at commit, and for that it takes a KEY SHARE lock on the row that is
referred to. By then an operation holds the head of the audit log. A plain FOR UPDATE, whose holder
waits for that head, would close the circle; FOR NO KEY UPDATE keeps other writers out just as well
and lets the check pass.
"""

import re

from tests.house.source import modules

_LOCK = re.compile(r"select_for_update\(([^()]*(?:\([^()]*\))?[^()]*)\)")


def test_every_row_lock_leaves_the_key_alone() -> None:
    locks = [
        (module.place, found.group(1))
        for module in modules()
        for found in _LOCK.finditer(module.text)
    ]
    assert len(locks) > 40
    assert [place for place, options in locks if "no_key=True" not in options] == []
