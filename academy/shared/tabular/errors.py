"""Every reason for which a sent table is not read."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal

_save_again = _("请用 Excel 或 WPS 打开原表，另存为 .xlsx（不含宏、不加密）后重新上传。")


class Unreadable(Refusal):
    """The file's structure is broken."""

    code = "tabular.unreadable"
    status = 422
    message = _("文件已损坏或结构不完整，无法读取。")
    next_step = _save_again


class Empty(Refusal):
    """Nothing in the file."""

    code = "tabular.empty"
    status = 422
    message = _("文件是空的。")
    next_step = _("请确认选对了文件，再重新上传。")


class TooLarge(Refusal):
    """The file itself is over the limit."""

    code = "tabular.too_large"
    status = 413
    message = _("文件超过 %(limit_mb)s MB，没有读取。")
    next_step = _("请删去图片和无关工作表，或按单位分成几份后上传。")


class UnpackedTooLarge(Refusal):
    """A small file that would become a large one."""

    code = "tabular.unpacked_too_large"
    status = 413
    message = _("文件解压后超过 %(limit_mb)s MB，没有读取。")
    next_step = _("请把数据复制到新建的工作簿，另存为 .xlsx 后上传。")


class TooManyCells(Refusal):
    """More cells, or a wider area, than any list of people needs."""

    code = "tabular.too_many_cells"
    status = 413
    message = _("表格范围过大（单元格超过 %(limit)s 个，或最末单元格离表头太远），没有读取。")
    next_step = _("请把数据复制到新建的工作簿，另存为 .xlsx 后上传。")


class OverLimits(Refusal):
    """The reading child hit its memory or time limit."""

    code = "tabular.over_limits"
    status = 413
    message = _("读取这个文件需要的内存或时间超出限制，已停止读取。")
    next_step = _("请把数据复制到新建的工作簿，另存为 .xlsx 后上传。")


class WrongType(Refusal):
    """The content is not what the name says."""

    code = "tabular.wrong_type"
    status = 415
    message = _("文件内容不是 .%(extension)s 表格。")
    next_step = _("不要直接改扩展名：请用 Excel 或 WPS 另存为 .xlsx、.xls 或 .csv 后上传。")


class UnknownExtension(Refusal):
    """A name that ends in something else than .xlsx, .xls or .csv."""

    code = "tabular.unknown_extension"
    status = 415
    message = _("只接受 .xlsx、.xls 和 .csv 文件。")
    next_step = _save_again


class Encrypted(Refusal):
    """A workbook under a password."""

    code = "tabular.encrypted"
    status = 422
    message = _("工作簿设有打开密码，无法读取。")
    next_step = _("请在 Excel 或 WPS 中取消密码，保存后重新上传。")


class Macros(Refusal):
    """A workbook with macros."""

    code = "tabular.macros"
    status = 422
    message = _("工作簿含有宏，没有读取。")
    next_step = _save_again


class Unsafe(Refusal):
    """A document type or entity declaration inside the workbook's XML."""

    code = "tabular.unsafe"
    status = 422
    message = _("文件含有不允许的内容，没有读取。")
    next_step = _save_again


class EncodingUnknown(Refusal):
    """Text that is neither UTF-8 nor GB18030 and has no byte-order mark."""

    code = "tabular.encoding_unknown"
    status = 422
    message = _("无法确定文本文件的编码。")
    next_step = _("请在上传时选择编码（UTF-8、GB18030 或 UTF-16），或另存为 .xlsx 后上传。")


class EncodingWrong(Refusal):
    """Text that is not in the encoding its sender named."""

    code = "tabular.encoding_wrong"
    status = 422
    message = _("文件不是所选的编码（%(encoding)s）。")
    next_step = _("请改选其他编码，或另存为 .xlsx 后上传。")


class BrokenQuotes(Refusal):
    """A quotation mark that is not closed, or text after a closed one."""

    code = "tabular.broken_quotes"
    status = 422
    message = _("第 %(line)s 行附近的引号不成对，无法分列。")
    next_step = _("请改正该行的引号，或另存为 .xlsx 后上传。")


class LineTooLong(Refusal):
    """One line or one cell of text beyond any sense."""

    code = "tabular.line_too_long"
    status = 422
    message = _("第 %(line)s 行过长，没有读取。")
    next_step = _("请检查该行是否缺少换行，或另存为 .xlsx 后上传。")


BY_REASON: dict[str, type[Refusal]] = {
    each.code.partition(".")[2]: each
    for each in (
        Unreadable,
        Empty,
        TooLarge,
        UnpackedTooLarge,
        TooManyCells,
        OverLimits,
        WrongType,
        Encrypted,
        Macros,
        Unsafe,
        EncodingUnknown,
        EncodingWrong,
        BrokenQuotes,
        LineTooLong,
    )
}
