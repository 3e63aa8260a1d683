from django.urls import path

from proposals.research import views

app_name = "research"
urlpatterns = [
    path("<int:pk>/research/", views.page, name="page"),
    path("<int:pk>/research/check/", views.check, name="check"),
    path("<int:pk>/research/send/", views.send, name="send"),
    path("<int:pk>/research/approve/", views.approve, name="approve"),
    path("<int:pk>/research/return/", views.send_back, name="send_back"),
    path("<int:pk>/research/sections/<slug:section>/", views.edit, name="edit"),
]
