"""The local stack itself: that it keeps what it has when it is killed, stops
what it started and nothing else, and checks what a role may do. On a port of
its own, with nothing deployed.

    target/python/bin/python -m unittest infra/test_local_stack.py
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from unittest import mock

LOCAL = Path(__file__).parent / "local"
sys.path.insert(0, str(LOCAL))

import botocore.exceptions  # noqa: E402
import stack  # noqa: E402
from conditions import document, partition_of, partitions  # noqa: E402
from emulator import with_streams_begun_anew  # noqa: E402


def free_port():
    """A port whose next one is free as well: the telephone has that."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


class Stack(unittest.TestCase):
    def setUp(self):
        self.target = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.target, ignore_errors=True)
        # The tools are where they are installed, the state is here.
        (self.target / "python" / "bin").mkdir(parents=True)
        (self.target / "python" / "bin" / "python").symlink_to(sys.executable)
        environment = {
            "LOCAL_STACK_PORT": str(free_port()),
            "LOCAL_STACK_KEPT_EVERY": "0.5",
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }
        environment = mock.patch.dict(os.environ, environment)
        environment.start()
        self.addCleanup(environment.stop)
        os.environ.pop("AWS_ENDPOINT_URL", None)
        self.emulator = stack.Emulator(self.target)
        self.addCleanup(lambda: self.emulator.stop())

    def make_table(self):
        table = self.emulator.client("dynamodb")
        table.create_table(
            TableName="portal",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[
                {"AttributeName": "PK", "AttributeType": "S"},
                {"AttributeName": "SK", "AttributeType": "S"},
            ],
            KeySchema=[
                {"AttributeName": "PK", "KeyType": "HASH"},
                {"AttributeName": "SK", "KeyType": "RANGE"},
            ],
        )
        return table

    def kill(self):
        """As a machine does that is switched off."""
        pid = self.emulator.running()["pid"]
        os.kill(pid, signal.SIGKILL)
        while stack.command_line(pid):
            time.sleep(0.05)

    def test_what_was_kept_before_a_kill_is_there_after_it(self):
        self.emulator.start()
        table = self.make_table()
        key = {"PK": {"S": "DRAFT#1"}, "SK": {"S": "DRAFT"}}
        table.put_item(TableName="portal", Item=key)
        kept = self.target / "local-stack" / "state" / "dynamodb.json"
        deadline = time.monotonic() + 20
        while not (kept.exists() and "DRAFT#1" in kept.read_text()):
            self.assertLess(time.monotonic(), deadline, "the table is not written while it runs")
            time.sleep(0.1)
        self.kill()
        self.emulator.start()
        found = self.emulator.client("dynamodb").get_item(TableName="portal", Key=key)
        self.assertEqual(found["Item"], key)

    def test_a_killed_stack_starts_again_on_its_port_with_one_telephone(self):
        self.emulator.start()
        old = json.loads(self.emulator.process_file.read_text())
        self.kill()
        self.assertTrue(stack.answers(self.emulator.port + 1), "the telephone outlives the emulator")
        self.emulator.start()
        self.assertFalse(stack.command_line(old["telephone"]))
        self.assertEqual(self.emulator.running()["port"], old["port"])

    def test_down_after_a_kill_leaves_nothing_behind(self):
        self.emulator.start()
        self.kill()
        self.assertFalse(self.emulator.stop())
        self.assertFalse(stack.answers(self.emulator.port + 1))
        self.assertFalse(self.emulator.process_file.exists())

    def test_a_copy_of_the_folder_neither_finds_nor_stops_the_stack(self):
        self.emulator.start()
        copy = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, copy, ignore_errors=True)
        (copy / "local-stack").mkdir()
        shutil.copy(self.emulator.process_file, copy / "local-stack")
        copied = stack.Emulator(copy)
        self.assertIsNone(copied.running())
        self.assertFalse(copied.stop())
        self.assertIsNotNone(self.emulator.running())
        self.assertTrue(stack.answers(self.emulator.port))
        self.assertTrue(stack.answers(self.emulator.port + 1))

    def test_who_names_no_port_means_the_one_of_what_runs(self):
        self.emulator.start()
        started = self.emulator.port
        del os.environ["LOCAL_STACK_PORT"]
        self.assertEqual(stack.Emulator(self.target).port, started)
        self.emulator.stop()
        self.assertEqual(stack.Emulator(self.target).port, 4566)

    def test_a_number_that_is_another_programs_by_now_is_left_alone(self):
        another = subprocess.Popen(["sleep", "60"], start_new_session=True)
        self.addCleanup(another.kill)
        process = {"pid": another.pid, "port": self.emulator.port, "telephone": another.pid}
        self.emulator.process_file.write_text(json.dumps(process))
        self.assertIsNone(self.emulator.running())
        self.assertFalse(self.emulator.stop())
        self.assertIsNone(another.poll())

    def role(self, *statements):
        """Somebody with these rights, as a client of each service."""
        iam = self.emulator.client("iam")
        iam.create_user(UserName="function")
        iam.put_user_policy(
            UserName="function",
            PolicyName="rights",
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": list(statements)}),
        )
        key = iam.create_access_key(UserName="function")["AccessKey"]
        names = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
        mine = mock.patch.dict(os.environ, names)
        mine.start()
        self.addCleanup(mine.stop)

    def refused(self, call, **arguments):
        with self.assertRaises(botocore.exceptions.ClientError) as refusal:
            call(**arguments)
        self.assertIn("AccessDenied", refusal.exception.response["Error"]["Code"])

    def test_a_role_reaches_its_own_partitions_and_no_other(self):
        self.emulator.start()
        self.make_table()
        self.role({
            "Effect": "Allow",
            "Action": ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:BatchGetItem"],
            "Resource": "*",
            "Condition": {
                "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["DRAFT#*"]},
                "Null": {"dynamodb:LeadingKeys": "false"},
            },
        })
        table = self.emulator.client("dynamodb")

        def item(partition):
            return {"PK": {"S": partition}, "SK": {"S": "1"}}

        def both(*partitions):
            return [{"Put": {"TableName": "portal", "Item": item(each)}} for each in partitions]

        def query(partition):
            return {
                "TableName": "portal",
                "KeyConditionExpression": "PK = :pk AND begins_with(SK, :sk)",
                "ExpressionAttributeValues": {":pk": {"S": partition}, ":sk": {"S": "1"}},
            }

        table.put_item(TableName="portal", Item=item("DRAFT#1"))
        self.refused(table.put_item, TableName="portal", Item=item("MEMBERS"))
        table.transact_write_items(TransactItems=both("DRAFT#2", "DRAFT#3"))
        self.refused(table.transact_write_items, TransactItems=both("DRAFT#4", "MEMBERS"))
        self.assertEqual(table.query(**query("DRAFT#1"))["Count"], 1)
        self.refused(table.query, **query("MEMBERS"))
        keys = {"portal": {"Keys": [item("DRAFT#1"), item("MEMBERS")]}}
        self.refused(table.batch_get_item, RequestItems=keys)
        self.refused(table.scan, TableName="portal")

    def test_a_role_writes_from_its_own_address_and_no_other(self):
        self.emulator.start()
        mail = self.emulator.client("sesv2")
        for address in ("care@exampleshire.example", "mayor@exampleshire.example"):
            mail.create_email_identity(EmailIdentity=address)
        self.role({
            "Effect": "Allow",
            "Action": "ses:SendEmail",
            "Resource": "*",
            "Condition": {"StringEquals": {"ses:FromAddress": "care@exampleshire.example"}},
        })
        mail = self.emulator.client("sesv2")
        letter = {
            "Destination": {"ToAddresses": ["ada@example.org"]},
            "Content": {"Simple": {"Subject": {"Data": "Hello"}, "Body": {"Text": {"Data": "Hello"}}}},
        }
        mail.send_email(FromEmailAddress='"Care" <care@exampleshire.example>', **letter)
        self.refused(mail.send_email, FromEmailAddress="mayor@exampleshire.example", **letter)


