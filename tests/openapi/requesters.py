"""Who sends generated requests to the seeded portal."""

from dataclasses import dataclass

from rest_framework.authtoken.models import Token

from apps.users.models import User


@dataclass(frozen=True)
class Requester:
    """Somebody; ``username`` is that of a user of the seeded portal, None for the anonymous."""

    name: str
    username: str | None

    def __str__(self) -> str:
        return self.name

    def headers(self) -> dict[str, str]:
        """Credentials that are valid now: generated requests change passwords and delete tokens."""
        if self.username is None:
            return {}
        user = User.objects.get(username=self.username)
        token, _ = Token.objects.get_or_create(user=user)
        return {"Authorization": f"Token {token.key}"}


REQUESTERS = (Requester("anonymous", None), Requester("user", "alice"), Requester("admin", "admin"))
