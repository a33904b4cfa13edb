"""Starts, deploys to and stops the local stack. Called by infra/local/up and
infra/local/down, which see to what it needs, and by infra/local/logs.

What it keeps is under target/local-stack: the emulator's process and log, its
data, and the functions' code as it was last packed.
"""

import argparse
import datetime
import hashlib
import json
import os
import platform
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import boto3
import botocore.config
import botocore.exceptions
import records
from members import MEMBERS, employ, tell, work_of
from parameters import Unusable, parameters
from people import PEOPLE, Accounts, settle_in

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "county"))
from county import County, snapshot  # noqa: E402

# Every folder there is: a test holds the template to the same.
FUNCTIONS = sorted(manifest.parent.name for manifest in Path("functions").glob("*/Cargo.toml"))
STACK = "portal-local"
CODE_BUCKET = "portal-local-code"
REGION = "eu-west-2"
# From the tag ms-custom-id in infra/template.yaml.
API_ID = "ca5ebee5"


class Trouble(Exception):
    """Something a person has to see to, said in words for them."""


def step(text):
    print(f"{time.strftime('%H:%M:%S')}  {text}", flush=True)


class Emulator:
    """MiniStack, started by us, or another emulator that the caller named."""

    def __init__(self, target):
        self.folder = Path(target, "local-stack").resolve()
        self.python = Path(target, "python", "bin", "python").absolute()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.process_file = self.folder / "ministack.json"
        self.log = self.folder / "ministack.log"
        given = os.environ.get("AWS_ENDPOINT_URL")
        self.port = self.port_asked_for()
        ours = f"http://localhost:{self.port}"
        self.is_ours = given in (None, "", ours, ours + "/")
        self.endpoint = ours if self.is_ours else given.rstrip("/")

    def port_asked_for(self):
        """The port that somebody chose, or the one of what is running."""
        chosen = os.environ.get("LOCAL_STACK_PORT")
        running = None if chosen else self.running()
        return running["port"] if running else int(chosen or "4566")

    def kept(self):
        """What we started the last time, be it there still or not."""
        try:
            return json.loads(self.process_file.read_text())
        except (FileNotFoundError, ValueError):
            return None

    def running(self):
        """The emulator that we started, if it is there still."""
        process = self.kept()
        return process if process and self.has_started(process["pid"]) else None

    def has_started(self, pid):
        """Whether that process is of this stack. Each of ours names the stack's
        folder in its command: a number alone may be somebody else's by now, and
        in a copy of this folder it is the other folder's."""
        return str(self.folder) in command_line(pid)

    def clear(self):
        """Ends what an emulator that was killed has left behind: its telephone
        and its functions. They keep its ports."""
        process = self.kept()
        if not process:
            return
        for pid in [process.get("telephone", 0), *of_group_of(process["pid"])]:
            if self.has_started(pid):
                end(pid)
        self.process_file.unlink(missing_ok=True)

    def start(self):
        process = self.running()
        if process:
            if process["port"] != self.port:
                raise Trouble(
                    f"The stack is already running, on port {process['port']}. "
                    "Stop it first: infra/local/down"
                )
            return
        self.clear()
        for port in (self.port, self.port + 1):
            if answers(port):
                raise Trouble(
                    f"Another program uses port {port} of this machine. Stop it, or choose "
                    f"another port: LOCAL_STACK_PORT={self.port + 2} infra/local/up"
                )
        step("Starting MiniStack")
        scratch = self.folder / "scratch"
        scratch.mkdir(exist_ok=True)
        environment = {
            **os.environ,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            # The functions inherit this: without it they would call AWS.
            "AWS_ENDPOINT_URL": self.endpoint,
            # The emulator has no telephones: infra/local/telephone.py.
            "AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2": f"http://127.0.0.1:{self.port + 1}",
            # What a role does not allow is refused: infra/local/conditions.py.
            "AUTH": "true",
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            # No listeners beside the one port.
            "IOT_MTLS_ENABLED": "0",
            "MINISTACK_REGION": REGION,
            "SFTP_ENABLED": "0",
            "PERSIST_STATE": "1",
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(self.folder / "s3"),
            "STATE_DIR": str(self.folder / "state"),
            "TMPDIR": str(scratch),
        }
        for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
            environment.pop(name, None)
        with self.log.open("ab") as log:
            # A session of its own, so that Ctrl-C in the terminal that
            # started it does not stop it later.
            started = subprocess.Popen(
                [self.python, str(Path(__file__).parent / "emulator.py"), str(self.folder)],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        telephone = subprocess.Popen(
            [
                self.python,
                str(Path(__file__).parent / "telephone.py"),
                str(self.port + 1),
                str(self.folder),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        processes = {"pid": started.pid, "port": self.port, "telephone": telephone.pid}
        self.process_file.write_text(json.dumps(processes))
        try:
            self.wait_until_ready(started)
        except BaseException:
            self.stop()
            raise

    def wait_until_ready(self, started):
        for _ in range(300):
            if started.poll() is not None:
                break
            if reachable(f"{self.endpoint}/_ministack/ready"):
                return
            time.sleep(0.1)
        raise Trouble(f"MiniStack did not start. What it said is in {self.log}")

    def stop(self):
        process = self.running()
        if process:
            end(process["pid"])
        self.clear()
        return process is not None

    def empty(self):
        for kept in ("state", "s3", "scratch"):
            shutil.rmtree(self.folder / kept, ignore_errors=True)

    def client(self, service):
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id=os.environ.get("AWS_ACCESS_KEY_ID", "test"),
            aws_secret_access_key=os.environ.get("AWS_SECRET_ACCESS_KEY", "test"),
            config=botocore.config.Config(s3={"addressing_style": "path"}),
        )


def command_line(pid):
    """What that process runs; nothing if there is none or it has ended."""
    shown = subprocess.run(
        ["ps", "-o", "stat=,command=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.strip()
    return "" if shown.startswith("Z") else shown


def of_group_of(leader):
    """The processes of a group that we began, also where its leader is gone."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,pgid="], capture_output=True, text=True, check=False
    ).stdout
    each = (line.split() for line in listed.splitlines())
    return [int(pid) for pid, group in each if group == str(leader)]


def end(pid):
    """Ends a process: asks first, and does not ask for ever."""
    for asked, seconds in ((signal.SIGTERM, 15), (signal.SIGKILL, 5)):
        try:
            os.kill(pid, asked)
        except ProcessLookupError:
            return
        for _ in range(seconds * 10):
            if not command_line(pid):
                return
            time.sleep(0.1)


def answers(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def reachable(address):
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def pack(emulator, target):
    """The zip of each function: name -> path. Packed once for each binary."""
    packed = {}
    folder = emulator.folder / "code"
    folder.mkdir(exist_ok=True)
    for function in FUNCTIONS:
        binary = Path(target, "local", function).read_bytes()
        path = folder / f"{function}-{hashlib.sha256(binary).hexdigest()[:16]}.zip"
        if not path.exists():
            for old in folder.glob(f"{function}-*.zip"):
                if re.fullmatch(rf"{function}-[0-9a-f]{{16}}\.zip", old.name):
                    old.unlink()
            # A fixed date: the same binary is the same zip.
            entry = zipfile.ZipInfo("bootstrap", (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o755 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            unfinished = path.with_suffix(".part")
            with zipfile.ZipFile(unfinished, "w") as archive:
                archive.writestr(entry, binary, compresslevel=1)
            unfinished.rename(path)
        packed[function] = path
    return packed


def settings(emulator, council):
    """The template's parameters for a council, on this machine."""
    file = Path("infra/councils", f"{council}.json")
    if not file.exists():
        raise Trouble(f"There is no {file}")
    try:
        values = parameters(file, "local")
    except Unusable as trouble:
        raise Trouble(str(trouble)) from None
    arm = platform.machine() in ("arm64", "aarch64")
    return values | {
        "Architecture": "arm64" if arm else "x86_64",
        "PublicAddress": own_address(emulator),
        # Every request comes from this machine, also those of the tests.
        "AccountsAnHour": "5000",
        "AccountsAnHourForSource": "5000",
        "CodesAnHourForSource": "5000",
        "ComplaintsAnHourForSource": "5000",
        "FeedbackAnHourForSource": "5000",
    }


def deploy(emulator, packed, values):
    storage = emulator.client("s3")
    template = Path("infra/template.yaml").read_text()
    for function, path in packed.items():
        local = f"../target/lambda/{function}/bootstrap.zip"
        if local not in template:
            raise Trouble(f"infra/template.yaml has no function with the code {local}")
        template = template.replace(local, f"s3://{CODE_BUCKET}/{path.name}")
    digest = hashlib.sha256(json.dumps([template, values]).encode()).hexdigest()
    formation = emulator.client("cloudformation")
    status = stack_status(formation)
    # Kept in the stack itself, so that it is true of any emulator.
    if status and status["StackStatus"].endswith("_COMPLETE") and tag(status, "digest") == digest:
        return False
    step("Deploying infra/template.yaml")
    try:
        storage.create_bucket(
            Bucket=CODE_BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
        )
    except (
        storage.exceptions.BucketAlreadyExists,
        storage.exceptions.BucketAlreadyOwnedByYou,
    ):
        pass
    for path in packed.values():
        storage.upload_file(str(path), CODE_BUCKET, path.name)
    # By its address: a template in the call itself may have 51,200 bytes.
    storage.put_object(Bucket=CODE_BUCKET, Key="template.yaml", Body=template.encode())
    call = dict(
        StackName=STACK,
        TemplateURL=f"{emulator.endpoint}/{CODE_BUCKET}/template.yaml",
        Parameters=[
            {"ParameterKey": name, "ParameterValue": value} for name, value in values.items()
        ],
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        Tags=[{"Key": "digest", "Value": digest}],
    )
    if status and status["StackStatus"] in ("CREATE_FAILED", "ROLLBACK_COMPLETE"):
        formation.delete_stack(StackName=STACK)
        while stack_status(formation):
            time.sleep(0.2)
        status = None
    if status:
        formation.update_stack(**call)
    else:
        formation.create_stack(**call)
    for _ in range(1200):
        status = stack_status(formation)
        if not status["StackStatus"].endswith("_IN_PROGRESS"):
            break
        time.sleep(0.1)
    if status["StackStatus"] not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
        events = formation.describe_stack_events(StackName=STACK)["StackEvents"]
        reasons = "\n".join(
            f"  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"
            for event in events
            if event["ResourceStatus"].endswith("_FAILED")
        )
        raise Trouble(f"The template could not be deployed ({status['StackStatus']}):\n{reasons}")
    return True


def stack_status(formation):
    try:
        stacks = formation.describe_stacks(StackName=STACK)["Stacks"]
    except botocore.exceptions.ClientError:
        return None
    if not stacks or stacks[0]["StackStatus"] == "DELETE_COMPLETE":
        return None
    return stacks[0]


def tag(stack, key):
    return next((tag["Value"] for tag in stack.get("Tags", []) if tag["Key"] == key), None)


def outputs(emulator):
    stack = stack_status(emulator.client("cloudformation"))
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def own_address(emulator):
    """Where our own emulator serves the portal. Another says so only once
    everything is deployed."""
    return f"http://{API_ID}.execute-api.localhost:{emulator.port}" if emulator.is_ours else ""


def address(emulator):
    return own_address(emulator) or outputs(emulator)["ApiAddress"]


def check(emulator, portal):
    """The first request starts the function; a page has to come back."""
    asked = urllib.request.Request(portal + "/")
    if emulator.is_ours:
        # Browsers and curl send *.localhost here by themselves, Python does not.
        asked = urllib.request.Request(
            f"http://127.0.0.1:{emulator.port}/",
            headers={"Host": portal.removeprefix("http://")},
        )
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            if answer.status == 200:
                return
            said = answer.status
    except urllib.error.URLError as error:
        said = error
    raise Trouble(
        f"The stack is up, but its first page did not come: {said}. "
        f"What the functions said is in {emulator.log}"
    )


def let_mail_out(emulator):
    """SES sends from an address that was verified. On AWS a person does that
    once, for the council's domain."""
    formation = emulator.client("cloudformation")
    described = formation.get_template_summary(StackName=STACK)["Parameters"]
    sender = next(each["DefaultValue"] for each in described if each["ParameterKey"] == "MailFrom")
    mail = emulator.client("sesv2")
    try:
        mail.create_email_identity(EmailIdentity=sender)
    except mail.exceptions.AlreadyExistsException:
        pass


def people(emulator, portal):
    """Made-up people, on our own emulator: elsewhere their mail is not ours to
    read."""
    if not emulator.is_ours:
        return
    made = outputs(emulator)
    accounts = Accounts(
        emulator.client("cognito-idp"),
        made["CitizensPoolId"],
        emulator.client("dynamodb"),
        made["TableName"],
    )
    try:
        new = settle_in(emulator.port, portal.removeprefix("http://"), accounts)
        identity, table = emulator.client("cognito-idp"), emulator.client("dynamodb")
        new += employ(identity, made["InvitedPoolId"], table, made["TableName"])
        tell(table, made["TableName"])
        if new:
            step("Made-up people have made their accounts")
    except (OSError, RuntimeError) as error:
        raise Trouble(f"The made-up people could not make their accounts: {error}") from None


# The people of each supplier, the first being S001. infra/local/history knows
# what each is like. S002 has the names that are hard to sort, and S007 has one
# person, who began in May 2026.
SIZES = [60, 20, 34, 12, 9, 6, 1, 3, 16, 7, 22, 11]

# Somebody at S003 has the name of the person whose care record Mei Zhang sees, and
# infra/local/history gives the record their number, 0098849.
ATTENDS = {84: ("Zhang", "Wei")}


def commission(emulator):
    """What a made-up county has commissioned from suppliers of every size, as its
    case system would have left it four weeks ago and last night, taken in by the
    function itself. Then a snapshot that has lost many people, which is held
    back."""
    if not emulator.is_ours:
        return
    made = outputs(emulator)
    storage, bucket = emulator.client("s3"), made["ExchangeBucketName"]
    night = datetime.datetime.now(datetime.timezone.utc).date() - datetime.timedelta(days=1)
    county, cut = County(sizes=SIZES, names=ATTENDS), County(sizes=[*SIZES[:2], 1])
    before = night - datetime.timedelta(days=28)
    snapshots = [(str(night), county, night, "22:00:00")]
    if not storage.list_objects_v2(Bucket=bucket, Prefix="provisions/").get("Contents"):
        snapshots.insert(0, (str(before), county, before, "22:00:00"))
        snapshots.append((f"{night}-again", cut, night, "23:30:00"))
    taken = False
    for name, of, day, at in snapshots:
        folder = f"provisions/{name}"
        found = storage.list_objects_v2(Bucket=bucket, Prefix=f"{folder}/manifest.json")
        if found.get("Contents"):
            continue
        with tempfile.TemporaryDirectory() as room:
            snapshot(of, day, Path(room), at)
            for file in ("provisions.csv", "terms.csv", "manifest.json"):
                storage.upload_file(str(Path(room, file)), bucket, f"{folder}/{file}")
        take_in(emulator, made)
        taken = True
    if taken:
        step("A made-up county has commissioned day services")


def give_records(emulator):
    """What the case system says of the record of Wei Zhang, with two documents, taken
    in by the function itself."""
    if not emulator.is_ours:
        return
    made = outputs(emulator)
    storage, bucket = emulator.client("s3"), made["ExchangeBucketName"]
    if storage.list_objects_v2(Bucket=bucket, Prefix="records/").get("Contents"):
        return
    for key, content in records.files():
        storage.put_object(Bucket=bucket, Key=key, Body=content)
    take_in(emulator, made)
    step("The case system has sent the record of Wei Zhang")


def take_in(emulator, made):
    """Lets the import look for what has arrived. The event of the manifest may be
    on its way: whoever comes second is told that another run writes, and asks
    again."""
    for _ in range(30):
        answer = emulator.client("lambda").invoke(
            FunctionName=made["NightlyImportName"], Payload=json.dumps({"sweep": True}).encode()
        )
        if "FunctionError" not in answer:
            return
        time.sleep(1)
    raise Trouble(f"What the county commissioned was not imported. See {emulator.log}")


def settle(emulator, values, portal):
    """Leaves what `cargo lambda` and the tests need to find the stack."""
    made = outputs(emulator)
    citizens = emulator.client("cognito-idp").describe_user_pool_client(
        UserPoolId=made["CitizensPoolId"], ClientId=made["CitizensClientId"]
    )["UserPoolClient"]
    invited = emulator.client("cognito-idp").describe_user_pool_client(
        UserPoolId=made["InvitedPoolId"], ClientId=made["InvitedClientId"]
    )["UserPoolClient"]
    lines = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_ENDPOINT_URL": emulator.endpoint,
        "TABLE_NAME": made["TableName"],
        "EXCHANGE_BUCKET": made["ExchangeBucketName"],
        "EXPORT_FUNCTION": made["ExportToCaseSystemName"],
        "CITIZENS_POOL_ID": made["CitizensPoolId"],
        "CITIZENS_CLIENT_ID": made["CitizensClientId"],
        "CITIZENS_CLIENT_SECRET": citizens["ClientSecret"],
        "INVITED_POOL_ID": made["InvitedPoolId"],
        "INVITED_CLIENT_ID": made["InvitedClientId"],
        "INVITED_CLIENT_SECRET": invited["ClientSecret"],
        "TELEPHONE": f"http://127.0.0.1:{emulator.port + 1}",
        "EDGE_SECRETS": "",
        "SOURCE_KEY": "local",
        "COUNCIL": values["Council"],
        "LOCAL_CHARGING_POLICY": values["LocalChargingPolicy"],
        "STAGE": values["Stage"],
        "PUBLIC_ADDRESS": values["PublicAddress"],
        "PORTAL_ADDRESS": portal,
    }
    file = emulator.folder / "environment"
    file.write_text("".join(f"{name}='{value}'\n" for name, value in lines.items()))
    return file


def remember(emulator, target, environment):
    """The weeks of day services before this one, so that providers and finance
    have something to look at: what is there already is left alone. Then the case
    system refuses a line of one of the registers."""
    if not emulator.is_ours:
        return
    lines = (line.partition("=") for line in environment.read_text().splitlines())
    settings = {name: value.strip("'") for name, _, value in lines}
    done = subprocess.run(
        [Path(target, "local", "history")],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Trouble(f"The past of the day services could not be made: {done.stdout[-500:]}")
    refuse_a_line(emulator)
    step("The day services have a past")


def refuse_a_line(emulator):
    """What the case system says of a register of S003, unless it said something
    before: it takes the register in, but for the first line."""
    storage, bucket = emulator.client("s3"), outputs(emulator)["ExchangeBucketName"]
    names = [
        each["Key"]
        for prefix in ("acknowledgements/S003_", "acknowledgements-read/S003_")
        for each in storage.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])
    ]
    if names:
        return
    now = datetime.datetime.now(datetime.timezone.utc)
    # The Sunday before last.
    ended = now.date() - datetime.timedelta(days=now.date().isoweekday() + 7)
    first = next(County(sizes=SIZES).lines(sum(SIZES[:2]), now.date()))
    said = {
        "format": "register-acknowledgement",
        "version": 1,
        "supplier": "S003",
        "week_ending": str(ended),
        "number": 1,
        "outcome": "received",
        "received_at": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "refused_lines": [
            {
                "purchase_order": first["purchase_order"],
                "line": first["line"],
                "reason": "The purchase order was closed",
            }
        ],
    }
    key = f"acknowledgements/S003_{ended}_1.json"
    storage.put_object(Bucket=bucket, Key=key, Body=json.dumps(said).encode())


def logs(emulator):
    """Every line that the functions wrote, oldest first."""
    client = emulator.client("logs")
    lines = []
    for page in client.get_paginator("describe_log_groups").paginate(
        logGroupNamePrefix=f"/{STACK}/"
    ):
        for group in page["logGroups"]:
            lines += of_group(client, group["logGroupName"])
    for _, line in sorted(lines, key=lambda line: line[0]):
        print(line.rstrip())


def of_group(client, group):
    """Its lines. MiniStack gives 10,000 at most to one question and makes a
    stream for each request, so some streams are asked for at a time."""
    pages = client.get_paginator("describe_log_streams").paginate(logGroupName=group)
    streams = [stream["logStreamName"] for page in pages for stream in page["logStreams"]]
    lines = client.get_paginator("filter_log_events")
    for first in range(0, len(streams), 100):
        asked = lines.paginate(logGroupName=group, logStreamNames=streams[first : first + 100])
        for page in asked:
            yield from ((event["timestamp"], event["message"]) for event in page["events"])


def up(emulator, target, fresh):
    if emulator.is_ours:
        if fresh:
            if emulator.stop():
                step("Stopped the stack that was running")
            emulator.empty()
        emulator.start()
    elif fresh:
        raise Trouble(f"--fresh empties our own stack only, not the one at {emulator.endpoint}")
    values = settings(emulator, os.environ.get("COUNCIL", "illustration"))
    packed = pack(emulator, target)
    if not deploy(emulator, packed, values):
        step("Nothing has changed since the last deployment")
    portal = address(emulator)
    check(emulator, portal)
    let_mail_out(emulator)
    people(emulator, portal)
    commission(emulator)
    give_records(emulator)
    environment = settle(emulator, values, portal)
    remember(emulator, target, environment)
    shown = os.path.relpath(environment)
    telephone = f"http://127.0.0.1:{emulator.port + 1}/messages"
    sign_ins = "".join(
        f"  {person['email']:<34} {person['password']}\n" for person in PEOPLE
    )
    staff = "".join(
        f"  {member['email']:<34} {member['password']:<26} {work_of(member)}\n"
        for member in MEMBERS
    )
    print(f"""
The portal is up:

  Portal             {portal}/
  Mail that is sent  {emulator.endpoint}/_ministack/ses/messages
  Codes by telephone {telephone}
  Logs               infra/local/logs
  Environment        {shown}   (for cargo lambda: --env-file {shown})

Made-up people to sign in as, each with a code that is in the mail:
{sign_ins}
Made-up professionals, at {portal}/professionals/sign-in, each with a code by telephone:
{staff}
Stop it with infra/local/down.""")


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("command", choices=["up", "down", "logs"])
    asked.add_argument("--fresh", action="store_true")
    asked.add_argument("--target", default="target")
    asked = asked.parse_args()
    emulator = Emulator(asked.target)
    try:
        if asked.command == "up":
            up(emulator, asked.target, asked.fresh)
        elif asked.command == "logs":
            logs(emulator)
        else:
            print("Stopped." if emulator.stop() else "The portal is not running.")
    except Trouble as trouble:
        sys.exit(f"\n{trouble}")
    except KeyboardInterrupt:
        sys.exit("\nStopped. Run infra/local/up again to go on where it was.")


if __name__ == "__main__":
    main()
