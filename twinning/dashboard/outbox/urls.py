from django.urls import path

from twinning.dashboard.outbox import views

app_name = "outbox"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/papers/<int:number>/", views.paper, name="paper"),
    path("<int:pk>/papers/<int:number>/download/", views.download, name="download"),
    path("<int:pk>/papers/<int:number>/again/", views.make_again, name="make_again"),
    path("<int:pk>/mail/", views.mail, name="mail"),
    path("<int:pk>/mail/words/", views.mail_words, name="mail_words"),
    path("<int:pk>/mail/again/", views.mail_again, name="mail_again"),
    path("<int:pk>/posted/", views.posted, name="posted"),
    path("<int:pk>/anew/", views.write_anew, name="write_anew"),
    path("<int:pk>/throw-away/", views.throw_away, name="throw_away"),
]
