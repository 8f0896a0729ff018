"""The gettext catalogues in ``locale/``: what is in them, how they are made. For development; needs Babel.

There are two domains: ``django``, the texts of our own pages, forms and mails, and ``frontend``, those that
the prebuilt frontend looks up in ``window.TRANSLATION``.
"""
