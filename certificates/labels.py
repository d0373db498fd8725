"""What the words of certificates are called on pages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates.enums import (
    BatchState,
    CertificateKind,
    CertificateState,
    LineReason,
    Making,
    Validity,
)
from certificates.rules.verdicts import Verdict

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
    LineReason.NOT_CURRENT: _("原证书已失效"),
    LineReason.GLYPH_MISSING: _("字体缺字"),
}
CERTIFICATE_KIND: dict[CertificateKind, Promise] = {
    CertificateKind.COMPLETION: _("结业证书"),
    CertificateKind.QUALIFICATION: _("培训合格证"),
}
VALIDITY: dict[Validity, Promise] = {
    Validity.VALID: _("有效"),
    Validity.EXPIRED: _("已过期"),
    Validity.REVOKED: _("已撤销"),
    Validity.SUPERSEDED: _("已由新证书取代"),
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
VALIDITY_TONE: dict[Validity, str] = {
    Validity.VALID: "done",
    Validity.EXPIRED: "owed",
    Validity.REVOKED: "stop",
    Validity.SUPERSEDED: "plain",
}
# What is said of a checked file: in a word, and what it means.
VERDICT: dict[Verdict, Promise] = {
    Verdict.VALID: _("原件，有效"),
    Verdict.REISSUED: _("有效，后来补发过"),
    Verdict.EXPIRED: _("原件，但已过期"),
    Verdict.REVOKED: _("原件，但已撤销"),
    Verdict.SUPERSEDED: _("原件，但已被新证书取代"),
    Verdict.CONTRADICTED: _("与登记不一致"),
    Verdict.ALTERED: _("内容已被改动"),
    Verdict.FOREIGN: _("不是学院签发的文件"),
}
VERDICT_MEANING: dict[Verdict, Promise] = {
    Verdict.VALID: _("这份文件由学院签发，内容没有改动；证书在登记簿中有效。"),
    Verdict.REISSUED: _(
        "这份文件由学院签发，没有改动，但是较早的一次打印；证书后来补发过，本身仍然有效。"
    ),
    Verdict.EXPIRED: _("这份文件由学院签发，没有改动，但证书的有效期已过。"),
    Verdict.REVOKED: _("这份文件由学院签发，没有改动，但证书已被撤销，不再有效。"),
    Verdict.SUPERSEDED: _("这份文件由学院签发，没有改动，但证书已经更正，由新证书取代，不再有效。"),
    Verdict.CONTRADICTED: _(
        "文件的签名属实，但登记簿中没有这张证书，或所登记的内容不同。请勿采信，并与学院联系核实。"
    ),
    Verdict.ALTERED: _(
        "文件带有学院的签名或凭证，但签发之后被改动过，不能采信。请向持证人索取下载时的原文件。"
    ),
    Verdict.FOREIGN: _(
        "文件上没有学院的签名，登记簿中也没有这份文件。扫描、截图或重新打印成的 PDF "
        "同样查不到，请改用编号和姓名查验。"
    ),
}
VERDICT_TONE: dict[Verdict, str] = {
    Verdict.VALID: "done",
    Verdict.REISSUED: "owed",
    Verdict.EXPIRED: "owed",
    Verdict.REVOKED: "stop",
    Verdict.SUPERSEDED: "stop",
    Verdict.CONTRADICTED: "late",
    Verdict.ALTERED: "late",
    Verdict.FOREIGN: "late",
}
# How a template's PDFs are made.
MAKING: dict[Making, Promise] = {
    Making.LAYERED: _("快速"),
    Making.PLAIN: _("普通"),
}
# The samples of `rules.samples`, in their order.
SAMPLE: tuple[Promise, ...] = (
    _("一般情形，含照片"),
    _("两字姓名，各项最短"),
    _("少数民族姓名，优秀，含照片"),
    _("单位名称最长"),
    _("课程名称最长，含照片"),
    _("各项最长，有期限，补发"),
    _("生僻字，含照片"),
    _("只有评定，没有分数"),
    _("有期限，含照片"),
    _("补发"),
    _("补考，含照片"),
    _("证件项为工号"),
)
# What a template's fields are filled with.
FIELD: dict[str, Promise] = {
    "document_title": _("文件标题：证书名称、编号和姓名，用于 title"),
    "number": _("证书编号"),
    "name": _("姓名"),
    "sex": _("性别"),
    "id_label": _("证件项的名称：公民身份号码，或工号"),
    "id_number": _("证件号码，中间已隐去"),
    "unit": _("发证当日所在单位"),
    "course": _("课程名称"),
    "cohort": _("期次，如 第12期"),
    "period": _("起止日期"),
    "hours": _("学时，如 40学时"),
    "result": _("成绩和评定；结业证书为空"),
    "issuer": _("发证单位"),
    "issuer_en": _("发证单位英文名称"),
    "issued_on": _("发证日期，中文数字"),
    "expires": _("有效期至某日；长期有效的为空"),
    "seal_text": _("印章下部的文字"),
    "notice": _("演示样本的声明；正式印章时为空"),
    "verify_site": _("公开查验的网址"),
    "verify_url": _("本证书的查验地址，即二维码的内容"),
    "reissue": _("“补发”二字；首次签发时为空"),
    "reissued_on": _("补发日期，中文数字；首次签发时为空"),
}
IMAGE: dict[str, Promise] = {
    "qr": _("查验二维码"),
    "seal": _("发证单位印章"),
    "portrait": _("本人照片；没有照片时整个元素不印"),
}
