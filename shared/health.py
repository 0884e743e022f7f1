"""`python -m shared.health PATH` asks the service of this container, on IPv4 or IPv6, and exits with 0 if the
service answers with 2xx. Containers run it often as their health check, so it imports nothing of the service.
"""

import os
import sys
import urllib.error
import urllib.request

TIMEOUT_S = 2
LOOPBACK = ("127.0.0.1", "[::1]")


def answers(path: str, port: str) -> bool:
    """Whether the service answers this path with 2xx."""
    for address in LOOPBACK:
        try:
            urllib.request.urlopen(f"http://{address}:{port}{path}", timeout=TIMEOUT_S).close()
            return True
        except urllib.error.HTTPError:
            return False
        except OSError:  # the service listens on the other address
            continue
    return False


if __name__ == "__main__":
    sys.exit(0 if answers(sys.argv[1], os.environ.get("RODEM_PORT", "8000")) else 1)
