"""What API v1 accepts for a comment (spec/api-community.md §6.5)."""

from rest_framework import serializers

from apps.comments.models import Comment


class CommentSerializer(serializers.Serializer):
    """Text, and the comment that it replies to, which may be on another media; everything else is ignored."""

    text = serializers.CharField()
    parent = serializers.PrimaryKeyRelatedField(  # type: ignore[assignment]  # a field of that name
        queryset=Comment.objects.all(), required=False, allow_null=True
    )
