"""Start-up time and memory of every function at Lambda's share of a core.

Lambda gives a function memory/1769 MB of a core. Here a cgroup gives a process
the same share; a small Lambda Runtime API on loopback hands it one request.

    ready   process start until it asks for its first event (Lambda's init)
    reply   from being handed that event until its answer is complete
    RSS     the most memory it held (VmHWM)

Run as root on Linux: python3 tests/bench/cold_start.py <folder of binaries> [runs]
"""

import http.server
import json
import os
import pathlib
import statistics
import subprocess
import sys
import threading
import time

MEMORY = (128, 256, 512)
PERIOD = 100_000
TOP = pathlib.Path(__file__).resolve().parents[2]
EVENTS = {
    "portal": "/", "screener": "/check-support", "calculator": "/estimate-costs",
    "make-document": "/estimate-costs/result.pdf",
}


class Share:
    """A cgroup with part of a core, under version 1 or 2."""

    def __init__(self, memory):
        second = pathlib.Path("/sys/fs/cgroup/cgroup.controllers").exists()
        root = pathlib.Path("/sys/fs/cgroup" if second else "/sys/fs/cgroup/cpu")
        self.path = root / f"bench-{os.getpid()}-{memory}"
        self.path.mkdir()
        quota = PERIOD * memory // 1769
        if second:
            (self.path / "cpu.max").write_text(f"{quota} {PERIOD}")
        else:
            (self.path / "cpu.cfs_period_us").write_text(str(PERIOD))
            (self.path / "cpu.cfs_quota_us").write_text(str(quota))

    def join(self):
        (self.path / "cgroup.procs").write_text(str(os.getpid()))

    def close(self):
        self.path.rmdir()


class RuntimeApi(http.server.ThreadingHTTPServer):
    """Just enough of the Lambda Runtime API for one invocation."""

    def __init__(self, event):
        super().__init__(("127.0.0.1", 0), Invocation)
        self.event = json.dumps(event).encode()
        self.asked = self.answered = None
        self.status = None
        self.done = threading.Event()


class Invocation(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        if self.server.asked is not None:
            self.server.done.wait()
            time.sleep(1)
            return
        self.server.asked = time.perf_counter()
        self.send_response(200)
        for name, value in {
            "Lambda-Runtime-Aws-Request-Id": "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
            "Lambda-Runtime-Deadline-Ms": str(int(time.time() * 1000) + 30_000),
            "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-west-2:000000000000:function:bench",
            "Content-Length": str(len(self.server.event)),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.server.event)

    def do_POST(self):
        body = b""
        length = self.headers.get("Content-Length")
        if length:
            body = self.rfile.read(int(length))
        else:
            while size := int(self.rfile.readline().split(b";")[0], 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        self.server.answered = time.perf_counter()
        try:
            self.server.status = json.loads(body).get("statusCode")
        except ValueError:
            self.server.status = self.path
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.server.done.set()


def event(path):
    return {
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "",
        "headers": {"host": "bench.example", "accept": "text/html"},
        "requestContext": {
            "accountId": "000000000000", "apiId": "bench", "domainName": "bench.example", "domainPrefix": "bench",
            "http": {"method": "GET", "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "bench"},
            "requestId": "bench", "routeKey": "$default", "stage": "$default",
            "time": "22/Nov/2026:12:00:00 +0000", "timeEpoch": 1795348800000,
        },
        "isBase64Encoded": False,
    }


def start(binary, name, memory):
    council = json.loads((TOP / "infra/councils/illustration.json").read_text())
    share = Share(memory)
    server = RuntimeApi(event(EVENTS[name]))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    environment = {
        "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{server.server_address[1]}",
        "AWS_LAMBDA_FUNCTION_NAME": name, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(memory),
        "AWS_LAMBDA_FUNCTION_VERSION": "1", "AWS_LAMBDA_LOG_STREAM_NAME": "bench", "AWS_LAMBDA_LOG_GROUP_NAME": "bench",
        "AWS_REGION": "eu-west-2", "AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench",
        # A table that refuses at once, so that only the function is timed.
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_MAX_ATTEMPTS": "1",
        "TABLE_NAME": "bench", "STAGE": "test",
        "COUNCIL": json.dumps(council["council"]), "LOCAL_CHARGING_POLICY": json.dumps(council["local_charging_policy"]),
    }
    began = time.perf_counter()
    process = subprocess.Popen([binary], env=environment, preexec_fn=share.join, stderr=subprocess.DEVNULL)
    answered = server.done.wait(60)
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    process.kill()
    process.wait()
    server.shutdown()
    share.close()
    if not answered or server.status not in (200, 303):
        sys.exit(f"{name} did not answer at {memory} MB: {server.status}")
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    return (server.asked - began) * 1000, (server.answered - server.asked) * 1000, peak / 1024


def main():
    folder = pathlib.Path(sys.argv[1])
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    print(f"median of {runs} runs\n| Function | MB | ready ms | reply ms | RSS MB |\n| --- | --- | --- | --- | --- |")
    for name in EVENTS:
        for memory in MEMORY:
            ready, reply, peak = (statistics.median(each) for each in zip(*(start(str(folder / name), name, memory) for _ in range(runs))))
            print(f"| {name} | {memory} | {ready:.0f} | {reply:.0f} | {peak:.1f} |")


if __name__ == "__main__":
    main()
