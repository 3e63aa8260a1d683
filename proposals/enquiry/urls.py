from django.urls import path

from proposals.enquiry import public, views

app_name = "enquiry"
urlpatterns = [
    path("ask/", public.ask, name="ask"),
    path("ask/sent/<str:token>/", public.asked, name="asked"),
    path("enquiries/", views.index, name="index"),
    path("enquiries/new/", views.new, name="new"),
    path("enquiries/years/<int:year>/", views.year, name="year"),
    path("enquiries/years/<int:year>/table/", views.year_table, name="year_table"),
    path("enquiries/<int:pk>/", views.page, name="page"),
    path("enquiries/<int:pk>/correct/", views.correct, name="correct"),
    path("enquiries/<int:pk>/attach/", views.attach, name="attach"),
    path("enquiries/<int:pk>/files/<int:file>/", views.attachment, name="attachment"),
    path("enquiries/<int:pk>/acknowledged/", views.acknowledge, name="acknowledge"),
    path("enquiries/<int:pk>/screen/", views.start_screening, name="start_screening"),
    path("enquiries/<int:pk>/screenings/<int:screening>/", views.screening, name="screening"),
    path("enquiries/<int:pk>/open/", views.open_proposal, name="open_proposal"),
    path("enquiries/<int:pk>/hold/", views.hold, name="hold"),
    path("enquiries/<int:pk>/decline/", views.decline, name="decline"),
    path("enquiries/<int:pk>/receive/", views.receive, name="receive"),
    path("enquiries/<int:pk>/letters/<slug:kind>/", views.write_letter, name="write_letter"),
]
