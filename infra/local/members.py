"""Who is invited to work with the portal, where no finance staff are there yet
to do it: the first of a council, and the made-up ones of the local stack.

    python members.py --stack portal-live --email jo@council.example \\
        --first-name Jo --last-name Bloggs [--role finance] [--team older-people-north] [--region eu-west-2]

Credentials come from the environment, as for the aws command; the region is
London unless another is asked for. The person then chooses a password and registers a telephone, as everybody who is
invited does. Nothing is sent: tell them where.
"""

import argparse
import datetime
import os
import sys

import boto3
from region import AnotherRegion, environment_for, region

ROLES = ["practitioner", "provider", "finance"]

# Nobody: a domain that is kept for examples (RFC 2606).
MEMBERS = [
    {
        "first_name": "Farah",
        "last_name": "Iqbal",
        "email": "farah.iqbal@exampleshire.example",
        "password": "marble kestrel teapot",
        "role": "finance",
    },
    # What two people have to agree on needs a second.
    {
        "first_name": "Tom",
        "last_name": "Okeke",
        "email": "tom.okeke@exampleshire.example",
        "password": "saffron ladder otter",
        "role": "finance",
    },
    {
        "first_name": "Priya",
        "last_name": "Nair",
        "email": "priya.nair@exampleshire.example",
        "password": "walnut ferry lighthouse",
        "role": "practitioner",
        "teams": ["older-people-north"],
    },
    {
        "first_name": "Dev",
        "last_name": "Osei",
        "email": "dev.osei@exampleshire.example",
        "password": "lantern saddle orchard",
        "role": "practitioner",
        "teams": ["older-people-north"],
    },
    # The teams of infra/councils/illustration.json that read what anybody sends.
    {
        "first_name": "Sana",
        "last_name": "Rahman",
        "email": "sana.rahman@exampleshire.example",
        "password": "harbour violet compass",
        "role": "practitioner",
        "teams": ["contact", "safeguarding"],
    },
    {
        "first_name": "Owen",
        "last_name": "Hartley",
        "email": "owen.hartley@brookside.example",
        "password": "copper meadow saddle",
        "role": "provider",
        "acts_for": {"S002": "staff"},
    },
    {
        "first_name": "Mia",
        "last_name": "Brennan",
        "email": "mia.brennan@brookside.example",
        "password": "pebble harbour quilt",
        "role": "provider",
        "acts_for": {"S001": "manager", "S002": "manager"},
    },
    {
        "first_name": "Elin",
        "last_name": "Rhys",
        "email": "elin.rhys@elmhouse.example",
        "password": "thistle anchor walnut",
        "role": "provider",
        "acts_for": {"S003": "manager", "S006": "manager", "S007": "manager", "S008": "manager"},
    },
]


def invite(identity, pool, table, name, member):
    """As the finance desk does it: shared/identity, shared/store. Answers
    whether they are new. Who is there stays as they are but for name, role and
    that they can sign in."""
    new = True
    try:
        identity.admin_create_user(
            UserPoolId=pool,
            Username=member["email"],
            MessageAction="SUPPRESS",
            UserAttributes=[
                {"Name": "email", "Value": member["email"]},
                {"Name": "email_verified", "Value": "true"},
            ],
        )
    except identity.exceptions.UsernameExistsException:
        identity.admin_enable_user(UserPoolId=pool, Username=member["email"])
        new = False
    sub = sub_of(identity, pool, member["email"])
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    table.update_item(
        TableName=name,
        Key={"PK": {"S": "MEMBERS"}, "SK": {"S": sub}},
        UpdateExpression="SET first_name = :f, last_name = :l, #r = :r, "
        "email = if_not_exists(email, :e), invited_at = if_not_exists(invited_at, :now) "
        "REMOVE closed_at",
        ExpressionAttributeNames={"#r": "role"},
        ExpressionAttributeValues={
            ":f": {"S": member["first_name"]},
            ":l": {"S": member["last_name"]},
            ":r": {"S": member["role"]},
            ":e": {"S": member["email"].lower()},
            ":now": {"S": now},
        },
    )
    return new


def work_of(member):
    """What somebody does, in words: `provider, manager of S001`."""
    of_suppliers = [f"{role} of {of}" for of, role in member.get("acts_for", {}).items()]
    in_teams = [f"in the team {team}" for team in member.get("teams", [])]
    return ", ".join([member["role"], *of_suppliers, *in_teams])


def join(table, name, sub, team):
    """Puts somebody into a team, as `CaseTeamStore` of shared/domain does it."""
    for key in [
        {"PK": {"S": f"TEAM#{team}"}, "SK": {"S": f"STAFF#{sub}"}},
        {"PK": {"S": f"MEMBER#{sub}"}, "SK": {"S": f"TEAM#{team}"}},
    ]:
        table.put_item(TableName=name, Item=key)


