"""Every address of the platform: the office under /office/, the portal at the root."""

from django.urls import include, path

office = [
    "mingqian.web.console.urls_office",
    "mingqian.web.console.urls_registers",
    "mingqian.web.console.urls_tasks",
    "mingqian.web.field.urls",
]

urlpatterns = [
    *(path("office/", include(module)) for module in office),
    path("", include("mingqian.web.portal.urls")),
]

handler404 = "mingqian.web.shared.failures.not_found"
handler403 = "mingqian.web.shared.failures.forbidden"
handler500 = "mingqian.web.shared.failures.broken"
handler400 = "mingqian.web.shared.failures.bad_request"
