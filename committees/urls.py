from django.urls import path

from committees import views

app_name = "committees"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/appoint/", views.appoint, name="appoint"),
    path("memberships/<int:pk>/correct/", views.correct_membership, name="correct_membership"),
    path("memberships/<int:pk>/end/", views.end_membership, name="end_membership"),
]
