"""Load from another process: requests over kept connections, as fast as the server answers.

Reads from standard input one JSON object: {"host", "port", "connections", "requests": [[method,
path, cookie, body], …]}; writes {"seconds", "milliseconds": [...], "statuses": {...}}.
"""

import http.client
import json
import sys
import threading
import time
from collections import Counter

FORM = "application/x-www-form-urlencoded"


def main() -> None:
    plan = json.load(sys.stdin)
    shares = [plan["requests"][at :: plan["connections"]] for at in range(plan["connections"])]
    took: list[float] = []
    statuses: Counter[int] = Counter()

    def work(share: list) -> None:
        connection = http.client.HTTPConnection(plan["host"], plan["port"], timeout=60)
        for method, path, cookie, body in share:
            headers = {"Cookie": cookie, "Accept": "application/json" if body else "text/html"}
            if body:
                is_form = body.startswith("csrf_token=")
                headers["Content-Type"] = FORM if is_form else "application/json"
            begun = time.perf_counter()
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
            took.append((time.perf_counter() - begun) * 1000)
            statuses[answer.status] += 1
        connection.close()

    threads = [threading.Thread(target=work, args=(share,)) for share in shares]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    json.dump({"seconds": seconds, "milliseconds": sorted(took), "statuses": statuses}, sys.stdout)


main()
