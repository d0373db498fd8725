"""What the press is given for each certificate: everything from what was frozen at issue alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from cryptography import x509
from django.conf import settings

from certificates import credential, press, signing
from certificates.enums import Making
from certificates.queries.renditions import Wanted
from certificates.rules import wording
from certificates.rules.fields import FACTS, REISSUED

REISSUE = "补发"


def press_all(
    members: Sequence[Wanted], *, signer: signing.Signer
) -> Sequence[press.Pressed | ValueError]:
    """Press certificates of one template; a faulty one comes back as its fault."""
    template = members[0].certificate.template
    sheet = press.Sheet(html=template.html, css=template.css, making=Making(template.making))
    return press.press(sheet, [leaf_of(each, signer) for each in members], signer=signer)


def leaf_of(each: Wanted, signer: signing.Signer) -> press.Leaf:
    """Return what the press needs of one certificate, its credential signed."""
    certificate, reissue = each.certificate, each.reissue
    printed_at = reissue.reissued_at if reissue else certificate.issued_at
    return press.Leaf(
        facts=_facts(each),
        # What is signed before the signer's certificate began would not verify.
        at=max(printed_at.replace(microsecond=0), _begins_at(signer.certificate)),
        portrait=bytes(certificate.portrait.jpeg) if certificate.portrait else None,
        credential=credential.issue(
            facts=certificate.facts,
            token=certificate.token,
            issued_at=certificate.issued_at,
            expires_on=certificate.expires_on,
            status_list=certificate.status_list.number,
            status_index=certificate.status_index,
            signer=signer,
            base_url=settings.ACADEMY_BASE_URL,
        ),
    )


def _facts(each: Wanted) -> Mapping[str, str]:
    """Return every field of the page; what this certificate does not say is empty."""
    facts = dict.fromkeys(FACTS + REISSUED, "") | each.certificate.facts
    if each.reissue is not None:
        facts["reissue"] = REISSUE
        facts["reissued_on"] = wording.chinese_date(each.reissue.reissued_on)
    return facts


@lru_cache(maxsize=4)
def _begins_at(certificate: bytes) -> datetime:
    """Return when the signer's certificate (DER) begins."""
    return x509.load_der_x509_certificate(certificate).not_valid_before_utc
