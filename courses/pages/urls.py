"""Pages of courses."""

from django.urls import path

from courses.pages import (
    blocks,
    cohorts,
    conditions,
    enrolments,
    mine,
    plan_actions,
    plan_lines,
    plans,
)

app_name = "courses"

urlpatterns = [
    path("", cohorts.cohort_list, name="cohorts"),
    path("new/", cohorts.new_cohort, name="new_cohort"),
    path("mine/", mine.mine, name="mine"),
    path("<uuid:public_id>/", cohorts.cohort_page, name="cohort"),
    path("<uuid:public_id>/publish/", cohorts.publish, name="publish"),
    path("<uuid:public_id>/open/", cohorts.open_, name="open"),
    path("<uuid:public_id>/cancel/", cohorts.cancel, name="cancel"),
    path("<uuid:public_id>/close-out/", cohorts.close_out, name="close_out"),
    path("<uuid:public_id>/quotas/", cohorts.quotas, name="quotas"),
    path("<uuid:public_id>/enrol/", enrolments.enrol, name="enrol"),
    path("<uuid:public_id>/seat-approved/", enrolments.seat_approved, name="seat_approved"),
    path("<uuid:public_id>/check-in/", enrolments.check_in, name="check_in"),
    path("enrolments/<uuid:public_id>/", enrolments.enrolment_page, name="enrolment"),
    path("enrolments/<uuid:public_id>/decide/", enrolments.decide, name="decide"),
    path("blocks/", blocks.block_list, name="blocks"),
    path("blocks/new/", blocks.record_block, name="record_block"),
    path("blocks/import/", blocks.import_blocks, name="import_blocks"),
    path("blocks/<uuid:public_id>/lift/", blocks.lift_block, name="lift_block"),
    path("plans/", plans.plan_list, name="plans"),
    path("plans/new/", plans.new_plan, name="new_plan"),
    path("plans/demand/", plans.plan_demand_count, name="plan_demand"),
    path("plans/<uuid:public_id>/", plans.plan_run, name="plan"),
    path("plans/<uuid:public_id>/accept/", plan_actions.accept_plan, name="accept_plan"),
    path("plans/<uuid:public_id>/replan/", plan_actions.replan, name="replan"),
    path("plans/<uuid:public_id>/relax/", plan_actions.relax_plan, name="relax_plan"),
    path("plans/<uuid:public_id>/solve/", plan_actions.solve_again, name="solve_again"),
    path("plans/<uuid:public_id>/plan.xlsx", plan_actions.plan_workbook, name="plan_xlsx"),
    path("plans/lines/<uuid:public_id>/", plan_lines.plan_line, name="plan_line"),
    path("plans/lines/<uuid:public_id>/lock/", plan_lines.lock_line, name="lock_line"),
    path("plans/lines/<uuid:public_id>/accept/", plan_lines.accept_line, name="accept_line"),
    path("plans/lines/<uuid:public_id>/days/", plan_lines.reschedule_line, name="line_days"),
    path("plans/lines/<uuid:public_id>/quotas/", plan_lines.set_line_quotas, name="line_quotas"),
    path("plans/lines/<uuid:public_id>/people/", plan_lines.decide_seat, name="decide_seat"),
    path("conditions/", conditions.conditions, name="conditions"),
    path("conditions/dormitories/", conditions.add_dormitory, name="add_dormitory"),
    path("conditions/halls/", conditions.add_hall, name="add_hall"),
    path("conditions/shut/", conditions.shut, name="shut"),
    path("conditions/shut/<uuid:public_id>/lift/", conditions.lift_shut, name="lift_shut"),
    path("conditions/places/<uuid:public_id>/end/", conditions.end_place, name="end_place"),
    path("conditions/rules/", conditions.adopt_rules, name="adopt_rules"),
]
