from django.urls import path

from wishes.views import bulk, claims, lists, page, public, steps

app_name = "wishes"
urlpatterns = [
    path("wishes/", lists.index, name="list"),
    path("wishes/new/", lists.new, name="new"),
    path("wishes/checks/", bulk.checks, name="checks"),
    path("wishes/claims/", claims.claims, name="claims"),
    path("wishes/promises/", claims.promises, name="promises"),
    path("wishes/of-household/<int:pk>/", lists.household_panel, name="household-panel"),
    path("wishes/of-area/<str:area>/", lists.area_panel, name="area-panel"),
    path("wishes/photos/<uuid:number>/", page.photo_file, name="photo-file"),
    path("wishes/<int:pk>/", page.detail, name="detail"),
    path("wishes/<int:pk>/giver/", page.giver, name="giver"),
    path("wishes/<int:pk>/edit/", steps.edit, name="edit"),
    path("wishes/<int:pk>/check/", steps.check, name="check"),
    path("wishes/<int:pk>/return/", steps.send_back, name="return"),
    path("wishes/<int:pk>/route/", steps.route, name="route"),
    path("wishes/<int:pk>/claim/", claims.claim, name="claim"),
    path("wishes/<int:pk>/contact/", steps.contact, name="contact"),
    path("wishes/<int:pk>/release/", steps.release, name="release"),
    path("wishes/<int:pk>/delivery/", steps.delivery, name="delivery"),
    path("wishes/<int:pk>/photo/", steps.photo, name="photo"),
    path("wishes/<int:pk>/receipt/", steps.receipt, name="receipt"),
    path("wishes/<int:pk>/revisit/", steps.revisit, name="revisit"),
    path("wishes/<int:pk>/impossible/", steps.impossible, name="impossible"),
    path("wishes/<int:pk>/merging/", steps.merging, name="merging"),
    path("wishes/<int:pk>/undo/", steps.undo, name="undo"),
    # for everybody with the link, without sign-in
    path("w/slip/<str:code>/", public.slip, name="slip"),
    path("w/slip/<str:code>/back/", public.give_back, name="slip-back"),
    path("w/<str:code>/", public.offers, name="public"),
    path("w/<str:code>/<uuid:number>/claim/", public.give, name="give"),
]
