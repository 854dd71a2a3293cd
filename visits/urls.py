from django.urls import path

from visits.views import lists, logging, page, planning

app_name = "visits"
urlpatterns = [
    path("", lists.visits, name="list"),
    path("new/", logging.new, name="new"),
    path("themes/", planning.themes, name="themes"),
    path("themes/<str:month>/", planning.theme, name="theme"),
    path("days/", planning.days, name="days"),
    path("days/<str:day>/", planning.day, name="day"),
    path("days/<str:day>/move/", planning.move, name="move"),
    path("photos/<uuid:number>/", page.photo, name="photo"),
    path("of-household/<int:pk>/", lists.household_panel, name="household-panel"),
    path("of-person/<int:pk>/", lists.person_panel, name="person-panel"),
    path("of-team/<int:pk>/", lists.team_panel, name="team-panel"),
    path("<int:pk>/", page.detail, name="detail"),
    path("<int:pk>/edit/", page.edit, name="edit"),
    path("<int:pk>/problem/", page.problem, name="problem"),
    path("<int:pk>/void/", page.void, name="void"),
]
