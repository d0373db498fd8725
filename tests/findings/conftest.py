"""What tests of findings share."""

import pytest
from django.utils import timezone

from tests.make.findings import LATE


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let requests come on the morning after the deadline."""
    monkeypatch.setattr(timezone, "now", lambda: LATE)
