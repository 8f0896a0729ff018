"""Pages in which the prebuilt frontend of a legacy portal runs (``FRONTEND=legacy``)."""
