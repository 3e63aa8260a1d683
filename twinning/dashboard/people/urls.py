from django.urls import path

from twinning.dashboard.people import views

app_name = "accounts"
urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/new/", views.new, name="new"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/give-role/", views.give_role, name="give_role"),
    path("people/<int:pk>/withdraw-role/<int:appointment>/", views.withdraw_role, name="withdraw_role"),
    path("people/<int:pk>/deactivate/", views.deactivate, name="deactivate"),
    path("people/<int:pk>/reactivate/", views.reactivate, name="reactivate"),
    path("people/<int:pk>/invite/", views.invite, name="invite"),
    path("profile/", views.profile, name="profile"),
    path("demonstration/", views.demonstration_sign_in, name="demonstration_sign_in"),
]
