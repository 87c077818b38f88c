"""Tideline's wire format in Python: a zero byte, the schema's id in four bytes, then Avro."""

import io
import json
import os
import struct
import urllib.request

import fastavro

BROKERS = os.environ["TIDELINE_KAFKA_BROKERS"]
REGISTRY = os.environ["TIDELINE_SCHEMA_REGISTRY_URL"].rstrip("/")
NAMESPACE = os.environ.get("TIDELINE_NAMESPACE", "")


def topic_name(name):
    """The topic's name on the broker: with the namespace in front, where one is configured."""
    return f"{NAMESPACE}.{name}" if NAMESPACE else name


def _get(path):
    with urllib.request.urlopen(f"{REGISTRY}{path}") as response:
        return json.load(response)


def latest_schema(topic):
    """(id, parsed schema) of a topic's values."""
    found = _get(f"/subjects/{topic}-value/versions/latest")
    return found["id"], fastavro.parse_schema(json.loads(found["schema"]))


_by_id = {}


def encode(schema_id, schema, value):
    body = io.BytesIO()
    fastavro.schemaless_writer(body, schema, value)
    return struct.pack(">bI", 0, schema_id) + body.getvalue()


def decode(message):
    magic, schema_id = struct.unpack(">bI", message[:5])
    if magic != 0:
        raise ValueError(f"not the registry's wire format: first byte {magic}")
    if schema_id not in _by_id:
        _by_id[schema_id] = fastavro.parse_schema(json.loads(_get(f"/schemas/ids/{schema_id}")["schema"]))
    return fastavro.schemaless_reader(io.BytesIO(message[5:]), _by_id[schema_id], None)
