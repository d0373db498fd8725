"""Public verification pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from academy.people.access import public_page
from certificates import labels
from certificates.access import Misses
from certificates.enums import CertificateState
from certificates.errors import TooManyMisses
from certificates.queries import verification
from certificates.queries.verification import Finding

FIELD: dict[str, Promise] = {
    "number": _("证书编号"),
    "name": _("姓名"),
    "sex": _("性别"),
    "id_number": _("身份证号或工号"),
    "unit": _("发证时所在单位"),
    "course": _("课程"),
    "cohort": _("培训期次"),
    "period": _("培训日期"),
    "hours": _("学时"),
    "result": _("结业考试"),
    "issuer": _("发证单位"),
}


def shown(finding: Finding) -> dict[str, Any]:
    """Return what the page shows of a finding."""
    return {
        "finding": finding,
        "facts": [(FIELD[name], word) for name, word in finding.words.items()],
        "state": labels.CERTIFICATE_STATE[finding.state],
        "tone": labels.CERTIFICATE_TONE[finding.state],
        "in_force": finding.state is CertificateState.ISSUED,
    }


@require_GET
@never_cache
@public_page
def show(request: HttpRequest, token: str) -> HttpResponse:
    """The certificate that the QR code stands for; whatever is no token of ours looks alike."""
    misses = Misses(request)
    try:
        misses.refuse_if_many()
    except TooManyMisses as refusal:
        return _page(request, {"refusal": refusal}, status=refusal.status)
    finding = verification.by_token(token)
    if finding is None:
        misses.add()
        return _page(request, {"missed": True}, status=404)
    return _page(request, shown(finding))


@require_http_methods(["GET", "POST"])
@never_cache
@public_page
def search(request: HttpRequest) -> HttpResponse:
    """Look a certificate up by its number and the name on it; neither comes into an address."""
    if request.method == "GET":
        return _page(request, {})
    number, name = (request.POST.get(field, "").strip()[:60] for field in ("number", "name"))
    typed = {"number": number, "name": name}
    if not (number and name):
        return _page(request, {**typed, "lacking": True}, status=422)
    misses = Misses(request, number)
    try:
        misses.refuse_if_many()
    except TooManyMisses as refusal:
        return _page(request, {**typed, "refusal": refusal}, status=refusal.status)
    finding = verification.by_number(number, name)
    if finding is None:
        misses.add()
        return _page(request, {**typed, "missed": True}, status=404)
    return redirect("verify:show", finding.token)


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "certificates/verify.html", context, status=status)