class Streams(unittest.TestCase):
    def test_a_stream_is_read_from_its_beginning_after_a_start(self):
        restored = []
        with_streams_begun_anew(restored.append)({"esms": 1, "dynamodb_stream_positions": {"a": 512}})
        with_streams_begun_anew(restored.append)({"esms": 1})
        self.assertEqual(restored, [{"esms": 1, "dynamodb_stream_positions": {"a": 0}}, {"esms": 1}])


class Partitions(unittest.TestCase):
    def test_names_that_are_given_apart_are_read(self):
        sent = {
            "KeyConditionExpression": "#p = :p AND SK < :before",
            "ExpressionAttributeNames": {"#p": "PK"},
            "ExpressionAttributeValues": {":p": {"S": "OUTBOX"}, ":before": {"S": "2"}},
        }
        self.assertEqual(partitions(sent), ["OUTBOX"])

    def test_every_item_of_a_batch_counts(self):
        put = {"PutRequest": {"Item": {"PK": {"S": "A"}}}}
        delete = {"DeleteRequest": {"Key": {"PK": {"S": "B"}}}}
        self.assertEqual(partitions({"RequestItems": {"portal": [put, delete]}}), ["A", "B"])

    def test_what_is_no_request_has_none(self):
        for body in (b"", b"[]", b"{", b'"PK"', None):
            self.assertEqual(partitions(document(body)), [])
        self.assertEqual(partition_of({"PK": {"N": "1"}}), [])


if __name__ == "__main__":
    unittest.main()
