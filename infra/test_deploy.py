"""What infra/deploy, infra/invite and infra/sign-out do, without AWS: commands are noted
instead of run.

    target/python/bin/python -m unittest infra/test_deploy.py
"""

import contextlib
import io
import json
import os
import sys
import tempfile
import unittest
from pathlib import Path

from cfnlint.decode import decode

sys.path.insert(0, str(Path(__file__).parent))
from deployment import SETTINGS, Trouble, deploy, flag  # noqa: E402
from members import clients  # noqa: E402
from parameters import MAY_SET  # noqa: E402
from region import AnotherRegion, region  # noqa: E402
from sessions import CITIZEN, STAFF, account_of, end_all_sessions, end_sessions_of  # noqa: E402

TOP = Path(__file__).resolve().parent.parent
PARAMETERS = decode(str(TOP / "infra" / "template.yaml"))[0]["Parameters"]

FIRST = ["--council", "illustration", "--stage", "test"]
WHOLE = [
    *FIRST, "--stack", "portal-test", "--bucket", "code", "--mail-from", "portal@council.example",
]
EDGE = [
    "--edge", "--domain", "care.council.example",
    "--certificate", "arn:aws:acm:us-east-1:123456789012:certificate/1",
]
NUMBER = "arn:aws:sms-voice:eu-west-2:123456789012:phone-number/phone-1"


class FakeTable:
    """The calls that infra/sign-out makes, over keys in memory."""

    def __init__(self, *keys):
        self.keys = list(keys)

    def get_paginator(self, operation):
        return FakePages(self, operation)

    def delete_item(self, TableName, Key):
        key = (Key["PK"]["S"], Key["SK"]["S"])
        self.keys = [one for one in self.keys if one != key]


class FakePages:
    def __init__(self, table, operation):
        self.table, self.operation = table, operation

    def paginate(self, ExpressionAttributeValues, **_):
        given = {name: value["S"] for name, value in ExpressionAttributeValues.items()}
        for pk, sk in list(self.table.keys):
            if self.operation == "query":
                fits = pk == given[":of"] and sk.startswith(given[":session"])
            else:
                fits = pk.startswith((given[":citizen"], given[":staff"]))
            yield {"Items": [{"PK": {"S": pk}, "SK": {"S": sk}}] if fits else []}


class SignOut(unittest.TestCase):
    """ASVS 5.0, 7.4.5."""

    KEYS = [
        ("ACCOUNT#ada", "PROFILE"),
        ("ACCOUNT#ada", "SESSION#1"),
        ("ACCOUNT#ada", "SESSION#2"),
        ("ACCOUNT#bea", "SESSION#3"),
        ("MEMBER#farah", "SESSION#4"),
        ("MEMBER-SESSION#4", "SESSION"),
        *[(f"SESSION#{number}", "SESSION") for number in (1, 2, 3)],
    ]

    def test_the_sessions_of_one_person_end_and_no_others(self):
        for kind, who, left in [
            (CITIZEN, "ada", {"SESSION#3", "MEMBER-SESSION#4"}),
            (STAFF, "farah", {"SESSION#1", "SESSION#2", "SESSION#3"}),
        ]:
            with self.subTest(who):
                table = FakeTable(*self.KEYS)
                ended = end_sessions_of(table, "table", who, kind)
                self.assertEqual(ended, 2 if who == "ada" else 1)
                self.assertEqual({pk for pk, sk in table.keys if sk == "SESSION"}, left)
                self.assertIn(("ACCOUNT#ada", "PROFILE"), table.keys)
                self.assertEqual(end_sessions_of(table, "table", who, kind), 0)

    def test_every_session_ends_and_nothing_else(self):
        table = FakeTable(*self.KEYS)
        self.assertEqual(end_all_sessions(table, "table"), 4)
        self.assertEqual([sk for _, sk in table.keys if sk == "SESSION"], [])
        self.assertIn(("ACCOUNT#ada", "PROFILE"), table.keys)

    def test_whose_address_it_is_says_the_pool(self):
        class Nobody(Exception):
            pass

        class Pool:
            exceptions = type("exceptions", (), {"UserNotFoundException": Nobody})

            def admin_get_user(self, UserPoolId, Username):
                if Username != "ada@example.org":
                    raise Nobody
                return {"UserAttributes": [{"Name": "sub", "Value": "ada"}]}

        self.assertEqual(account_of(Pool(), "pool", "ada@example.org"), "ada")
        self.assertIsNone(account_of(Pool(), "pool", "eve@example.org"))


class Noted:
    """Commands that are not run."""

    def __init__(self, status=None):
        self.commands = []
        self.environments = []
        self.status = status

    def run(self, command, environment):
        self.show(command, environment)
        return "arn:aws:wafv2:firewall" if "us-east-1" in command else "123456789012"

    def show(self, command, environment, folder=TOP):
        self.commands.append(list(command))
        self.environments.append(dict(environment))

    def stack_status(self, stack, environment):
        return self.status

    def names(self):
        return [" ".join(command[:3]) for command in self.commands]


