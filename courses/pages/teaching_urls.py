"""Pages of teaching: instructors, plans, materials, evaluations. Part of the routes of courses."""

from django.urls import path

from courses.pages import evaluations, instructors, materials, reader, teaching, timetables

urlpatterns = [
    path("instructors/", instructors.instructor_list, name="instructors"),
    path("instructors/new/", instructors.new_instructor, name="new_instructor"),
    path("instructors/hours.xlsx", instructors.export_hours, name="export_hours"),
    path("instructors/<uuid:public_id>/", instructors.instructor_page, name="instructor"),
    path("instructors/<uuid:public_id>/qualify/", instructors.qualify, name="qualify"),
    path("instructors/<uuid:public_id>/days/", instructors.set_days, name="set_days"),
    path("instructors/<uuid:public_id>/end/", instructors.end_instructor, name="end_instructor"),
    path(
        "qualifications/<uuid:public_id>/end/",
        instructors.end_qualification,
        name="end_qualification",
    ),
    path("availability/<uuid:public_id>/lift/", instructors.lift_days, name="lift_days"),
    path("teaching/", teaching.my_cohorts, name="taught_cohorts"),
    path("teaching/lines/<uuid:public_id>/withdraw/", teaching.withdraw, name="withdraw_teaching"),
    path("teaching/<uuid:public_id>/", teaching.plan, name="teaching"),
    path(
        "teaching/<uuid:public_id>/timetable/",
        timetables.cohort_timetable,
        name="cohort_timetable",
    ),
    path(
        "instructors/<uuid:public_id>/timetable/",
        timetables.instructor_timetable,
        name="instructor_timetable",
    ),
    path("teaching/<uuid:public_id>/assign/", teaching.assign, name="assign_teaching"),
    path("teaching/<uuid:public_id>/lead/", teaching.name_lead, name="name_lead"),
    path("teaching/<uuid:public_id>/plan.xlsx", teaching.export, name="export_teaching"),
    path("teaching/<uuid:public_id>/reading/", reader.cohort_reading, name="cohort_reading"),
    path("teaching/<uuid:public_id>/evaluation/", evaluations.evaluation_page, name="evaluation"),
    path(
        "teaching/<uuid:public_id>/evaluation/open/",
        evaluations.open_evaluation,
        name="open_evaluation",
    ),
    path(
        "teaching/<uuid:public_id>/evaluation/arrange/",
        evaluations.arrange_evaluation,
        name="arrange_evaluation",
    ),
    path("teaching/<uuid:public_id>/reading.xlsx", reader.export_reading, name="export_reading"),
    path(
        "teaching/<uuid:public_id>/evaluation.xlsx",
        evaluations.export_evaluation,
        name="export_evaluation",
    ),
    path("materials/", materials.syllabus_list, name="materials"),
    path(
        "materials/syllabi/<uuid:public_id>/",
        materials.syllabus_materials,
        name="syllabus_materials",
    ),
    path("materials/syllabi/<uuid:public_id>/add/", materials.add_material, name="add_material"),
    path(
        "materials/<uuid:public_id>/replace/", materials.replace_material, name="replace_material"
    ),
    path("materials/<uuid:public_id>/change/", materials.change_material, name="change_material"),
    path("materials/mine/", reader.my_materials, name="my_materials"),
    path("materials/<uuid:public_id>/", reader.read_material, name="read_material"),
    path("materials/<uuid:public_id>/beat/", reader.material_beat, name="material_beat"),
    path("materials/<uuid:public_id>/read/", reader.mark_material, name="mark_material"),
    path("materials/files/<uuid:public_id>/", reader.material_file, name="material_file"),
    path("questionnaires/", evaluations.questionnaires, name="questionnaires"),
    path("questionnaires/new/", evaluations.new_questionnaire, name="new_questionnaire"),
    path("questionnaires/<uuid:public_id>/usual/", evaluations.make_usual, name="make_usual"),
    path("evaluations/<uuid:public_id>/", evaluations.evaluate, name="evaluate"),
]
