"""What API v1 accepts for a media (spec/api-media.md §5.2)."""

from rest_framework import serializers


class MediaFieldsSerializer(serializers.Serializer):
    """The fields of a form that creates or edits; everything else in it is ignored.

    A check-box that is absent from a form means false; absent from any other body it means unchanged.
    """

    title = serializers.CharField(max_length=100, required=False, allow_blank=True)
    description = serializers.CharField(required=False, allow_blank=True)
    user_featured = serializers.BooleanField(required=False)


class MediaFileSerializer(serializers.Serializer):
    """The uploaded file. A text value is refused: it would name a file that is on the server already."""

    media_file = serializers.FileField(allow_empty_file=True)