class Deployment(unittest.TestCase):
    def setUp(self):
        room = tempfile.TemporaryDirectory()
        self.addCleanup(room.cleanup)
        self.kept_in = Path(room.name) / "deployments"

    def deploy(self, arguments, environment=None, status=None):
        """The commands, and the parameters that the template was given."""
        noted = Noted(status)
        with contextlib.redirect_stdout(io.StringIO()):
            deploy(arguments, environment or {"PATH": "/bin"}, noted, self.kept_in)
        given = json.loads((TOP / "target" / "lambda" / "parameters.json").read_text())
        return noted, dict(each.split("=", 1) for each in given)

    def refused(self, arguments, environment=None):
        with self.assertRaises((Trouble, AnotherRegion)) as trouble:
            self.deploy(arguments, environment)
        return str(trouble.exception)

    def test_every_command_is_sent_to_london_whatever_the_environment_is_called(self):
        for environment in ({}, {"AWS_REGION": "eu-west-2"}, {"AWS_DEFAULT_REGION": "eu-west-2"}):
            noted, _ = self.deploy(WHOLE, {"PATH": "/bin", "AWS_ENDPOINT_URL": "http://localhost"} | environment)
            self.assertTrue(noted.environments)
            for seen in noted.environments:
                # The command line reads one, the SDKs the other.
                self.assertEqual(seen["AWS_DEFAULT_REGION"], "eu-west-2")
                self.assertEqual(seen["AWS_REGION"], "eu-west-2")
                self.assertNotIn("AWS_ENDPOINT_URL", seen)

    def test_another_region_is_a_flag_and_refused_before_anything_is_run(self):
        for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
            noted = Noted()
            with self.assertRaises(AnotherRegion) as trouble:
                deploy(WHOLE, {name: "us-east-1"}, noted, self.kept_in)
            self.assertIn("--region us-east-1", str(trouble.exception))
            self.assertEqual(noted.commands, [])
        noted, _ = self.deploy([*WHOLE, "--region", "eu-west-1"], {"AWS_REGION": "us-east-1"})
        self.assertEqual(noted.environments[-1]["AWS_DEFAULT_REGION"], "eu-west-1")

    def test_whoever_invites_does_so_in_london_and_on_aws(self):
        environment = {"AWS_ENDPOINT_URL": "http://localhost:4566", "HOME": "/home/jo"}
        clients(environment, None)
        self.assertEqual(
            environment,
            {"AWS_DEFAULT_REGION": "eu-west-2", "AWS_REGION": "eu-west-2", "HOME": "/home/jo"},
        )
        with self.assertRaises(AnotherRegion):
            clients({"AWS_DEFAULT_REGION": "us-east-1"}, None)
        self.assertEqual(region({"AWS_DEFAULT_REGION": "us-east-1"}, "eu-west-1"), "eu-west-1")

    def test_deployed_again_without_a_flag_nothing_is_taken_away(self):
        role = "arn:aws:iam::210987654321:role/case-system"
        more = [
            *EDGE, "--alarms", "team@council.example", "--case-system-role", role,
            "--text-origination", NUMBER, "--voice-origination", NUMBER,
        ]
        _, first = self.deploy([*WHOLE, *more])
        self.assertEqual(first["DeployEdge"], "true")
        self.assertEqual(first["PublicAddress"], "https://care.council.example")
        self.assertEqual(first["AlarmEmail"], "team@council.example")
        self.assertEqual(first["CaseSystemRoleArn"], role)
        self.assertEqual(first["FirewallArn"], "arn:aws:wafv2:firewall")
        _, again = self.deploy(FIRST)
        self.assertEqual(again, first)
        file = self.kept_in / "illustration.test.json"
        self.assertLessEqual(set(json.loads(file.read_text())), set(SETTINGS))

    def test_a_flag_overrides_that_one_setting_and_is_kept(self):
        _, first = self.deploy([*WHOLE, *EDGE, "--alarms", "team@council.example"])
        _, other = self.deploy([*FIRST, "--alarms", "others@council.example"])
        self.assertEqual(other, first | {"AlarmEmail": "others@council.example"})
        _, again = self.deploy(FIRST)
        self.assertEqual(again, other)
        noted, without = self.deploy([*FIRST, "--no-edge", "--domain", "", "--alarms", ""])
        self.assertEqual(without["DeployEdge"], "false")
        self.assertEqual((without["DomainName"], without["AlarmEmail"]), ("", ""))
        self.assertFalse([each for each in noted.commands if "infra/firewall.yaml" in each])

    def test_the_edge_changes_its_secret_in_two_deployments(self):
        _, given = self.deploy([*WHOLE, *EDGE])
        numbers = [given[name] for name in ("EdgeFirstSecret", "EdgeSecondSecret", "EdgeSends")]
        self.assertEqual(numbers, ["1", "1", "first"])
        _, made = self.deploy([*FIRST, "--edge-second-secret", "2"])
        self.assertEqual(made, given | {"EdgeSecondSecret": "2"})
        _, sent = self.deploy([*FIRST, "--edge-sends", "second"])
        self.assertEqual(sent, made | {"EdgeSends": "second"})
        self.assertIn("--edge-sends", self.refused([*FIRST, "--edge-sends", "both"]))
        for number in ("0", "-1", "two"):
            self.assertIn("--edge-first-secret", self.refused([*FIRST, f"--edge-first-secret={number}"]))

    def test_stages_and_councils_do_not_share_their_settings(self):
        self.deploy(WHOLE)
        self.assertEqual([file.name for file in self.kept_in.iterdir()], ["illustration.test.json"])

    def test_a_test_stage_needs_no_numbers_and_a_live_one_both(self):
        _, given = self.deploy(WHOLE)
        self.assertEqual((given["TextOrigination"], given["VoiceOrigination"]), ("", ""))
        # The illustration cannot be live: another council's file is needed.
        self.assertIn("made up", self.refused([*WHOLE, "--stage", "live"]))
        from deployment import check

        settings = {"stack": "portal", "bucket": "code", "mail_from": "portal@council.example"}
        with self.assertRaises(Trouble) as trouble:
            check(settings | {"text_origination": NUMBER}, "council", "live")
        self.assertEqual(str(trouble.exception), "It is not said: --voice-origination.")
        check(settings | {"text_origination": NUMBER, "voice_origination": NUMBER}, "council", "live")

    def test_a_live_edge_has_a_name_of_the_councils_own(self):
        from deployment import check

        live = {
            "stack": "portal", "bucket": "code", "mail_from": "portal@council.example",
            "text_origination": NUMBER, "voice_origination": NUMBER, "edge": True,
        }
        with self.assertRaises(Trouble) as trouble:
            check(live, "council", "live")
        self.assertIn("--domain", str(trouble.exception))
        named = {"domain": "care.council.example", "certificate": EDGE[-1]}
        check(live | named, "council", "live")
        # Another stage may be looked at by CloudFront's own name.
        check(live, "council", "test")

    def test_what_does_not_go_together_is_refused_before_anything_is_built(self):
        self.assertIn("--stack", self.refused(FIRST))
        domain = ["--domain", "care.council.example"]
        self.assertIn("--edge", self.refused([*WHOLE, *domain]))
        self.assertIn("--certificate", self.refused([*WHOLE, "--edge", *domain]))
        elsewhere = "arn:aws:acm:eu-west-2:123456789012:certificate/1"
        self.assertIn("us-east-1", self.refused([*WHOLE, *EDGE, "--certificate", elsewhere]))
        self.assertFalse(self.kept_in.exists())

    def test_a_stack_that_could_not_be_created_is_deleted_before_it_is_made_again(self):
        delete, make = "aws cloudformation delete-stack", "aws cloudformation deploy"
        noted, _ = self.deploy(WHOLE, status="ROLLBACK_COMPLETE")
        self.assertLess(noted.names().index(delete), noted.names().index(make))
        for status in (None, "CREATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"):
            noted, _ = self.deploy(WHOLE, status=status)
            self.assertNotIn(delete, noted.names(), status)
            self.assertIn(make, noted.names(), status)

    def test_the_account_is_asked_for_before_anything_is_built(self):
        noted, _ = self.deploy(WHOLE)
        names = noted.names()
        self.assertLess(names.index("aws sts get-caller-identity"), names.index("cargo lambda build"))

    def test_each_function_is_built_by_itself_for_what_it_needs_alone(self):
        # Cargo gives all packages of one build the features that any of them
        # asks for: the AWS SDKs among them.
        noted, _ = self.deploy(WHOLE)
        built = [command for command in noted.commands if command[:3] == ["cargo", "lambda", "build"]]
        packages = [[package for flag, package in zip(command, command[1:]) if flag == "-p"] for command in built]
        functions = sorted(manifest.parent.name for manifest in (TOP / "functions").glob("*/Cargo.toml"))
        self.assertEqual(packages, [[function] for function in functions])

    def test_every_parameter_of_the_template_is_decided_by_somebody(self):
        _, given = self.deploy(WHOLE)
        # Always arm64 on AWS.
        self.assertEqual(set(given) | MAY_SET | {"Architecture"}, set(PARAMETERS))

    def test_the_script_says_every_flag_that_there_is(self):
        script = (TOP / "infra" / "deploy").read_text()
        for setting in SETTINGS:
            self.assertIn(flag(setting), script)
        self.assertTrue(os.access(TOP / "infra" / "deploy", os.X_OK))


if __name__ == "__main__":
    unittest.main()
