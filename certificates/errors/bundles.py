"""What is refused when somebody asks for all PDFs of a batch at once."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal


class BatchNotIssued(Refusal):
    """There is nothing to hand out of a batch that was not issued."""

    code = "certificates.batch_not_issued"
    message = _("本批次尚未签发，没有可以打包的证书。")
    next_step = _("请先签发本批次，再打包下载。")


class BundleEmpty(Refusal):
    """Every certificate of the batch was revoked or superseded."""

    code = "certificates.bundle_empty"
    message = _("本批次没有有效的证书，无可打包。")
    next_step = _("请在证书登记簿中查看各张证书失效的原因。")


class BundleIncomplete(Refusal):
    """A PDF that belongs in the bundle could not be made."""

    code = "certificates.bundle_incomplete"
    message = _("有 %(count)s 份证书的 PDF 没有生成（首份为 %(number)s），没有打包。")
    next_step = _("请先在批次页点“重新生成”，全部生成后再打包。")


class BundleNotReady(Refusal):
    """The bundle is still being made, or its file is no longer kept."""

    code = "certificates.bundle_not_ready"
    message = _("打包文件还没有做好，或者已经清理。")
    next_step = _("请等待打包完成；找不到进度时请重新打包。")


class BundleStale(Refusal):
    """A certificate in the bundle was revoked, corrected or reissued since it was made."""

    code = "certificates.bundle_stale"
    message = _("打包之后本批次的证书有变动（撤销、更正或补发），这份文件不再提供。")
    next_step = _("请重新打包，新文件只含现行有效的证书。")
