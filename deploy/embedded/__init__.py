"""The portal with everything that it needs, for `scripts/start`, `scripts/test` and `scripts/manage`.

PostgreSQL, Valkey, nginx and FFmpeg come as Python wheels; a supervisor starts the programs, restarts those
that crash and stops them all. No root, no containers, and no Django here: the application is a program like
the others.

    interpreter, bootstrap, cli    before anything is installed: Python version, packages, command lines
    start, testing, manage, status    the commands
    data    the data folder: its layout, lock and state file
    environment, settings    what the programs get to see, and which services the caller brings along
    services    postgres, valkey, ffmpeg: those that are embedded
    programs    nginx, gunicorn, Celery: what is started, and how
    supervisor, logs, identity    keeping them running, their output, and finding them again
"""
