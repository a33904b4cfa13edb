"""Lets MiniStack check the conditions that the roles of the template have.

With AUTH=true MiniStack refuses what a role does not allow, as AWS does. It
knows neither the condition of DynamoDB on partitions (dynamodb:LeadingKeys) nor
the one of SES on who writes (ses:FromAddress), and so refuses every request
that is allowed by them. Here it learns both. They are worked out as AWS
documents them: of a transaction each item by itself, of a sender the address
without the name before it.
"""

import email.utils
import json

from ministack import app
from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id

#: The attribute of our table that is its partition key.
PARTITION = "PK"


class Item(str):
    """The ARN of a transaction's table, with the partition of one item in it."""

    partitions: list


def document(body):
    """What was sent, or nothing where it is no JSON object."""
    try:
        sent = json.loads(body or b"{}")
    except ValueError:
        return {}
    return sent if isinstance(sent, dict) else {}


def partition_of(key):
    """The partition in a key or an item, as in {"PK": {"S": "DRAFT#1"}}."""
    value = key.get(PARTITION) if isinstance(key, dict) else None
    return [value["S"]] if isinstance(value, dict) and isinstance(value.get("S"), str) else []


def of_query(sent):
    """The partition of a Query: "PK = :pk", also where names are given apart."""
    names = sent.get("ExpressionAttributeNames") or {}
    values = sent.get("ExpressionAttributeValues") or {}
    for condition in (sent.get("KeyConditionExpression") or "").split(" AND "):
        name, _, value = (part.strip(" ()") for part in condition.partition("="))
        if names.get(name, name) == PARTITION:
            return partition_of({PARTITION: values.get(value)})
    return []


def partitions(sent):
    """The partitions that a request touches."""
    found = partition_of(sent.get("Key")) + partition_of(sent.get("Item")) + of_query(sent)
    for asked in (sent.get("RequestItems") or {}).values():
        if isinstance(asked, dict):
            for key in asked.get("Keys", []):
                found += partition_of(key)
        else:
            for each in asked:
                found += partition_of(each.get("PutRequest", {}).get("Item"))
                found += partition_of(each.get("DeleteRequest", {}).get("Key"))
    return found


def with_partitions(context_of):
    def service_context(body):
        found = partitions(document(body))
        return context_of(body) | ({"dynamodb:LeadingKeys": found} if found else {})

    return service_context


def with_items(checks_of):
    def transaction_checks(iam_action, body, region, account):
        checks = checks_of(iam_action, body, region, account)
        parts = [
            partition_of(part.get("Key")) + partition_of(part.get("Item"))
            for item in document(body).get("TransactItems", [])
            for part in item.values()
        ]
        found = []
        for (action, arn), of_item in zip(checks, parts, strict=True):
            item = Item(arn)
            item.partitions = of_item
            found.append((action, item))
        return found

    return transaction_checks


def with_item(enforce):
    def enforced(*arguments, resource_arn="*", service_context=None, **others):
        if isinstance(resource_arn, Item):
            service_context = (service_context or {}) | {"dynamodb:LeadingKeys": resource_arn.partitions}
        return enforce(
            *arguments, resource_arn=resource_arn, service_context=service_context, **others
        )

    return enforced


def with_sender(enforce):
    """An e-mail's conditions: they are read from the body, which the check of
    the whole call has and the check of its action has not."""

    def enforced(method, path, headers, body, query_params, request_id):
        sender = document(body).get("FromEmailAddress")
        if not isinstance(sender, str):
            return enforce(method, path, headers, body, query_params, request_id)
        checked = app._enforce_data_plane

        def with_context(*arguments, **others):
            name, address = email.utils.parseaddr(sender)
            others["service_context"] = {"ses:FromAddress": address, "ses:FromDisplayName": name}
            # The sender's identity: MiniStack takes "*" for it.
            others["resource_arn"] = ":".join(
                ("arn:aws:ses", app.extract_region(headers, query_params), get_account_id(), f"identity/{address}")
            )
            return checked(*arguments, **others)

        app._enforce_data_plane = with_context
        try:
            return enforce(method, path, headers, body, query_params, request_id)
        finally:
            app._enforce_data_plane = checked

    return enforced


def over_tls(pin):
    """Nothing leaves this machine, so there is no TLS: the buckets, which take
    nothing without, are told that there is."""

    def pinned(source_ip, secure_transport):
        pin(source_ip, True)

    return pinned


def teach():
    """To be called once, before MiniStack answers anybody."""
    app.pin_request_origin = over_tls(app.pin_request_origin)
    iam_actions.dynamodb_service_context = with_partitions(iam_actions.dynamodb_service_context)
    iam_actions.dynamodb_transaction_checks = with_items(iam_actions.dynamodb_transaction_checks)
    iam_evaluator.enforce = with_item(iam_evaluator.enforce)
    app._enforce_ses_v2 = with_sender(app._enforce_ses_v2)
