"""Public verification pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from academy.people.access import public_page
from academy.shared import clock
from academy.shared.errors import Refusal
from certificates import labels
from certificates.access import Misses, judged
from certificates.checking import Signature
from certificates.enums import Validity
from certificates.errors import TooManyMisses
from certificates.queries import verification
from certificates.queries.verification import Finding, Judgement
from certificates.rules import wording
from certificates.rules.validity import last_day
from certificates.rules.verdicts import HOLDS, UNWORTHY

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
    "issuer_en": _("发证单位（英文）"),
    "issued_on": _("签发日期"),
    "expires": _("有效期"),
    "seal_text": _("印章文字"),
}
ID_LABEL: dict[str, Promise] = {
    wording.ID_NUMBER: _("身份证号"),
    wording.STAFF_NUMBER: _("工号"),
}
MEANING: dict[Validity, Promise] = {
    Validity.VALID: _("登记簿中有此证书，截至今日有效。"),
    Validity.EXPIRED: _("登记簿中有此证书，但有效期已过。"),
    Validity.REVOKED: _("登记簿中有此证书，但已被撤销，不再有效。"),
    Validity.SUPERSEDED: _("登记簿中有此证书，但内容已经更正，由新证书取代。"),
}
SIGNATURE: dict[Signature, Promise] = {
    Signature.GOOD: _("学院的签名，覆盖整个文件，签名后没有改动"),
    Signature.BROKEN: _("学院的签名，但与文件现在的内容不符"),
    Signature.FOREIGN: _("有签名，但不是学院的"),
    Signature.NONE: _("没有签名"),
}


def shown(finding: Finding) -> dict[str, Any]:
    """Return what the page shows of a finding."""
    return {
        "finding": finding,
        "kind": labels.CERTIFICATE_KIND[finding.kind],
        "facts": [(_label(finding, name), word) for name, word in finding.words.items()],
        "state": labels.VALIDITY[finding.validity],
        "meaning": MEANING[finding.validity],
        "tone": _tone(labels.VALIDITY_TONE[finding.validity]),
        "last_on": last_day(finding.expires_on) if finding.expires_on else None,
    }


def _label(finding: Finding, name: str) -> str | Promise:
    """Return what a printed word is called; of a number, which one it is."""
    known = ID_LABEL.get(finding.id_label) if name == "id_number" else None
    return known or FIELD[name]


def _judged(judgement: Judgement) -> dict[str, Any]:
    """Return what the page shows of a file."""
    verdict, evidence = judgement.verdict, judgement.evidence
    return {
        **(shown(judgement.finding) if judgement.finding else {}),
        "judgement": judgement,
        "state": labels.VERDICT[verdict],
        "meaning": labels.VERDICT_MEANING[verdict],
        "tone": _tone(labels.VERDICT_TONE[verdict]),
        "signature": SIGNATURE[evidence.signature],
        "signature_good": evidence.signature is Signature.GOOD,
        "holds": verdict in HOLDS,
        "unworthy": verdict in UNWORTHY,
        "differing": [FIELD[name] for name in judgement.differing],
    }


def _tone(tone: str) -> str:
    return "stop" if tone == "plain" else tone


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
    finding = verification.by_token(token, on=clock.today())
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
    finding = verification.by_number(number, name, on=clock.today())
    if finding is None:
        misses.add()
        return _page(request, {**typed, "missed": True}, status=404)
    return redirect("verify:show", finding.token)


@require_http_methods(["GET", "POST"])
@never_cache
@public_page
def file(request: HttpRequest) -> HttpResponse:
    """Check a PDF that anybody sends: is it ours, as it was, and does the certificate hold?"""
    if request.method == "GET":  # the address of a verdict, opened again
        return redirect("verify:search")
    try:
        judgement = judged(request, request.FILES.get("file"))
    except Refusal as refusal:
        return _page(request, {"refusal": refusal}, status=refusal.status)
    return _page(request, _judged(judgement))


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    seen = {"checked_at": clock.now(), **context}
    return render(request, "certificates/verify.html", seen, status=status)
