from django.apps import AppConfig


class ShopConfig(AppConfig):
    """The points shop (爱心超市)."""

    name = "wishes.shop"
