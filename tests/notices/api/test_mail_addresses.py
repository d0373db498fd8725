"""Addresses of one's people over the API: tried, faults as a workbook, written."""

import io
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from academy.notices.models import Contact, Delivery
from tests.cast import Cast, ClientOf

pytestmark = pytest.mark.django_db
LIST = "/api/v1/mail-addresses"
ROWS = [
    {"staff_number": "T1001", "address": "wang@x.cn"},
    {"staff_number": "T9999", "address": "nobody@x.cn"},
    {"staff_number": "T1002", "address": "no address at all"},
]


@pytest.fixture
def hr(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.hr)


def post(client: Client, path: str, body: object, key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"{LIST}{path}", body, content_type="application/json", headers=headers)


def test_a_list_is_tried_then_written(cast: Cast, hr: Client) -> None:
    tried = post(hr, "/dry-run", {"rows": ROWS}).json()
    assert (tried["writes"], tried["faults"], Contact.objects.count()) == (1, 2, 0)
    assert [(each["row"], each["shown"], each["verdict"]) for each in tried["lines"]] == [
        (1, "w***@x.cn", "added"),
        (2, "n***@x.cn", "person_unknown"),
        (3, "no …", "address_invalid"),
    ]
    assert tried["lines"][0]["advice"] == ""
    assert "zhangsan@example.gov.cn" in tried["lines"][2]["advice"]
    body = {"rows": ROWS, "digest": tried["digest"]}
    first, again = (post(hr, "", body, key="k1") for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert Contact.objects.get().address == "wang@x.cn"
    assert Delivery.objects.filter(kind="confirmation").count() == 1


def test_what_changed_since_is_refused(cast: Cast, hr: Client) -> None:
    reply = post(hr, "", {"rows": ROWS, "digest": "0" * 64}, key="k1")
    assert (reply.status_code, reply.json()["code"]) == (409, "notices.list_stale")
    assert not Contact.objects.exists()


def test_the_faults_as_a_workbook(cast: Cast, hr: Client) -> None:
    rows = [*ROWS, {"staff_number": "=1+1", "address": "=cmd|x"}]
    reply = post(hr, "/faults.xlsx", {"rows": rows})
    sheet = load_workbook(io.BytesIO(reply.content)).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    found = [row for row in cells if isinstance(row[0], int)]
    assert [row[:2] for row in found] == [[2, "T9999"], [3, "T1002"], [4, "=1+1"]]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert all(row[3] and row[4] for row in found)
    assert "nobody" not in str(cells)
    assert reply["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"rows": []}, 422),
        ({}, 422),
        ({"rows": [{"staff_number": "T1001"}]}, 422),
        ({"rows": [{"staff_number": "x" * 401, "address": "a@x.cn"}]}, 422),
        ({"rows": [{"staff_number": "\u0000", "address": "\ud83d"}]}, 422),
    ],
)
def test_what_cannot_be_read(cast: Cast, hr: Client, body: object, status: int) -> None:
    assert post(hr, "/dry-run", body).status_code == status


def test_one_more_row_costs_no_more_statements(cast: Cast, hr: Client, at: datetime) -> None:
    counts = []
    for rows in (ROWS[:1], ROWS):
        with CaptureQueriesContext(connection) as queries:
            post(hr, "/dry-run", {"rows": rows})
        counts.append(len(queries))
    assert counts == [COST] * 2


# The session, the person, the door's grants, one's grants, the tree, who serves there, and their
# contacts.
COST = 7
