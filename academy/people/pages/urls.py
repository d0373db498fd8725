"""Pages of people and organisation."""

from django.urls import path

from academy.people.pages import persons, roster

app_name = "people"

urlpatterns = [
    path("", persons.staff_list, name="persons"),
    path("roster/", roster.upload, name="roster"),
    path("roster/<uuid:public_id>/", roster.run_page, name="roster_run"),
    path("roster/<uuid:public_id>/commit/", roster.commit, name="roster_commit"),
    path("roster/<uuid:public_id>/compare/", roster.compare, name="roster_compare"),
    path("roster/<uuid:public_id>/discard/", roster.discard, name="roster_discard"),
    path("roster/<uuid:public_id>/refused.xlsx", roster.refused, name="roster_refused"),
    path("<uuid:public_id>/", persons.person_file, name="person"),
    path("<uuid:public_id>/password/", persons.issue_password, name="issue_password"),
    path("<uuid:public_id>/reveal/", persons.reveal, name="reveal"),
    path("<uuid:public_id>/roles/", persons.give_role, name="give_role"),
    path("<uuid:public_id>/roles/<uuid:grant_id>/end/", persons.end_role, name="end_role"),
]
