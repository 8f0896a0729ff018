"""The application of a worker that is always busy: `celery -A tests.manage.busy_worker worker`."""

import os
import time

from celery import Celery

QUEUE = "tests_of_tasks"

app = Celery("worker", broker=os.environ.get("REDIS_LOCATION"), set_as_current=False, fixups=[])


# Not shared: the tasks of the portal keep theirs where this module is imported for its names.
@app.task(name="encode_media", shared=False)
def encode_media(*_: object) -> None:
    """Last longer than any test."""
    time.sleep(60)
