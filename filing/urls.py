from django.urls import path

from accounts.access import quiet
from filing import api, views

app_name = "filing"
urlpatterns = [
    path("token/", quiet(api.TokenDoor.as_view(schema=None)), name="token"),
    path("state/", quiet(api.StateDoor.as_view(schema=None)), name="state"),
    path("photos/<uuid:number>/", api.PhotoDoor.as_view(schema=None), name="photo"),
    path("items/<uuid:number>/", api.ItemDoor.as_view(schema=None), name="item"),
    path("items/<uuid:number>/give-up-photos/", views.give_up_photos, name="give-up-photos"),
    path("conflicts/", views.conflicts, name="conflicts"),
    path("conflicts/<uuid:number>/", views.conflict, name="conflict"),
    path("<slug:kind>/", api.FilingDoor.as_view(schema=None), name="file"),
]
