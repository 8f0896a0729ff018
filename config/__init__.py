"""Settings, addresses, Celery, WSGI. Importing the package loads none of them."""
