from django.urls import path

from twinning.dashboard import health, views

app_name = "dashboard"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("council/", views.council, name="council"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
]
