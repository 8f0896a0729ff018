# ruff: noqa: N999 — gunicorn looks for a file of this name
"""How gunicorn serves the portal (spec/operations.md §3). Options of the command line win."""

from config import env

wsgi_app = "config.wsgi"
bind = "127.0.0.1:9000"

workers = env.read_one("WEB_WORKERS")
worker_class = "gthread"
threads = env.read_one("WEB_THREADS")

# Uploads are put together, probed and pictured within a request.
timeout = 120
graceful_timeout = 30
keepalive = 5
# A process is renewed now and then, not all at the same time: what leaks stays small.
max_requests = 1000
max_requests_jitter = 50

# Whom to believe that a request came by https.
forwarded_allow_ips = ",".join(env.read_one("TRUSTED_PROXIES"))

# Each process has a pool of its own, made after the fork, for its threads.
raw_env = ["DATABASE_POOL=true"]

accesslog = "-"

# Nobody steers it at run time: a supervisor and signals do.
control_socket_disable = True
