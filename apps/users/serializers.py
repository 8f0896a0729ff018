"""What the users API accepts (spec/api-users.md §6, §10)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from rest_framework import serializers

REQUIRED = "{} is required to log in."


class LoginSerializer(serializers.Serializer):
    """User name or e-mail address, and password; blanks around them are cut."""

    username = serializers.CharField(max_length=255, required=False)
    email = serializers.CharField(max_length=255, required=False)
    password = serializers.CharField(max_length=128)
    token = serializers.CharField(max_length=255, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for what the portal's login methods need.

        Returns:
            ``identifier``, the user name if there is one, else the address; and ``password``.
        """
        methods = [name for name in ("username", "email") if name in settings.ACCOUNT_LOGIN_METHODS]
        if not any(attrs.get(name) for name in methods):
            raise serializers.ValidationError(REQUIRED.format(" or ".join(methods)))
        identifier = attrs.get("username") or attrs["email"]
        return {"identifier": identifier, "password": attrs["password"]}


class UploadField(serializers.FileField):
    """A file, never the name of one: a text would name a file that is on the server already."""

    def get_value(self, dictionary: Any) -> Any:
        """Return the file; anything else counts as absent."""
        value = super().get_value(dictionary)
        return value if isinstance(value, UploadedFile) else serializers.empty


class ProfileSerializer(serializers.Serializer):
    """The fields of a profile; everything else in a form is ignored, an empty name as well."""

    name = serializers.CharField(max_length=250, required=False)
    description = serializers.CharField(required=False, allow_blank=True)
    logo = UploadField(required=False)
