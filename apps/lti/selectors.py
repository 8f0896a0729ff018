"""Reads of learning platforms."""

from apps.lti.models import LTIPlatform


def platform_addresses() -> list[str]:
    """Addresses of the registered platforms, whose pages may show those of the portal in frames."""
    rows = LTIPlatform.objects.order_by("pk").values_list("platform_id", "auth_login_url")
    return [address for row in rows for address in row]
