"""What tests of notices may ask for."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from tests.make.mail import Sink, SinkThread


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """A real mail server on the loopback, to which this test's mail goes."""
    thread = SinkThread()
    served = thread.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", served.port
    settings.EMAIL_TIMEOUT = 5
    settings.DEFAULT_FROM_EMAIL = "academy@academy.example"
    yield served
    thread.stop()
