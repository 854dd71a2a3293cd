from django.urls import path

from duties import views

app_name = "duties"
urlpatterns = [
    path("", views.duties, name="list"),
    path("deed/", views.deed, name="deed"),
    path("of-area/<str:area>/", views.area_panel, name="area-panel"),
    path("of-person/<int:pk>/", views.person_panel, name="person-panel"),
]
