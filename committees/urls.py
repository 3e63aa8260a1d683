from django.urls import path

from committees.meetings import views as meetings
from committees.recommendations import views as recommendations
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
    # Meetings.
    path("<int:pk>/meetings/", meetings.of_one_committee, name="meetings"),
    path("<int:pk>/meetings/new/", meetings.new, name="new_meeting"),
    path("meetings/<int:pk>/", meetings.page, name="meeting"),
    path("meetings/<int:pk>/edit/", meetings.edit, name="edit_meeting"),
    path("meetings/<int:pk>/agenda/", meetings.agenda, name="meeting_agenda"),
    path("meetings/<int:pk>/notice/", meetings.notice, name="meeting_notice"),
    path("meetings/<int:pk>/notice/make/", meetings.make_notice, name="make_meeting_notice"),
    path("meetings/<int:pk>/attendance/", meetings.attendance, name="meeting_attendance"),
    path("meetings/<int:pk>/minutes/", meetings.minutes, name="meeting_minutes"),
    path("meetings/<int:pk>/minutes/make/", meetings.make_minutes, name="make_meeting_minutes"),
    path("meetings/<int:pk>/minutes/approve/", meetings.approve, name="meeting_approve"),
    path("meetings/<int:pk>/minutes/file/", meetings.minutes_file, name="minutes_file"),
    path("meetings/<int:pk>/call-off/", meetings.call_off, name="call_off_meeting"),
    path("meetings/<int:pk>/papers/<int:paper>/", meetings.paper, name="meeting_paper"),
    path("meetings/<int:pk>/papers/<int:paper>/again/", meetings.make_again, name="make_meeting_paper_again"),
    path("meetings/<int:pk>/papers/<int:paper>/download/", meetings.download, name="download_meeting_paper"),
    # Recommendations.
    path("recommendations/", recommendations.index, name="recommendations"),
    path("<int:pk>/recommendations/new/", recommendations.new, name="new_recommendation"),
    path("recommendations/<int:pk>/", recommendations.page, name="recommendation"),
    path("recommendations/<int:pk>/edit/", recommendations.edit, name="edit_recommendation"),
    path("recommendations/<int:pk>/decide/", recommendations.decide, name="decide_recommendation"),
]
