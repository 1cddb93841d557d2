"""A proxy in front of a real cluster that follows a script of faults, one for each _bulk request; afterwards it only forwards.

A fault is a function (proxy, handler, request) that answers, or does not. Everything but _bulk is always forwarded.
"""

import gzip
import http.client
import http.server
import json
import threading
import zlib


class Request:
    """A request to be forwarded; the body is kept as it came, and read as _bulk's pairs of lines."""

    def __init__(self, handler):
        self.method, self.path = handler.command, handler.path
        self.body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        self.headers = {name: value for name, value in handler.headers.items() if name.lower() not in ("host", "connection", "content-length")}

    def is_bulk(self):
        return self.path.split("?")[0].endswith("/_bulk")

    def pairs(self):
        """[(action line, document line)]: the items of a _bulk of create or index."""
        encoding = next((v for n, v in self.headers.items() if n.lower() == "content-encoding"), "")
        body = {"": bytes, "gzip": gzip.decompress, "deflate": zlib.decompress}[encoding](self.body)
        lines = body.split(b"\n")
        return list(zip(lines[0:-1:2], lines[1:-1:2]))

    def replace_pairs(self, pairs):
        self.headers = {n: v for n, v in self.headers.items() if n.lower() != "content-encoding"}
        self.body = b"".join(action + b"\n" + document + b"\n" for action, document in pairs)


class Proxy:
    def __init__(self, node, script=()):
        """`script`: the faults in their order."""
        self._target = ("127.0.0.1", node.port)
        self._script = list(script)
        self._lock = threading.Lock()
        self.bulks = []  # the number of items of each _bulk that came in, in order
        proxy = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def handle_request(self):
                proxy._handle(self)

            do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = handle_request

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def faults_left(self):
        return len(self._script)

    def _handle(self, handler):
        request = Request(handler)
        fault = None
        if request.is_bulk():
            with self._lock:
                self.bulks.append(len(request.pairs()))
                fault = self._script.pop(0) if self._script else None
        if fault is not None:
            fault(self, handler, request)
        else:
            answer(handler, *self.forward(request))

    def forward(self, request):
        """(status, headers, body) of the real cluster."""
        connection = http.client.HTTPConnection(*self._target, timeout=120)
        try:
            connection.request(request.method, request.path, request.body, {**request.headers, "Accept-Encoding": "identity"})
            response = connection.getresponse()
            kept = {n: v for n, v in response.getheaders() if n.lower() in ("content-type", "x-elastic-product")}
            return response.status, kept, response.read()
        finally:
            connection.close()


def answer(handler, status, headers, body):
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    if handler.command != "HEAD":
        handler.wfile.write(body)


def _cut(handler):
    handler.close_connection = True
    handler.connection.close()


# Faults.


def closes_before(_proxy, handler, _request):
    """The connection ends before the cluster has seen anything."""
    _cut(handler)


def closes_after(proxy, handler, request):
    """The cluster takes everything, and the connection ends before the answer: the sender can't know."""
    proxy.forward(request)
    _cut(handler)


def unparsable(proxy, handler, request):
    """The cluster takes everything; the answer is a success that is cut in the middle."""
    status, headers, body = proxy.forward(request)
    answer(handler, status, headers, body[:len(body) // 2])


def whole(status, headers=None, reason="scripted"):
    """The whole request is refused with that status."""

    def fault(_proxy, handler, _request):
        body = json.dumps({"error": {"type": "scripted_exception", "reason": reason}, "status": status}).encode()
        answer(handler, status, {"Content-Type": "application/json", **(headers or {})}, body)

    return fault


def items(status, chosen, error_type="es_rejected_execution_exception"):
    """The items for which chosen(position, document) is true are refused with that status; the cluster takes the others."""

    def fault(proxy, handler, request):
        pairs = request.pairs()
        refused = [chosen(i, json.loads(document)) for i, (_, document) in enumerate(pairs)]
        request.replace_pairs([pair for pair, no in zip(pairs, refused) if not no])
        taken = iter(())
        reply = {"took": 1, "errors": True}
        if request.body:
            # filter_path would leave out of the answer what is needed here to put the items together again
            request.path = request.path.split("?")[0]
            code, headers, body = proxy.forward(request)
            if code != 200:
                return answer(handler, code, headers, body)
            taken = iter(json.loads(body)["items"])
        refusal = {"status": status, "error": {"type": error_type, "reason": f"scripted {status}"}}
        reply["items"] = [{next(iter(json.loads(action))): refusal} if no else next(taken) for (action, _), no in zip(pairs, refused)]
        return answer(handler, 200, {"Content-Type": "application/json", "X-elastic-product": "Elasticsearch"}, json.dumps(reply).encode())

    return fault
