"""Which source a setting's value is taken from: our default, the local settings file, or the environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from config.reference.setting import Follows


@dataclass(frozen=True)
class Layers:
    """The three sources; the later wins.

    Attributes:
        defaults: values, or rules that follow another setting.
        local: what the local settings file says.
        environment: what the environment says.
    """

    defaults: Mapping[str, Any]
    local: Mapping[str, Any]
    environment: Mapping[str, Any]

    def value(self, name: str) -> Any:
        """Return the value of a setting.

        Raises:
            KeyError: no source has it.
        """
        if name in self.environment:
            return self.environment[name]
        default = self.defaults.get(name)
        if isinstance(default, Follows):
            return self._following(name, default)
        return self.local[name] if name in self.local else self.defaults[name]

    def all(self) -> dict[str, Any]:
        """Return every setting that a source has."""
        names = [*self.defaults, *self.local, *self.environment]
        return {name: self.value(name) for name in dict.fromkeys(names)}

    def _following(self, name: str, rule: Follows) -> Any:
        """Follow another setting, unless the local file means something else.

        Legacy files restate what follows (``BROKER_URL = REDIS_LOCATION``). That must not keep the value from
        following when the environment then changes the source.
        """
        followed = rule.formula(self.value(rule.source))
        if name not in self.local:
            return followed
        without_environment = Layers(self.defaults, self.local, {})
        restated = self.local[name] == rule.formula(without_environment.value(rule.source))
        return followed if restated else self.local[name]
