from django.urls import path

from duties import views

app_name = "duties"
urlpatterns = [
    path("", views.duties, name="list"),
    path("chosen/", views.chosen, name="chosen"),
    path("exemption/", views.exemption, name="exemption"),
    path("exemption/withdrawal/", views.withdrawal, name="withdrawal"),
    path("reminder/", views.reminder, name="reminder"),
    path("of-area/<str:area>/", views.area_panel, name="area-panel"),
    path("of-person/<int:pk>/", views.person_panel, name="person-panel"),
]
