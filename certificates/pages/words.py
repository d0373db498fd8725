"""What is said of a certificate wherever it is listed: how it stands, until when, or since when."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.shared import clock
from certificates import labels
from certificates.enums import CertificateKind, CertificateState, Validity
from certificates.models import Certificate
from certificates.queries import register

# Days before its end from which a certificate is said to end soon: that of the first reminder.
SOON = 90


def of(certificate: Certificate, *, on: date) -> dict[str, Any]:
    """Return the row of a certificate: kind, state and its colour, and a line that says more.

    `days_left` is how many days it is still good, None unless it ends within `SOON` days.
    `certificate.successor` is read, so lists bring it along.
    """
    told = register.validity_of(certificate, on=on)
    last_on = register.last_on(certificate)
    left = (last_on - on).days if told is Validity.VALID and last_on else None
    soon = left is not None and left < SOON
    return {
        "certificate": certificate,
        "kind": labels.CERTIFICATE_KIND[CertificateKind(certificate.kind)],
        "validity": told,
        "state": _("即将到期") if soon else labels.VALIDITY[told],
        "tone": "owed" if soon else labels.VALIDITY_TONE[told],
        "line": _line(certificate, told, last_on, left if soon else None),
        "last_on": last_on,
        "days_left": left if soon else None,
        "in_force": certificate.state == CertificateState.ISSUED,
    }


def _line(certificate: Certificate, told: Validity, last_on: date | None, left: int | None) -> str:
    if told is Validity.SUPERSEDED:
        successor = getattr(certificate, "successor", None)
        number = successor.number if successor else ""
        return _("已由 %(number)s 取代") % {"number": number}
    if told is Validity.REVOKED and certificate.revoked_at:
        return _("%(day)s 撤销") % {"day": clock.local_date(certificate.revoked_at).isoformat()}
    if last_on is None:
        return _("长期有效")
    day = last_on.isoformat()
    if told is Validity.EXPIRED:
        return _("有效期至 %(day)s，已过期") % {"day": day}
    if left is None:
        return _("有效期至 %(day)s") % {"day": day}
    if left == 0:
        return _("今天是有效期的最后一天")
    line = ngettext("%(n)d 天后到期（%(day)s）", "%(n)d 天后到期（%(day)s）", left)
    return line % {"n": left, "day": day}
