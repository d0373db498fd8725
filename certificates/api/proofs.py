"""What the API says to anybody who checks a certificate. ID numbers come masked, always."""

from datetime import date, datetime

from ninja import Field, Schema

from certificates.queries.verification import Finding, Judgement


class VerifyIn(Schema):
    """A certificate's number, with brackets of any kind, and the name on it."""

    number: str = Field(min_length=1, max_length=60)
    name: str = Field(min_length=1, max_length=60)


class SuccessorOut(Schema):
    """The certificate that replaced this one."""

    number: str
    issued_on: date


class PrintingOut(Schema):
    """A PDF of the certificate as issued; `current` unless it was reissued since."""

    sha256: str
    rendered_at: datetime
    current: bool


class FindingOut(Schema):
    """What the register says of one certificate to anybody who holds it.

    `state` is valid, expired, revoked or superseded today; `expires_on` the first day on which it
    no longer holds; `facts` are the printed words by the name of their field.
    """

    token: str
    kind: str
    state: str
    issued_on: date
    expires_on: date | None
    ended_at: datetime | None
    reason: str
    successor: SuccessorOut | None
    reissued_on: list[date]
    printings: list[PrintingOut]
    demonstration: bool
    facts: dict[str, str]

    @classmethod
    def of(cls, finding: Finding) -> "FindingOut":
        """Return the finding as the API says it."""
        successor = finding.successor
        return cls(
            token=finding.token,
            kind=finding.kind.value,
            state=finding.validity.value,
            issued_on=finding.issued_on,
            expires_on=finding.expires_on,
            ended_at=finding.ended_at,
            reason=finding.reason,
            successor=SuccessorOut(number=successor.number, issued_on=successor.issued_on)
            if successor
            else None,
            reissued_on=list(finding.reissued_on),
            printings=[
                PrintingOut(sha256=each.sha256, rendered_at=each.rendered_at, current=each.current)
                for each in finding.printings
            ],
            demonstration=finding.demonstration,
            facts=finding.words,
        )


class SignatureOut(Schema):
    """The signature of a file: good, broken, foreign or none; whose it is if it is ours.

    `key_id` is the SHA-256 of the signer's certificate, `kid` of the published keys.
    """

    state: str
    signer: str
    key_id: str
    signed_at: datetime | None


class JudgementOut(Schema):
    """The verdict on a file.

    `verdict` is valid, reissued, expired, revoked, superseded, contradicted, altered or foreign;
    `known` says whether the register has the digest of exactly this file; `differing` names the
    words of its credential that are others in the register.
    """

    verdict: str
    sha256: str
    known: bool
    signature: SignatureOut
    differing: list[str]
    certificate: FindingOut | None

    @classmethod
    def of(cls, judgement: Judgement) -> "JudgementOut":
        """Return the judgement as the API says it."""
        evidence, finding = judgement.evidence, judgement.finding
        return cls(
            verdict=judgement.verdict.value,
            sha256=evidence.sha256,
            known=judgement.known,
            signature=SignatureOut(
                state=evidence.signature.value,
                signer=evidence.signer,
                key_id=evidence.key_id,
                signed_at=evidence.signed_at,
            ),
            differing=list(judgement.differing),
            certificate=FindingOut.of(finding) if finding else None,
        )
