from django.urls import path

from agreements.signing import views

app_name = "signing"
urlpatterns = [
    path("<int:pk>/signing/", views.page, name="page"),
    path("<int:pk>/signing/check/", views.check, name="check"),
    path("<int:pk>/signing/copy/", views.signed_copy, name="signed_copy"),
    path("<int:pk>/signing/complete/", views.complete, name="complete"),
    path("<int:pk>/signing/back/", views.back_to_agreement, name="back_to_agreement"),
    path("<int:pk>/signing/sections/<slug:section>/", views.edit, name="edit"),
]
