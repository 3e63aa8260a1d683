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
    path("memberships/<int:pk>/again/", register.appoint_again, name="appoint_again"),
    path("<int:pk>/terms/", register.write_terms, name="write_terms"),
    path("terms/<int:pk>/", register.terms, name="terms"),
    path("terms/<int:pk>/adopt/", register.adopt_terms, name="adopt_terms"),
    path("terms/<int:pk>/paper/", register.terms_paper, name="terms_paper"),
    path("terms/<int:pk>/paper/make/", register.make_terms_paper, name="make_terms_paper"),
    path("terms/<int:pk>/download/", register.download_terms, name="download_terms"),
]
