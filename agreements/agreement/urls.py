from django.urls import path

from agreements.agreement import views
from agreements.agreement.council import views as council
from agreements.agreement.package import views as package
from agreements.agreement.proclamations import views as proclamations
from agreements.agreement.text import views as text

app_name = "agreement"
urlpatterns = [
    path("<int:pk>/agreement/", views.page, name="page"),
    path("<int:pk>/agreement/check/", views.check, name="check"),
    path("<int:pk>/agreement/send/", package.send, name="send"),
    path("<int:pk>/agreement/sign-off/", package.approve, name="approve"),
    path("<int:pk>/agreement/return/", package.send_back, name="send_back"),
    path("<int:pk>/agreement/sections/<slug:section>/", views.edit, name="edit"),
    path("<int:pk>/agreement/resolutions/draft/", council.draft, name="draft"),
    path("<int:pk>/agreement/resolutions/<int:resolution>/", council.resolution, name="resolution"),
    path(
        "<int:pk>/agreement/resolutions/<int:resolution>/edit/",
        council.edit_resolution,
        name="edit_resolution",
    ),
    path(
        "<int:pk>/agreement/resolutions/<int:resolution>/agenda/", council.put_on_agenda, name="put_on_agenda"
    ),
    path(
        "<int:pk>/agreement/resolutions/<int:resolution>/off-agenda/",
        council.take_off_agenda,
        name="take_off_agenda",
    ),
    path("<int:pk>/agreement/resolutions/<int:resolution>/vote/", council.vote, name="vote"),
    path("<int:pk>/agreement/resolutions/<int:resolution>/set-aside/", council.set_aside, name="set_aside"),
    path("<int:pk>/agreement/resolutions/<int:resolution>/take-up/", council.take_up, name="take_up"),
    path("<int:pk>/agreement/resolutions/<int:resolution>/paper/", council.make_paper, name="make_paper"),
    # -- text
    path("<int:pk>/agreement/text/", text.text, name="text"),
    path("<int:pk>/agreement/versions/", text.versions, name="versions"),
    # -- package
    path("<int:pk>/agreement/request/", package.request_for_decision, name="request"),
    # -- council
    path("<int:pk>/agreement/partner/", council.partner, name="partner"),
    # -- proclamations
    path("<int:pk>/agreement/proclamations/", proclamations.proclamations, name="proclamations"),
    path(
        "<int:pk>/agreement/proclamations/<int:proclamation>/",
        proclamations.proclamation,
        name="proclamation",
    ),
    path(
        "<int:pk>/agreement/proclamations/<int:proclamation>/edit/",
        proclamations.edit_proclamation,
        name="edit_proclamation",
    ),
    path(
        "<int:pk>/agreement/proclamations/<int:proclamation>/preview/",
        proclamations.preview_proclamation,
        name="preview_proclamation",
    ),
    path(
        "<int:pk>/agreement/proclamations/<int:proclamation>/issue/",
        proclamations.issue_proclamation,
        name="issue_proclamation",
    ),
    path(
        "<int:pk>/agreement/proclamations/<int:proclamation>/withdraw/",
        proclamations.withdraw_proclamation,
        name="withdraw_proclamation",
    ),
    path(
        "<int:pk>/agreement/proclamations/<int:proclamation>/again/",
        proclamations.proclaim_again,
        name="proclaim_again",
    ),
    path(
        "<int:pk>/agreement/proclamations/<int:proclamation>/drop/",
        proclamations.drop_proclamation,
        name="drop_proclamation",
    ),
    # -- certified copies
]
