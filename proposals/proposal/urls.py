from django.urls import path

from proposals.proposal import views

app_name = "proposal"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/history/", views.history, name="history"),
    path("<int:pk>/attach/", views.attach, name="attach"),
    path("<int:pk>/attachments/<int:attachment>/", views.attachment, name="attachment"),
    path("<int:pk>/attachments/<int:attachment>/remove/", views.detach, name="detach"),
    path("<int:pk>/papers/<int:paper>/", views.paper, name="paper"),
    path("<int:pk>/papers/<int:paper>/download/", views.download, name="download"),
    path("<int:pk>/papers/<int:paper>/again/", views.make_again, name="make_again"),
    path("<int:pk>/<slug:verb>/now/", views.stop, name="stop"),
]
