"""Builders of notices and confirmed addresses, and a mail server that takes what comes."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from django.utils.translation import gettext_lazy as _

from academy.notices.enums import MailLanguage, Rhythm, TopicGroup
from academy.notices.models import Contact
from academy.notices.operations import addresses, notices, preferences
from academy.notices.topics import topic
from academy.people.access import actor
from academy.people.models import Person

#: A topic of the tests alone; its words are no entry of any catalogue.
TOPIC = topic("courses.tests_told", title=_("T %(what)s"), text=_("S %(what)s, %(on)s, %(at)s."))


def told(person: Person, key: str, *, at: datetime, what: object = "course") -> None:
    """Tell a person something on that day."""
    notices.tell(
        topic=TOPIC,
        persons=[person.pk],
        facts={"what": what, "on": at.date(), "at": at},
        path="/courses/mine/",
        key=key,
        at=at,
    )


def address_of(person: Person) -> str:
    """Return an address that no two people share."""
    return f"{person.staff_number.lower()}@mail.example"


def confirmed(
    person: Person,
    *,
    at: datetime,
    address: str | None = None,
    rhythm: Rhythm = Rhythm.EACH,
    language: MailLanguage = MailLanguage.CHINESE,
) -> Contact:
    """Enter and confirm a person's address; the link's own letter is taken out of the way."""
    by = actor(person)
    contact = addresses.enter(actor=by, person=person, address=address or address_of(person), at=at)
    assert contact.link is not None
    contact = addresses.confirm(actor=by, person=person, link=contact.link, at=at)
    contact.deliveries.all().delete()
    return preferences.choose(
        actor=by, person=person, language=language, rhythm=rhythm, groups=list(TopicGroup), at=at
    )


Answer = Callable[[str], str]


@dataclass
class Sink:
    """A mail server on a thread of its own: what it took, and what it answers to what.

    `to_recipient` and `to_data` give the reply to RCPT (for an address) and to the end of DATA
    (for a recipient); a reply of "hang up" closes the connection instead.
    """

    port: int = 0
    connections: int = 0
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    to_recipient: Answer = lambda address: "250 fine"
    to_data: Answer = lambda address: "250 taken"

    def ids(self) -> list[str]:
        """Return the Message-IDs of what was taken, in its order."""
        return [str(message["Message-ID"]) for _, message in self.taken]

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection; whoever is gone in the middle of a letter has sent none."""
        self.connections += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await self._converse(reader, writer)
        writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        recipient = ""
        writer.write(b"220 sink ready\r\n")
        while line := await reader.readline():
            text = line.decode().strip()
            verb = text.upper()
            reply = "250 fine"
            if verb.startswith("MAIL FROM:"):
                self.senders.append(text[10:].partition(">")[0].strip("< "))
            elif verb.startswith("RCPT TO:"):
                recipient = text[8:].strip("<> ")
                reply = self.to_recipient(recipient)
            elif verb == "DATA":
                writer.write(b"354 go on\r\n")
                body = await reader.readuntil(b"\r\n.\r\n")
                reply = self.to_data(recipient)
                if reply.startswith("250"):
                    parsed = message_from_bytes(body[:-3], policy=policy.default)
                    assert isinstance(parsed, EmailMessage)
                    self.taken.append((recipient, parsed))
            elif verb == "QUIT":
                reply = "221 bye"
            if reply == "hang up":
                break
            writer.write(f"{reply}\r\n".encode())
            await writer.drain()
            if verb == "QUIT":
                break


class SinkThread:
    """Runs a `Sink` until it is stopped."""

    def __init__(self) -> None:
        self.sink = Sink()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> Sink:
        """Listen on a free port of the loopback, and return the sink."""
        self._thread.start()
        assert self._ready.wait(10)
        return self.sink

    def stop(self) -> None:
        """Hang up and end the thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        starting = asyncio.start_server(self.sink.talk, "127.0.0.1", 0)
        server = self._loop.run_until_complete(starting)
        self.sink.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        self._loop.run_until_complete(server.wait_closed())
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()
