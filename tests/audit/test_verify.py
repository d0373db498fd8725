"""Every way of tampering with the log is found, and named by its place."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from academy.audit.models import Entry, Head
from academy.audit.record import entry_digest
from academy.audit.verify import Flaw, flaws
from tests.cast import Cast
from tests.make.tamper import lifted


def edit() -> None:
    Entry.objects.filter(sequence=3).update(actor_label="somebody else")


def delete() -> None:
    Entry.objects.filter(sequence=3).delete()


def cut() -> None:
    Entry.objects.filter(sequence__gt=3).delete()


def swap() -> None:
    third, fourth = Entry.objects.filter(sequence__in=[3, 4]).order_by("sequence")
    Entry.objects.filter(sequence__in=[3, 4]).delete()
    third.sequence, fourth.sequence = 4, 3
    Entry.objects.bulk_create([third, fourth])


def insert() -> None:
    last = Entry.objects.latest("sequence")
    last.sequence += 1
    last.digest = "f" * 64
    Entry.objects.bulk_create([last])


def edit_and_seal() -> None:
    """Change an entry and give it a digest that fits it."""
    entry = Entry.objects.get(sequence=3)
    entry.actor_label = "somebody else"
    Entry.objects.filter(sequence=3).update(
        actor_label=entry.actor_label, digest=entry_digest(entry)
    )


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (edit, [Flaw(3, "digest")]),
        (delete, [Flaw(4, "gap"), Flaw(4, "link")]),
        (
            swap,
            [
                Flaw(3, "link"),
                Flaw(3, "digest"),
                Flaw(4, "link"),
                Flaw(4, "digest"),
                Flaw(5, "link"),
            ],
        ),
        (edit_and_seal, [Flaw(4, "link")]),
    ],
)
def test_tampering_is_found(tamper: Callable[[], None], found: list[Flaw], cast: Cast) -> None:
    assert list(flaws()) == []
    with lifted("audit_entry"):
        tamper()
    assert list(flaws()) == found


@pytest.mark.parametrize("tamper", [cut, insert])
def test_tampering_at_the_end_is_found_by_the_head(tamper: Callable[[], None], cast: Cast) -> None:
    head = Head.objects.get()
    with lifted("audit_entry"):
        tamper()
    assert Flaw(head.sequence, "head") in list(flaws())


def hash_again(start: int) -> None:
    """Change an entry and all digests after it: what only an outside note can reveal."""
    previous = Entry.objects.get(sequence=start - 1).digest
    for entry in Entry.objects.filter(sequence__gte=start).order_by("sequence"):
        if entry.sequence == start:
            entry.actor_label = "somebody else"
        entry.previous_digest = previous
        entry.digest = previous = entry_digest(entry)
        Entry.objects.filter(sequence=entry.sequence).update(
            actor_label=entry.actor_label,
            previous_digest=entry.previous_digest,
            digest=entry.digest,
        )
    Head.objects.update(digest=previous)


def test_a_chain_hashed_again_is_found_by_a_head_noted_earlier(cast: Cast) -> None:
    head = Head.objects.get()
    noted = (head.sequence, head.digest)
    assert list(flaws(expected_head=noted)) == []
    with lifted("audit_entry"):
        hash_again(3)
    assert list(flaws()) == []
    assert list(flaws(expected_head=noted)) == [Flaw(noted[0], "expected_head")]


def test_command_prints_the_head_and_takes_it_again(cast: Cast) -> None:
    printed = StringIO()
    call_command("verify_log", stdout=printed)
    head = Head.objects.get()
    noted = f"{head.sequence}:{head.digest}"
    assert printed.getvalue() == f"{head.sequence} entries, chain whole; head {noted}\n"
    call_command("verify_log", expect=noted, stdout=StringIO())


def test_command_fails_on_a_flaw(cast: Cast) -> None:
    with lifted("audit_entry"):
        edit()
    said = StringIO()
    with pytest.raises(CommandError, match="broken in 1 place"):
        call_command("verify_log", stdout=StringIO(), stderr=said)
    assert said.getvalue() == "entry 3: digest\n"


@pytest.mark.django_db
@pytest.mark.parametrize("expect", ["12", "x:" + "0" * 64, "12:abc"])
def test_command_refuses_a_head_it_never_printed(expect: str) -> None:
    with pytest.raises(CommandError, match="SEQUENCE:DIGEST"):
        call_command("verify_log", expect=expect)
