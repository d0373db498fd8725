"""What the red/black board refuses."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal


class BoardRulesInvalid(Refusal):
    """Weights that are not 100 together, or counts and days out of reason."""

    code = "reporting.board_rules_invalid"
    status = 422
    message = _("评比规则不成立：%(what)s。")
    next_step = _("请改正后重新保存。")


class BoardRulesInUse(Refusal):
    """Rules for a month whose board was announced: what was said by the old ones stays."""

    code = "reporting.board_rules_in_use"
    message = _("%(month)s 的红黑榜已按现行规则公示或发布，规则不能回头改。")
    next_step = _("请把生效月份改为尚未公示的月份。")


class BoardRulesMissing(Refusal):
    """No rules are in force for the month."""

    code = "reporting.board_rules_missing"
    message = _("%(month)s 没有生效的评比规则。")
    next_step = _("请先设定从该月或更早生效的评比规则。")


class BoardMonthOpen(Refusal):
    """The month has not ended."""

    code = "reporting.board_month_open"
    status = 422
    message = _("%(month)s 还没有结束，不能制榜。")
    next_step = _("请在月末之后制榜，或改选已结束的月份。")


class BoardStands(Refusal):
    """The month has a board that was announced or published."""

    code = "reporting.board_stands"
    message = _("%(month)s 的红黑榜已公示或发布。")
    next_step = _("公示中的可先撤回再重新制榜；已发布的不再改动。")


class BoardEmpty(Refusal):
    """No unit can be ranked."""

    code = "reporting.board_empty"
    message = _("没有可以排名的单位。")
    next_step = _("请核对最低人数和当月数据；撤回后可重新制榜。")


class BoardOutdated(Refusal):
    """Since it was drawn up, another board was published, or other rules were set for its month."""

    code = "reporting.board_outdated"
    message = _("制榜之后，上一期的榜或评比规则有了变化，这一稿已过时。")
    next_step = _("请撤回这一稿，重新制榜。")


class BoardMoved(Refusal):
    """A step that the state of a board does not allow."""

    code = "reporting.board_moved"
    message = _("这期红黑榜现在是“%(state)s”，不能再办理这一步。")
    next_step = _("请刷新页面：草稿可以公示，公示期满可以发布，发布前可以撤回。")


class BoardOwnDraft(Refusal):
    """Publishing what one drew up oneself."""

    code = "reporting.board_own_draft"
    status = 403
    message = _("这期红黑榜由您制榜，须由另一人发布。")
    next_step = _("请由人事或学院的另一位人员发布。")


class BoardInNotice(Refusal):
    """Publishing while the notice period runs."""

    code = "reporting.board_in_notice"
    message = _("公示期到 %(until)s 才满，现在不能发布。")
    next_step = _("请在公示期满后发布。")


class BoardObjectionsOpen(Refusal):
    """Publishing while objections wait for a decision."""

    code = "reporting.board_objections_open"
    message = _("还有 %(count)s 条异议没有处理，不能发布。")
    next_step = _("请先逐条处理异议。")


class BoardOwnerMissing(Refusal):
    """A unit on the black list that has nobody to own its finding."""

    code = "reporting.board_owner_missing"
    message = _("%(unit)s 列入黑榜，但没有负责人，也没有培训联络员，无人承担整改。")
    next_step = _("请先为该单位设定负责人或培训联络员，再发布。")


class BoardTextInvalid(Refusal):
    """Words that are missing or too long."""

    code = "reporting.board_text_invalid"
    status = 422
    message = _("没有写明内容，或超过 %(limit)s 字。")
    next_step = _("请写明后重新提交。")


class BoardObjectionLate(Refusal):
    """An objection outside its days."""

    code = "reporting.board_objection_late"
    message = _("这期红黑榜不在异议期内。")
    next_step = _("异议只在公示后的异议期内受理；已过期的请另行向学院反映。")


class BoardObjectionWaits(Refusal):
    """A second objection of a unit while the first one waits."""

    code = "reporting.board_objection_waits"
    message = _("%(unit)s 已有一条异议在处理中。")
    next_step = _("请等待处理结果；需要补充的，请联系学院。")


class BoardObjectionOwn(Refusal):
    """Deciding on one's own objection."""

    code = "reporting.board_objection_own"
    status = 403
    message = _("这条异议由您本人提出，须由另一人处理。")
    next_step = _("请由人事或学院的另一位人员处理。")


class BoardObjectionDecided(Refusal):
    """Deciding otherwise on what was decided."""

    code = "reporting.board_objection_decided"
    message = _("这条异议已作出不同的处理。")
    next_step = _("请刷新页面查看处理结果。")


class DelistingTooSoon(Refusal):
    """A unit cannot leave the black list before its finding is closed."""

    code = "reporting.delisting_too_soon"
    message = _("%(unit)s 的整改还没有办结，不能摘帽。")
    next_step = _("请在整改台账复查办结后再办理摘帽。")


class DelistingNotBlack(Refusal):
    """A unit that is not on a published black list."""

    code = "reporting.delisting_not_black"
    message = _("%(unit)s 不在已发布的黑榜上，无须摘帽。")
    next_step = _("请从已发布的红黑榜重新打开。")


class OutsideListEmpty(Refusal):
    """A list of outside scores in which no row can be read."""

    code = "reporting.outside_list_empty"
    status = 422
    message = _("名单里没有读到单位得分。")
    next_step = _("请检查表头：要有“单位”和“得分”两列。")


class OutsideListRefused(Refusal):
    """A list of outside scores with rows that cannot be taken."""

    code = "reporting.outside_list_refused"
    status = 422
    message = _("有 %(count)s 行不能导入，整份没有导入。")
    next_step = _("请按行列提示改正后重新导入。")


class OutsideUnitTwice(Refusal):
    """A list that names a unit twice."""

    code = "reporting.outside_unit_twice"
    status = 422
    message = _("%(unit)s 在名单里出现了不止一次，整份没有导入。")
    next_step = _("请每个单位只保留一行后重新导入。")


class OutsideStands(Refusal):
    """A second list of the same source for the same month."""

    code = "reporting.outside_stands"
    message = _("%(month)s 已导入过“%(source)s”的得分。")
    next_step = _("要更换的，请先撤销原来那次导入。")
