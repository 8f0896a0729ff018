"""Users, channels, notifications, accounts and the login API."""
