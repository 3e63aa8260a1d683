from django.urls import path

from committees.register import views as register

app_name = "committees"
urlpatterns = [
    # The register of committees.
    path("", register.index, name="index"),
    path("new/", register.new, name="new"),
    path("<int:pk>/", register.detail, name="detail"),
    path("<int:pk>/edit/", register.edit, name="edit"),
    path("<int:pk>/appoint/", register.appoint, name="appoint"),
    path("memberships/<int:pk>/correct/", register.correct_membership, name="correct_membership"),
    path("memberships/<int:pk>/end/", register.end_membership, name="end_membership"),
]
