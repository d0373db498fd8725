"""Every anticipated no about materials."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal
from courses.enums.materials import MediaWhy


class MaterialEmpty(Refusal):
    """A file without a byte, or neither file nor address."""

    code = "courses.material_empty"
    status = 422
    message = _("没有收到内容：文件为空，或既没有选择文件也没有填写链接。")
    next_step = _("请选择一个文件，或填写以 https:// 开头的链接。")


class MaterialType(Refusal):
    """Content that is none of the kinds that are taken, whatever its name says."""

    code = "courses.material_type"
    status = 422
    message = _("不接受这种内容。文件类型按内容判断，与文件名无关。")
    next_step = _("可上传 PDF、演示文稿（pptx、odp）、视频（mp4、webm）和图片（png、jpg、webp）。")


class MaterialDamaged(Refusal):
    """A file that ends before it should."""

    code = "courses.material_damaged"
    status = 422
    message = _("文件不完整，可能在复制或下载时中断。")
    next_step = _("请在本机打开确认内容完整，另存一份后重新上传。")


class MaterialMoreThanOne(Refusal):
    """A file that is one thing at its beginning and something else at its end."""

    code = "courses.material_more_than_one"
    status = 422
    message = _("文件末尾附有其他内容，为安全起见没有接收。")
    next_step = _("请用办公软件另存一份干净的文件后重新上传。")


class MaterialMacros(Refusal):
    """Slides with macros."""

    code = "courses.material_macros"
    status = 422
    message = _("演示文稿带有宏，没有接收。")
    next_step = _("请另存为不带宏的 .pptx 后重新上传。")


class MaterialTooManyParts(Refusal):
    """A package that would unpack to far more than slides ever are."""

    code = "courses.material_too_many_parts"
    status = 422
    message = _("演示文稿的内部结构异常庞大，没有接收。")
    next_step = _("请拆分文稿，或另存为 PDF 后上传。")


class MaterialTooLarge(Refusal):
    """A file over the limit of its kind."""

    code = "courses.material_too_large"
    status = 413
    message = _("文件有 %(size)s MB，超过这类资料的上限 %(limit)s MB。")
    next_step = _("请压缩或拆分后上传；确有需要，请系统管理员调整上限。")


class MaterialNotHttps(Refusal):
    """An address that is not https, or no address."""

    code = "courses.material_not_https"
    status = 422
    message = _("链接须是以 https:// 开头的完整网址，不含空格、用户名和口令。")
    next_step = _("请从浏览器地址栏复制完整网址。")


class MaterialTitleRequired(Refusal):
    """A material without a title."""

    code = "courses.material_title_required"
    status = 422
    message = _("请填写资料名称。")
    next_step = _("写明名称后重新提交，最多 120 字。")


class MaterialRetired(Refusal):
    """Something asked of a material that was retired."""

    code = "courses.material_retired"
    message = _("“%(title)s”已停用，不能再修改或发布。")
    next_step = _("请另行上传一份新的资料。")


class MaterialOrderInvalid(Refusal):
    """An order that leaves materials out, or names others."""

    code = "courses.material_order_invalid"
    message = _("资料清单在排序期间有变动，顺序没有保存。")
    next_step = _("请刷新页面后重新排序。")


class MaterialFileMissing(Refusal):
    """A file that its row names and the disk does not have."""

    code = "courses.material_file_missing"
    status = 404
    message = _("这份资料的文件暂时无法读取。")
    next_step = _("请联系学院管理员核对存储；其余资料不受影响。")


class MaterialNotOpened(Refusal):
    """A mark of having read what was never opened."""

    code = "courses.material_not_opened"
    message = _("还没有打开过“%(title)s”，不能标记为已阅。")
    next_step = _("请先打开资料阅读。")


MEDIA_REFUSAL: dict[MediaWhy, type[Refusal]] = {
    MediaWhy.EMPTY: MaterialEmpty,
    MediaWhy.TYPE: MaterialType,
    MediaWhy.DAMAGED: MaterialDamaged,
    MediaWhy.MORE_THAN_ONE: MaterialMoreThanOne,
    MediaWhy.MACROS: MaterialMacros,
    MediaWhy.TOO_MANY_PARTS: MaterialTooManyParts,
    MediaWhy.TOO_LARGE: MaterialTooLarge,
    MediaWhy.NOT_HTTPS: MaterialNotHttps,
}
