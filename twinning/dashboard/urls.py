from django.urls import path

from twinning.dashboard import health, views
from twinning.dashboard.places import views as places

app_name = "dashboard"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("council/", views.council, name="council"),
    path("data/", places.about_data, name="about_data"),
    path("data/places/", places.find, name="find_place"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
]