def grant(table, name, sub, supplier, role):
    """Lets somebody act for a supplier, as the finance desk does it, unless they do
    already. Those who manage a supplier see restricted people."""
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    of_grant = {"role": {"S": role}, "by": {"S": "up"}, "at": {"S": now}}
    if role == "manager":
        of_grant["restricted"] = {"S": "yes"}
    for key in [
        {"PK": {"S": f"SUPPLIER#{supplier}"}, "SK": {"S": f"GRANT#{sub}"}},
        {"PK": {"S": f"PROVIDER#{sub}"}, "SK": {"S": f"GRANT#{supplier}"}},
    ]:
        try:
            table.put_item(
                TableName=name, Item=key | of_grant, ConditionExpression="attribute_not_exists(PK)"
            )
        except table.exceptions.ConditionalCheckFailedException:
            pass


# What finance tells every provider of the local stack: id, kind, words, and for
# how many days.
MESSAGES = [
    ("welcome0welcome0", "welcome", "Welcome to the care portal. Check each week, then submit it.", None),
    ("warning0warning0", "warning", "Registers of December are paid early. Submit them by the Friday before.", None),
    (
        "error000error000",
        "error",
        "Some text messages with codes come late this week. Ask for a telephone call in place of the message.",
        7,
    ),
]

# The days for which a message is kept after it was shown for the last time, as
# shared/store keeps one.
MESSAGE_KEPT = 90


def tell(table, name):
    """Publishes the messages that are not there, as the finance desk does it."""
    today = datetime.date.today()
    for key, kind, words, days in MESSAGES:
        item = {
            "PK": {"S": "NOTICES"},
            "SK": {"S": key},
            "kind": {"S": kind},
            "words": {"S": words},
            "starts": {"S": today.isoformat()},
        }
        if days:
            ends = today + datetime.timedelta(days=days)
            forgotten = datetime.datetime.combine(
                ends + datetime.timedelta(days=MESSAGE_KEPT), datetime.time(), datetime.timezone.utc
            )
            item |= {"ends": {"S": ends.isoformat()}, "expires_at": {"N": str(int(forgotten.timestamp()))}}
        try:
            table.put_item(TableName=name, Item=item, ConditionExpression="attribute_not_exists(PK)")
        except table.exceptions.ConditionalCheckFailedException:
            pass


def sub_of(identity, pool, email):
    """The id that the identity provider gave somebody."""
    known = identity.admin_get_user(UserPoolId=pool, Username=email)
    return next(each["Value"] for each in known["UserAttributes"] if each["Name"] == "sub")


def employ(identity, pool, table, name):
    """The made-up ones, with passwords, on the local stack. Answers how many
    are new; who is there is left alone."""
    made = 0
    for member in MEMBERS:
        try:
            identity.admin_get_user(UserPoolId=pool, Username=member["email"])
        except identity.exceptions.UserNotFoundException:
            invite(identity, pool, table, name, member)
            identity.admin_set_user_password(
                UserPoolId=pool,
                Username=member["email"],
                Password=member["password"],
                Permanent=True,
            )
            made += 1
        # Also to those who were there before they could act for anybody.
        sub = sub_of(identity, pool, member["email"])
        for supplier, role in member.get("acts_for", {}).items():
            grant(table, name, sub, supplier, role)
        for team in member.get("teams", []):
            join(table, name, sub, team)
    return made


def clients(environment, asked):
    """What makes clients of AWS in the region of a deployment: never of an
    emulator, which answers to the same calls."""
    where = environment_for(environment, region(environment, asked))
    for name in set(environment) - set(where):
        del environment[name]
    environment.update(where)
    return boto3.client


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--stack", required=True)
    asked.add_argument("--email", required=True)
    asked.add_argument("--first-name", required=True)
    asked.add_argument("--last-name", required=True)
    asked.add_argument("--role", choices=ROLES, default="finance")
    asked.add_argument("--team", action="append", default=[])
    asked.add_argument("--region")
    asked = asked.parse_args()
    client = clients(os.environ, asked.region)
    described = client("cloudformation").describe_stacks(StackName=asked.stack)
    made = {o["OutputKey"]: o["OutputValue"] for o in described["Stacks"][0]["Outputs"]}
    identity, table = client("cognito-idp"), client("dynamodb")
    pool, name = made["InvitedPoolId"], made["TableName"]
    new = invite(identity, pool, table, name, vars(asked))
    for team in asked.team:
        join(table, name, sub_of(identity, pool, asked.email), team)
    print("Invited." if new else "Was invited before; name and role are as you say.")
    print("They choose a password at /professionals/new-password of the portal.")


if __name__ == "__main__":
    try:
        main()
    except AnotherRegion as trouble:
        sys.exit(str(trouble))
