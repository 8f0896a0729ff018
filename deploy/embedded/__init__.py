"""The portal with everything that it needs, for `scripts/start`, `scripts/test` and `scripts/manage`.

PostgreSQL, Valkey, nginx and FFmpeg come as Python wheels; a supervisor starts the programs, restarts those
that crash and stops them all. No root, no containers, and no Django here: the application is a program like
the others.

    bootstrap     the virtual environment and npm packages (standard library only)
    cli           the command lines
    start, testing, manage, status    the commands
    data          the data folder: its layout, lock and state file
    environment   what the programs get to see of the caller's environment, and which services to embed
    postgres, valkey, ffmpeg, webserver, programs    what is started, and how
    supervisor, logs, identity    keeping it running, its output, and finding it again
"""
