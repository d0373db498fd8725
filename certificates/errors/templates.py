"""Why a template is not taken, tried out or published."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal


class TemplateTooLarge(Refusal):
    """More bytes than a template may have; told before anything is read."""

    code = "certificates.template_too_large"
    status = 422
    message = _("模板共 %(kb)s kB，超过上限 %(most)s kB。")
    next_step = _("请压缩内嵌的图片，或改用系统图样（art:），再保存。")


class TemplateUnfit(Refusal):
    """The template holds what none may hold; `findings` say what and where."""

    code = "certificates.template_unfit"
    status = 422
    message = _("模板有 %(count)s 处不符合要求：%(first)s")
    next_step = _("请按检查结果逐处修改；草稿可以先保存，改好后再预览和发布。")


class TemplateNotRendered(Refusal):
    """The layout engine cannot make a page of the template."""

    code = "certificates.template_not_rendered"
    status = 422
    message = _("样张“%(sample)s”无法制作：%(reason)s")
    next_step = _("请按所示原因修改模板，用同一张样张预览成功后再发布。")


class TemplateKindFixed(Refusal):
    """A series of editions says the same of everybody, whatever its look."""

    code = "certificates.template_kind_fixed"
    message = _("模板 %(name)s 已是另一种证书的模板，证书种类不能更改。")
    next_step = _("请另取一个模板代号，作为新模板保存。")


class DraftStale(Refusal):
    """Somebody saved the draft meanwhile, or dropped or published it."""

    code = "certificates.draft_stale"
    message = _("草稿 %(name)s 已被他人改动，本次内容没有保存。")
    next_step = _("请先复制您的内容，再重新打开草稿，合并后保存。")


class PublicationOvertaken(Refusal):
    """The draft was saved, dropped or published by somebody while it waited or was tried out."""

    code = "certificates.publication_overtaken"
    message = _("申请发布之后草稿又有改动，或已被放弃、发布，本次没有发布。")
    next_step = _("请打开草稿核对现有内容，再重新发布。")


class DraftExists(Refusal):
    """A draft of that series is being worked on."""

    code = "certificates.draft_exists"
    message = _("模板 %(name)s 已有一份草稿。")
    next_step = _("请打开那份草稿继续修改，或先放弃它；新模板请另取代号。")


class PreviewBusy(Refusal):
    """The same person's last page is still being made."""

    code = "certificates.preview_busy"
    status = 429
    message = _("上一张样张还在制作。")
    next_step = _("请稍候几秒再试；已填写的内容没有丢失。")


class TooManyPreviews(Refusal):
    """Pages cost seconds of a processor that certificates are made on."""

    code = "certificates.too_many_previews"
    status = 429
    message = _("预览过于频繁（每分钟最多 %(most)s 次）。")
    next_step = _("请一分钟后再试；已填写的内容没有丢失。")


class EmbedUnreadable(Refusal):
    """Neither PNG nor JPEG, whatever it is called."""

    code = "certificates.embed_unreadable"
    status = 422
    message = _("图片不是可读的 PNG 或 JPEG。")
    next_step = _("请在图片软件中另存为 PNG 或 JPEG 后重新选择。")


class EmbedTooLarge(Refusal):
    """More bytes than a picture within a template may have."""

    code = "certificates.embed_too_large"
    status = 422
    message = _("图片超过 %(most)s kB，不能内嵌到模板中。")
    next_step = _("请缩小尺寸或提高压缩率；证书上 3 厘米宽的图，600 像素宽已足够清晰。")


class EmbedTooManyPixels(Refusal):
    """More pixels than are ever decoded; told from the header alone."""

    code = "certificates.embed_too_many_pixels"
    status = 422
    message = _("图片为 %(width)s×%(height)s 像素，超过 2000 万像素。")
    next_step = _("请缩小尺寸后重新选择。")


class AwardTemplateUnknown(Refusal):
    """A course is to give what has not been published."""

    code = "certificates.award_template_unknown"
    status = 422
    message = _("没有已发布的、用于此种证书的模板 %(name)s。")
    next_step = _("请从已发布的模板中选择，或先发布该模板。")
