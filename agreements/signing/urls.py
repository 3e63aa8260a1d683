from django.urls import path

from agreements.signing import views
from agreements.signing.ceremony import views as ceremony
from agreements.signing.originals import views as originals

app_name = "signing"
urlpatterns = [
    path("<int:pk>/signing/", views.page, name="page"),
    path("<int:pk>/signing/check/", views.check, name="check"),
    path("<int:pk>/signing/copy/", views.signed_copy, name="signed_copy"),
    path("<int:pk>/signing/complete/", views.complete, name="complete"),
    path("<int:pk>/signing/back/", views.back_to_agreement, name="back_to_agreement"),
    path("<int:pk>/signing/sections/<slug:section>/", views.edit, name="edit"),
    # -- ceremony
    path("<int:pk>/signing/ceremonies/", ceremony.ceremonies, name="ceremonies"),
    # -- signatures, originals, memorandum
    path("<int:pk>/signing/signatures/", originals.signatures, name="signatures"),
    path("<int:pk>/signing/originals/", originals.originals, name="originals"),
    path("<int:pk>/signing/memorandum/", originals.memorandum, name="memorandum"),
    # -- registers
]
