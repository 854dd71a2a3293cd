from django.urls import path

from problems.views import feedback, lists, page, raising, steps

app_name = "problems"
urlpatterns = [
    path("problems/", lists.problems, name="list"),
    path("problems/new/", raising.new, name="new"),
    path("problems/urging/", lists.urge, name="urge"),
    path("problems/areas/<str:area>/panel/", lists.area_panel, name="area-panel"),
    path("problems/source-panel/", lists.source_panel, name="source-panel"),
    path("problems/evidence/<uuid:number>/", page.evidence, name="evidence"),
    path("problems/extensions/<int:pk>/decision/", steps.extension_decision, name="extension-decision"),
    path("problems/<int:pk>/", page.detail, name="detail"),
    path("problems/<int:pk>/assignment/", steps.assignment, name="assignment"),
    path("problems/<int:pk>/progress/", steps.progress, name="progress"),
    path("problems/<int:pk>/report/", steps.report, name="report"),
    path("problems/<int:pk>/acceptance/", steps.acceptance, name="acceptance"),
    path("problems/<int:pk>/return/", steps.send_back, name="return"),
    path("problems/<int:pk>/closure/", steps.closure, name="closure"),
    path("problems/<int:pk>/reopening/", steps.reopening, name="reopening"),
    path("problems/<int:pk>/extension/", steps.extension, name="extension"),
    path("problems/<int:pk>/withdrawal/", steps.void, name="void"),
    path("problems/<int:pk>/answer/", steps.answer, name="answer"),
    path("problems/<int:pk>/reveal/", page.reveal, name="reveal"),
    path("feedback/", feedback.box, name="feedback"),
    path("feedback/mine/<int:pk>/", feedback.mine, name="my-voice"),
    path("feedback/<str:code>/", feedback.slip, name="slip"),
]
