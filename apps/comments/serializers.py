"""What API v1 accepts for a comment (spec/api-community.md §6.5)."""

from typing import Any, cast

from rest_framework import serializers

from apps.comments.models import Comment


class ParentField(serializers.PrimaryKeyRelatedField):
    """The id of a comment. A number beyond all measure (``1e400`` is infinite) is that of none."""

    def to_internal_value(self, data: Any) -> Comment:
        """Return the comment."""
        try:
            return cast(Comment, super().to_internal_value(data))
        except OverflowError:
            self.fail("does_not_exist", pk_value=data)


class CommentSerializer(serializers.Serializer):
    """Text, and the comment that it replies to, which may be on another media; everything else is ignored."""

    text = serializers.CharField()
    parent = ParentField(  # type: ignore[assignment]  # a field of that name
        queryset=Comment.objects.all(), required=False, allow_null=True
    )
