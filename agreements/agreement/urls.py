from django.urls import path

from agreements.agreement import views

app_name = "agreement"
urlpatterns = [
    path("<int:pk>/agreement/", views.page, name="page"),
    path("<int:pk>/agreement/check/", views.check, name="check"),
    path("<int:pk>/agreement/send/", views.send, name="send"),
    path("<int:pk>/agreement/sign-off/", views.approve, name="approve"),
    path("<int:pk>/agreement/return/", views.send_back, name="send_back"),
    path("<int:pk>/agreement/sections/<slug:section>/", views.edit, name="edit"),
    path("<int:pk>/agreement/resolutions/draft/", views.draft, name="draft"),
    path("<int:pk>/agreement/resolutions/<int:resolution>/", views.resolution, name="resolution"),
    path(
        "<int:pk>/agreement/resolutions/<int:resolution>/edit/", views.edit_resolution, name="edit_resolution"
    ),
    path(
        "<int:pk>/agreement/resolutions/<int:resolution>/agenda/", views.put_on_agenda, name="put_on_agenda"
    ),
    path(
        "<int:pk>/agreement/resolutions/<int:resolution>/off-agenda/",
        views.take_off_agenda,
        name="take_off_agenda",
    ),
    path("<int:pk>/agreement/resolutions/<int:resolution>/vote/", views.vote, name="vote"),
    path("<int:pk>/agreement/resolutions/<int:resolution>/set-aside/", views.set_aside, name="set_aside"),
    path("<int:pk>/agreement/resolutions/<int:resolution>/take-up/", views.take_up, name="take_up"),
    path("<int:pk>/agreement/resolutions/<int:resolution>/paper/", views.make_paper, name="make_paper"),
]
