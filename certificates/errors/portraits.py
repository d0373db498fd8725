"""Why a photo is not taken."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal


class PortraitTooLarge(Refusal):
    """More bytes than a photo may have; told before anything is decoded."""

    code = "certificates.portrait_too_large"
    status = 422
    message = _("照片文件过大（上限 %(limit)s MB）。")
    next_step = _("请用手机或电脑另存为较小的 JPEG 后重新上传。")


class PortraitTooManyPixels(Refusal):
    """More pixels than are decoded; told from the header alone."""

    code = "certificates.portrait_too_many_pixels"
    status = 422
    message = _("照片像素过多（上限 %(limit)s 万像素）。")
    next_step = _("请用看图软件缩小后重新上传。")


class PortraitTooSmall(Refusal):
    """Fewer pixels than a print needs."""

    code = "certificates.portrait_too_small"
    status = 422
    message = _("照片像素不足：%(width)s×%(height)s，打印会模糊。")
    next_step = _("请换用不小于 295×413 像素的照片。")


class PortraitUnreadable(Refusal):
    """No JPEG or PNG, or a damaged one."""

    code = "certificates.portrait_unreadable"
    status = 422
    message = _("读不出照片：不是 JPEG 或 PNG，或者文件已损坏。")
    next_step = _("请在看图软件中打开，另存为 JPEG 后重新上传。")


class PortraitNobody(Refusal):
    """The file's name is no staff number of anybody whose photo one may store."""

    code = "certificates.portrait_nobody"
    status = 422
    message = _("没有工号为“%(staff_number)s”的在册人员，或不在您的管理范围。")
    next_step = _("请把文件改名为本人工号（如 T1001.jpg）后重新上传。")


class PortraitTwice(Refusal):
    """Two files of one archive are for the same person."""

    code = "certificates.portrait_twice"
    status = 422
    message = _("同一工号“%(staff_number)s”有多张照片。")
    next_step = _("请只保留一张后重新上传。")


class PortraitArchiveUnfit(Refusal):
    """The archive can't be read, or holds more than is taken at once."""

    code = "certificates.portrait_archive_unfit"
    status = 422
    message = _("压缩包读不出，或内容过多（上限 %(files)s 张、%(limit)s MB）。")
    next_step = _("请用普通 zip 格式（不加密）分批打包后上传。")


class PortraitRunGone(Refusal):
    """What was looked at is no longer kept."""

    code = "certificates.portrait_run_gone"
    message = _("这次上传已经保存过，或者超过一天没有确认，照片没有保留。")
    next_step = _("如仍需保存，请重新上传。")


class PortraitsBeingLookedAt(Refusal):
    """Nothing can be stored of an upload that is still being looked at."""

    code = "certificates.portraits_being_looked_at"
    message = _("照片还在核对，尚不能保存。")
    next_step = _("请等核对完成，看过结果后再保存。")
