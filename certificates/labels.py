"""What the words of certificates are called on pages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates.enums import BatchState, CertificateState, LineReason

BATCH_STATE: dict[BatchState, Promise] = {
    BatchState.PROPOSED: _("待批准"),
    BatchState.APPROVED: _("已批准，待签发"),
    BatchState.ISSUED: _("已签发"),
    BatchState.WITHDRAWN: _("已撤回"),
}
CERTIFICATE_STATE: dict[CertificateState, Promise] = {
    CertificateState.ISSUED: _("有效"),
    CertificateState.REVOKED: _("已撤销"),
    CertificateState.SUPERSEDED: _("已由新证书取代"),
}
LINE_REASON: dict[LineReason, Promise] = {
    LineReason.NOT_COMPLETED: _("没有结业记录"),
    LineReason.WITHDRAWN: _("中途退出"),
    LineReason.ABSENT: _("缺考"),
    LineReason.FAILED: _("考试不合格"),
    LineReason.ALREADY_CERTIFIED: _("已有有效证书"),
    LineReason.GLYPH_MISSING: _("字体缺字"),
}
# The colour and sign of a state: names of the chip component's tones.
BATCH_TONE: dict[BatchState, str] = {
    BatchState.PROPOSED: "owed",
    BatchState.APPROVED: "owed",
    BatchState.ISSUED: "done",
    BatchState.WITHDRAWN: "stop",
}
CERTIFICATE_TONE: dict[CertificateState, str] = {
    CertificateState.ISSUED: "done",
    CertificateState.REVOKED: "stop",
    CertificateState.SUPERSEDED: "plain",
}
