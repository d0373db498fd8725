"""Each module starts with nothing learnt, so that a test does not live on another's classes."""

from collections.abc import Iterator

import pytest

from certificates.layers import setting


@pytest.fixture(autouse=True, scope="module")
def _nothing_learnt() -> Iterator[None]:
    setting.forget()
    yield
    setting.forget()
