"""Addresses for mail of one's people: a list tried, its faults as a workbook, and written."""

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from academy.jobs.idempotency import idempotent
from academy.notices import access, labels, sheets
from academy.notices.enums import LineVerdict
from academy.notices.operations import address_lists
from academy.notices.operations.address_lists import DryRun
from academy.notices.rules import address_lines
from academy.notices.rules.address_lines import Line
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.shared import clock

router = Router(tags=["notices"])
DOOR = ApiDoor(*access.KEEPERS)
Cell = Annotated[str, Field(max_length=400)]


class AddressRowIn(Schema):
    """A staff number and the address that is to be written for that person."""

    staff_number: Cell
    address: Cell


class AddressListIn(Schema):
    """A list; its rows are counted from 1."""

    rows: list[AddressRowIn] = Field(max_length=address_lines.MOST_LINES)


class AddressCommitIn(AddressListIn):
    """The same list with the `digest` of its dry run."""

    digest: str = Field(max_length=64)


class AddressLineOut(Schema):
    """What became of a row; the address is masked, `advice` is "" where nothing is to be done."""

    row: int
    staff_number: str
    shown: str
    verdict: LineVerdict
    reason: str
    advice: str


class AddressRunOut(Schema):
    """A list's rows with the people it writes; commit names `digest`."""

    writes: int
    faults: int
    digest: str
    lines: list[AddressLineOut]


@router.post(
    "/mail-addresses/dry-run", response=AddressRunOut, auth=DOOR, url_name="try_mail_addresses"
)
def try_mail_addresses(request: PersonRequest, body: AddressListIn) -> AddressRunOut:
    """What each row of a list would do; nothing is written."""
    return _out(address_lists.preview(lines=_lines(body), **_scope(request)))


@router.post("/mail-addresses/faults.xlsx", auth=DOOR, url_name="get_mail_address_faults")
def get_mail_address_faults(request: PersonRequest, body: AddressListIn) -> HttpResponse:
    """The rows that would not be taken as a workbook: where, why, what to do; nothing is kept."""
    run = address_lists.preview(lines=_lines(body), **_scope(request))
    reply = HttpResponse(sheets.faults_workbook(run.lines), content_type=sheets.XLSX)
    reply["Content-Disposition"] = f'attachment; filename="{sheets.FAULTS_NAME}"'
    reply["Cache-Control"] = "private, no-store"
    return reply


@router.post(
    "/mail-addresses",
    response={201: AddressRunOut},
    auth=DOOR,
    url_name="write_mail_addresses",
)
@idempotent
def write_mail_addresses(
    request: PersonRequest, body: AddressCommitIn
) -> tuple[int, AddressRunOut]:
    """Write what the dry run showed; each person gets the link that confirms their address.

    Rows with a fault are left out. Refused as `notices.list_stale` if people or addresses have
    changed since the dry run.
    """
    run = address_lists.commit(
        actor=actor(request.person),
        lines=_lines(body),
        shown=body.digest,
        at=clock.now(),
        **_scope(request),
    )
    return 201, _out(run)


def _scope(request: PersonRequest) -> dict[str, Any]:
    return {"unit_ids": access.scope_of(request.person), "on": clock.today()}


def _lines(body: AddressListIn) -> list[Line]:
    return [
        address_lines.line_of(number, each.staff_number, each.address)
        for number, each in enumerate(body.rows, start=1)
    ]


def _out(run: DryRun) -> AddressRunOut:
    lines = [
        AddressLineOut(
            row=each.line.number,
            staff_number=each.line.staff_number,
            shown=sheets.shown(each.line.address),
            verdict=each.verdict,
            reason=str(labels.VERDICT[each.verdict]),
            advice=str(labels.VERDICT_ADVICE.get(each.verdict, "")),
        )
        for each in run.lines
    ]
    return AddressRunOut(writes=run.writes, faults=run.faults, digest=run.digest, lines=lines)
