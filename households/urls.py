from django.urls import path

from households.views import changes, coverage, lists, members, page, pairing, repairing

app_name = "households"
urlpatterns = [
    path("", lists.households, name="list"),
    path("new/", changes.new, name="new"),
    path("coverage/", coverage.grid, name="coverage"),
    path("repairing/", repairing.repairing, name="repairing"),
    path("repairing/<int:pk>/", repairing.result, name="repairing-result"),
    path("repairing/<int:pk>/undo/", repairing.undo, name="repairing-undo"),
    path("of-area/<str:area>/", coverage.area_panel, name="area-panel"),
    path("of-cadre/<int:pk>/", lists.cadre_panel, name="cadre-panel"),
    path("of-cadre/<int:pk>/handover/", lists.handover, name="handover"),
    path("tags/<int:pk>/end/", changes.untag, name="untag"),
    path("members/<int:pk>/", members.edit, name="member"),
    path("members/<int:pk>/leaving/", members.leaving, name="member-leaving"),
    path("pairings/<int:pk>/end/", pairing.end, name="pairing-end"),
    path("<int:pk>/", page.detail, name="detail"),
    path("<int:pk>/reveal/", page.reveal, name="reveal"),
    path("<int:pk>/edit/", changes.edit, name="edit"),
    path("<int:pk>/category/", changes.category, name="category"),
    path("<int:pk>/closure/", changes.closure, name="closure"),
    path("<int:pk>/tags/", changes.tags, name="tags"),
    path("<int:pk>/members/", members.new, name="member-new"),
    path("<int:pk>/pairing/", pairing.pairing, name="pairing"),
]
