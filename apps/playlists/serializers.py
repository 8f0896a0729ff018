"""What API v1 accepts for a playlist (spec/api-community.md §3.5)."""

from rest_framework import serializers

from apps.playlists.models import Playlist

ADDRESSABLE = r"^[A-Za-z0-9_-]{1,12}$"


class PlaylistSerializer(serializers.Serializer):
    """Title and description; everything else is ignored."""

    title = serializers.CharField(max_length=100)
    description = serializers.CharField(required=False, allow_blank=True)


class NewPlaylistSerializer(PlaylistSerializer):
    """As above, and the token, which a client may choose.

    Only a token that is unused and fits into an address: a legacy server takes any, and then cannot reach
    the playlists, or show the list of playlists to anybody.
    """

    friendly_token = serializers.CharField(max_length=12, required=False, allow_blank=True)

    def validate_friendly_token(self, value: str) -> str:
        """Refuse a token that would make a playlist unreachable."""
        if not value:
            return value
        serializers.RegexField(ADDRESSABLE).run_validation(value)
        if Playlist.objects.filter(friendly_token=value).exists():
            raise serializers.ValidationError("This token is already used.")
        return value
