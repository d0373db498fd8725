"""Writing down by hand what was found."""

from datetime import date
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from academy.findings import access
from academy.findings.models import Finding
from academy.findings.operations import inspections
from academy.findings.pages.forms import OpenForm
from academy.findings.queries import findings as queries
from academy.people.access import PersonRequest, actor, page_door
from academy.people.queries import units
from academy.shared import clock
from academy.shared.errors import NotFound, Refusal
from academy.shared.parameters import knows


@require_http_methods(["GET", "POST"])
@page_door(*access.RECHECKERS)
@knows()
def open_finding(request: PersonRequest) -> HttpResponse:
    """The form, and what was typed in it made a finding; sent twice it is one."""
    on = clock.today()
    scope = access.opens_in(request.person, on=on)
    nodes = [node for node in units.tree(on) if node.id in scope]
    given = {"key": str(uuid4()), "unit": nodes[0].code if len(nodes) == 1 else ""}
    form = OpenForm(request.POST or None, initial=given)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            row = _open(request, form, on=on)
        except NotFound:
            raise
        except Refusal as no:
            refusal = _beside(form, no)
        else:
            said = _("已登记 1 项检查发现，并已通知责任人 %(person)s。")
            messages.success(request, said % {"person": row.owner.name})
            return redirect("findings:finding", row.public_id)
    context = {
        "form": form,
        "nodes": nodes,
        "people": queries.usual_owners(scope, on=on),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "findings/open.html", context, status=status)


def _open(request: PersonRequest, form: OpenForm, *, on: date) -> Finding:
    typed = dict(form.cleaned_data)
    names = access.named(
        request.person,
        unit=typed.pop("unit"),
        owner=typed.pop("owner"),
        about=typed.pop("person"),
        on=on,
    )
    return inspections.open_by_hand(
        actor=actor(request.person),
        unit=names.unit,
        owner=names.owner,
        person=names.person,
        at=clock.now(),
        **typed,
    )


def _beside(form: OpenForm, no: Refusal) -> Refusal | None:
    """Put a refusal beside its field, or return it where it is about none that is shown."""
    if no.field in form.fields and not form.fields[no.field].widget.is_hidden:
        form.add_error(no.field, f"{no}{no.advice}")
        return None
    return no
