"""Why a document cannot be laid out."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal


class GlyphsMissing(Refusal):
    """A document with characters that none of the house's fonts can print."""

    code = "documents.glyphs_missing"
    message = _("文件里有字库打印不出的字符：%(characters)s。")
    next_step = _("请把这些字符换成常用字再生成；确需使用的，请管理员安装含有它们的字体。")


class DocumentTooLong(Refusal):
    """A document that would take more pages or time than one may."""

    code = "documents.too_long"
    message = _("文件内容过多，无法排成 %(pages)s 页以内的文件。")
    next_step = _("请删减正文，或把明细改为另附的表格，再重新生成。")
