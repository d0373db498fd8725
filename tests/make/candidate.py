"""A candidate's page over HTTP: check-in by session, everything else by the ticket it gave."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.test import Client

from exams.models import Exam

Reply = Any  # django's test response: an HttpResponse with json()


class Room:
    """One sitting as the page uses it: by its ticket alone, without a session."""

    def __init__(self, checked_in: dict[str, Any], name: str = "page-one") -> None:
        self.id = UUID(checked_in["sitting"])
        self.checked_in = checked_in
        self.name = name
        self.lease = 1
        self.client = Client()
        self.headers = {"Authorization": f"Sitting {checked_in['ticket']}"}

    def url(self, what: str, of: UUID | None = None) -> str:
        return f"/api/v1/me/sittings/{of or self.id}/{what}"

    def get(self, what: str, *, of: UUID | None = None) -> Reply:
        return self.client.get(self.url(what, of), headers=self.headers)

    def put(self, body: object, *, of: UUID | None = None) -> Reply:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        url = self.url("responses", of)
        return self.client.put(url, raw, content_type="application/json", headers=self.headers)

    def post(self, what: str, body: object, *, of: UUID | None = None) -> Reply:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        url = self.url(what, of)
        return self.client.post(url, raw, content_type="application/json", headers=self.headers)

    def start(self) -> Reply:
        return self.post("start", {"client": self.name})

    def save(self, sequence: int, answers: dict[str, Any]) -> Reply:
        return self.put({"sequence": sequence, "lease": self.lease, "answers": answers})

    def hand_in(self) -> Reply:
        return self.post("hand-in", {"lease": self.lease})


def check_in(client: Client, exam: Exam, code: str = "") -> Reply:
    url = f"/api/v1/me/exams/{exam.public_id}/check-in"
    return client.post(url, {"code": code}, content_type="application/json")


def started(client: Client, exam: Exam) -> Room:
    room = Room(check_in(client, exam).json())
    reply = room.start()
    assert reply.status_code == 200, reply.content
    return room


def refused(reply: Reply, status: int, code: str) -> dict[str, Any]:
    assert (reply.status_code, reply.json()["code"]) == (status, code), reply.content
    assert reply["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = reply.json()
    assert problem["next_step"]
    return problem
