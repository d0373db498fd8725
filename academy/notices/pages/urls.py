"""Pages of notices."""

from django.urls import path

from academy.notices.pages import addresses, imports, inbox, settings, stop

app_name = "notices"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("read-all/", inbox.read_all, name="read_all"),
    path("<uuid:public_id>/open/", inbox.open_notice, name="open"),
    path("settings/", settings.show, name="settings"),
    path("settings/address/", settings.enter, name="enter_address"),
    path("settings/address/again/", settings.send_again, name="send_again"),
    path("settings/address/remove/", settings.remove, name="remove_address"),
    path("confirm/<str:token>/", settings.confirm, name="confirm"),
    path("stop/<str:token>/", stop.stop, name="stop"),
    path("addresses/", addresses.standing, name="addresses"),
    path("addresses/import/", imports.import_list, name="import_addresses"),
    path("addresses/import/faults/", imports.import_faults, name="import_faults"),
    path("people/<uuid:public_id>/", addresses.person_mail, name="person"),
    path("people/<uuid:public_id>/address/", addresses.enter, name="enter_for"),
]
