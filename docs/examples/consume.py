"""Prints what was produced: particles as they are, batches as row counts and columns.

    python consume.py [seconds without news after which to stop, default 5]
"""

import sys
import time
import uuid

import pyarrow as pa
from confluent_kafka import Consumer

from tideline_events import BROKERS, decode, topic_name


def main():
    patience = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    consumer = Consumer(
        {"bootstrap.servers": BROKERS, "group.id": f"example-{uuid.uuid4()}", "auto.offset.reset": "earliest"}
    )
    consumer.subscribe([topic_name("instruments.particles"), topic_name("instruments.particle-batches")])
    last_news = time.monotonic()
    while time.monotonic() - last_news < patience:
        message = consumer.poll(0.5)
        if message is None:
            continue
        if message.error():
            raise SystemExit(str(message.error()))
        last_news = time.monotonic()
        event = decode(message.value())
        key = "/".join(str(event[part]) for part in ("refdes", "method", "stream", "deployment"))
        if "arrow" in event:
            table = pa.ipc.open_stream(event["arrow"]).read_all()
            print(f"batch {key} rows={table.num_rows} columns={','.join(table.column_names)}")
        else:
            values = {**event["numbers"], **event["integers"], **event["texts"]}
            print(f"particle {key} {event['time'].isoformat()} {values}")
    consumer.close()


if __name__ == "__main__":
    main()
