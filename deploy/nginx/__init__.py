"""The web server in front of the application: one configuration template and its renderer."""
