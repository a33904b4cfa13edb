"""What must be true of infra/template.yaml beyond its syntax (cfn-lint):
least privilege, retention, alarms, and that it, the folders and the code name
the same functions and the same rights.

    target/python/bin/python -m unittest infra/test_template.py
"""

import json
import re
import sys
import tempfile
import unittest
from pathlib import Path

from cfnlint.decode import decode
from cfnlint.template import Template as Linted
from cfnlint.template.transforms._language_extensions import language_extension
from ministack.services.cloudformation import language_extensions as emulator

sys.path.insert(0, str(Path(__file__).parent / "local"))
from parameters import MAY_SET, MOST_BYTES, Unusable, parameters  # noqa: E402

TOP = Path(__file__).resolve().parent.parent
FILE = str(TOP / "infra" / "template.yaml")
WRITTEN = decode(FILE)[0]


def expanded():
    """The template with every Fn::ForEach written out, as AWS does it before
    it looks at anything else."""
    trouble, template = language_extension(Linted(FILE, WRITTEN, ["eu-west-2"]))
    assert not trouble, trouble
    return template


TEMPLATE = expanded()
RESOURCES = TEMPLATE["Resources"]

# Where "*" cannot be avoided. May only shrink.
STARS = {
    # In a key's own policy "*" is that key.
    ("TableKey", "Administration"),
    ("TableKey", "ThroughDynamoDBOnly"),
    # GuardDuty chooses the end of its rule's name.
    ("EvidenceScanRole", "KeepManagedRule"),
    ("EvidenceScanRole", "WatchManagedRule"),
}

# In an ARN of objects "*" is every key under one folder of one bucket: there is
# no other way to write that.
A_FOLDER = re.compile(r"\$\{[A-Za-z]+Bucket\.Arn\}(/[a-z-]+)+/\*")

# Of a port these call some operations alone, and may do less than the port needs.
LESS = {
    # It lists no applications.
    "AssessNeeds": {
        "dynamodb:DeleteItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
        "dynamodb:UpdateItem",
    },
    # take_proof
    "AnswerAuthChallenge": {"dynamodb:GetItem", "dynamodb:UpdateItem"},
    # evidence and record_verdict
    "ScanEvidence": {
        "dynamodb:DeleteItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
        "dynamodb:UpdateItem",
    },
    # It deletes nothing.
    "CareRecord": {
        "dynamodb:BatchGetItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
        "dynamodb:UpdateItem",
    },
    # read_application
    "MakeDocument": {"dynamodb:GetItem"},
    # It has no list.
    "ReportConcern": {
        "dynamodb:DeleteItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
    },
    # It reads registers one by one, and no heads.
    "NominateNonPaymentWeeks": {
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
        "dynamodb:UpdateItem",
    },
}

# Partitions of its ports that a function never touches, and so is not given.
# Where this is wrong the function is refused in its tests: testkit::rights.
# May only shrink, but for a new function.
NOT_GIVEN = {
    # A self-assessment has no files.
    "AssessNeeds": {"AWAITED"},
    # take_proof counts nothing of an address.
    "AnswerAuthChallenge": {"BUDGET#*", "EMAIL#*"},
    # Their e-mails are about no application, so that none is noted of a bounce.
    "CreateAccount": {"APPLICATION#*", "UNDELIVERED"},
    "ProfessionalSignIn": {"APPLICATION#*", "UNDELIVERED"},
    "SignIn": {"APPLICATION#*", "UNDELIVERED"},
    # Notes no bounce either, and deletes no account.
    "VerifyEmailCode": {"APPLICATION#*", "TO-ERASE", "UNDELIVERED"},
    "VerifyPhoneCode": {"APPLICATION#*", "UNDELIVERED"},
    # Notes no bounce either, prices nothing, and ends no session.
    "DayServices": {"APPLICATION#*", "CONTRACT#*", "MEMBER#*", "UNDELIVERED"},
    # It prices nothing and shows no date of the data.
    "NominateNonPaymentWeeks": {"CONTRACT#*", "IMPORT"},
    # It tells of nothing that was sent.
    "AccountAccess": {"APPLICATION#*", "UNDELIVERED"},
    # It asks which team a person is of, and not who is in it. A week is priced by
    # the terms of its time, which are in its locked version. A question is counted
    # for its account, and for no address.
    "CareRecord": {"CONTRACT#*", "EMAIL#*", "TEAM#*"},
    # Its e-mails are about no application that it could mark.
    "PractitionerForm": {"UNDELIVERED"},
    # It locks no register.
    "NightlyImport": {"REGISTER-OUTBOX"},
    # It starts no form from answers that were typed before.
    "Housekeeping": {"DRAFT#*"},
    "SavedForms": {"AWAITED", "OUTBOX", "UNDELIVERED"},
    # Its answers are of a visit, and part of no account; of two inboxes it has one.
    "ReportConcern": {"ACCOUNT#*", "CALL-BACK#*", "CALL-BACKS", "CALL-BACKS-TO-TELL", "REFERENCE#*"},
    # Of two inboxes it has one.
    "RequestCallBack": {"CONCERN#*", "CONCERNS", "CONCERNS-TO-TELL"},
    # What became of its e-mails is noted by housekeeping.
    "InformationRequest": {"UNDELIVERED"},
    # A file is announced by one, and judged by the other.
    "ScanEvidence": {"REFERENCE#*"},
    "UploadEvidence": {"AWAITED", "DRAFT#*", "OUTBOX"},
}


def ports():
    """What each port of the domain needs of the table, as its README says:
    (actions, partitions)."""
    readme = (TOP / "shared" / "store" / "README.md").read_text()
    table = readme.split("## What each function may do")[1]
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \|$", table, re.M)
    assert rows, "the README of the table has a row for each port"
    found = {}
    for port, may_do, touches in rows:
        named = re.findall(r"`(?:dynamodb:)?([A-Z]\w+)`", may_do)
        found[port] = (
            {f"dynamodb:{action}" for action in named},
            set(re.findall(r"`([^`]+)`", touches)),
        )
    # What a page or a use case needs: bundles of ports, and of other bundles.
    bundles = {}
    for room in ("web", "app"):
        for path in (TOP / "shared" / room / "src").rglob("*.rs"):
            bundles.update(re.findall(r"^    pub trait (\w+): ([\w\s+]+);$", path.read_text(), re.M))
    while bundles:
        known = {name: re.findall(r"\w+", bundle) for name, bundle in bundles.items()}
        known = {name: needs for name, needs in known.items() if set(needs) <= set(found)}
        assert known, f"bundles of ports that the README does not know: {bundles}"
        for name, needs in known.items():
            found[name] = tuple(set().union(*each) for each in zip(*(found[port] for port in needs)))
            del bundles[name]
    return found


def asked_for(function):
    """What the ports need that the code of a function names: (actions,
    partitions)."""
    source = sources(folder(function))
    needs = [need for port, need in ports().items() if re.search(rf"\b{port}\b", source)]
    assert needs, "no function is without the table"
    return tuple(set().union(*each) for each in zip(*needs))


def partitions():
    """Every kind of partition there is, as the code has it: name -> pattern."""
    source = (TOP / "shared" / "store" / "src" / "keys.rs").read_text()
    listed = source.split("\npartitions! {")[1].split("\n}")[0]
    return dict(re.findall(r'^ {4}(\w+) = "(.+)",$', listed, re.M))


def on_the_table(function):
    """The statements of a function's role about the table's items."""
    for role, statement in statements():
        resource = statement["Resource"]
        if role == f"{function}Role" and named(resource) == ["Table", "Arn"]:
            yield statement


def leading_keys(statement):
    """The patterns of the partitions that a statement is about."""
    condition = statement.get("Condition", {}).get("ForAllValues:StringLike", {})
    return condition.get("dynamodb:LeadingKeys", [])


def named(value):
    """What a Fn::GetAtt or a Ref names, whichever way it is written."""
    value = value.get("Fn::GetAtt", value.get("Ref")) if isinstance(value, dict) else value
    return value.split(".") if isinstance(value, str) else value


def sources(function):
    """The code of a function without its tests."""
    files = (TOP / "functions" / function / "src").rglob("*.rs")
    return "\n".join(path.read_text() for path in files if "tests" not in str(path.relative_to(TOP)))


def of_type(kind):
    return {name: r for name, r in RESOURCES.items() if r["Type"] == kind}


def listed(value):
    return value if isinstance(value, list) else [value]


def made(value):
    """What a Fn::If makes where its condition holds."""
    return value["Fn::If"][1] if "Fn::If" in value else value


