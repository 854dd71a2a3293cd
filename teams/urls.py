from django.urls import path

from teams.views import chain, lists, people, postings, team

app_name = "teams"
urlpatterns = [
    path("teams/", lists.teams, name="list"),
    path("teams/new/", team.opening, name="new"),
    path("teams/head-captains/", lists.head_captains, name="head-captains"),
    path("teams/head-captains/<str:area>/", postings.head_captain, name="head-captain"),
    path("teams/links/<str:kind>/<str:area>/", chain.link, name="link"),
    path("teams/postings/<int:pk>/end/", postings.end, name="posting-end"),
    path("teams/postings/<int:pk>/replacement/", postings.replacement, name="posting-replacement"),
    path("teams/postings/<int:pk>/handover/", postings.handover, name="posting-handover"),
    path("teams/<int:pk>/", team.detail, name="detail"),
    path("teams/<int:pk>/members/", postings.member, name="member"),
    path("teams/<int:pk>/unit/", team.unit, name="team-unit"),
    path("teams/<int:pk>/closure/", team.closure, name="closure"),
    path("people/", lists.people, name="people"),
    path("people/new/", people.new, name="person-new"),
    path("people/<int:pk>/", people.detail, name="person"),
    path("people/<int:pk>/edit/", people.edit, name="person-edit"),
    path("people/<int:pk>/phone/", people.phone, name="person-phone"),
    path("units/", lists.units, name="units"),
    path("units/<int:pk>/", lists.unit, name="unit"),
    path("coverage/", lists.coverage, name="coverage"),
]
