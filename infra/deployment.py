"""Deploys the portal of a council to AWS: infra/deploy calls this, and says how.

What a deployment was made with is kept in infra/deployments/<council>.<stage>.json,
so that it is made again with the same when nothing is said: a flag that is left
out takes nothing away.
"""

import argparse
import json
import os
import re
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP / "infra" / "local"))
from parameters import Unusable, parameters  # noqa: E402
from region import AnotherRegion, environment_for, region  # noqa: E402

# What is kept of a deployment: setting -> what it is.
SETTINGS = {
    "stack": "the CloudFormation stack, for example portal-test",
    "bucket": "an S3 bucket of the same account and region for the code",
    "mail_from": "whom e-mails are from; SES has verified the address or its domain in this account and region",
    "text_origination": "the number, pool or sender id of AWS End User Messaging that codes are sent from by text message",
    "voice_origination": "the number or pool of it that codes are spoken from",
    "edge": "CloudFront, security headers and web firewall in front",
    "edge_sends": "which of its two secrets the edge sends: first or second (infra/README.md says how to change them)",
    "edge_first_secret": "the number of the edge's first secret; another number makes another secret",
    "edge_second_secret": "the number of the edge's second secret",
    "domain": "the council's own name for the portal",
    "certificate": "the ARN of its certificate, in us-east-1",
    "alarms": "the e-mail address that is told when something fails or does not run",
    "case_system_role": "the ARN of the role with which the case system reads applications; the role exists already",
    "region": "another region than London (eu-west-2)",
}
SWITCHES = {"edge"}

CERTIFICATE = re.compile(r"arn:aws[a-zA-Z-]*:acm:us-east-1:\d{12}:certificate/.+")


class Trouble(Exception):
    """Something a person has to see to, said in words for them."""


def flag(setting):
    return "--" + setting.replace("_", "-")


def asked(arguments):
    """What was typed."""
    parser = argparse.ArgumentParser(
        prog="infra/deploy",
        description="Deploys the portal of a council to AWS. What is left out is as the last time "
        "(infra/deployments/<council>.<stage>.json); an empty value, or --no-edge, takes it away.",
    )
    parser.add_argument("--council", required=True, help="a file of infra/councils, without .json")
    parser.add_argument("--stage", required=True, choices=["test", "live"])
    for setting, what in SETTINGS.items():
        if setting in SWITCHES:
            parser.add_argument(flag(setting), action=argparse.BooleanOptionalAction, help=what)
        else:
            parser.add_argument(flag(setting), help=what)
    return parser.parse_args(arguments)


def settled(kept, typed):
    """The settings of this deployment: what was kept, but for what was typed."""
    given = {name: getattr(typed, name) for name in SETTINGS if getattr(typed, name) is not None}
    return {name: value for name, value in (kept | given).items() if value}


def check(settings, council, stage):
    """Says what is missing or does not go together, before anything is built."""
    unknown = sorted(set(settings) - set(SETTINGS))
    if unknown:
        raise Trouble(f"There is no such setting as {', '.join(unknown)}.")
    needed = ["stack", "bucket", "mail_from"]
    if stage == "live":
        if council == "illustration":
            raise Trouble("The illustration is made up and must not be deployed as a live portal.")
        needed += ["text_origination", "voice_origination"]
        # CloudFront takes TLS 1.0 at the name that it gives itself.
        if "edge" in settings and "domain" not in settings:
            raise Trouble("A live --edge needs --domain: at CloudFront's own name it takes outdated TLS.")
    missing = [flag(name) for name in needed if name not in settings]
    if missing:
        raise Trouble(f"It is not said: {', '.join(missing)}.")
    if "domain" in settings and not ("edge" in settings and "certificate" in settings):
        raise Trouble("--domain needs --edge and --certificate: nothing else serves that name.")
    if settings.get("edge_sends", "first") not in ("first", "second"):
        raise Trouble("--edge-sends is first or second.")
    for number in ("edge_first_secret", "edge_second_secret"):
        if not re.fullmatch("[1-9][0-9]*", settings.get(number, "1")):
            raise Trouble(f"{flag(number)} is a number from 1.")
    if not CERTIFICATE.fullmatch(settings.get("certificate", "arn:aws:acm:us-east-1:000000000000:certificate/none")):
        raise Trouble("--certificate is the ARN of a certificate in us-east-1, where CloudFront looks.")


def values(council_file, stage, settings, firewall=""):
    """The template's parameters, every one that a deployment decides."""
    domain = settings.get("domain", "")
    return parameters(council_file, stage) | {
        "AlarmEmail": settings.get("alarms", ""),
        "CaseSystemRoleArn": settings.get("case_system_role", ""),
        "CertificateArn": settings.get("certificate", ""),
        "DeployEdge": "true" if settings.get("edge") else "false",
        "DomainName": domain,
        "EdgeFirstSecret": settings.get("edge_first_secret", "1"),
        "EdgeSecondSecret": settings.get("edge_second_secret", "1"),
        "EdgeSends": settings.get("edge_sends", "first"),
        "FirewallArn": firewall,
        "MailFrom": settings["mail_from"],
        "PublicAddress": f"https://{domain}" if domain else "",
        "TextOrigination": settings.get("text_origination", ""),
        "VoiceOrigination": settings.get("voice_origination", ""),
    }