def statements():
    """(resource, statement) of every policy in the template, with those that
    are there on a condition."""
    for name, role in of_type("AWS::IAM::Role").items():
        for policy in role["Properties"]["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                yield name, made(statement)
    for name, key in of_type("AWS::KMS::Key").items():
        for statement in key["Properties"]["KeyPolicy"]["Statement"]:
            yield name, statement


def added_up(alarm):
    """What an alarm over a sum looks at: (metric, dimensions) of each."""
    properties = RESOURCES[alarm]["Properties"]
    (total,) = [each for each in properties["Metrics"] if "Expression" in each]
    parts = [each for each in properties["Metrics"] if "MetricStat" in each]
    ids = [part["Id"] for part in parts]
    assert total["Expression"] == f"SUM([{', '.join(ids)}])", total
    assert all(part["ReturnData"] is False for part in parts)
    assert "MetricName" not in properties and properties["Threshold"] == 1
    found = []
    for part in parts:
        metric = part["MetricStat"]["Metric"]
        assert metric["Namespace"] == "AWS/DynamoDB" and part["MetricStat"]["Stat"] == "Sum"
        dimensions = tuple(
            (each["Name"], made_of(each["Value"])) for each in metric["Dimensions"]
        )
        found.append((metric["MetricName"], dimensions))
    return found


def made_of(value):
    """A text, or what it refers to."""
    return value["Ref"] if isinstance(value, dict) else value


def folder(logical):
    """MakeDocument -> make-document."""
    return re.sub(r"(?<!^)([A-Z])", r"-\1", logical).lower()


FUNCTIONS = of_type("AWS::Serverless::Function")


def is_page(function):
    """Whether the gateway calls a function, to serve pages."""
    return f"{function}MayBeCalled" in RESOURCES


def own_settings(function):
    """The settings of a function beside those that every function is given."""
    environment = RESOURCES[function]["Properties"].get("Environment", {"Variables": {}})
    return environment["Variables"]


class Template(unittest.TestCase):
    def test_every_function_folder_is_deployed_and_has_events(self):
        folders = {path.parent.name for path in (TOP / "functions").glob("*/Cargo.toml")}
        self.assertEqual({folder(name) for name in FUNCTIONS}, folders)
        with_events = {path.parent.name for path in (TOP / "events").glob("*/*.json")}
        self.assertEqual(with_events, folders)

    def test_the_stack_is_within_what_cloudformation_takes_with_room_for_more(self):
        # 500 resources to a stack, of which a page function is about eleven. Above
        # this the page functions go into a stack of their own.
        self.assertLess(len(RESOURCES), 460)

    def test_every_function_has_its_row_in_the_readme(self):
        rows = re.findall(r"^\| \[`([^`]+)`\]\(functions/\1/README\.md\) \|", (TOP / "README.md").read_text(), re.M)
        self.assertEqual(sorted(rows), sorted(folder(name) for name in FUNCTIONS))

    def test_each_function_runs_its_own_code_as_its_own_role(self):
        roles = set()
        for name, function in FUNCTIONS.items():
            properties = function["Properties"]
            self.assertEqual(
                properties["CodeUri"], f"../target/lambda/{folder(name)}/bootstrap.zip", name
            )
            role = properties["Role"]["Fn::GetAtt"]
            role = role[0] if isinstance(role, list) else role.split(".")[0]
            self.assertEqual(role, f"{name}Role")
            roles.add(role)
        self.assertEqual(len(roles), len(FUNCTIONS))
        # The scheduler starts housekeeping, and GuardDuty scans, as roles of
        # their own.
        others = {"EvidenceScanRole", "HousekeepingScheduleRole", "WeekEndUnlockScheduleRole"}
        self.assertEqual(roles | others, set(of_type("AWS::IAM::Role")))

    def test_what_is_said_once_is_there_for_each_function(self):
        written = WRITTEN["Resources"]
        pages = written["Fn::ForEach::PageFunctions"][1]
        events = written["Fn::ForEach::EventFunctions"][1]
        self.assertEqual(sorted(pages + events), sorted(FUNCTIONS))
        self.assertEqual(written["Fn::ForEach::Pages"][1], pages)
        # Whoever answers requests has addresses, and nobody else.
        loops = {loop for loop in written if loop.startswith("Fn::ForEach::") and loop.endswith("Routes")}
        self.assertEqual(loops, {f"Fn::ForEach::{name}Routes" for name in pages})
        for name in FUNCTIONS:
            self.assertEqual(
                RESOURCES[f"{name}Logs"],
                {
                    "Type": "AWS::Logs::LogGroup",
                    "Properties": {
                        "LogGroupName": {"Fn::Sub": f"/${{AWS::StackName}}/{name}"},
                        "RetentionInDays": {"Ref": "LogRetentionDays"},
                    },
                },
            )
            self.assertEqual(TEMPLATE["Outputs"][f"{name}Name"], {"Value": {"Ref": name}})
        for name in pages:
            self.assertEqual(
                RESOURCES[f"{name}MayBeCalled"],
                {
                    "Type": "AWS::Lambda::Permission",
                    "Properties": {
                        "Action": "lambda:InvokeFunction",
                        "FunctionName": {"Ref": name},
                        "Principal": "apigateway.amazonaws.com",
                        "SourceArn": {
                            "Fn::Sub": "arn:${AWS::Partition}:execute-api:${AWS::Region}"
                            ":${AWS::AccountId}:${Api}/*/*"
                        },
                    },
                },
            )
            self.assertEqual(
                RESOURCES[f"{name}Integration"],
                {
                    "Type": "AWS::ApiGatewayV2::Integration",
                    "Properties": {
                        "ApiId": {"Ref": "Api"},
                        "IntegrationType": "AWS_PROXY",
                        "IntegrationUri": {"Fn::GetAtt": [name, "Arn"]},
                        "PayloadFormatVersion": "2.0",
                    },
                },
            )
            keys = written[f"Fn::ForEach::{name}Routes"][1]
            routes = [
                route
                for route in of_type("AWS::ApiGatewayV2::Route").values()
                if route["Properties"]["RouteKey"] in keys
            ]
            expected = [
                {
                    "Type": "AWS::ApiGatewayV2::Route",
                    "Properties": {
                        "ApiId": {"Ref": "Api"},
                        "RouteKey": key,
                        "Target": {"Fn::Sub": f"integrations/${{{name}Integration}}"},
                    },
                }
                for key in keys
            ]
            self.assertEqual(routes, expected)
        keys = [r["Properties"]["RouteKey"] for r in of_type("AWS::ApiGatewayV2::Route").values()]
        self.assertEqual(len(keys), len(set(keys)))

    def test_the_emulator_writes_the_template_out_as_it_is_looked_at_here(self):
        values = {name: each.get("Default", "any") for name, each in TEMPLATE["Parameters"].items()}
        theirs = emulator.apply(json.loads(json.dumps(WRITTEN)), values)
        self.assertEqual(theirs["Resources"], json.loads(json.dumps(RESOURCES)))
        self.assertEqual(theirs["Outputs"], json.loads(json.dumps(TEMPLATE["Outputs"])))

    def test_no_statement_says_star(self):
        stars = set()
        for name, statement in statements():
            for action in listed(statement["Action"]):
                self.assertNotIn("*", action, f"{name} {statement['Sid']}")
            for resource in listed(statement["Resource"]):
                in_words = resource.get("Fn::Sub", "") if isinstance(resource, dict) else ""
                if "*" in json.dumps(resource) and not A_FOLDER.fullmatch(in_words):
                    stars.add((name, statement["Sid"]))
        self.assertEqual(stars, STARS)

    def test_each_function_may_do_with_the_table_what_its_code_asks_for(self):
        for name in FUNCTIONS:
            with self.subTest(name):
                wanted, _ = asked_for(name)
                allowed = set()
                for role, statement in statements():
                    # Reading the key that makes the connection is the
                    # launcher's, not the function's; the stream is another
                    # resource.
                    if role == f"{name}Role" and statement["Sid"] not in ("WarmUp", "ReadStream"):
                        allowed |= {
                            action
                            for action in listed(statement["Action"])
                            if action.startswith("dynamodb:")
                        }
                self.assertLessEqual(LESS.get(name, set()), wanted)
                self.assertEqual(allowed, LESS.get(name, wanted))

    def test_each_function_may_touch_the_partitions_that_its_code_asks_for(self):
        self.assertLessEqual(set(NOT_GIVEN), set(FUNCTIONS))
        for name in FUNCTIONS:
            with self.subTest(name):
                _, wanted = asked_for(name)
                not_given = NOT_GIVEN.get(name, set())
                self.assertLessEqual(not_given, wanted, "it is not asked for any more")
                wanted = wanted - not_given
                # Who answers requests makes the connection before the first.
                if f"{name}Integration" in RESOURCES:
                    wanted.add("WARM-UP")
                given = set()
                for statement in on_the_table(name):
                    keys = leading_keys(statement)
                    self.assertEqual(keys, sorted(keys, key=lambda key: key.rstrip("*")))
                    given |= set(keys)
                self.assertEqual(given, wanted)

    def test_no_statement_about_the_table_is_without_its_partitions(self):
        known = set(partitions().values())
        for name in FUNCTIONS:
            with self.subTest(name):
                about = list(on_the_table(name))
                self.assertTrue(about)
                for statement in about:
                    keys = leading_keys(statement)
                    self.assertTrue(keys, statement["Sid"])
                    self.assertLessEqual(set(keys), known)
                    # "ForAllValues" is true of a request that has no key.
                    condition = {
                        "ForAllValues:StringLike": {"dynamodb:LeadingKeys": keys},
                        "Null": {"dynamodb:LeadingKeys": "false"},
                    }
                    self.assertEqual(statement["Condition"], condition)

    def test_each_index_is_given_to_one_function_alone_and_without_a_key(self):
        # The key of one is a day, which says nothing of whose a form is, that of
        # the other the reference of a person in the case system, of which any can
        # be asked; both have keys alone, so that this is limit enough.
        about = {
            (role, statement["Sid"]): statement
            for role, statement in statements()
            if "/index/" in json.dumps(statement["Resource"])
        }
        given = {
            ("HousekeepingRole", "FindFormsToWarnOf"): "DueOn",
            ("CareRecordRole", "FindAttendance"): "ByPerson",
        }
        self.assertEqual(set(about), set(given))
        for who, name in given.items():
            statement = about[who]
            self.assertEqual(statement["Action"], "dynamodb:Query")
            self.assertEqual(statement["Resource"], {"Fn::Sub": f"${{Table.Arn}}/index/{name}"})
            self.assertNotIn("Condition", statement)
        indexes = RESOURCES["Table"]["Properties"]["GlobalSecondaryIndexes"]
        self.assertEqual([index["IndexName"] for index in indexes], list(given.values()))
        for index in indexes:
            self.assertEqual(index["Projection"], {"ProjectionType": "KEYS_ONLY"})

    def test_the_tables_readme_names_every_partition_and_no_other(self):
        readme = (TOP / "shared" / "store" / "README.md").read_text()
        items, ports_and_rights = readme.split("## What each function may do")
        cells = re.findall(r"^\| [^|]+ \| ([^|]*`[^|]+) \| ", items, re.M)
        keys = [key for cell in cells for key in re.findall(r"`([^`]+)`", cell)]
        patterns = {re.sub(r"<.*>", "*", key) for key in keys}
        self.assertEqual(patterns, set(partitions().values()))
        touched = set().union(*(touches for _, touches in ports().values()))
        # The launcher's, which is no port.
        self.assertEqual(touched | {"WARM-UP"}, patterns)

    def test_what_anybody_may_use_touches_no_record_of_staff_or_of_applications(self):
        for name in ("Screener", "Calculator", "MakeDocument", "VerifyEmailCode"):
            for statement in on_the_table(name):
                self.assertTrue(leading_keys(statement), name)
                for kept in ("AUDIT#*", "COMPLAINT#*", "MEMBERS", "OUTBOX"):
                    self.assertNotIn(kept, leading_keys(statement), name)

    def test_the_key_that_is_read_to_warm_up_is_the_only_one_the_portal_may_read(self):
        warm_up = [s for n, s in statements() if n == "PortalRole" and s["Sid"] == "WarmUp"]
        self.assertEqual(warm_up[0]["Action"], "dynamodb:GetItem")
        self.assertEqual(
            warm_up[0]["Condition"],
            {
                "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["WARM-UP"]},
                "Null": {"dynamodb:LeadingKeys": "false"},
            },
        )
        source = (TOP / "shared" / "store" / "src" / "lib.rs").read_text()
        self.assertIn("keys::warm_up()", source)
        self.assertEqual(partitions()["WarmUp"], "WARM-UP")

    def test_the_portal_may_keep_and_count_feedback_and_opinions_and_nothing_else(self):
        keep = [s for n, s in statements() if n == "PortalRole" and s["Sid"] == "FeedbackStore"]
        self.assertEqual(keep[0]["Action"], ["dynamodb:GetItem", "dynamodb:PutItem"])
        count = [s for n, s in statements() if n == "PortalRole" and s["Sid"] == "CountFeedback"]
        self.assertEqual(
            count[0]["Action"], ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
        )
        self.assertEqual(leading_keys(count[0]), ["BUDGET#*"])
        self.assertEqual(
            keep[0]["Condition"],
            {
                "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["FEEDBACK#*", "OPINION#*"]},
                "Null": {"dynamodb:LeadingKeys": "false"},
            },
        )
        self.assertEqual(partitions()["Feedback"], "FEEDBACK#*")
        self.assertEqual(partitions()["Opinion"], "OPINION#*")

    def test_every_log_group_is_emptied_in_time(self):
        groups = of_type("AWS::Logs::LogGroup")
        for name, group in groups.items():
            self.assertEqual(group["Properties"]["RetentionInDays"], {"Ref": "LogRetentionDays"}, name)
        for name, function in FUNCTIONS.items():
            group = function["Properties"]["LoggingConfig"]["LogGroup"]["Ref"]
            self.assertEqual(group, f"{name}Logs")
            self.assertIn(group, groups)

    def test_every_function_has_its_alarms(self):
        for name in FUNCTIONS:
            for metric in ("Errors", "Throttles"):
                alarm = RESOURCES[f"{name}{metric}Alarm"]["Properties"]
                self.assertEqual(alarm["MetricName"], metric)
                self.assertEqual(
                    alarm["Dimensions"], [{"Name": "FunctionName", "Value": {"Ref": name}}]
                )
                self.assertIn("Alarms", json.dumps(alarm["AlarmActions"]))

    def test_an_alarm_sounds_when_the_table_or_an_index_turns_requests_away(self):
        # ThrottledRequests has no number for a table: only for each operation.
        for name, made in of_type("AWS::CloudWatch::Alarm").items():
            self.assertNotEqual(made["Properties"].get("MetricName"), "ThrottledRequests", name)
        looked_at = set(added_up("TableThrottlesAlarm"))
        table = ("TableName", "Table")
        indexes = [("GlobalSecondaryIndexName", name) for name in ("DueOn", "ByPerson")]
        self.assertEqual(
            looked_at,
            {
                (metric, dimensions)
                for metric in ("ReadThrottleEvents", "WriteThrottleEvents")
                for dimensions in ((table,), *((table, index) for index in indexes))
            },
        )

    def test_an_alarm_sounds_when_dynamodb_fails_at_anything_that_is_asked_of_it(self):
        looked_at = added_up("TableErrorsAlarm")
        self.assertEqual({metric for metric, _ in looked_at}, {"SystemErrors"})
        operations = {dict(dimensions)["Operation"] for _, dimensions in looked_at}
        allowed = {
            action.removeprefix("dynamodb:")
            for name in FUNCTIONS
            for statement in on_the_table(name)
            for action in listed(statement["Action"])
        }
        # Several writes at once need the rights of each, and are an operation.
        self.assertEqual(operations, allowed | {"TransactWriteItems"})

    def test_an_alarm_sounds_when_a_function_leaves_out_an_item_that_cannot_be_read(self):
        read = (TOP / "shared" / "store" / "src" / "read.rs").read_text()
        said = re.findall(r'(?:LEFT_OUT|NOT_SHOWN): &str = "(.+)"', read)
        self.assertEqual(len(said), 2)
        either = " || ".join(f'($.message = "{each}")' for each in said)
        alarm = RESOURCES["UnreadableItemsAlarm"]["Properties"]
        for name in FUNCTIONS:
            metric = RESOURCES[f"{name}UnreadableItems"]["Properties"]
            self.assertEqual(metric["LogGroupName"], {"Ref": f"{name}Logs"})
            self.assertEqual(metric["FilterPattern"], f"{{ {either} }}")
            (made_of_it,) = metric["MetricTransformations"]
            self.assertEqual(made_of_it["MetricValue"], "1")
            self.assertEqual(alarm["MetricName"], made_of_it["MetricName"])
            self.assertEqual(alarm["Namespace"], made_of_it["MetricNamespace"])

    def test_an_alarm_looks_at_each_number_that_housekeeping_logs(self):
        for name in ("ApplicationsUnacknowledged", "AmountsEndSoon"):
            with self.subTest(name):
                metric = RESOURCES[name]["Properties"]
                self.assertEqual(metric["LogGroupName"], {"Ref": "HousekeepingLogs"})
                (made,) = metric["MetricTransformations"]
                number = made["MetricValue"].removeprefix("$.numbers.")
                self.assertEqual(metric["FilterPattern"], f"{{ $.numbers.{number} = * }}")
                tally = (TOP / "functions" / "housekeeping" / "src" / "tally.rs").read_text()
                self.assertRegex(tally, rf"pub {number}: u32")
                alarm = RESOURCES[f"{name}Alarm"]["Properties"]
                self.assertEqual(alarm["MetricName"], made["MetricName"])
                self.assertEqual(alarm["Namespace"], made["MetricNamespace"])
        logs = (TOP / "shared" / "launch" / "src" / "logs.rs").read_text()
        self.assertIn('NUMBERS: &str = "numbers"', logs)

    def test_an_alarm_sounds_when_a_locked_register_is_kept_otherwise_than_it_is_made(self):
        says = "a locked register is kept otherwise than its lines make it"
        self.assertIn(f'"{says}"', sources("export-to-case-system"))
        metric = RESOURCES["RegisterKeptOtherwise"]["Properties"]
        self.assertEqual(metric["FilterPattern"], f'{{ $.message = "{says}" }}')
        alarm = RESOURCES["RegisterKeptOtherwiseAlarm"]["Properties"]
        told = metric["MetricTransformations"][0]["MetricName"]
        self.assertEqual(alarm["MetricName"], told)

    def test_an_alarm_sounds_when_a_run_of_housekeeping_is_missing(self):
        tally = (TOP / "functions" / "housekeeping" / "src" / "tally.rs").read_text()
        for run, hours in (("Daily", 26), ("Confirm", 1)):
            with self.subTest(run):
                metric = RESOURCES[f"HousekeepingRan{run}"]["Properties"]
                self.assertEqual(metric["LogGroupName"], {"Ref": "HousekeepingLogs"})
                (made_of_it,) = metric["MetricTransformations"]
                self.assertEqual(made_of_it["MetricValue"], "1")
                number = f"runs_{run.lower()}"
                self.assertEqual(metric["FilterPattern"], f"{{ $.numbers.{number} = 1 }}")
                self.assertRegex(tally, rf"pub {number}: u32")
                alarm = RESOURCES[f"Housekeeping{run}MissingAlarm"]["Properties"]
                self.assertEqual(alarm["MetricName"], made_of_it["MetricName"])
                self.assertEqual(alarm["Namespace"], made_of_it["MetricNamespace"])
                self.sounds_in_silence(alarm, hours)
        schedule = RESOURCES["HousekeepingSchedule"]["Properties"]["ScheduleExpression"]
        self.assertEqual(schedule, "cron(0 9 * * ? *)")

    def test_an_alarm_sounds_when_e_mails_to_unknown_addresses_are_used_up_or_come_back(self):
        says = "the e-mails to addresses without an account are used up"
        source = (TOP / "shared" / "web" / "src" / "who" / "sign_in.rs").read_text()
        self.assertIn(f'tracing::warn!("{says}")', source)
        # The portal counts sources too, and sends no e-mail.
        sends = {
            name
            for name in FUNCTIONS
            if re.search(r"\bRequestSource\b", sources(folder(name)))
            and re.search(r"\bMailer\b", sources(folder(name)))
        }
        app = (TOP / "shared" / "app" / "src" / "complaints.rs").read_text()
        self.assertIn(f'tracing::warn!("{says}")', app)
        filters = {
            name.removesuffix("EmailsUsedUp")
            for name in of_type("AWS::Logs::MetricFilter")
            if name.endswith("EmailsUsedUp")
        }
        self.assertEqual(filters, sends)
        alarm = RESOURCES["EmailsUsedUpAlarm"]["Properties"]
        for name in filters:
            made_of_it = RESOURCES[f"{name}EmailsUsedUp"]["Properties"]
            self.assertEqual(named(made_of_it["LogGroupName"]), [f"{name}Logs"])
            self.assertEqual(made_of_it["FilterPattern"], f'{{ $.message = "{says}" }}')
            (metric,) = made_of_it["MetricTransformations"]
            self.assertEqual(metric["MetricName"], alarm["MetricName"])
            self.assertEqual(metric["MetricNamespace"], alarm["Namespace"])
        # SES pauses a sender at 10% and 0.5%, and warns at 5% and 0.1%.
        for of, rate, warns in (("Bounces", "BounceRate", 0.05), ("Complaints", "ComplaintRate", 0.001)):
            alarm = RESOURCES[f"Mail{of}Alarm"]["Properties"]
            self.assertEqual(alarm["MetricName"], f"Reputation.{rate}")
            self.assertLess(alarm["Threshold"], warns)

    def test_an_alarm_sounds_when_nobody_can_send_any_more_of_something_within_the_hour(self):
        says = "an hourly limit for everybody is reached"
        source = (TOP / "shared" / "web" / "src" / "page" / "limit.rs").read_text()
        self.assertIn(f'"{says}"', source)
        limits = {name for name in FUNCTIONS if re.search(r"\bnote_limit\b", sources(folder(name)))}
        filters = {
            name.removesuffix("LimitReached")
            for name in of_type("AWS::Logs::MetricFilter")
            if name.endswith("LimitReached")
        }
        self.assertEqual(filters, limits)
        alarm = RESOURCES["LimitReachedAlarm"]["Properties"]
        for name in filters:
            made_of_it = RESOURCES[f"{name}LimitReached"]["Properties"]
            self.assertEqual(named(made_of_it["LogGroupName"]), [f"{name}Logs"])
            self.assertEqual(made_of_it["FilterPattern"], f'{{ $.message = "{says}" }}')
            (metric,) = made_of_it["MetricTransformations"]
            self.assertEqual(metric["MetricName"], alarm["MetricName"])
            self.assertEqual(metric["MetricNamespace"], alarm["Namespace"])

    def test_an_alarm_sounds_when_the_export_is_not_swept_or_may_not_be(self):
        rule = [{"Name": "RuleName", "Value": {"Ref": "ExportToCaseSystemSweep"}}]
        missing = RESOURCES["ExportSweepMissingAlarm"]["Properties"]
        self.assertEqual((missing["Namespace"], missing["MetricName"]), ("AWS/Events", "Invocations"))
        self.assertEqual(missing["Dimensions"], rule)
        self.sounds_in_silence(missing, 1)
        refused = RESOURCES["ExportSweepRefusedAlarm"]["Properties"]
        self.assertEqual(refused["MetricName"], "FailedInvocations")
        self.assertEqual(refused["Dimensions"], rule)

    def sounds_in_silence(self, alarm, hours):
        """An alarm that sounds when so many hours have no number above zero."""
        self.assertEqual(alarm["Statistic"], "Sum")
        self.assertEqual((alarm["Period"], alarm["EvaluationPeriods"]), (3600, hours))
        self.assertEqual(alarm["Threshold"], 1)
        self.assertEqual(alarm["ComparisonOperator"], "LessThanThreshold")
        self.assertEqual(alarm["TreatMissingData"], "breaching")

    def test_every_job_that_runs_by_the_clock_has_an_alarm_for_when_it_does_not(self):
        by_the_clock = {
            name
            for name, each in RESOURCES.items()
            if "ScheduleExpression" in each.get("Properties", {})
        }
        self.assertEqual(
            by_the_clock,
            {
                "ExportToCaseSystemSweep",
                "HousekeepingConfirmSchedule",
                "HousekeepingSchedule",
                "WeekEndUnlockSchedule",
                "NightlyImportSweep",
            },
        )
        in_silence = {
            name
            for name, alarm in of_type("AWS::CloudWatch::Alarm").items()
            if alarm["Properties"]["TreatMissingData"] == "breaching"
        }
        self.assertEqual(
            in_silence,
            {
                "ExportSweepMissingAlarm",
                "HousekeepingConfirmMissingAlarm",
                "HousekeepingDailyMissingAlarm",
                "WeekEndUnlockMissingAlarm",
                "NightlyImportSweepMissingAlarm",
            },
        )

    def test_evidence_is_kept_for_longer_than_a_form_and_what_belongs_to_it(self):
        parameters = TEMPLATE["Parameters"]
        kept, saved = parameters["EvidenceKeptDays"], parameters["SavedFormDays"]
        self.assertGreater(kept["Default"], saved["Default"] + 7)
        self.assertGreater(kept["MinValue"], saved["MaxValue"] + 7)

    def test_a_council_sets_how_long_things_are_kept_and_nothing_of_the_deployment(self):
        file = TOP / "infra" / "councils" / "illustration.json"
        settings = json.loads(file.read_text())
        self.assertLessEqual(MAY_SET, set(TEMPLATE["Parameters"]))
        values = parameters(file, "local")
        self.assertEqual(values["SavedFormDays"], str(settings["deployment"]["SavedFormDays"]))
        with tempfile.TemporaryDirectory() as room:
            other = Path(room) / "other.json"
            settings["deployment"] = {"Retention": {"complaint": 2000}, "SavedFormDays": 60}
            other.write_text(json.dumps(settings))
            values = parameters(other, "local")
            self.assertEqual(json.loads(values["Retention"]), {"complaint": 2000})
            self.assertEqual(values["SavedFormDays"], "60")
            settings["deployment"] = {"AlarmEmail": "somebody@example.org"}
            other.write_text(json.dumps(settings))
            with self.assertRaises(Unusable):
                parameters(other, "local")

    def test_the_table_is_encrypted_recoverable_and_forgets(self):
        table = RESOURCES["Table"]["Properties"]
        self.assertEqual(table["SSESpecification"]["SSEType"], "KMS")
        self.assertIn("KMSMasterKeyId", table["SSESpecification"])
        self.assertIs(
            table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"], True
        )
        self.assertEqual(
            table["TimeToLiveSpecification"], {"AttributeName": "expires_at", "Enabled": True}
        )

    def test_what_holds_data_is_kept_but_for_what_a_first_deployment_made_that_failed(self):
        kinds = {
            "AWS::Cognito::UserPool",
            "AWS::DynamoDB::Table",
            "AWS::KMS::Key",
            "AWS::S3::Bucket",
        }
        holds = {name for name, made in RESOURCES.items() if made["Type"] in kinds}
        self.assertEqual(len(holds), 7)
        for name in holds:
            # "Retain" alone leaves all seven when the stack is rolled back, in
            # the way of the next try.
            self.assertEqual(RESOURCES[name]["DeletionPolicy"], "RetainExceptOnCreate", name)
            self.assertEqual(RESOURCES[name]["UpdateReplacePolicy"], "Retain", name)

    def test_every_bucket_is_private_encrypted_versioned_and_kept(self):
        for name, bucket in of_type("AWS::S3::Bucket").items():
            with self.subTest(name):
                properties = bucket["Properties"]
                self.assertEqual(set(properties["PublicAccessBlockConfiguration"].values()), {True})
                self.assertEqual(len(properties["PublicAccessBlockConfiguration"]), 4)
                self.assertIn("BucketEncryption", properties)
                self.assertEqual(properties["VersioningConfiguration"], {"Status": "Enabled"})
                self.assertEqual(
                    properties["OwnershipControls"],
                    {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
                )

    def test_no_other_site_may_read_an_answer_or_a_file(self):
        for name, bucket in of_type("AWS::S3::Bucket").items():
            self.assertNotIn("CorsConfiguration", bucket["Properties"], name)
        self.assertNotIn("CorsConfiguration", RESOURCES["Api"]["Properties"])
        edge = RESOURCES["SecurityHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
        self.assertNotIn("CorsConfig", edge)

    def test_every_bucket_refuses_what_does_not_come_over_tls(self):
        refused = {}
        for policy in of_type("AWS::S3::BucketPolicy").values():
            properties = policy["Properties"]
            first = properties["PolicyDocument"]["Statement"][0]
            if (
                first["Effect"] == "Deny"
                and first["Principal"] == "*"
                and first["Action"] == "s3:*"
                and first["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
            ):
                refused[properties["Bucket"]["Ref"]] = json.dumps(first["Resource"])
        self.assertEqual(set(refused), set(of_type("AWS::S3::Bucket")))
        for bucket, resources in refused.items():
            self.assertEqual(resources.count(bucket), 2, "the bucket and what is in it")

    def test_what_applicants_were_told_is_locked_and_nobody_has_a_right_to_delete_it(self):
        records = RESOURCES["RecordsBucket"]["Properties"]
        self.assertIs(records["ObjectLockEnabled"], True)
        lock = records["ObjectLockConfiguration"]
        self.assertEqual(lock["ObjectLockEnabled"], "Enabled")
        retention = lock["Rule"]["DefaultRetention"]
        self.assertEqual(retention["Mode"], {"Fn::If": ["IsLive", "COMPLIANCE", "GOVERNANCE"]})
        self.assertEqual(retention["Days"], {"Ref": "RecordsKeptDays"})
        # Seven years, two of them leap years.
        self.assertEqual(TEMPLATE["Parameters"]["RecordsKeptDays"]["Default"], 7 * 365 + 2)
        for name, statement in statements():
            for resource in listed(statement["Resource"]):
                if "RecordsBucket" in json.dumps(resource):
                    self.assertEqual(listed(statement["Action"]), ["s3:PutObject"], name)

    def test_copies_for_the_case_system_outlast_every_dead_letter(self):
        queue = RESOURCES["ExportDeadLetters"]["Properties"]
        days = queue["MessageRetentionPeriod"] / (24 * 60 * 60)
        self.assertEqual(days, 14)
        self.assertGreater(TEMPLATE["Parameters"]["ExchangeKeptDays"]["MinValue"], days)

    def test_a_stream_brings_new_outbox_items_alone_and_leaves_what_fails_to_the_queue(self):
        self.assertEqual(
            RESOURCES["Table"]["Properties"]["StreamSpecification"], {"StreamViewType": "KEYS_ONLY"}
        )
        mapping = RESOURCES["ExportToCaseSystemStream"]["Properties"]
        (only,) = mapping["FilterCriteria"]["Filters"]
        pattern = json.loads(only["Pattern"])
        self.assertEqual(
            pattern, {"eventName": ["INSERT"], "dynamodb": {"Keys": {"PK": {"S": ["OUTBOX", "REGISTER-OUTBOX"]}}}}
        )
        for case in ("submitted", "submitted-and-not-ours"):
            path = TOP / "events" / "export-to-case-system" / f"{case}.json"
            records = json.loads(path.read_text())["Records"]
            through = [
                record
                for record in records
                if record["eventName"] in pattern["eventName"]
                and record["dynamodb"]["Keys"]["PK"]["S"] in pattern["dynamodb"]["Keys"]["PK"]["S"]
            ]
            self.assertEqual(len(through), 1, case)
        self.assertEqual(mapping["FunctionResponseTypes"], ["ReportBatchItemFailures"])
        self.assertIs(mapping["BisectBatchOnFunctionError"], True)
        self.assertEqual(mapping["MaximumRetryAttempts"], 5)
        self.assertIn("ExportDeadLetters", json.dumps(mapping["DestinationConfig"]))
        source = TOP / "functions" / "export-to-case-system" / "src" / "tests" / "stream.rs"
        self.assertIn("const RETRIES: usize = 5;", source.read_text())

    def test_a_sweep_is_invoked_with_the_event_on_file(self):
        (target,) = RESOURCES["ExportToCaseSystemSweep"]["Properties"]["Targets"]
        event = TOP / "events" / "export-to-case-system" / "sweep.json"
        self.assertEqual(json.loads(target["Input"]), json.loads(event.read_text()))
        (target,) = RESOURCES["NightlyImportSweep"]["Properties"]["Targets"]
        event = TOP / "events" / "nightly-import" / "sweep.json"
        self.assertEqual(json.loads(target["Input"]), json.loads(event.read_text()))

    def test_a_snapshot_is_told_of_by_its_manifest_and_a_run_ends_before_its_lease(self):
        pattern = RESOURCES["NightlyImportWhenArrived"]["Properties"]["EventPattern"]
        self.assertEqual(
            pattern["detail"]["object"]["key"],
            [{"wildcard": "provisions/*/manifest.json"}, {"wildcard": "records/*/manifest.json"}],
        )
        event = TOP / "events" / "nightly-import" / "manifest-arrived.json"
        key = json.loads(event.read_text())["detail"]["object"]["key"]
        self.assertRegex(key, r"^provisions/.+/manifest\.json$")
        source = (TOP / "shared" / "app" / "src" / "provisions.rs").read_text()
        records = (TOP / "shared" / "app" / "src" / "case_records.rs").read_text()
        properties = RESOURCES["NightlyImport"]["Properties"]
        for of in (source, records):
            minutes = re.search(r"LEASE: SignedDuration = SignedDuration::from_mins\((\d+)\)", of)
            self.assertLess(properties["Timeout"], int(minutes[1]) * 60)
        most = re.search(r"MOST_BYTES: u64 = (\d+) \* 1024 \* 1024", source)
        self.assertGreater(properties["EphemeralStorage"]["Size"], 2 * int(most[1]))

    def test_an_alarm_sounds_when_a_snapshot_is_held_back(self):
        counted = RESOURCES["NightlyImportHeldBack"]["Properties"]
        self.assertEqual(named(counted["LogGroupName"]), ["NightlyImportLogs"])
        says = re.search(r'"(.+)"', counted["FilterPattern"])[1]
        source = (TOP / "functions" / "nightly-import" / "src" / "lib.rs").read_text()
        self.assertIn(f'"{says}"', source)
        (metric,) = counted["MetricTransformations"]
        alarm = RESOURCES["NightlyImportHeldBackAlarm"]["Properties"]
        self.assertEqual(metric["MetricName"], alarm["MetricName"])

    def test_the_week_is_turned_with_the_event_on_file_and_an_alarm_looks_whether_it_is(self):
        target = RESOURCES["WeekEndUnlockSchedule"]["Properties"]["Target"]
        event = TOP / "events" / "week-end-unlock" / "turn.json"
        self.assertEqual(json.loads(target["Input"]), json.loads(event.read_text()))
        metric = RESOURCES["WeekEndUnlockRan"]["Properties"]
        self.assertEqual(metric["LogGroupName"], {"Ref": "WeekEndUnlockLogs"})
        self.assertEqual(metric["FilterPattern"], "{ $.numbers.turns = 1 }")
        self.assertIn("pub turns: u32", (TOP / "shared" / "app" / "src" / "week_turn.rs").read_text())
        (made,) = metric["MetricTransformations"]
        alarm = RESOURCES["WeekEndUnlockMissingAlarm"]["Properties"]
        self.assertEqual((alarm["Namespace"], alarm["MetricName"]), (made["MetricNamespace"], made["MetricName"]))
        self.sounds_in_silence(alarm, 2)

    def test_housekeeping_is_started_with_the_events_on_file(self):
        for schedule, case in (("HousekeepingSchedule", "daily"), ("HousekeepingConfirmSchedule", "confirm")):
            target = RESOURCES[schedule]["Properties"]["Target"]
            event = TOP / "events" / "housekeeping" / f"{case}.json"
            self.assertEqual(json.loads(target["Input"]), json.loads(event.read_text()), case)

    def test_what_housekeeping_is_told_and_cannot_do_is_left_in_one_queue(self):
        queue = "HousekeepingDeadLetters"
        for resource in (
            "Housekeeping",
            "HousekeepingConfirmSchedule",
            "HousekeepingSchedule",
            "MailEventsSubscription",
        ):
            self.assertIn(queue, json.dumps(RESOURCES[resource]["Properties"]), resource)
        self.assertIs(RESOURCES[queue]["Properties"]["SqsManagedSseEnabled"], True)
        alarm = RESOURCES[f"{queue}Alarm"]["Properties"]
        self.assertIn(queue, json.dumps(alarm["Dimensions"]))

    def test_every_dead_letter_queue_has_an_alarm_an_address_and_a_way_back(self):
        queues = {
            name: function
            for function, name in (
                ("export-to-case-system", "ExportDeadLetters"),
                ("scan-evidence", "ScanEvidenceDeadLetters"),
                ("housekeeping", "HousekeepingDeadLetters"),
                ("week-end-unlock", "WeekEndUnlockDeadLetters"),
                ("nightly-import", "NightlyImportDeadLetters"),
            )
        }
        self.assertEqual(set(of_type("AWS::SQS::Queue")), set(queues))
        for queue, function in queues.items():
            alarm = RESOURCES[f"{queue}Alarm"]["Properties"]
            self.assertIn(queue, json.dumps(alarm["Dimensions"]), queue)
            self.assertIn(f"{queue}Address", TEMPLATE["Outputs"])
            readme = (TOP / "functions" / function / "README.md").read_text()
            self.assertRegex(readme, r"(?i)redrive", function)
            self.assertIn(queue, readme, function)
            self.assertIn("aws lambda invoke", readme, function)

    def test_a_form_is_in_hand_for_longer_than_a_run_of_housekeeping_lasts(self):
        source = (TOP / "functions" / "housekeeping" / "src" / "due_days.rs").read_text()
        minutes = re.search(r"IN_HAND: SignedDuration = SignedDuration::from_mins\((\d+)\)", source)
        self.assertLess(RESOURCES["Housekeeping"]["Properties"]["Timeout"], int(minutes[1]) * 60)

    def test_a_file_waits_in_the_bucket_for_longer_than_its_verdict_is_awaited(self):
        source = (TOP / "shared" / "domain" / "src" / "application" / "evidence.rs").read_text()
        days = re.search(r"VERDICT_AWAITED: SignedDuration = SignedDuration::from_hours\((\d+) \* 24\)", source)
        rules = RESOURCES["EvidenceBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
        (kept,) = [rule["ExpirationInDays"] for rule in rules if rule["Id"] == "never-judged"]
        # It is given up at the next morning's housekeeping.
        self.assertGreater(kept, int(days[1]) + 1)

    def test_what_became_of_an_email_is_told_and_who_reads_it_is_not(self):
        destination = RESOURCES["MailDeliveries"]["Properties"]["EventDestination"]
        self.assertEqual(destination["MatchingEventTypes"], ["delivery", "bounce", "complaint"])
        self.assertNotIn("TrackingOptions", RESOURCES["Mail"]["Properties"])

    def test_the_access_log_holds_nothing_about_a_person(self):
        log = RESOURCES["ApiStage"]["Properties"]["AccessLogSettings"]["Format"]
        json.loads(log)
        logged = set(re.findall(r"\$context\.([A-Za-z.]+)", log))
        self.assertEqual(
            logged,
            {
                "integrationErrorMessage",
                "integrationLatency",
                "requestId",
                "requestTime",
                "responseLatency",
                "routeKey",
                "status",
            },
        )

    def test_each_route_leads_to_the_integration_of_its_own_function(self):
        for name, route in of_type("AWS::ApiGatewayV2::Route").items():
            target = route["Properties"]["Target"]["Fn::Sub"]
            integration = re.fullmatch(r"integrations/\$\{(\w+)Integration\}", target)[1]
            self.assertTrue(name.startswith(integration), name)
            uri = RESOURCES[f"{integration}Integration"]["Properties"]["IntegrationUri"]
            self.assertEqual(named(uri), [integration, "Arn"])

    def test_each_event_is_sent_to_the_function_whose_route_takes_it(self):
        routes = {}
        for route in of_type("AWS::ApiGatewayV2::Route").values():
            target = route["Properties"]["Target"]["Fn::Sub"]
            logical = re.fullmatch(r"integrations/\$\{(\w+)Integration\}", target)[1]
            routes[route["Properties"]["RouteKey"]] = folder(logical)
        for path in sorted((TOP / "events").glob("*/*.json")):
            # Streams, schedules and triggers have no route.
            if path.parent.name not in routes.values():
                continue
            event = json.loads(path.read_text())
            with self.subTest(path.relative_to(TOP)):
                self.assertEqual(event["version"], "2.0")
                self.assertEqual(event["routeKey"], event["requestContext"]["routeKey"])
                self.assertEqual(routes[event["routeKey"]], path.parent.name)

    def test_every_function_is_given_what_the_launcher_reads(self):
        given = TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]
        source = (TOP / "shared" / "launch" / "src" / "settings.rs").read_text()
        read = set(re.findall(r'"([A-Z]{2}[A-Z_]+)"', source.split("#[cfg(test)]")[0]))
        self.assertEqual(set(given), read)

    def test_each_function_is_given_the_settings_of_what_its_main_asks_for(self):
        launcher = [path.read_text() for path in (TOP / "shared" / "launch" / "src").glob("*.rs")]
        start = "impl Adapters {"
        adapters = "".join(text.split(start)[1] for text in launcher if start in text)
        parts = re.split(r"\n    pub (?:async )?fn (\w+)\(&self\)", adapters)
        settings = {}
        for name, body in zip(parts[1::2], parts[2::2]):
            settings[name] = set(re.findall(r'settings::\w+\(\s*"([A-Z_]+)"', body))
        self.assertIn("identity", settings)
        for name in FUNCTIONS:
            with self.subTest(name):
                main = (TOP / "functions" / folder(name) / "src" / "main.rs").read_text()
                wanted = set()
                for part in re.findall(r"parts\s*\.(\w+)\(\)", main):
                    wanted |= settings[part]
                # The launcher itself reads it, for who serves pages.
                wanted |= {"EDGE_SECRETS"} if is_page(name) else set()
                self.assertEqual(set(own_settings(name)), wanted)

    def test_behind_the_edge_without_a_name_the_portal_is_found_at_the_edge(self):
        given = TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]["PUBLIC_ADDRESS"]
        self.assertEqual(
            given,
            {
                "Fn::If": [
                    "TakesEdgeAddress",
                    {"Fn::Sub": "https://${Edge.DomainName}"},
                    {"Ref": "PublicAddress"},
                ]
            },
        )
        has_edge, has_no_name = TEMPLATE["Conditions"]["TakesEdgeAddress"]["Fn::And"]
        self.assertEqual(has_edge, {"Condition": "HasEdge"})
        self.assertCountEqual(has_no_name["Fn::Equals"], [{"Ref": "PublicAddress"}, ""])
        # No circle: the edge is made of the API, which knows no function.
        edge = json.dumps(RESOURCES["Edge"]) + json.dumps(RESOURCES["SecurityHeaders"])
        for name in FUNCTIONS:
            self.assertNotIn(f'"{name}"', edge + json.dumps(RESOURCES["Api"]))

    def test_a_page_function_outlasts_its_slowest_call_and_ends_before_the_gateway_does(self):
        launch = (TOP / "shared" / "launch" / "src" / "gateway.rs").read_text()
        to_say_so = int(re.search(r"TO_SAY_SO: Duration = Duration::from_secs\((\d+)\)", launch)[1])
        slowest = {}
        for room in ("files", "identity", "notify", "store"):
            source = "".join(path.read_text() for path in (TOP / "shared" / room / "src").rglob("*.rs"))
            calls = re.findall(r"operation_timeout\(Duration::from_(secs|millis)\(([\d_]+)\)", source)
            self.assertTrue(calls, room)
            slowest[room] = max(int(time) / (1 if unit == "secs" else 1000) for unit, time in calls)
        usual = TEMPLATE["Globals"]["Function"]["Timeout"]
        waited_for = {
            "evidence()": "files",
            "identity()": "identity",
            "invited()": "identity",
            "mailer()": "notify",
            "phones()": "notify",
        }
        pages = [name for name in FUNCTIONS if is_page(name)]
        self.assertEqual(len(pages), 25)
        for name in pages:
            with self.subTest(name):
                ends = RESOURCES[name]["Properties"].get("Timeout", usual)
                # API Gateway waits for 30 seconds.
                self.assertLessEqual(ends, 29)
                main = (TOP / "functions" / folder(name) / "src" / "main.rs").read_text()
                rooms = {"store"} | {room for word, room in waited_for.items() if word in main}
                for room in rooms:
                    self.assertLess(slowest[room] + to_say_so, ends, room)

    def test_the_longest_chain_of_calls_is_answered_within_the_function_and_the_rest_in_words(self):
        """In every test a request's calls that wait one for another are added up, each
        with the limit of one attempt (shared/testkit/src/call_chain.rs). Those limits
        are the clients', and the sum is within what a function has. With every retry
        the sum is above that: then the launcher says so a second before the end."""
        sources = {
            room: "".join(path.read_text() for path in sorted((TOP / "shared" / room / "src").rglob("*.rs")))
            for room in ("files", "identity", "launch", "notify", "store", "testkit")
        }

        def limits(room, which):
            calls = re.findall(rf"[^_]{which}_timeout\(Duration::from_(secs|millis)\(([\d_]+)\)", sources[room])
            self.assertTrue(calls, (room, which))
            return [int(time) * (1000 if unit == "secs" else 1) for unit, time in calls]

        counted = dict(re.findall(r"Self::([\w| :]+) => ([\d_]+),", sources["testkit"]))
        counted = {kind: int(limit) for kinds, limit in counted.items() for kind in kinds.replace("Self::", "").split(" | ")}
        sources["phones"] = (TOP / "shared" / "notify" / "src" / "phones.rs").read_text()
        # A call to a telephone is not tried again, so the operation is one attempt.
        [mail], [phones] = limits("notify", "operation_attempt"), limits("phones", "operation")
        identity, challenge = limits("identity", "operation_attempt")
        [table], [buckets] = limits("store", "operation_attempt"), limits("files", "operation_attempt")
        deployed = {
            "Table": table,
            "Mail": mail,
            "Phones": phones,
            "Identity": identity,
            "IdentityChallenge": challenge,
            "Buckets": buckets,
        }
        self.assertEqual(counted, deployed)
        answered_within = int(re.search(r"ANSWERED_WITHIN: Duration = Duration::from_secs\((\d+)\)", sources["testkit"])[1])
        to_say_so = int(re.search(r"TO_SAY_SO: Duration = Duration::from_secs\((\d+)\)", sources["launch"])[1])
        longest = int(re.search(r"LONGEST_CHAIN: usize = (\d+)", sources["testkit"])[1])
        self.assertLess(longest, 10)
        usual = TEMPLATE["Globals"]["Function"]["Timeout"]
        for name in [name for name in FUNCTIONS if is_page(name)]:
            with self.subTest(name):
                ends = RESOURCES[name]["Properties"].get("Timeout", usual)
                self.assertLessEqual(longest * deployed["Table"] / 1000 + to_say_so, ends)
                main = (TOP / "functions" / folder(name) / "src" / "main.rs").read_text()
                if any(word in main for word in ("evidence()", "identity()", "invited()", "mailer()", "phones()")):
                    self.assertLessEqual(answered_within + to_say_so, ends)
                # The launcher answers in words when the time is over (Gateway::answer_in_time).
                self.assertIn("launch::serve(", main)

    def test_a_secret_is_given_to_those_functions_alone_that_use_it(self):
        # What every function is given is no secret.
        for name, value in TEMPLATE["Globals"]["Function"]["Environment"]["Variables"].items():
            self.assertNotIn("secretsmanager", json.dumps(value), name)
            self.assertNotIn("ClientSecret", json.dumps(value), name)
        with_source_key = set()
        for function in FUNCTIONS:
            with self.subTest(function):
                given = own_settings(function)
                # Who answers events has no edge before it, and counts no source.
                self.assertEqual("EDGE_SECRETS" in given, is_page(function))
                # Who counts sources, and who keeps or compares a secret of an invitation.
                uses_key = re.search(r"\bRequestSource\b|\b(detail|invitation_code)_hash\b", sources(folder(function)))
                self.assertEqual("SOURCE_KEY" in given, bool(uses_key))
                if uses_key:
                    with_source_key.add(function)
        self.assertEqual(
            with_source_key,
            {
                "AccountAccess",
                "CreateAccount",
                "InformationRequest",
                "Portal",
                "PractitionerForm",
                "ProfessionalSignIn",
                "ReportConcern",
                "RequestCallBack",
                "SavedForms",
                "SignIn",
                "VerifyEmailCode",
            },
        )

    def test_the_edge_sends_one_of_two_secrets_and_functions_take_both(self):
        def value(secret):
            return "{{resolve:secretsmanager:${%s}:SecretString}}" % secret

        [origin] = RESOURCES["Edge"]["Properties"]["DistributionConfig"]["Origins"]
        code = (TOP / "shared" / "launch" / "src" / "edge.rs").read_text()
        name = re.search(r'const SECRET: &str = "(.+)";', code)[1]
        sent = {"Fn::If": ["SendsFirst", {"Fn::Sub": value("EdgeFirst")}, {"Fn::Sub": value("EdgeSecond")}]}
        self.assertEqual(origin["OriginCustomHeaders"], [{"HeaderName": name, "HeaderValue": sent}])
        both = f"{value('EdgeFirst')} {value('EdgeSecond')}"
        taken = {"Fn::If": ["HasEdge", {"Fn::Sub": both}, ""]}
        for function in FUNCTIONS:
            if is_page(function):
                self.assertEqual(own_settings(function)["EDGE_SECRETS"], taken, function)
        for secret in ("First", "Second"):
            resource = RESOURCES[f"Edge{secret}"]
            self.assertEqual(resource["Condition"], "HasEdge")
            # Another number is another secret.
            self.assertIn(f"${{Edge{secret}Secret}}", resource["Properties"]["Name"]["Fn::Sub"])
            made = resource["Properties"]["GenerateSecretString"]
            # No space, which stands between the two, and nothing to quote.
            self.assertEqual(made, {"PasswordLength": 32, "ExcludePunctuation": True})
            self.assertNotIn(f"Edge{secret}", json.dumps(TEMPLATE["Outputs"]))

    def test_the_api_is_not_redirected_to_https_and_pages_are(self):
        distribution = RESOURCES["Edge"]["Properties"]["DistributionConfig"]
        pages = distribution["DefaultCacheBehavior"]
        by_path = {each["PathPattern"]: each for each in distribution["CacheBehaviors"]}
        self.assertEqual(set(by_path), {"/api/*", "/assets/*"})
        self.assertEqual(pages["ViewerProtocolPolicy"], "redirect-to-https")
        self.assertEqual(by_path["/assets/*"]["ViewerProtocolPolicy"], "redirect-to-https")
        # All else is as for the pages: nothing is cached, every method goes on.
        differs = {"PathPattern": "/api/*", "ViewerProtocolPolicy": "https-only"}
        self.assertEqual(by_path["/api/*"], pages | differs)

    def test_the_case_system_finds_reads_and_acknowledges_and_no_more(self):
        statements = RESOURCES["ExchangeBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
        theirs = {}
        for statement in statements[1:]:
            self.assertEqual(statement["Fn::If"][0], "HasCaseSystem")
            allowed = made(statement)
            self.assertEqual(allowed["Principal"], {"AWS": {"Ref": "CaseSystemRoleArn"}})
            theirs[allowed["Action"]] = json.dumps(allowed["Resource"])
        self.assertEqual(
            set(theirs),
            {
                "s3:DeleteObject",
                "s3:GetBucketLocation",
                "s3:GetObject",
                "s3:ListBucket",
                "s3:PutObject",
            },
        )
        # Nothing but documents is taken away: the bucket empties itself of the rest.
        self.assertEqual(
            theirs["s3:DeleteObject"], json.dumps({"Fn::Sub": "${ExchangeBucket.Arn}/documents/*"})
        )
        self.assertIn("/applications/*", theirs["s3:GetObject"])
        self.assertIn("/registers/*", theirs["s3:GetObject"])
        self.assertIn("/acknowledgements/*", theirs["s3:PutObject"])

    def test_a_public_address_has_no_path(self):
        pattern = TEMPLATE["Parameters"]["PublicAddress"]["AllowedPattern"]
        for address in ("", "https://care.example.gov.uk", "http://localhost:4566"):
            self.assertRegex(address, pattern)
        for address in ("care.example", "https://care.example/", "https://", "https://a b"):
            self.assertNotRegex(address, pattern)

    def test_codes_are_sent_and_spoken_from_two_numbers_either_of_which_may_be_none(self):
        arn = "arn:aws:sms-voice:eu-west-2:123456789012:"
        texts, voice = (
            TEMPLATE["Parameters"][name]["AllowedPattern"]
            for name in ("TextOrigination", "VoiceOrigination")
        )
        for number in ("", f"{arn}phone-number/phone-1", f"{arn}pool/pool-1"):
            self.assertRegex(number, texts)
            self.assertRegex(number, voice)
        # What councils use for text messages; it cannot speak.
        self.assertRegex(f"{arn}sender-id/EXSHIRE/GB", texts)
        self.assertNotRegex(f"{arn}sender-id/EXSHIRE/GB", voice)
        for role in ("ProfessionalSignInRole", "VerifyPhoneCodeRole"):
            (policy,) = RESOURCES[role]["Properties"]["Policies"]
            conditional = [
                (each["Fn::If"][0], each["Fn::If"][1]["Action"], each["Fn::If"][1]["Resource"])
                for each in policy["PolicyDocument"]["Statement"]
                if "Fn::If" in each
            ]
            self.assertEqual(
                conditional,
                [
                    ("HasTexts", "sms-voice:SendTextMessage", {"Ref": "TextOrigination"}),
                    ("HasVoice", "sms-voice:SendVoiceMessage", {"Ref": "VoiceOrigination"}),
                ],
            )

    def test_nobody_signs_in_with_a_password_alone_or_round_the_code(self):
        pools = of_type("AWS::Cognito::UserPool")
        self.assertEqual(set(pools), {"Citizens", "Invited"})
        for name, pool in pools.items():
            with self.subTest(name):
                pool = pool["Properties"]
                ways = pool["AccountRecoverySetting"]["RecoveryMechanisms"]
                self.assertEqual([way["Name"] for way in ways], ["admin_only"])
                triggers = dict(pool["LambdaConfig"])
                # Whoever makes an account is confirmed at once; whoever is
                # invited is not asked.
                self.assertEqual(triggers.pop("PreSignUp", None) is None, name == "Invited")
                self.assertEqual(
                    set(triggers),
                    {"CreateAuthChallenge", "DefineAuthChallenge", "VerifyAuthChallengeResponse"},
                )
                # Cognito sends no code and no e-mail of its own.
                self.assertNotIn("AutoVerifiedAttributes", pool)
                invited_only = pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"]
                self.assertIs(invited_only, name == "Invited")
        clients = of_type("AWS::Cognito::UserPoolClient")
        self.assertEqual({c["Properties"]["UserPoolId"]["Ref"] for c in clients.values()}, set(pools))
        for name, client in clients.items():
            with self.subTest(name):
                client = client["Properties"]
                self.assertEqual(client["ExplicitAuthFlows"], ["ALLOW_CUSTOM_AUTH"])
                self.assertIs(client["GenerateSecret"], True)
                self.assertEqual(client["PreventUserExistenceErrors"], "ENABLED")
                # A code lives for 10 minutes (domain::sign_in::CODE_LIVES).
                self.assertEqual(client["AuthSessionValidity"], 15)

    def test_passwords_are_long_and_of_any_characters(self):
        source = (TOP / "shared" / "domain" / "src" / "access" / "password.rs").read_text()
        shortest = int(re.search(r"SHORTEST_PASSWORD: usize = (\d+)", source)[1])
        for name, pool in of_type("AWS::Cognito::UserPool").items():
            policy = dict(pool["Properties"]["Policies"]["PasswordPolicy"])
            self.assertEqual(policy.pop("MinimumLength"), shortest, name)
            del policy["TemporaryPasswordValidityDays"]
            self.assertEqual(set(policy.values()), {False}, name)

    def test_a_secret_of_a_client_is_given_to_functions_alone(self):
        self.assertNotIn("ClientSecret", json.dumps(TEMPLATE["Outputs"]))
        for name, resource in RESOURCES.items():
            if resource["Type"] != "AWS::Serverless::Function":
                self.assertNotIn("ClientSecret", json.dumps(resource), name)

    def test_somebody_can_be_invited_with_every_role_there_is(self):
        source = (TOP / "shared" / "domain" / "src" / "access" / "staff_user.rs").read_text()
        roles = re.search(r"pub enum Role \{(.+?)\n    \}", source, re.S)[1]
        members = (TOP / "infra" / "local" / "members.py").read_text()
        invited = json.loads(re.search(r"^ROLES = (\[.+\])$", members, re.M)[1])
        self.assertEqual(invited, re.findall(r'^ {8}\w+ = "([\w-]+)",$', roles, re.M))

    def test_a_council_fits_into_the_environment_of_a_function(self):
        for file in sorted((TOP / "infra" / "councils").glob("*.json")):
            with self.subTest(file.name):
                values = parameters(file, "live")
                size = sum(len(value.encode()) for value in values.values())
                self.assertLessEqual(size, MOST_BYTES)
                self.assertEqual(json.loads(values["Council"]), json.loads(file.read_text())["council"])


def route_keys():
    """Each RouteKey of the gateway with the folder of the function behind it."""
    found = {}
    for route in RESOURCES.values():
        if route["Type"] == "AWS::ApiGatewayV2::Route":
            name = re.fullmatch(r"integrations/\$\{(\w+)\}", route["Properties"]["Target"]["Fn::Sub"])
            uri = RESOURCES[name[1]]["Properties"]["IntegrationUri"]["Fn::GetAtt"]
            function = uri[0] if isinstance(uri, list) else uri.split(".")[0]
            found[route["Properties"]["RouteKey"]] = folder(function)
    return found


def chosen(keys, method, path):
    """The RouteKey that the gateway chooses: an exact one, then one with
    variables, then a greedy one, then $default; of two alike the one that
    names the method (developer guide of HTTP APIs, "Working with routes")."""
    places, matching = path.split("/"), []
    for key in keys:
        if key == "$default":
            continue
        of_method, template = key.split(" ")
        parts = template.split("/")
        greedy = parts[-1].endswith("+}")
        if of_method not in (method, "ANY") or (
            len(parts) > len(places) if greedy else len(parts) != len(places)
        ):
            continue
        ranks = [2 if part.endswith("+}") else int(part.startswith("{")) for part in parts]
        if all(rank or part == place for rank, part, place in zip(ranks, parts, places)):
            matching.append((ranks, of_method == "ANY", key))
    return min(matching)[2] if matching else "$default"


class Gateway(unittest.TestCase):
    """The gateway's routes beside those of the functions, which a test in
    tests/src/routes.rs keeps in tests/data/routes.json."""

    ROUTES = json.loads((TOP / "tests" / "data" / "routes.json").read_text())

    def each(self):
        """(function, method, an address) of every route of every function."""
        for function, routes in self.ROUTES.items():
            for route in routes:
                method, path = route.split(" ")
                yield function, method, re.sub(r"\{\w+\}", "any-value", path)

    def test_the_most_exact_route_is_chosen(self):
        keys = {
            "$default", "ANY /apply", "ANY /apply/{proxy+}", "ANY /apply/evidence/{proxy+}",
            "GET /apply/sent/{reference}/confirmation.pdf", "ANY /apply/sent/{reference}/{file}",
        }
        for method, path, key in (
            ("GET", "/apply", "ANY /apply"),
            ("GET", "/apply/what", "ANY /apply/{proxy+}"),
            ("GET", "/apply/evidence", "ANY /apply/{proxy+}"),
            ("GET", "/apply/evidence/files/1", "ANY /apply/evidence/{proxy+}"),
            ("GET", "/apply/sent/1/confirmation.pdf", "GET /apply/sent/{reference}/confirmation.pdf"),
            ("POST", "/apply/sent/1/confirmation.pdf", "ANY /apply/sent/{reference}/{file}"),
            ("GET", "/help", "$default"),
        ):
            self.assertEqual(chosen(keys, method, path), key)

    def test_every_route_of_a_function_reaches_that_function(self):
        keys = route_keys()
        elsewhere = []
        for function, method, path in self.each():
            key = chosen(keys, method, path)
            if keys[key] != function:
                elsewhere.append(f"{method} {path} of {function} goes by {key} to {keys[key]}")
        self.assertEqual(elsewhere, [])

    def test_every_route_of_the_gateway_leads_to_a_page(self):
        keys = route_keys()
        used = {chosen(keys, method, path) for _, method, path in self.each()}
        self.assertEqual(set(keys) - used, set())
        self.assertEqual(set(keys.values()), set(self.ROUTES))


if __name__ == "__main__":
    unittest.main()
