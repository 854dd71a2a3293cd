from django.urls import path

from registers.views import exports, imports, repair

app_name = "registers"
urlpatterns = [
    path("imports/", imports.imports, name="list"),
    path("imports/templates/<slug:kind>/", repair.template, name="template"),
    path("imports/<int:pk>/", imports.batch, name="batch"),
    path("imports/<int:pk>/columns/", imports.columns, name="columns"),
    path("imports/<int:pk>/confirmation/", imports.confirmation, name="confirmation"),
    path("imports/<int:pk>/repairs/", repair.repairs, name="repairs"),
    path("imports/<int:pk>/wrong-rows/", repair.bad_file, name="bad_file"),
    path("imports/<int:pk>/mended/", repair.mended, name="mended"),
    path("imports/<int:pk>/undoing/", imports.undoing, name="undoing"),
    path("imports/<int:pk>/discarding/", imports.discarding, name="discarding"),
    path("imports/<int:pk>/rows/<slug:name>/", imports.rows, name="rows"),
    path("exports/", exports.exports, name="exports"),
    path("exports/<int:pk>/", exports.export, name="export"),
    path("exports/<int:pk>/file/", exports.export_file, name="export_file"),
]
