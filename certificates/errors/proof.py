"""Files that cannot be checked."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal


class FileEmpty(Refusal):
    """No file was sent, or one without content."""

    code = "certificates.file_empty"
    status = 422
    message = _("没有收到文件，或文件是空的。")
    next_step = _("请选择证书的 PDF 文件后重新提交。")


class FileTooLarge(Refusal):
    """More bytes than any certificate has."""

    code = "certificates.file_too_large"
    status = 413
    message = _("文件超过 %(limit_mb)s MB。")
    next_step = _("证书文件通常不到 1 MB。请使用下载时的原文件，不要上传扫描件。")


class FileNoPdf(Refusal):
    """The file is something else."""

    code = "certificates.file_no_pdf"
    status = 422
    message = _("这不是 PDF 文件。")
    next_step = _("请上传下载证书时得到的 PDF；照片和截图请改用编号和姓名查验。")


class FileTruncated(Refusal):
    """The PDF ends too early or cannot be read."""

    code = "certificates.file_truncated"
    status = 422
    message = _("文件不完整或已损坏，无法读取。")
    next_step = _("请重新下载或请对方重新发送原文件；也可以按编号和姓名查验。")


class FileEncrypted(Refusal):
    """The PDF asks for a password; ours never do."""

    code = "certificates.file_encrypted"
    status = 422
    message = _("文件设有密码，不是学院签发时的原文件。")
    next_step = _("学院签发的证书不设密码。请向持证人索取原文件，或按编号和姓名查验。")


class FileCostly(Refusal):
    """Reading it would take more memory or time than any certificate needs."""

    code = "certificates.file_costly"
    status = 422
    message = _("读取这份文件所需的资源超出限制，已停止检查。")
    next_step = _("正常的证书不会这样。请勿打开该文件，改用编号和姓名查验。")


class FileBusy(Refusal):
    """Too many files are being looked at."""

    code = "certificates.file_busy"
    status = 503
    message = _("正在检查的文件较多，暂时排不上。")
    next_step = _("请稍后重新提交；也可以先按编号和姓名查验。")
