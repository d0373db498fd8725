"""Pages of conduct and of the residence rules. Part of the routes of courses."""

from django.urls import path

from courses.pages import conduct, own_conduct, residence_rules

urlpatterns = [
    path("conduct/mine/", own_conduct.my_conduct, name="my_conduct"),
    path("conduct/<uuid:public_id>/object/", own_conduct.object_to, name="object_to_conduct"),
    path("conduct/<uuid:public_id>/reverse/", conduct.reverse, name="reverse_conduct"),
    path("conduct/objections/", conduct.objections, name="objections"),
    path("conduct/people/<uuid:public_id>/", conduct.person, name="conduct_person"),
    path("<uuid:public_id>/conduct/", conduct.board, name="conduct"),
    path("<uuid:public_id>/conduct/enter/", conduct.enter, name="enter_conduct"),
    path("residence-rules/", residence_rules.rules, name="residence_rules"),
    path("residence-rules/adopt/", residence_rules.adopt, name="adopt_residence_rules"),
    path("residence-rules/add/", residence_rules.add, name="add_conduct_rule"),
    path("residence-rules/usual/", residence_rules.load_usual, name="load_usual_conduct"),
    path("residence-rules/<uuid:public_id>/end/", residence_rules.end, name="end_conduct_rule"),
]
