from django.urls import path

from twinning.dashboard.mail import views

app_name = "mail"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/as-it-came/", views.raw, name="raw"),
    path("<int:pk>/files/<int:number>/", views.file, name="file"),
    path("<int:pk>/put/", views.put, name="put"),
    path("<int:pk>/set-aside/", views.set_aside, name="set_aside"),
]
