"""Addresses of the item list, the two directories, imports, the calendar and the places."""

from django.urls import path

from mingqian.web.console import calendar, exports, imports, inspectors, items, targets

urlpatterns = [
    path("items/", items.items, name="items"),
    path("items/export/", exports.items_export, name="items-export"),
    path("items/<key:pk>/", items.item, name="item"),
    path("targets/", targets.targets, name="targets"),
    path("targets/export/", exports.targets_export, name="targets-export"),
    path("targets/new/", targets.target_new, name="target-new"),
    path("targets/<key:pk>/", targets.target, name="target"),
    path("targets/<key:pk>/edit/", targets.target_edit, name="target-edit"),
    path("targets/<key:pk>/close/", targets.target_close, name="target-close"),
    path("targets/<key:pk>/reveal/", targets.target_reveal, name="target-reveal"),
    path("inspectors/", inspectors.inspectors, name="inspectors"),
    path("inspectors/export/", exports.inspectors_export, name="inspectors-export"),
    path("inspectors/<key:pk>/", inspectors.inspector, name="inspector"),
    path(
        "inspectors/<key:pk>/standing/", inspectors.inspector_standing, name="inspector-standing"
    ),
    path("inspectors/<key:pk>/account/", inspectors.inspector_account, name="inspector-account"),
    path(
        "inspectors/<key:pk>/interest/", inspectors.inspector_interest, name="inspector-interest"
    ),
    path("inspectors/<key:pk>/reveal/", inspectors.inspector_reveal, name="inspector-reveal"),
    path("imports/", imports.imports, name="imports"),
    path("imports/new/<slug:kind>/", imports.import_new, name="import-new"),
    path("imports/template/<slug:kind>/", imports.import_template, name="import-template"),
    path("imports/<key:pk>/", imports.import_, name="import"),
    path("imports/<key:pk>/progress/", imports.import_progress, name="import-progress"),
    path("imports/<key:pk>/begin/", imports.import_begin, name="import-begin"),
    path("imports/<key:pk>/step/", imports.import_step, name="import-step"),
    path("imports/<key:pk>/failed/", imports.import_failed, name="import-failed"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/load/", calendar.calendar_load, name="calendar-load"),
    path("calendar/template/", calendar.calendar_template, name="calendar-template"),
    path("places/", calendar.places, name="places"),
]
