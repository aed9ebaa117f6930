from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "mingqian.web"
    label = "web"
    verbose_name = "页面"
