"""What user names may look like (spec/settings.md §2).

User names are part of addresses and of upload paths, so both lists refuse what either cannot hold.
"""

from django.core.validators import RegexValidator
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _


@deconstructible
class ASCIIUsernameValidator(RegexValidator):
    """Letters and digits of ASCII, and ``_ . @ -``."""

    regex = r"^[a-zA-Z0-9_.@-]+\Z"
    message = _(
        "Enter a valid username. "
        "This value may contain only English letters, numbers, and '_', '.', '@', '-'."
    )


@deconstructible
class LessRestrictiveUsernameValidator(RegexValidator):
    """Everything but control characters and what has a meaning in paths, addresses or shells."""

    regex = r"^[^\x00-\x1f/\\:*?\"<>|%#&`=~]+\Z"
    message = _(
        "Enter a valid username. "
        'It must not contain control characters or any of / \\ : * ? " < > | % # & ` = ~'
    )


custom_username_validators = [ASCIIUsernameValidator()]
less_restrictive_username_validators = [LessRestrictiveUsernameValidator()]
