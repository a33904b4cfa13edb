"""Start-up time and memory of every function at Lambda's share of a core.

Lambda gives a function memory/1769 MB of a core. Here a cgroup gives a process
the same share, in periods of 20 ms (of less, the share of 128 MB is below what
the kernel can count). A start that falls across two periods has the allowance
of both, so the CPU time divided by the share is the stricter figure. A small
Lambda Runtime API on loopback hands the function one request; the table is on
loopback too, behind TLS as DynamoDB is, and answers at once: with the answers
of a visitor who has reached the result, with a session, with the forms of who
is signed in. Every folder of functions/ is measured.

    ready   process start until it asks for its first event (Lambda's init); a
            function of pages makes its connection to the table in it, one of
            events at its first event
    reply   process start until its first answer is complete
    RSS     the most memory it held (VmHWM)
    warm    CPU of a later request, with Lambda's event, the call to the table
            and the log line

Linux, as root; needs openssl for the certificate.

    python3 tests/bench/cold_start.py <folder of release binaries> [--runs 10]
        [--table plain | --table http://localhost:4566 --name <table>]
"""

import argparse
import contextlib
import http.server
import json
import os
import pathlib
import re
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time

MEMORY = (128, 256, 512)
PERIOD = 20_000
WARM_SECONDS = 3
#: A table of somebody else's has no answers of this visitor, who is then sent
#: to the first question; a password that is not right is refused.
ANSWERED = (200, 303, 422)
TOP = pathlib.Path(__file__).resolve().parents[2]
#: What a function is asked: a page, or an event of its folder in events/. Any
#: other, the first event there.
ASKED = {
    "portal": "/", "screener": "/check-support/who", "calculator": "/estimate-costs/about",
    "make-document": "/estimate-costs/result.pdf", "create-account": "/account/create", "sign-in": "/sign-in",
    "verify-email-code": "/sign-in/code", "report-concern": "/report-concern", "request-call-back": "/call-back",
    "assess-needs": "/assess-needs/who",
    "saved-forms": "/saved-forms",
    "submit-application": "/apply/about",
    "upload-evidence": "/apply/evidence", "professional-sign-in": "/professionals/sign-in",
    "answer-auth-challenge": "verify.json", "housekeeping": "confirm.json", "scan-evidence": "object-created.json",
    "export-to-case-system": "sweep.json",
}
#: What is posted beside it, once it is warm: the password of somebody unknown,
#: for which the same sums are done as for any other.
POSTED = {"sign-in": "email=jo.bloggs%40testshire.example&password=brindle+kettle+lantern&next=%2Faccount"}
COOKIES = [f"__Host-{name}=0123456789abcdef0123456789abcdef" for name in ("visit", "session", "sign-in")]
#: Of which function which of them is sent: somebody who is signed in, or about
#: to be. A visitor's otherwise.
SIGNED_IN = {"saved-forms": 1, "submit-application": 1, "assess-needs": 1, "upload-evidence": 1, "verify-email-code": 2}
AMAZON_ROOTS = pathlib.Path(__file__).resolve().parents[2] / "shared/launch/src/amazon-roots.pem"
SYSTEM_CERTIFICATES = pathlib.Path(ssl.get_default_verify_paths().openssl_cafile)


def functions():
    """Every function by its folder, with the memory and the variables that
    infra/template.yaml gives it."""
    template = (TOP / "infra/template.yaml").read_text()
    usual = re.search(r"^Globals:.*?MemorySize: (\d+)", template, re.DOTALL | re.MULTILINE)[1]
    found = {}
    for resource in re.split(r"\n(?=  \w+:\n)", template):
        if code := re.search(r"CodeUri: \S+/([a-z-]+)/bootstrap\.zip", resource):
            own = re.search(r"MemorySize: (\d+)", resource)
            found[code[1]] = int(own[1] if own else usual), re.findall(r"^ {10}([A-Z_]+): ", resource, re.MULTILINE)
    folders = {manifest.parent.name for manifest in TOP.glob("functions/*/Cargo.toml")}
    if folders != found.keys():
        sys.exit(f"functions/ and the template do not name the same: {folders ^ found.keys()}")
    for name in folders - ASKED.keys():
        ASKED[name] = min(path.name for path in (TOP / "events" / name).glob("*.json"))
    return {name: found[name] for name in ASKED}


def value(variable):
    """Of a variable that only some functions have."""
    if variable == "MAIL_FROM":
        return "portal@exampleshire.example"
    if variable.endswith("_DAYS"):
        return "2"
    if variable == "EDGE_SECRETS":
        return ""
    return "eu-west-2_AbCdEf123" if variable.endswith("_POOL_ID") else "bench"


