from django.urls import path

from twinning.records.issued import views

app_name = "issued"
urlpatterns = [
    path("genuine/", views.genuine, name="genuine"),
    path("genuine/root-certificate/", views.root_certificate, name="root_certificate"),
    path("p/<str:code>/", views.page, name="page"),
    path("papers/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
