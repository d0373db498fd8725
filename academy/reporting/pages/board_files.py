"""The board as files: the notice (通报) as PDF, and the table as a workbook."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from academy.people.access import PersonRequest, actor, page_door
from academy.reporting import access
from academy.reporting.api.reports import file_response
from academy.reporting.enums import Form
from academy.reporting.operations import board_files
from academy.shared import clock
from academy.shared.parameters import knows


@require_GET
@page_door(*access.BOARD_READERS)
@knows()
def pdf(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The notice: the table, how the last board's findings stand, how the scores came about."""
    return _file(request, public_id, Form.PDF)


@require_GET
@page_door(*access.BOARD_READERS)
@knows()
def xlsx(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The table with every part of every score."""
    return _file(request, public_id, Form.XLSX)


def _file(request: PersonRequest, public_id: UUID, form: Form) -> HttpResponse:
    board = access.board_reach(request.person, clock.today()).one(public_id)
    made = board_files.make(actor=actor(request.person), board=board, form=form, at=clock.now())
    return file_response(made)
