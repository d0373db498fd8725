"""What may be said about a template, and where."""

from collections.abc import Mapping
from dataclasses import dataclass, field


def _(text: str) -> str:
    """Mark a text for the catalogue; whoever shows a finding translates it."""
    return text


# Each says what is wrong and what to do instead. The keys of %(…)s are a finding's facts.
FAULTS = {
    "too_long": _("%(what)s 超过 %(most)s，请删减后再提交。"),
    "too_many_elements": _("元素超过%(most)s个，请简化版式。"),
    "too_many_rules": _("样式规则超过%(most)s条，请合并或删减。"),
    "too_deep": _("元素嵌套超过%(most)s层，请减少外层容器。"),
    "template_language": _("模板不支持“%(found)s”一类语法，请改用 data-field 标出字段。"),
    "element_forbidden": _("不能使用元素 <%(element)s>，请删除。"),
    "attribute_forbidden": _("元素 <%(element)s> 不能带属性 %(attribute)s，请删除。"),
    "attribute_too_large": _("属性 %(attribute)s 的值超过%(most)s，请改小。"),
    "field_unknown": _("没有名为“%(name)s”的字段，请从字段清单中选用。"),
    "image_unknown": _("没有名为“%(name)s”的图，可用的有 %(known)s。"),
    "density_unknown": _("没有名为“%(name)s”的疏密设置，可用的有 %(known)s。"),
    "field_misplaced": _("元素 <%(element)s> 不能用作字段，请改用 <span>。"),
    "field_with_elements": _("字段“%(name)s”里不能再有其他元素，请移出。"),
    "image_misplaced": _("图“%(name)s”只能写在 <img> 上。"),
    "address_forbidden": _("不能引用“%(address)s”，只能用系统图样（art:）或内嵌的 PNG、JPEG。"),
    "drawing_unknown": _("没有名为“%(name)s”的图样，可用的有 %(known)s。"),
    "picture_unreadable": _("内嵌的图片不是可读的 PNG 或 JPEG，请重新导出。"),
    "picture_too_large": _("内嵌的图片超过 %(most)s，请压缩后再嵌入。"),
    "picture_too_many_pixels": _("内嵌的图片为 %(width)s×%(height)s 像素，超过2000万，请缩小。"),
    "css_unreadable": _("这里的样式读不懂，请检查括号、分号和引号。"),
    "at_rule_forbidden": _("不能使用 @%(name)s，请删除；页面大小写在 @page 里。"),
    "rule_nested": _("样式规则不能嵌套，请拆开。"),
    "selector_too_deep": _("选择器过长，请改用 class。"),
    "property_forbidden": _("不能使用样式 %(name)s，请删除。"),
    "function_forbidden": _("样式里不能使用 %(name)s()，请改写成具体的值。"),
    "value_too_complex": _("样式 %(name)s 的值过于复杂，请简化。"),
    "value_too_large": _("样式 %(name)s 的值“%(value)s”过大，请改小。"),
    "family_unknown": _("字体“%(name)s”不在证书字体之列，可用的有 %(known)s。"),
    "page_sizes": _("页面大小只能设一次，请只保留一个 @page。"),
    "page_not_a4": _("页面大小须为 A4 横向或纵向，请改正。"),
}
ADVICE = {
    "digits_not_tabular": _("建议在 body 上写 font-variant-numeric: tabular-nums，整批生成才快。"),
    "kerning_on": _(
        "建议 body 用 font-kerning: none 和 font-variant-ligatures: none，整批生成才快。"
    ),
    "block_not_fixed": _(
        "建议用 position: absolute 并给出 left、top 和 width；否则逐张排版，较慢。"
    ),
    "block_has_effects": _("含字段的这一块用了 %(name)s，将逐张排版，较慢。"),
    "order_mixed": _(
        "不含字段的这一块夹在含字段的块之间；建议移到最前（底纹、边框）或最后（印章）。"
    ),
    "field_missing": _("模板没有印出“%(name)s”，请确认是否有意如此。"),
    "lang_missing": _('建议写 <html lang="zh-Hans">，供读屏软件使用。'),
    "title_missing": _('建议写 <title data-field="document_title"></title>，作为 PDF 的标题。'),
}
MOST_FINDINGS = 50


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark: `line` counts from 1 in the HTML or CSS (`source`), None if it is of no line;
    `place` is the element or selector."""

    code: str
    source: str
    line: int | None = None
    place: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The message with its facts still as %(…)s: what translations go by."""
        return FAULTS.get(self.code) or ADVICE[self.code]

    @property
    def message(self) -> str:
        """The message in Chinese."""
        return self.text % self.facts


@dataclass(frozen=True, slots=True)
class Report:
    """Faults forbid publishing, advice does not."""

    faults: tuple[Finding, ...]
    advice: tuple[Finding, ...]

    @property
    def is_fit(self) -> bool:
        return not self.faults


class Findings:
    """Remarks as they are gathered; the same remark at the same place only once."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._seen: dict[tuple[object, ...], Finding] = {}

    def add(self, code: str, line: int | None = None, place: str = "", **facts: object) -> None:
        known = {name: str(value) for name, value in facts.items()}
        key = (code, line, place, *known.values())
        if len(self._seen) < MOST_FINDINGS:
            self._seen.setdefault(key, Finding(code, self.source, line, place[:80], known))

    def all(self) -> tuple[Finding, ...]:
        return tuple(self._seen.values())
