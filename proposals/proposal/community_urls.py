from django.urls import path

from proposals.proposal import community_views as views

app_name = "communities"
urlpatterns = [
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/rename/", views.rename, name="rename"),
    path("<int:pk>/merge/", views.merge, name="merge"),
    path("<int:pk>/part/", views.part, name="part"),
    path("<int:pk>/correct/", views.correct, name="correct"),
]
