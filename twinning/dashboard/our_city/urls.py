from django.urls import path

from twinning.dashboard.our_city import clause_views, policy_views, views, wording_views

app_name = "our_city"
urlpatterns = [
    path("", views.page, name="page"),
    path("enter/", views.enter, name="enter"),
    path("letterhead/", views.letterhead, name="letterhead"),
    path("crest/", views.crest, name="crest"),
    path("crest/change/", views.change_crest, name="change_crest"),
    path("crest/remove/", views.remove_crest, name="remove_crest"),
    path("rules/", views.rules, name="rules"),
    path("numbers/", views.numbers, name="numbers"),
    path("numbers/examples/", views.number_examples, name="number_examples"),
    path("council/fill/", views.fill_office, name="fill_office"),
    path("council/<int:pk>/", views.correct_office, name="correct_office"),
    path("council/<int:pk>/end/", views.end_term, name="end_term"),
    path("statutes/add/", views.add_statute, name="add_statute"),
    path("statutes/<int:pk>/", views.correct_statute, name="correct_statute"),
    path("policy/", policy_views.page, name="policy"),
    path("policy/change/", policy_views.change, name="change_policy"),
    path("policy/<int:number>/", policy_views.version, name="policy_version"),
    path("policy/<int:number>/correct/", policy_views.correct, name="correct_policy"),
    path("policy/<int:number>/withdraw/", policy_views.withdraw, name="withdraw_policy"),
    path("clauses/", clause_views.index, name="clauses"),
    path("clauses/begin/", clause_views.begin, name="begin_clause"),
    path("clauses/<slug:kind>/<slug:style>/<slug:language>/", clause_views.clause, name="clause"),
    path(
        "clauses/<slug:kind>/<slug:style>/<slug:language>/change/", clause_views.change, name="change_clause"
    ),
    path(
        "clauses/<slug:kind>/<slug:style>/<slug:language>/<int:number>/",
        clause_views.clause,
        name="clause_version",
    ),
    path(
        "clauses/<slug:kind>/<slug:style>/<slug:language>/<int:number>/checked/",
        clause_views.check,
        name="check_clause",
    ),
    path("letters/", wording_views.index, name="wordings"),
    path("letters/begin/", wording_views.begin, name="begin_wording"),
    path("letters/<slug:kind>/<slug:language>/", wording_views.wording, name="wording"),
    path("letters/<slug:kind>/<slug:language>/change/", wording_views.change, name="change_wording"),
    path("letters/<slug:kind>/<slug:language>/<int:number>/", wording_views.wording, name="wording_version"),
    path(
        "letters/<slug:kind>/<slug:language>/<int:number>/checked/", wording_views.check, name="check_wording"
    ),
]
