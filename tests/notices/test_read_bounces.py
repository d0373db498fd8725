"""`manage.py read_bounces` at a Maildir, an mbox and a pipe."""

import io
import mailbox
import uuid
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from pytest_django.fixtures import Settings

from academy.notices.models import Bounce, Contact
from academy.notices.post import returns
from tests.cast import Cast
from tests.make import bounces as make
from tests.make.mail import Sink

pytestmark = pytest.mark.django_db
ADVERT = b"From: shop@x.cn\nSubject: buy\n\nnow\n"


@pytest.fixture(autouse=True)
def _returned(settings: Settings) -> None:
    settings.ACADEMY_MAIL_RETURN = make.RETURN


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("read_bounces", *arguments, stdout=out)
    return out.getvalue().strip()


def test_a_maildir_loses_what_was_ours_and_keeps_the_rest(
    cast: Cast, at: datetime, sink: Sink, tmp_path: Path
) -> None:
    _, letter = make.sent(cast.wang, sink, at=at)
    box = mailbox.Maildir(tmp_path / "box")
    box.add(make.report(letter))
    box.add(ADVERT)
    assert run("--maildir", str(tmp_path / "box"), "--keep") == "2 read: hard 1, no_report 1"
    assert run("--maildir", str(tmp_path / "box")) == "2 read: known 1, no_report 1"
    assert Contact.objects.get().bounce_status == "5.1.1"
    [left] = list(box)
    assert (left["Subject"], left.get_flags()) == ("buy", "S")
    assert run("--maildir", str(tmp_path / "box")) == "0 read"


def test_an_mbox(cast: Cast, at: datetime, sink: Sink, tmp_path: Path) -> None:
    _, letter = make.sent(cast.wang, sink, at=at)
    path = tmp_path / "box"
    box = mailbox.mbox(path)
    box.add(ADVERT)
    box.add(make.report(letter, status="5.2.2", diagnostic=""))
    box.close()
    assert run("--mbox", str(path), "--keep") == "2 read: soft 1, no_report 1"
    assert run("--mbox", str(path)) == "2 read: known 1, no_report 1"
    box = mailbox.mbox(path)
    assert [each["Subject"] for each in box] == ["buy"]
    box.close()
    assert Bounce.objects.count() == 1


@pytest.mark.parametrize("option", ["--maildir", "--mbox"])
def test_a_box_that_is_not_there(tmp_path: Path, option: str) -> None:
    with pytest.raises(CommandError, match="^no (Maildir|mbox) at"):
        run(option, str(tmp_path / "none"))
    assert list(tmp_path.iterdir()) == []


def piped(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(data)))


def test_a_pipe_from_the_mail_server(
    cast: Cast, at: datetime, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery, _ = make.sent(cast.wang, sink, at=at)
    piped(monkeypatch, make.report(None, to="unlisted:;"))
    mark = returns.mark_of(delivery.public_id)
    assert run("--recipient", f"bounces+{mark}@academy.example") == "1 read: hard 1"
    piped(monkeypatch, ADVERT + b"x" * 5_000_000)
    assert run() == "1 read: no_report 1"


def test_a_pipe_without_its_database_says_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the mail server would send the report's author a report."""
    piped(monkeypatch, make.report(None, to=f"bounces+{'a' * 42}@x.cn"))
    mark = returns.mark_of(uuid.uuid4())

    def away(*rest: object) -> None:
        raise OperationalError

    with connection.execute_wrapper(away), pytest.raises(SystemExit) as ended:
        run("--recipient", mark)
    assert ended.value.code == 75
