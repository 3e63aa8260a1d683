from django.urls import path

from proposals.correspondence import views

app_name = "correspondence"
urlpatterns = [
    path("<int:pk>/correspondence/", views.page, name="page"),
    path("<int:pk>/correspondence/check/", views.check, name="check"),
    path("<int:pk>/correspondence/letter-sent/", views.letter_sent, name="letter_sent"),
    path("<int:pk>/correspondence/answer-received/", views.answer_received, name="answer_received"),
    path("<int:pk>/correspondence/send/", views.send, name="send"),
    path("<int:pk>/correspondence/approve/", views.approve, name="approve"),
    path("<int:pk>/correspondence/return/", views.send_back, name="send_back"),
    path("<int:pk>/correspondence/sections/<slug:section>/", views.edit, name="edit"),
    # Contacts and protocol
    # Committees and their counterparts
    # The log and notes
    # Letters
    # Testing the waters
    # The work plan
]
