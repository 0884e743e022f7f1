"""`python -m shared.health PATH` asks the service of this container, on IPv4 or IPv6. Exit code 0: it answers
with 2xx. For the health checks of containers, which run often, so this imports nothing of the service.
"""

import os
import sys
import urllib.error
import urllib.request

WITHIN_S = 2
LOOPBACK = ("127.0.0.1", "[::1]")


def answers(path: str, port: str) -> bool:
    """Whether the service answers this path with 2xx."""
    for address in LOOPBACK:
        try:
            urllib.request.urlopen(f"http://{address}:{port}{path}", timeout=WITHIN_S).close()  # http
            return True
        except urllib.error.HTTPError:
            return False
        except OSError:  # it listens on the other one
            continue
    return False


if __name__ == "__main__":
    sys.exit(0 if answers(sys.argv[1], os.environ.get("RODEM_PORT", "8000")) else 1)