class Share:
    """A cgroup with part of a core, under version 1 or 2."""

    def __init__(self, memory):
        second = pathlib.Path("/sys/fs/cgroup/cgroup.controllers").exists()
        root = pathlib.Path("/sys/fs/cgroup" if second else "/sys/fs/cgroup/cpu")
        self.ours = root / self.place(second).lstrip("/")
        self.path = root / f"bench-{os.getpid()}-{memory}"
        self.path.mkdir()
        quota = PERIOD * memory // 1769
        if second:
            (self.path / "cpu.max").write_text(f"{quota} {PERIOD}")
        else:
            (self.path / "cpu.cfs_period_us").write_text(str(PERIOD))
            (self.path / "cpu.cfs_quota_us").write_text(str(quota))

    @staticmethod
    def place(second):
        """Where this process is among the cgroups."""
        for line in pathlib.Path("/proc/self/cgroup").read_text().splitlines():
            _, controllers, place = line.split(":", 2)
            if (controllers == "") if second else ("cpu" in controllers.split(",")):
                return place
        return "/"

    def __enter__(self):
        (self.path / "cgroup.procs").write_text(str(os.getpid()))

    def __exit__(self, *_):
        (self.ours / "cgroup.procs").write_text(str(os.getpid()))

    def close(self):
        self.path.rmdir()


