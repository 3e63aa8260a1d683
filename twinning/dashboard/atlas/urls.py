from django.urls import path

from twinning.atlas.models import Import
from twinning.dashboard.atlas import views

app_name = "atlas"
urlpatterns = [
    path("", views.index, name="index"),
    path("import-twinnings/", views.give, {"kind": Import.Kind.TWINNINGS}, name="give_twinnings"),
    path("import-governance/", views.give, {"kind": Import.Kind.GOVERNANCE}, name="give_governance"),
    path("imports/<int:pk>/", views.show_import, name="import"),
    path("imports/<int:pk>/progress/", views.progress, name="progress"),
    path("imports/<int:pk>/start/", views.start, name="start"),
    path("imports/<int:pk>/put-aside/", views.put_aside, name="put_aside"),
    path("imports/<int:pk>/again/", views.again, name="again"),
    path("imports/<int:pk>/leftovers/", views.leftovers, name="leftovers"),
    path("imports/<int:pk>/file/", views.download, name="file"),
    path("twinnings/", views.search, name="search"),
    path("twinnings/new/", views.new, name="new"),
    path("twinnings/<int:pk>/", views.twinning, name="twinning"),
    path("twinnings/<int:pk>/correct/", views.correct, name="correct"),
    path("places/<int:pk>/", views.place, name="place"),
    path("governance/", views.governance, name="governance"),
]
