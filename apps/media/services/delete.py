"""The end of media."""

import logging

from django.db import transaction

from apps.media.counters import category_counts_refresh, tag_counts_refresh, user_counts_refresh
from apps.media.models import Media
from apps.media.services.files import stored_files

logger = logging.getLogger(__name__)


@transaction.atomic
def media_delete(*, media: Media) -> None:
    """Delete a media with all that depends on it, and its files when the transaction commits.

    Files are removed only below the media root and the HLS folder, and only those that are this media's own
    (``services.files``). Counts of the owner, of categories and of tags are refreshed.
    """
    # Whoever adds an encoding or a comment meanwhile waits, and then fails; this transaction does not.
    Media.objects.select_for_update(of=("self",)).filter(pk=media.pk).first()
    token, owner = media.friendly_token, media.user_id
    categories = list(media.category.values_list("pk", flat=True))
    tags = list(media.tags.values_list("pk", flat=True))
    files = stored_files(media)
    media.delete()
    user_counts_refresh([owner])
    category_counts_refresh(categories)
    tag_counts_refresh(tags)
    transaction.on_commit(files.remove)
    logger.info("media deleted", extra={"media": token, "owner": owner, "files": len(files.files)})
