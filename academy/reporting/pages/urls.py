"""Pages of reporting."""

from django.urls import path

from academy.reporting.pages import (
    board_files,
    board_outside,
    boards,
    exclusion_sheets,
    exclusions,
    extracts,
    index,
    makeups,
    reports,
)

app_name = "reporting"

urlpatterns = [
    path("", index.index_page, name="index"),
    path("extracts/", extracts.extracts_page, name="extracts"),
    path("extracts/<uuid:extract_id>/", extracts.comparison_page, name="comparison"),
    path("exclusions/", exclusions.exclusion_list, name="exclusions"),
    path("exclusions/ask/", exclusions.ask, name="ask_exclusion"),
    path("exclusions/import/", exclusion_sheets.import_list, name="import_exclusions"),
    path("exclusions/blank.xlsx", exclusion_sheets.template, name="exclusion_template"),
    path("exclusions/in-force.xlsx", exclusion_sheets.in_force, name="exclusions_in_force"),
    path("exclusions/decide/", exclusions.board, name="exclusion_board"),
    path("exclusions/<uuid:public_id>/withdraw/", exclusions.withdraw, name="withdraw_exclusion"),
    path("exclusions/<uuid:public_id>/revoke/", exclusions.revoke, name="revoke_exclusion"),
    path("board/", boards.board_list, name="boards"),
    path("board/draw/", boards.draw, name="draw_board"),
    path("board/rules/", board_outside.rules_list, name="board_rules"),
    path("board/rules/set/", board_outside.set_rules, name="set_board_rules"),
    path("board/outside/", board_outside.import_scores, name="board_outside"),
    path("board/outside/<uuid:public_id>/undo/", board_outside.undo_import, name="undo_outside"),
    path("board/objections/<uuid:public_id>/decide/", boards.decide, name="decide_objection"),
    path("board/lines/<uuid:public_id>/delist/", boards.delist, name="delist"),
    path("board/<uuid:public_id>/", boards.board_page, name="board"),
    path("board/<uuid:public_id>.pdf", board_files.pdf, name="board_pdf"),
    path("board/<uuid:public_id>.xlsx", board_files.xlsx, name="board_xlsx"),
    path("board/<uuid:public_id>/announce/", boards.announce, name="announce_board"),
    path("board/<uuid:public_id>/publish/", boards.publish, name="publish_board"),
    path("board/<uuid:public_id>/withdraw/", boards.withdraw, name="withdraw_board"),
    path("board/<uuid:public_id>/object/", boards.object_to, name="object_to_board"),
    path("make-ups/", makeups.make_up_list, name="make_ups"),
    path("make-ups/register.xlsx", makeups.sheet, name="make_ups_xlsx"),
    path("make-ups/<uuid:public_id>/", makeups.make_up_page, name="make_up"),
    path("make-ups/<uuid:public_id>/withdraw/", makeups.withdraw, name="withdraw_make_up"),
    path("<slug:report>/", reports.report_page, name="report"),
    path("<slug:report>/people/", reports.people_page, name="people"),
    path("<slug:report>.xlsx", reports.xlsx, name="xlsx"),
    path("<slug:report>.csv", reports.csv, name="csv"),
    path("<slug:report>.pdf", reports.pdf, name="pdf"),
]
