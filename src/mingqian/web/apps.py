from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "mingqian.web"
    label = "web"
    verbose_name = "页面"

    def ready(self) -> None:
        """Register the path converter before any table of addresses is read."""
        from mingqian.web.shared import converters  # noqa: F401
