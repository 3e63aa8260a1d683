from django.urls import path

from twinning.dashboard.people import views

app_name = "accounts"
urlpatterns = [
    path("", views.people, name="people"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/give-role/", views.give_role, name="give_role"),
    path("<int:pk>/withdraw-role/<int:appointment>/", views.withdraw_role, name="withdraw_role"),
    path("<int:pk>/deactivate/", views.deactivate, name="deactivate"),
    path("<int:pk>/reactivate/", views.reactivate, name="reactivate"),
    path("<int:pk>/invite/", views.invite, name="invite"),
    path("me/", views.profile, name="profile"),
    path("demonstration/", views.demonstration_sign_in, name="demonstration_sign_in"),
]
