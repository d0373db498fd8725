"""Pages of the photos for certificates: upload, look, store."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.jobs.runner import is_ended
from academy.people.access import PersonRequest, actor, page_door
from academy.shared import clock
from academy.shared.errors import Refusal
from certificates import access
from certificates.operations import portraits
from certificates.operations.portraits import Line


class UploadForm(forms.Form):
    """A photo, or a zip of photos."""

    file = forms.FileField(
        label=_("照片或压缩包"),
        help_text=_(
            "JPEG 或 PNG，每张不超过 10 MB、不小于 295×413 像素；多张请打成 zip，"
            "每个文件以本人工号命名（如 T1001.jpg）。"
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".jpg,.jpeg,.png,.zip"}),
    )
    staff_number = forms.CharField(
        label=_("工号"),
        max_length=32,
        required=False,
        help_text=_("只上传一张且文件名不是工号时填写。"),
    )


@require_http_methods(["GET", "POST"])
@page_door(*access.PORTRAITS)
def upload(request: PersonRequest) -> HttpResponse:
    """Choose a file; it is looked at, and nothing is stored yet."""
    refusal: Refusal | None = None
    sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if sent else UploadForm()
    if sent and form.is_valid():
        try:
            run_id = _receive(request, form.cleaned_data)
        except Refusal as no:
            refusal = no
        else:
            return redirect("certificates:portrait_run", run_id)
    status = refusal.status if refusal else 422 if form.errors else 200
    found = {"form": form, "refusal": refusal}
    return render(request, "certificates/portraits.html", found, status=status)


def _receive(request: PersonRequest, data: dict[str, Any]) -> UUID:
    return portraits.receive(
        actor=actor(request.person),
        upload=data["file"],
        file_name=data["file"].name,
        staff_number=data["staff_number"],
        subjects=access.portrait_subjects(request.person, on=clock.today()),
        at=clock.now(),
    )


@require_GET
@page_door(*access.PORTRAITS)
def run_page(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What an upload of one's own would do, or how far the look at it is."""
    job = portraits.job_of(actor=actor(request.person), run_id=public_id)
    if job is not None and job.state != JobState.DONE:
        return _waiting(request, job, public_id)
    run = portraits.read(actor=actor(request.person), run_id=public_id)
    # What somebody has to see to comes first.
    lines = sorted(run.lines, key=lambda line: (not line.code, line.known))
    found = {
        "run": run,
        "rows": [_row(line) for line in lines],
        "new": sum(line.new for line in run.lines),
        "refused": sum(bool(line.code) for line in run.lines),
    }
    return render(request, "certificates/portrait_run.html", found)


def _waiting(request: PersonRequest, job: Job, public_id: UUID) -> HttpResponse:
    found = {
        "job": job,
        "run_id": public_id,
        "live": not is_ended(job),
        "stopped": job.state == JobState.CANCELLED,
        "refusal": portraits.refusal_of(job),
    }
    return render(request, "certificates/portrait_wait.html", found)


def _row(line: Line) -> dict[str, Any]:
    return {"line": line, "refusal": line.refusal}


@require_POST
@page_door(*access.PORTRAITS)
def store(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Store what was not refused."""
    try:
        stored = portraits.store(
            actor=actor(request.person),
            run_id=public_id,
            subjects=access.portrait_subjects(request.person, on=clock.today()),
            at=clock.now(),
        )
    except Refusal as no:
        found = {"form": UploadForm(), "refusal": no}
        return render(request, "certificates/portraits.html", found, status=no.status)
    number = len(stored)
    said = ngettext("已保存 %(n)d 张照片。", "已保存 %(n)d 张照片。", number) % {"n": number}
    messages.success(request, said)
    return redirect("certificates:portraits")


@require_POST
@page_door(*access.PORTRAITS)
def drop(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Give an upload up."""
    portraits.drop(actor=actor(request.person), run_id=public_id, at=clock.now())
    return redirect("certificates:portraits")
