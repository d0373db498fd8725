"""`python -m bench.exam_generator`: the candidates' side of an exam day, in a process of its own.

Reads one JSON specification from standard input and prints what came of it as JSON. It shares the
cores with the servers, so it is kept cheap: one thread, epoll, replies looked at no further than
to find their end; its own CPU seconds are part of what it prints.
"""

import json
import random
import select
import socket
import sys
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from typing import Any

HOST = "127.0.0.1"
PAGES = 5

Sent = tuple[str, bytes]
"""A request: its kind, and its bytes."""


class Candidate:
    """One sitting as its page sees it: it builds requests, and counts its saves."""

    def __init__(self, sitting: str, ticket: str, choices: dict[str, list[Any]]) -> None:
        self._path = f"/api/v1/me/sittings/{sitting}/"
        self._head = (
            f" HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Sitting {ticket}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        )
        self._client = f"page-{sitting[:24]}"
        self._choices = choices
        self.sequence = 0

    def _request(self, method: str, route: str, body: str = "") -> bytes:
        return f"{method} {self._path}{route}{self._head}{len(body)}\r\n\r\n{body}".encode()

    def start(self) -> Sent:
        return "start", self._request("POST", "start", f'{{"client":"{self._client}"}}')

    def paper(self) -> Sent:
        return "paper", self._request("GET", "paper")

    def save(self, keys: Iterable[str]) -> Sent:
        """Save an answer to each of the items, another one than the time before."""
        self.sequence += 1
        answers = {key: self._choices[key][self.sequence % len(self._choices[key])] for key in keys}
        body = {"sequence": self.sequence, "lease": 1, "answers": answers}
        text = json.dumps(body, separators=(",", ":"))
        return "save", self._request("PUT", "responses", text)

    def save_one(self) -> Sent:
        return self.save([str(self.sequence % len(self._choices) + 1)])

    def pulse(self) -> Sent:
        return "pulse", self._request("POST", "pulse", '{"lease":1,"seen":null}')

    def hand_in(self) -> Sent:
        return "hand_in", self._request("POST", "hand-in", '{"lease":1}')

    def attempt(self) -> Iterator[Sent]:
        """Start, paper, two saves of five new answers on each of five pages, hand-in."""
        keys = list(self._choices)
        each = len(keys) // (2 * PAGES)
        yield self.start()
        yield self.paper()
        for turn in range(2 * PAGES):
            yield self.save(keys[turn * each : (turn + 1) * each])
        yield self.hand_in()


class Told:
    """What was answered, by kind of request."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {}
        self.refused: Counter[str] = Counter()
        self.examples: list[str] = []

    def reply(self, kind: str, seconds: float, reply: bytes) -> None:
        self.seconds.setdefault(kind, []).append(seconds)
        if reply[9:12] != b"200":
            self.refused[f"{kind} {reply[9:12].decode()}"] += 1
            self.examples = [*self.examples, reply[-300:].decode(errors="replace")][:3]

    def summary(self) -> dict[str, Any]:
        kinds = {}
        for kind, found in self.seconds.items():
            found.sort()
            at = {
                f"p{share}": found[int(len(found) * share / 100)] * 1000 for share in (50, 95, 99)
            }
            kinds[kind] = {"count": len(found), **at, "max": found[-1] * 1000}
        return {"kinds": kinds, "refused": dict(self.refused), "examples": self.examples}


class _Connection:
    """One kept-alive connection with at most one request under way."""

    __slots__ = ("begun", "buffer", "kind", "script", "socket")

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection((HOST, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.kind = ""
        self.begun = 0.0
        self.script: Iterator[Sent] | None = None

    def send(self, sent: Sent, begun: float) -> None:
        """Send a request whose latency counts from `begun`."""
        self.kind, content = sent
        self.begun = begun
        self.socket.sendall(content)

    def receive(self) -> bytes | None:
        """Return the whole reply, None while there is more to come."""
        part = self.socket.recv(1 << 17)
        if not part:
            raise SystemExit(f"the server hung up on a {self.kind}")
        self.buffer += part
        if not _is_whole(self.buffer):
            return None
        whole, self.buffer = self.buffer, b""
        return whole


def _is_whole(reply: bytes) -> bool:
    end = reply.find(b"\r\n\r\n")
    if end < 0:
        return False
    length = reply.find(b"content-length: ", 0, end)
    if length < 0:
        return reply.endswith(b"\r\n0\r\n\r\n")
    return len(reply) == end + 4 + int(reply[length + 16 : reply.index(b"\r", length)])


class Loop:
    """Connections, and what comes back over them."""

    def __init__(self, port: int, connections: int) -> None:
        self.told = Told()
        self._poll = select.epoll()
        self._all = {}
        for _ in range(connections):
            made = _Connection(port)
            self._all[made.socket.fileno()] = made
            self._poll.register(made.socket.fileno(), select.EPOLLIN)

    def closed(self, scripts: Iterator[Iterator[Sent]]) -> None:
        """Run the scripts, one on each connection at a time, each as fast as it is answered."""
        busy = 0
        for connection in self._all.values():
            connection.script = next(scripts, None)
            busy += self._next(connection, scripts)
        while busy:
            for number, _ in self._poll.poll():
                connection = self._all[number]
                reply = connection.receive()
                if reply is None:
                    continue
                self.told.reply(connection.kind, time.perf_counter() - connection.begun, reply)
                busy -= not self._next(connection, scripts)

    def _next(self, connection: _Connection, scripts: Iterator[Iterator[Sent]]) -> bool:
        """Send the connection's next request; False if there is none left anywhere."""
        while connection.script is not None:
            sent = next(connection.script, None)
            if sent is not None:
                connection.send(sent, time.perf_counter())
                return True
            connection.script = next(scripts, None)
        return False

    def timed(self, events: list[tuple[float, Iterator[Sent]]]) -> None:
        """Begin each script at its planned second, whatever has been answered by then.

        The latency of its first request counts from the planned moment, also where no connection
        was free by then; any further one is sent when the one before it is answered.
        """
        free, busy = deque(self._all.values()), 0
        began, place = time.perf_counter(), 0
        while place < len(events) or busy:
            wait = 0.05
            while place < len(events) and free:
                due = began + events[place][0]
                wait = due - time.perf_counter()
                if wait > 0:
                    break
                connection = free.popleft()
                connection.script = events[place][1]
                connection.send(next(connection.script), due)
                place, busy = place + 1, busy + 1
            for number, _ in self._poll.poll(min(max(wait, 0.0), 0.05)):
                connection = self._all[number]
                reply = connection.receive()
                if reply is None:
                    continue
                self.told.reply(connection.kind, time.perf_counter() - connection.begun, reply)
                if not self._next(connection, iter([])):
                    free.append(connection)
                    busy -= 1


def _candidates(spec: dict[str, Any], group: str) -> list[Candidate]:
    rows = [Candidate(sitting, ticket, spec["answers"]) for sitting, ticket in spec.get(group, [])]
    for row in rows:
        row.sequence = spec.get("sequence", 0)
    return rows


def _saving(candidates: list[Candidate], until: float) -> Iterator[Sent]:
    """Save for each candidate in turn until the time is up."""
    while True:
        for candidate in candidates:
            if time.perf_counter() >= until:
                return
            yield candidate.save_one()


def _events(spec: dict[str, Any]) -> list[tuple[float, Iterator[Sent]]]:
    """Requests with their seconds: `what` by each of the sitters, beside saves at a rate."""
    rng = random.Random(spec["seed"])
    seconds = spec["seconds"]
    events: list[tuple[float, Iterator[Sent]]] = []
    for candidate in _candidates(spec, "sitters"):
        script = [getattr(candidate, spec["what"])()]
        if spec["what"] == "start":
            script.append(candidate.paper())
        events.append((rng.uniform(0, seconds), iter(script)))
    savers = _candidates(spec, "savers")
    count = int(spec.get("saves_per_second", 0) * seconds)
    for turn, at in enumerate(sorted(rng.uniform(0, seconds) for _ in range(count))):
        events.append((at, iter([savers[turn % len(savers)].save_one()])))
    return sorted(events, key=lambda event: event[0])


def _guests(spec: dict[str, Any]) -> Iterator[Iterator[Sent]]:
    token = "b" * 32
    for session in spec["guests"]:
        body = '{"code":""}'
        head = (
            f"POST /api/v1/me/exams/{spec['exam']}/check-in HTTP/1.1\r\nHost: {HOST}\r\n"
            f"Cookie: sessionid={session}; csrftoken={token}\r\nX-CSRFToken: {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        )
        yield iter([("check_in", head.encode())])


def main() -> None:
    spec = json.load(sys.stdin)
    loop = Loop(spec["port"], spec["connections"])
    begin, cpu = time.perf_counter(), time.process_time()
    match spec["mode"]:
        case "attempts":
            loop.closed(each.attempt() for each in _candidates(spec, "sitters"))
        case "each":
            scripts = _candidates(spec, "sitters")
            loop.closed(iter([getattr(each, spec["what"])()]) for each in scripts)
        case "check_in":
            loop.closed(_guests(spec))
        case "saturate":
            all_, many = _candidates(spec, "sitters"), spec["connections"]
            until = time.perf_counter() + spec["seconds"]
            loop.closed(iter([_saving(all_[turn::many], until) for turn in range(many)]))
        case "pulses":
            [one] = _candidates(spec, "sitters")
            loop.closed(iter([(one.pulse() for _ in range(spec["count"]))]))
        case "timed":
            events = _events(spec)
            begin, cpu = time.perf_counter(), time.process_time()
            loop.timed(events)
    spent = {"wall": time.perf_counter() - begin, "cpu": time.process_time() - cpu}
    print(json.dumps({**loop.told.summary(), **spent}))


if __name__ == "__main__":
    main()
