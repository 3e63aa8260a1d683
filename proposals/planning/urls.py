from django.urls import path

from proposals.planning import views

app_name = "planning"
urlpatterns = [
    path("<int:pk>/planning/", views.page, name="page"),
    path("<int:pk>/planning/check/", views.check, name="check"),
    path("<int:pk>/planning/send/", views.send, name="send"),
    path("<int:pk>/planning/recommend/", views.recommend, name="recommend"),
    path("<int:pk>/planning/return/", views.send_back, name="send_back"),
    path("<int:pk>/planning/sections/<slug:section>/", views.edit, name="edit"),
]
