"""Every anticipated no about requirements, the hours ledger and imports of past records."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal
from courses.enums.hours import RequirementWhy


class RequirementInvalid(Refusal):
    """An edition that contradicts itself; the parent of one refusal for each reason."""

    code = "courses.requirement_invalid"
    status = 422
    message = _("培训要求的内容前后矛盾。")
    next_step = _("请核对后重新发布。")


class AmountInvalid(RequirementInvalid):
    """An amount of nothing or less, finer than 0.1, or part of a completion."""

    code = "courses.amount_invalid"
    message = _("应达数量须大于 0、不超过 10000，学时至多一位小数，课程次数为整数。")
    next_step = _("请改填数量，例如 90 或 7.5 学时、1 次。")


class WindowInvalid(RequirementInvalid):
    """A window of no length, of too great a length, or without its event."""

    code = "courses.window_invalid"
    message = _("期限不成立：自然年固定为 1 年，滚动期限 1 至 20 年，事件后期限 1 至 240 个月。")
    next_step = _("请改填期限；只有“事件之后”的期限需要并且必须选择起算事件。")


class PeriodInvalid(RequirementInvalid):
    """An edition that would end before, or on the day, it begins."""

    code = "courses.edition_period_invalid"
    message = _("失效日期不晚于生效日期，这一版要求一天也不会生效。")
    next_step = _("请把失效日期改到生效日期之后，或留空表示长期有效。")


class RequirementCourseInvalid(RequirementInvalid):
    """A completion of no course, or hours of one."""

    code = "courses.requirement_course_invalid"
    message = _("按结业计算或从上次结业起算的要求须指明课程，其他要求不指明课程。")
    next_step = _("请选择课程，或改为按学时计算并用类别、专业限定。")


class JudgedInvalid(RequirementInvalid):
    """The last day of a window that is not the same for everybody."""

    code = "courses.judged_invalid"
    message = _("只有自然年的要求可以按期末日认定对象。")
    next_step = _("请改为按查询日认定。")


class ProRataInvalid(RequirementInvalid):
    """A share of what cannot be shared."""

    code = "courses.pro_rata_invalid"
    message = _("只有自然年或滚动期限的学时要求可以按入职月份折算。")
    next_step = _("请取消折算。")


class BandInvalid(RequirementInvalid):
    """A band of ranks whose upper end is below its lower one."""

    code = "courses.band_invalid"
    message = _("职级范围的上限低于下限。")
    next_step = _("请对调职级范围的两端。")


class ConditionInvalid(RequirementInvalid):
    """A condition on an event without its months, or months without an event."""

    code = "courses.condition_invalid"
    message = _("对象的时间条件须同时给出事件（入职、任职或晋升）和 1 至 240 个月。")
    next_step = _("请补全事件和月数，或两项都留空。")


class CapInvalid(RequirementInvalid):
    """A cap of nothing, or on what is no hours."""

    code = "courses.cap_invalid"
    message = _("类别上限须大于 0，并且只用于学时要求。")
    next_step = _("请改填上限，或留空表示不设上限。")


class CategoryUnknown(Refusal):
    """A category that is not in the dictionary."""

    code = "courses.category_unknown"
    status = 422
    message = _("没有“%(category)s”这个学时类别。")
    next_step = _("请使用类别字典中的类别：%(known)s；确需新增的，请学院先加入字典。")


class CategoryInvalid(Refusal):
    """A category without a name, or with a code that cannot stand in an address."""

    code = "courses.category_invalid"
    status = 422
    message = _("类别须有名称；代码用小写字母开头，只含小写字母、数字、“-”和“_”。")
    next_step = _("请改填代码（例如 forum）和名称（例如 专题讲座）。")


class CategoryNameTaken(Refusal):
    """A name that another category has."""

    code = "courses.category_name_taken"
    message = _("“%(name)s”已是类别 %(taken_by)s 的名称。")
    next_step = _("请换一个名称，或直接使用已有的类别。")


class CategoryRetired(Refusal):
    """Hours in a category of a day on which it no longer was one, or an edition that names it."""

    code = "courses.category_retired"
    message = _("学时类别“%(name)s”自 %(on)s 起停用。")
    next_step = _("停用以前的学时仍可登记；以后的请改用其他类别，或请学院恢复该类别。")


class CategoryNeeded(Refusal):
    """The category that close-outs themselves write."""

    code = "courses.category_needed"
    message = _("“%(name)s”是结业学时写入的类别，不能停用。")
    next_step = _("名称可以更改；不再办班的，类别留着也不产生学时。")


class CategoryInUse(Refusal):
    """A category that requirements in force, or to come, still recognise."""

    code = "courses.category_in_use"
    message = _("还有培训要求认可“%(name)s”：%(requirements)s。")
    next_step = _("请先为这些要求发布不含该类别的新版，待原版截止后再停用。")


class EditionOverlaps(Refusal):
    """An edition on days that another edition of the requirement already has."""

    code = "courses.edition_overlaps"
    message = _("“%(name)s”第 %(edition)s 版自 %(valid_from)s 起已有规定，两版的日期重叠。")
    next_step = _("请把新版的生效日期改到 %(valid_from)s 之后，原版会自动在新版生效时截止。")


class EditionEnded(Refusal):
    """Another end for what already ended."""

    code = "courses.edition_ended"
    message = _("这一版要求已定于 %(valid_until)s 截止。")
    next_step = _("截止日期不再改动；如需恢复，请发布新的一版。")


class EndsInThePast(Refusal):
    """An end that would rewrite what was owed on days already gone."""

    code = "courses.ends_in_the_past"
    status = 422
    message = _("截止日期须晚于生效日期，且不早于今天：已经过去的日子欠多少不再改写。")
    next_step = _("请选择今天或以后的日期。")


class HoursInvalid(Refusal):
    """Hours of nothing or less, finer than 0.1, or more than days can hold."""

    code = "courses.hours_invalid"
    status = 422
    message = _("学时须大于 0、不超过 2000，至多一位小数。")
    next_step = _("请改填学时；要减少学时，请冲销原来的记录。")


class EarnedInvalid(Refusal):
    """A training that ends before it begins or has not ended yet."""

    code = "courses.earned_invalid"
    status = 422
    message = _("培训日期不成立：结束日期不能早于开始日期，也不能晚于今天。")
    next_step = _("请核对起止日期。")


class SourceNotManual(Refusal):
    """A source whose lines only the system writes."""

    code = "courses.source_not_manual"
    status = 422
    message = _("结业学时由结班写入，冲销由冲销操作写入，不能手工登记。")
    next_step = _("请选择外出培训、线上学习、补登、转班或以往记录。")


class HoursTwice(Refusal):
    """Hours that stand in the ledger already, fact by fact."""

    code = "courses.hours_twice"
    message = _("%(count)s 条记录与台账中有效的记录完全相同，没有重复登记。")
    next_step = _("请核对是否已经登记；确属两次培训的，请在依据中写明区别。")


class AlreadyReversed(Refusal):
    """A second reversal of the same hours, for another reason."""

    code = "courses.already_reversed"
    message = _("这条学时已于 %(on)s 冲销，原因：%(reason)s。")
    next_step = _("学时不会扣第二次；如需恢复，请另行登记并附依据。")


class ImportNotReady(Refusal):
    """A commit or an undoing of an import that is not at that point."""

    code = "courses.import_not_ready"
    message = _("这次导入已经撤销，不能再办理。")
    next_step = _("如需登记，请重新上传文件。")


class ImportUnread(Refusal):
    """A commit of a file that was not read yet, or could not be."""

    code = "courses.import_unread"
    message = _("这份文件还没有读完，或没有读成，不能登记。")
    next_step = _("请等读取完成、看过预演再登记；没有读成的，请按提示改正后重新上传。")


class ImportEmpty(Refusal):
    """A table without a single sound row."""

    code = "courses.import_empty"
    status = 422
    message = _("没有可以导入的行。")
    next_step = _("请按每行列出的原因改正文件后重新上传。")


class ImportHeaderMissing(Refusal):
    """A table without the headings that past records need."""

    code = "courses.import_header_missing"
    status = 422
    message = _("没有找到表头：须有“工号”“学时”和“结束日期”三列。")
    next_step = _("请下载模板，按模板的表头整理后重新上传。")


REQUIREMENT_REFUSAL: dict[RequirementWhy, type[RequirementInvalid]] = {
    RequirementWhy.AMOUNT: AmountInvalid,
    RequirementWhy.WINDOW: WindowInvalid,
    RequirementWhy.PERIOD: PeriodInvalid,
    RequirementWhy.COURSE: RequirementCourseInvalid,
    RequirementWhy.JUDGED: JudgedInvalid,
    RequirementWhy.PRO_RATA: ProRataInvalid,
    RequirementWhy.BAND: BandInvalid,
    RequirementWhy.CONDITION: ConditionInvalid,
    RequirementWhy.CAP: CapInvalid,
}
