"""Whether the web server answers: exit status 0 if it does. Standard library only.

answers.py HOST PORT
"""

import http.client
import os
import sys


def answers(host: str, port: int) -> bool:
    """Ask /livez as the site's own visitor would: by its name, and by https where a proxy stands before it."""
    name = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".") or "localhost"
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/livez", headers={"Host": name, "X-Forwarded-Proto": "https"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not answers(sys.argv[1], int(sys.argv[2])))
