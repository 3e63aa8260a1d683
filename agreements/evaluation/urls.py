from django.urls import path

from agreements.evaluation import views

app_name = "evaluation"
urlpatterns = [
    path("<int:pk>/evaluation/", views.page, name="page"),
    path("<int:pk>/evaluation/check/", views.check, name="check"),
    path("<int:pk>/evaluation/goals/", views.take_over_goals, name="take_over_goals"),
    path("<int:pk>/evaluation/send/", views.send, name="send"),
    path("<int:pk>/evaluation/accept/", views.accept, name="accept"),
    path("<int:pk>/evaluation/return/", views.send_back, name="send_back"),
    path("<int:pk>/evaluation/decide/", views.decide, name="decide"),
    path("<int:pk>/evaluation/reports/<int:number>/", views.report, name="report"),
    path("<int:pk>/evaluation/sections/<slug:section>/", views.edit, name="edit"),
]
