from django.urls import path

from proposals.research import views
from proposals.research.candidates import views as candidates
from proposals.research.comparison import views as comparison
from proposals.research.measures import views as measures
from proposals.research.stability import views as stability

app_name = "research"
urlpatterns = [
    path("<int:pk>/research/", views.page, name="page"),
    path("<int:pk>/research/check/", views.check, name="check"),
    path("<int:pk>/research/send/", views.send, name="send"),
    path("<int:pk>/research/approve/", views.approve, name="approve"),
    path("<int:pk>/research/return/", views.send_back, name="send_back"),
    path("<int:pk>/research/sections/<slug:section>/", views.edit, name="edit"),
    # Candidates
    path("<int:pk>/research/candidates/", candidates.candidates, name="candidates"),
    path("<int:pk>/research/candidates/decide/", candidates.decide, name="decide"),
    path("<int:pk>/research/candidates/add/", candidates.add, name="add"),
    path("<int:pk>/research/candidates/find/", candidates.find, name="find"),
    path("<int:pk>/research/candidates/add-found/", candidates.add_found, name="add_found"),
    path("<int:pk>/research/candidates/<int:candidate>/", candidates.candidate, name="candidate"),
    path("<int:pk>/research/candidates/<int:candidate>/choose/", candidates.choose, name="choose"),
    # Comparison
    path("<int:pk>/research/facts/", comparison.facts, name="facts"),
    path("<int:pk>/research/candidates/<int:candidate>/facts/new/", comparison.new_value, name="new_value"),
    path(
        "<int:pk>/research/candidates/<int:candidate>/facts/unknown/",
        comparison.mark_unknown,
        name="mark_unknown",
    ),
    path(
        "<int:pk>/research/candidates/<int:candidate>/facts/confirm-all/",
        comparison.confirm_all,
        name="confirm_all",
    ),
    path("<int:pk>/research/candidates/<int:candidate>/facts/fill/", comparison.fill_in, name="fill_in"),
    path("<int:pk>/research/values/<int:value>/", comparison.correct_value, name="correct_value"),
    path("<int:pk>/research/values/<int:value>/confirm/", comparison.confirm_value, name="confirm_value"),
    path("<int:pk>/research/values/<int:value>/withdraw/", comparison.withdraw_value, name="withdraw_value"),
    # Stability
    path("<int:pk>/research/stability/", stability.stability_of_leading, name="stability_of_leading"),
    path("<int:pk>/research/candidates/<int:candidate>/stability/", stability.stability, name="stability"),
    path("<int:pk>/research/candidates/<int:candidate>/stability/new/", stability.new_note, name="new_note"),
    path(
        "<int:pk>/research/candidates/<int:candidate>/stability/check/",
        stability.confirm_check,
        name="confirm_check",
    ),
    path(
        "<int:pk>/research/candidates/<int:candidate>/stability/<int:note>/",
        stability.correct_note,
        name="correct_note",
    ),
    path(
        "<int:pk>/research/candidates/<int:candidate>/stability/<int:note>/confirm/",
        stability.confirm_note,
        name="confirm_note",
    ),
    path(
        "<int:pk>/research/candidates/<int:candidate>/stability/<int:note>/withdraw/",
        stability.withdraw_note,
        name="withdraw_note",
    ),
    # Measures
    path("<int:pk>/research/measures/", measures.measures, name="measures"),
    path("<int:pk>/research/candidates/<int:candidate>/measures/begin/", measures.begin, name="begin"),
    path("<int:pk>/research/candidates/<int:candidate>/measures/settle/", measures.settle, name="settle"),
    path("<int:pk>/research/measures/<int:assessment>/", measures.assess, name="assess"),
    path("<int:pk>/research/measures/<int:assessment>/finish/", measures.finish, name="finish"),
    path("<int:pk>/research/measures/<int:assessment>/reopen/", measures.reopen, name="reopen"),
    path("<int:pk>/research/measures/<int:assessment>/renew/", measures.renew, name="renew"),
    # Report
    path("<int:pk>/research/report/", views.report, name="report"),
]