class Answering(http.server.BaseHTTPRequestHandler):
    """HTTP/1.1 with a length, each answer sent at once."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, *_):
        pass

    def body(self):
        length = self.headers.get("Content-Length")
        if length:
            return self.rfile.read(int(length))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


class Table(http.server.ThreadingHTTPServer):
    """Just enough of DynamoDB, with what is asked of it in ASKED; of S3, with
    empty buckets; and of Cognito, with nobody in its pool."""

    daemon_threads = True

    def __init__(self, certificate=None):
        super().__init__(("127.0.0.1", 0), Reading)
        self.address = f"http://localhost:{self.server_address[1]}"
        self.reads = 0
        self.items = items()
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
            self.address = self.address.replace("http:", "https:")
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_):
        """A function that is killed resets its connections."""


class Reading(Answering):
    def do_POST(self):
        self.server.reads += 1
        service, operation = self.headers.get("X-Amz-Target", ".").split(".")
        asked = json.loads(self.body())
        if operation == "ListUsers":
            return self.answer(200, b'{"Users": []}', JSON)
        if not service.startswith("DynamoDB"):
            refusal = "UserNotFoundException" if operation == "InitiateAuth" else "NotAuthorizedException"
            return self.answer(400, json.dumps({"__type": refusal, "message": ""}).encode(), JSON)
        found = {}
        if operation == "GetItem":
            item = self.server.items.get(asked["Key"]["SK"]["S"])
            if item and "seen_at" in item:
                item = item | {"seen_at": {"S": now()}}
            found = {"Item": item} if item else {}
        elif operation == "Query":
            beginning = asked["ExpressionAttributeValues"].get(":prefix", {}).get("S", "nothing")
            listed = [item for sort, item in self.server.items.items() if sort.startswith(beginning)]
            found = {"Items": listed, "Count": len(listed)}
        elif operation == "UpdateItem":
            found = {"Attributes": self.server.items["SIGN-IN"]}
        self.answer(200, json.dumps(found).encode(), JSON)

    def do_GET(self):
        self.server.reads += 1
        if "list-type=2" in self.path:
            self.answer(200, b"<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>", XML)
        else:
            self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>", XML)


JSON = [("Content-Type", "application/x-amz-json-1.0")]
XML = [("Content-Type", "application/xml")]


def now():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def items():
    """What is in the table, by sort key; as it is in shared/store/tests/items.json."""
    text = lambda **attributes: {name: {"S": value} for name, value in attributes.items()}
    ends = {"expires_at": {"N": str(int(time.time()) + 86_400)}}
    forms = ("check-support", "estimate-costs", "request-help")
    kept = {f"FORM#{form}": draft(form) for form in forms}
    for number, form in enumerate(forms):
        kept[f"SAVED#{form}"] = draft(form) | ends | {"files": {"N": "0"}} | text(
            PK="ACCOUNT#jo", SK=f"SAVED#{form}", form=form, name=form, reference="HCW9RD4PTX", created_at=now(), changed_at=now(),
        )
    kept["SESSION"] = ends | {"open": {"M": {form: {"S": form} for form in forms}}} | text(
        PK="SESSION#0", SK="SESSION", account="jo", first_name="Jo", signed_in_at=now(), seen_at=now(),
    )
    kept["SIGN-IN"] = ends | {"proven": {"BOOL": False}} | text(
        PK="SIGN-IN#0", SK="SIGN-IN", email="jo.bloggs@testshire.example", purpose="new-password", next="/account", started_at=now(), code_sent_at=now(),
    )
    return kept


def draft(form):
    """An item with an answer to every question of a form: no, none, nothing, or
    the first choice."""
    pages = json.loads((TOP / f"shared/journey/forms/{form}.json").read_text())["pages"]
    item = {"expires_at": {"N": str(int(time.time()) + 86_400)}, "changes": {"N": "1"}}
    asked = []
    for page in pages:
        question = page["question"]
        asked += question.get("questions") or question.get("groups") or [page]
    for page in asked:
        question = page["question"]
        answer = {
            "yes_no": lambda: {"S": "no"},
            "group": lambda: {"S": "no"},
            "one_of": lambda: {"S": question["options"][0]["value"]},
            "many_of": lambda: {"L": [{"S": (question.get("none") or question["options"][0])["value"]}]},
            "number": lambda: {"S": "85" if page["id"] == "age" else str(question["least"])},
            "decimal": lambda: {"S": str(question["least"])},
            "money": lambda: {"S": "100.00"},
            "regular_money": lambda: {"M": {"amount": {"S": "100.00"}, "every": {"S": "week"}}},
        }.get(question["kind"], lambda: {"S": ""})
        item[f"a#{page['id']}"] = answer()
    return item


class RuntimeApi(http.server.ThreadingHTTPServer):
    """Just enough of the Lambda Runtime API: one invocation, then the same
    again for as long as `warm_until` says."""

    daemon_threads = True

    def __init__(self, event, warm):
        super().__init__(("127.0.0.1", 0), Invocation)
        self.event = json.dumps(event).encode()
        self.warm = warm
        self.process = None
        self.started = threading.Event()
        self.asked = self.answered = None
        self.ready_cpu = self.first_cpu = self.last_cpu = None
        self.later = 0
        self.status = None
        self.done = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_):
        """A function that is killed resets its connections."""

    def cpu(self):
        """Milliseconds that the function has been on a core."""
        tasks = pathlib.Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e6


class Invocation(Answering):
    def do_GET(self):
        api = self.server
        if api.asked is None:
            api.asked = time.perf_counter()
            api.started.wait()
            api.ready_cpu = api.cpu()
        elif time.perf_counter() - api.answered > api.warm:
            api.last_cpu = api.cpu()
            api.done.set()
            time.sleep(1)
            return
        elif api.first_cpu is None:
            api.first_cpu = api.cpu()
        else:
            api.later += 1
        self.answer(200, api.event, {
            "Lambda-Runtime-Aws-Request-Id": "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
            "Lambda-Runtime-Deadline-Ms": str(int(time.time() * 1000) + 30_000),
            "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-west-2:000000000000:function:bench",
        }.items())

    def do_POST(self):
        api, body = self.server, self.body()
        if api.answered is None:
            api.answered = time.perf_counter()
            # An event is answered with whatever its function says.
            answer = json.loads(body)
            page = isinstance(answer, dict) and "statusCode" in answer
            refused = answer if self.path.endswith("/error") else ANSWERED[0]
            api.status = answer["statusCode"] if page else refused
        self.answer(202)
        if api.status not in ANSWERED:
            api.done.set()


def event(name, posted=None):
    """What a function is invoked with: an event of its own, or a request for a
    page in the form that API Gateway gives it."""
    path = ASKED[name]
    if not path.startswith("/"):
        return json.loads((TOP / "events" / name / path).read_text())
    cookie = COOKIES[SIGNED_IN.get(name, 0)]
    asked = {
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "", "cookies": [cookie],
        "headers": {"host": "bench.example", "accept": "text/html", "cookie": cookie},
        "requestContext": {
            "accountId": "000000000000", "apiId": "bench", "domainName": "bench.example", "domainPrefix": "bench",
            "http": {"method": "GET", "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "bench"},
            "requestId": "bench", "routeKey": "$default", "stage": "$default",
            "time": "22/Nov/2026:12:00:00 +0000", "timeEpoch": 1795348800000,
        },
        "isBase64Encoded": False,
    }
    if posted:
        asked["requestContext"]["http"]["method"] = "POST"
        asked["headers"] |= {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
        asked["body"] = posted
    return asked


def certificates(folder):
    """A certificate for localhost, and Amazon's roots with it: a function on
    Lambda reads those and no others before it connects."""
    ours = folder / "localhost.pem"
    settings = folder / "localhost.cnf"
    settings.write_text(
        "[req]\ndistinguished_name=name\nx509_extensions=more\nprompt=no\n[name]\nCN=localhost\n"
        "[more]\nsubjectAltName=DNS:localhost\nbasicConstraints=critical,CA:FALSE\n"
    )
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-config", settings, "-keyout", ours, "-out", folder / "public.pem"],
        check=True, stderr=subprocess.DEVNULL,
    )
    public = (folder / "public.pem").read_text()
    ours.write_text(ours.read_text() + public)
    bundle = folder / "bundle.pem"
    bundle.write_text(AMAZON_ROOTS.read_text() + public)
    return ours, bundle


def live(binary, name, memory, settings, warm=0, posted=None):
    """One life of a function: at the share of so much memory, or on whole cores."""
    share = memory and Share(memory)
    api = RuntimeApi(event(name, posted), warm)
    council = json.loads((TOP / "infra/councils/illustration.json").read_text())
    environment = {
        "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{api.server_address[1]}",
        "AWS_LAMBDA_FUNCTION_NAME": name, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(memory or 1769),
        "AWS_LAMBDA_FUNCTION_VERSION": "1", "AWS_LAMBDA_LOG_STREAM_NAME": "bench", "AWS_LAMBDA_LOG_GROUP_NAME": "bench",
        "AWS_REGION": "eu-west-2", "AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench", "STAGE": "test",
        "COUNCIL": json.dumps(council["council"]), "LOCAL_CHARGING_POLICY": json.dumps(council["local_charging_policy"]),
        **settings,
    }
    # A child begins where its parent is. Joining in the child would be dearer:
    # what Python does between fork and exec would be charged to the function.
    with share or contextlib.nullcontext():
        began = time.perf_counter()
        api.process = subprocess.Popen([binary], env=environment, stderr=subprocess.DEVNULL)
    api.started.set()
    answered = api.done.wait(60)
    status = pathlib.Path(f"/proc/{api.process.pid}/status").read_text()
    api.process.kill()
    api.process.wait()
    api.shutdown()
    api.server_close()
    if share:
        share.close()
    if not answered or api.status not in ANSWERED:
        sys.exit(f"{name} did not answer at {memory} MB: {api.status}")
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    later = (api.last_cpu - api.first_cpu) / api.later if api.later else None
    return (api.asked - began) * 1000, api.ready_cpu, (api.answered - began) * 1000, peak / 1024, later


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("folder", type=pathlib.Path)
    options.add_argument("--runs", type=int, default=10)
    options.add_argument("--table", default="tls", help="tls, plain, or the address of a stack that runs")
    options.add_argument("--name", default="bench", help="the table's name there")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table, ours = {"AWS_ENDPOINT_URL": chosen.table, "TABLE_NAME": chosen.name}, None
        if chosen.table in ("tls", "plain"):
            certificate, bundle = certificates(pathlib.Path(folder)) if chosen.table == "tls" else (None, SYSTEM_CERTIFICATES)
            ours = Table(certificate)
            table |= {"AWS_ENDPOINT_URL": ours.address, "SSL_CERT_FILE": str(bundle)}
        shares = " | ".join(f"At {memory} MB: ready, first reply" for memory in MEMORY)
        print(f"| Function, and what it is asked | {shares} | As deployed: CPU to be ready | Memory | Warm, CPU |")
        print("| --- |" + " --- |" * (len(MEMORY) + 3))
        print("| **to reach, as deployed: 60 ms, 150 ms** |" + " |" * (len(MEMORY) + 1) + " **30 MB** | |")
        for name, (deployed, variables) in functions().items():
            binary = chosen.folder.resolve() / name
            settings = table | {variable: value(variable) for variable in variables}
            cells, own = [], ""
            for memory in MEMORY:
                before = ours.reads if ours else 0
                lives = [live(binary, name, memory, settings) for _ in range(chosen.runs)]
                if ours and ours.reads - before < len(lives):
                    sys.exit(f"{name} did not reach the table or a bucket")
                ready, cpu, reply, peak, _ = (statistics.median(each) for each in zip(*(life[:4] + (0,) for life in lives)))
                mark = "**" if memory == deployed else ""
                cells.append(f"{mark}{ready:.0f} ms, {reply:.0f} ms{mark}")
                if memory == deployed:
                    own = f"{cpu:.1f} ms | {peak:.1f} MB"
            *_, warm = live(binary, name, None, settings, WARM_SECONDS)
            method = "GET " if ASKED[name].startswith("/") else ""
            print(f"| `{name}`, {method}`{ASKED[name]}` | {' | '.join(cells)} | {own} | {warm:.2f} ms |", flush=True)
            if name in POSTED:
                *_, warm = live(binary, name, None, settings, WARM_SECONDS, POSTED[name])
                print(f"| `{name}`, POST `{ASKED[name]}`, a password |{' |' * (len(MEMORY) + 2)} {warm:.2f} ms |", flush=True)


if __name__ == "__main__":
    main()
