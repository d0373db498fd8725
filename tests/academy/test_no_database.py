"""The database is away: whoever asks is told to come again, and nothing is said to be done."""

import json
from pathlib import Path

import pytest

from tests.make import production

ASK = """
import json, uuid
import django; django.setup()
from django.test import Client
from academy.people.models import Person
from exams import access
from exams.models import Sitting
sitting = Sitting(pk=1, paper_id=uuid.uuid4())
ticket = access.issue_ticket(sitting, Person(staff_number="T1001"))
reply = Client(headers={"Host": "academy.example"}).put(
    f"/api/v1/me/sittings/{sitting.public_id}/responses",
    {"sequence": 1, "lease": 1, "answers": {"1": True}},
    content_type="application/json",
    headers={"Authorization": f"Sitting {ticket}"},
)
print(json.dumps([reply.status_code, reply.headers.get("Retry-After"), reply.json()]))
"""


@pytest.mark.machine
def test_saving_without_a_database_is_503(tmp_path: Path) -> None:
    away = f"postgres://academy@/{tmp_path}/nowhere"
    environment = production.environment(tmp_path, DATABASE_URL=away)
    done = production.python(environment, "-c", ASK)
    assert done.returncode == 0, done.stderr
    status, retry_after, problem = json.loads(done.stdout.splitlines()[-1])
    assert (status, retry_after, problem["code"]) == (503, "3", "shared.unavailable")
    assert problem["next_step"]
    # No trace, no address of the database, no query.
    assert "Traceback" not in json.dumps(problem)
    assert str(tmp_path) not in json.dumps(problem)
