"""API tokens (spec/api-users.md §5)."""

from rest_framework.authtoken.models import Token

from apps.users.models import User


def token_get(*, user: User) -> str:
    """The user's token, 40 hexadecimal digits, made now if there is none. It never expires."""
    token, _created = Token.objects.get_or_create(user=user)
    return token.key
