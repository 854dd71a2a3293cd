from django.urls import path

from wishes.views import lists as views

app_name = "wishes"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path("of-household/<int:pk>/", views.household_panel, name="household-panel"),
    path("of-area/<str:area>/", views.area_panel, name="area-panel"),
]
