"""What the words of materials and evaluations are called on pages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.enums.evaluation import PromptAbout, PromptKind
from courses.enums.materials import MaterialKind

MATERIAL: dict[MaterialKind, Promise] = {
    MaterialKind.PDF: _("PDF 文档"),
    MaterialKind.SLIDES: _("演示文稿"),
    MaterialKind.VIDEO: _("视频"),
    MaterialKind.IMAGE: _("图片"),
    MaterialKind.LINK: _("链接"),
}
PROMPT: dict[PromptKind, Promise] = {
    PromptKind.SCALE: _("1—5 分"),
    PromptKind.CHOICE: _("单选"),
    PromptKind.TEXT: _("文字"),
}
ABOUT: dict[PromptAbout, Promise] = {
    PromptAbout.COHORT: _("本期整体"),
    PromptAbout.SUBJECT: _("每门科目"),
    PromptAbout.INSTRUCTOR: _("每位教官"),
}


def material(value: str) -> Promise:
    """What a kind of material is called, from its stored value."""
    return MATERIAL[MaterialKind(value)]