class Commands:
    """Runs what deploys. A test has its own."""

    def run(self, command, environment):
        """What a command says on its output; it says the rest to the person."""
        done = subprocess.run(command, env=environment, cwd=TOP, stdout=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise Trouble(f"{' '.join(map(str, command[:3]))} did not succeed.")
        return done.stdout.strip()

    def show(self, command, environment, folder=TOP):
        """Runs a command whose output is for the person."""
        if subprocess.run(command, env=environment, cwd=folder).returncode != 0:
            raise Trouble(f"{' '.join(map(str, command[:3]))} did not succeed.")

    def stack_status(self, stack, environment):
        """A stack's status; none if there is no such stack."""
        described = subprocess.run(
            ["aws", "cloudformation", "describe-stacks", "--stack-name", stack, "--query", "Stacks[0].StackStatus", "--output", "text"],
            env=environment, cwd=TOP, capture_output=True, text=True,
        )
        if described.returncode == 0:
            return described.stdout.strip()
        if "does not exist" in described.stderr:
            return None
        raise Trouble(described.stderr.strip())


def step(text):
    print(text, flush=True)


def build(commands, environment):
    step("Building the styles and scripts")
    assets = TOP / "shared" / "web" / "assets"
    commands.show(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], environment, assets)
    commands.show(["npm", "run", "--silent", "build"], environment, assets)
    step("Building the functions for arm64 (release profile)")
    functions = sorted(manifest.parent.name for manifest in (TOP / "functions").glob("*/Cargo.toml"))
    # Each by itself: of functions that are built together, each would get the
    # AWS SDKs that any of them needs.
    how = ["--locked", "--release", "--arm64", "--output-format", "zip", "--lambda-dir", "target/lambda"]
    for function in functions:
        commands.show(["cargo", "lambda", "build", *how, "-p", function], environment)


def put_up_firewall(commands, settings, environment):
    """The web firewall of a portal with an edge; its ARN. AWS takes it in
    us-east-1 only."""
    if not settings.get("edge"):
        return ""
    step("Deploying the firewall (us-east-1)")
    stack = f"{settings['stack']}-firewall"
    there = ["--region", "us-east-1", "--stack-name", stack]
    commands.show(
        ["aws", "cloudformation", "deploy", *there, "--template-file", "infra/firewall.yaml",
         "--parameter-overrides", f"Name={settings['stack']}", "--no-fail-on-empty-changeset"],
        environment,
    )
    query = "Stacks[0].Outputs[?OutputKey==`FirewallArn`].OutputValue"
    return commands.run(
        ["aws", "cloudformation", "describe-stacks", *there, "--query", query, "--output", "text"], environment
    )


def clear_what_failed(commands, stack, environment):
    """Deletes a stack whose creation failed. Nothing is in it, and it can be
    neither updated nor created again."""
    if commands.stack_status(stack, environment) == "ROLLBACK_COMPLETE":
        step(f"{stack} could not be created the last time: deleting what is left of it")
        commands.show(["aws", "cloudformation", "delete-stack", "--stack-name", stack], environment)
        commands.show(["aws", "cloudformation", "wait", "stack-delete-complete", "--stack-name", stack], environment)


def deploy(arguments, environment, commands, kept_in=TOP / "infra" / "deployments"):
    typed = asked(arguments)
    council_file = TOP / "infra" / "councils" / f"{typed.council}.json"
    if not council_file.is_file():
        raise Trouble(f"There is no infra/councils/{typed.council}.json")
    file = Path(kept_in) / f"{typed.council}.{typed.stage}.json"
    kept = json.loads(file.read_text()) if file.is_file() else {}
    settings = settled(kept, typed)
    check(settings, typed.council, typed.stage)
    where = region(environment, settings.get("region"))
    # A council whose configuration is too large is refused now.
    values(council_file, typed.stage, settings)
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(settings, indent=2, sort_keys=True) + "\n")

    environment = environment_for(environment, where)
    commands.show(["infra/local/tools"], environment)
    tools = TOP / "target" / "python" / "bin"
    environment["PATH"] = f"{tools}{os.pathsep}{environment.get('PATH', '')}"
    account = commands.run(["aws", "sts", "get-caller-identity", "--query", "Account", "--output", "text"], environment)
    step(f"Deploying {settings['stack']} to account {account} in {where}, as {file.name} says")
    build(commands, environment)
    firewall = put_up_firewall(commands, settings, environment)

    step("Deploying the portal")
    stack, bucket = settings["stack"], settings["bucket"]
    code = ["--s3-bucket", bucket, "--s3-prefix", stack]
    packed = "target/lambda/template.yaml"
    commands.run(
        ["aws", "cloudformation", "package", "--template-file", "infra/template.yaml", *code, "--output-template-file", packed],
        environment,
    )
    # In a file: the council's own parameters are JSON, which no shell quoting
    # survives.
    overrides = TOP / "target" / "lambda" / "parameters.json"
    overrides.parent.mkdir(parents=True, exist_ok=True)
    made = values(council_file, typed.stage, settings, firewall)
    overrides.write_text(json.dumps([f"{name}={value}" for name, value in made.items()]))
    clear_what_failed(commands, stack, environment)
    commands.show(
        ["aws", "cloudformation", "deploy", "--stack-name", stack, "--template-file", packed, *code,
         "--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND", "--no-fail-on-empty-changeset",
         "--parameter-overrides", "file://target/lambda/parameters.json"],
        environment,
    )
    query = "Stacks[0].Outputs[?ends_with(OutputKey, `Address`)].[OutputKey, OutputValue]"
    commands.show(
        ["aws", "cloudformation", "describe-stacks", "--stack-name", stack, "--query", query, "--output", "text"],
        environment,
    )


if __name__ == "__main__":
    try:
        deploy(sys.argv[1:], dict(os.environ), Commands())
    except (AnotherRegion, Trouble, Unusable) as trouble:
        sys.exit(str(trouble))
