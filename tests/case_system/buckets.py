"""Where both sides put their files."""

import os
from pathlib import Path

import boto3
import botocore.config


class Folder:
    """A folder laid out like the bucket."""

    def __init__(self, top):
        self.top = Path(top)

    def keys(self, prefix):
        found = (path for path in (self.top / prefix).rglob("*") if path.is_file())
        return sorted(path.relative_to(self.top).as_posix() for path in found)

    def read(self, key):
        """Its content; None if there is none."""
        try:
            return (self.top / key).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, key, content):
        path = self.top / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


class Bucket:
    """A bucket of an emulator: `http://localhost:4566/<bucket>`. It is asked as
    the account itself, because a bucket answers nobody without a name."""

    def __init__(self, address):
        emulator, _, self.name = address.rstrip("/").rpartition("/")
        self.client = boto3.client(
            "s3",
            endpoint_url=emulator,
            region_name=os.environ.get("AWS_REGION", "eu-west-2"),
            aws_access_key_id=os.environ.get("AWS_ACCESS_KEY_ID", "test"),
            aws_secret_access_key=os.environ.get("AWS_SECRET_ACCESS_KEY", "test"),
            config=botocore.config.Config(s3={"addressing_style": "path"}),
        )

    def keys(self, prefix):
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix)
        return sorted(item["Key"] for page in pages for item in page.get("Contents", []))

    def read(self, key):
        """Its content; None if there is none."""
        try:
            return self.client.get_object(Bucket=self.name, Key=key)["Body"].read()
        except self.client.exceptions.NoSuchKey:
            return None

    def write(self, key, content):
        self.client.put_object(Bucket=self.name, Key=key, Body=content, ContentType="application/json")


def open_place(place):
    """What the address or path names."""
    return Bucket(place) if place.startswith("http://") else Folder(place)
