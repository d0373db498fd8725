"""Whether a request proves to come from an accepted Safe Exam Browser.

The browser never sends a key itself, only SHA-256 over the address asked for and the key, as hex
in lower case: in the header X-SafeExamBrowser-ConfigKeyHash for the Config Key and in
X-SafeExamBrowser-RequestHash for the Browser Exam Key. Newer web views cannot add headers; there a
script reads the same hashes, made for the address of its page, and sends them along.
Source: Safe Exam Browser, developer documentation, "Config Key" (seb-config-key.html).

There is no nonce in this: who knows a key can make every hash. It deters, it does not prove.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from hmac import compare_digest

from exams.rules.entry import Circumstances


def request_hash(url: str, key: str) -> str:
    """What the browser sends for ``url`` (absolute; a fragment does not count) under ``key``."""
    return sha256((url.partition("#")[0] + key).encode()).hexdigest()


def accepted(came: Circumstances, *, config_keys: Sequence[str], exam_keys: Sequence[str]) -> bool:
    """Whether the hashes sent are those of an accepted key.

    Of each kind of which there are keys, one has to match; with no keys at all any browser will do.
    """
    urls = [url for url in (came.url, came.page_url) if url]
    return _one_of(came.config_hash, config_keys, urls) and _one_of(came.exam_hash, exam_keys, urls)


def _one_of(sent: str, keys: Sequence[str], urls: Iterable[str]) -> bool:
    """Whether ``sent`` belongs to one of the keys; all are tried, so that time tells nothing."""
    given = sent.strip().lower().encode()
    found = [compare_digest(given, request_hash(url, key).encode()) for url in urls for key in keys]
    return any(found) or not keys
