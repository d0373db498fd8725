"""The roster import over the API."""

import io
import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from academy.jobs.models import Job
from academy.people.models import Person, RosterImport
from academy.people.operations import roster
from tests.cast import Cast
from tests.make import workbooks
from tests.people.operations.test_roster import new, workbook

ClientOf = Callable[[Person | None], Client]
URL = "/api/v1/roster-imports"


def send(client: Client, data: bytes, *, key: str | None = None, **fields: str) -> Any:
    form = {"mode": "one_unit", "unit": "T000", "as_of_on": "2026-03-02", **fields}
    file = SimpleUploadedFile(fields.pop("name", "名册.xlsx"), data)
    return client.post(
        URL, {**form, "file": file}, headers={"Idempotency-Key": key or str(uuid.uuid4())}
    )


def test_from_upload_to_commit(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.hr)
    reply = send(client, workbook(new(1), new(2, "南桥")))
    assert reply.status_code == 201, reply.content
    body = reply.json()
    assert (body["state"], body["counts"]["added"], body["unit"]) == ("previewed", 2, "T000")

    run = f"{URL}/{body['id']}"
    lines = client.get(f"{run}/lines", {"limit": 1}).json()
    assert [(each["kind"], each["name"], each["row"]) for each in lines["items"]] == [
        ("added", "新人1", 2)
    ]
    rest = client.get(f"{run}/lines", {"cursor": lines["next_cursor"], "kind": "added"}).json()
    assert [each["name"] for each in rest["items"]] == ["新人2"]
    assert rest["next_cursor"] is None

    for _ in range(2):
        done = client.post(f"{run}/commit", {}, content_type="application/json")
        assert (done.status_code, done.json()["state"]) == (200, "committed")
    assert Person.objects.filter(staff_number__startswith="N").count() == 2
    read = client.get(run)
    assert read.json()["state"] == "committed"
    assert client.get(run, headers={"If-None-Match": read["ETag"]}).status_code == 304


def test_idempotency_key(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.hr)
    data = workbook(new(1))
    first = send(client, data, key="k1")
    again = send(client, data, key="k1")
    assert again.json() == first.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert RosterImport.objects.count() == 1


def test_refused_rows(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.admin)
    run = send(client, workbook(new(1), new(2, "北山"), new(3, name=""))).json()
    assert run["counts"]["refused"] == 2
    lines = client.get(f"{URL}/{run['id']}/lines", {"kind": "refused"}).json()["items"]
    assert [(each["sheet"], each["row"], each["column"], each["code"]) for each in lines] == [
        ("名册", 3, "F", "people.roster_unit_unknown"),
        ("名册", 4, "B", "people.roster_name_missing"),
    ]
    assert all(each["reason"] and each["next_step"] for each in lines)
    book = client.get(f"{URL}/{run['id']}/refused.xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(book.content)).active.values)
    assert [row[0:3] for row in rows[3:]] == [("名册", 3, "F"), ("名册", 4, "B")]

    refused = client.post(f"{URL}/{run['id']}/commit", {}, content_type="application/json")
    assert refused.status_code == 409
    assert refused.json()["code"] == "people.roster_has_refused_rows"
    done = client.post(
        f"{URL}/{run['id']}/commit", {"skip_refused": True}, content_type="application/json"
    )
    assert done.json()["state"] == "committed"


@pytest.mark.parametrize(
    ("maker", "status", "code"),
    [
        ("far_cell", 413, "tabular.too_many_cells"),
        ("string_bomb", 413, "tabular.too_many_cells"),
        ("zip_bomb", 413, "tabular.unpacked_too_large"),
        ("encrypted_package", 422, "tabular.encrypted"),
    ],
)
def test_hostile_files(cast: Cast, client_of: ClientOf, maker: str, status: int, code: str) -> None:
    reply = send(client_of(cast.hr), getattr(workbooks, maker)())
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert client_of(cast.hr).get("/api/v1/units").status_code == 200


def test_wrong_kinds_of_file(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.hr)
    assert send(client, b"x", name="a.exe").json()["code"] == "tabular.unknown_extension"
    big = send(client, b"x" * (10 * 1024 * 1024 + 1))
    assert (big.status_code, big.json()["code"]) == (413, "tabular.too_large")


def test_a_large_file_is_read_in_the_background(
    cast: Cast, client_of: ClientOf, at: datetime
) -> None:
    wide = [["工号", "姓名", "备注"], *(["", "", f"{n}{'x' * 3000}"] for n in range(700))]
    data = workbooks.csv_bytes([*wide, ["N1", "张三", ""]])
    assert len(data) > roster.INLINE_BYTES
    body = send(client_of(cast.hr), data, name="a.csv").json()
    assert body["state"] == "uploaded"
    run = RosterImport.objects.get(public_id=body["id"])
    assert Job.objects.get(key=roster.job_key(run)).kind == "people.roster_parse"
    assert roster.preview(run=run, at=at).counts["refused"] == 1


def test_scope(cast: Cast, client_of: ClientOf, at: datetime) -> None:
    from academy.people.enums import Role
    from academy.people.operations import grants
    from tests.cast import SYSTEM

    grants.grant(
        actor=SYSTEM,
        person=cast.wang,
        role=Role.HR,
        unit=cast.east,
        valid_from=date(2020, 1, 1),
        at=at,
    )
    client = client_of(cast.wang)
    reply = send(client, workbook(new(1)), unit="T002")
    assert (reply.status_code, reply.json()["code"]) == (404, "shared.not_found")
    whole = {"mode": "whole_system", "unit": ""}
    reply = send(client, workbook(new(1)), **whole)
    assert (reply.status_code, reply.json()["code"]) == (403, "people.roster_scope")

    mine = send(client, workbook(new(1)), unit="T001")
    assert mine.status_code == 201
    theirs = send(client_of(cast.hr), workbook(new(1)), unit="T002").json()["id"]
    assert client.get(f"{URL}/{mine.json()['id']}").status_code == 200
    for path in ("", "/lines", "/refused.xlsx"):
        assert client.get(f"{URL}/{theirs}{path}").status_code == 404
    for verb in ("commit", "discard", "preview"):
        reply = client.post(f"{URL}/{theirs}/{verb}", {}, content_type="application/json")
        assert reply.status_code == 404


def test_stale_and_compared_again(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.hr)
    run = send(client, workbook(new(1), new(2))).json()["id"]
    other = send(client, workbook(new(1))).json()["id"]
    client.post(f"{URL}/{other}/commit", {}, content_type="application/json")
    stale = client.post(f"{URL}/{run}/commit", {}, content_type="application/json")
    assert (stale.status_code, stale.json()["code"]) == (409, "people.roster_stale")
    again = client.post(f"{URL}/{run}/preview", {}, content_type="application/json").json()
    assert (again["counts"]["added"], again["counts"]["unchanged"]) == (1, 1)
    gone = client.post(f"{URL}/{run}/discard", {}, content_type="application/json").json()
    assert gone["state"] == "discarded"
