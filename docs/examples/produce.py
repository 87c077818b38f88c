"""Sends ten particles one by one, then a thousand as one Arrow batch.

    pip install -r requirements.txt
    python produce.py
"""

import datetime

import pyarrow as pa
from confluent_kafka import Producer

from tideline_events import BROKERS, encode, latest_schema, topic_name

KEY = {"refdes": "CE09TEST-RID16-03-CTDBPC000", "method": "streamed", "stream": "python_samples", "deployment": 1}
RECORD_KEY = "/".join(str(part) for part in KEY.values())
START = datetime.datetime(2024, 5, 1, tzinfo=datetime.timezone.utc)


def single(index):
    return {
        **KEY,
        "time": START + datetime.timedelta(seconds=index),
        "numbers": {"temp": 10 + index / 8},
        "integers": {"counts": index},
        "texts": {"quality": "good"},
    }


def batch(first, count):
    """Rows as an Arrow IPC stream: a `time` column and one per parameter."""
    table = pa.table(
        {
            "time": pa.array([START + datetime.timedelta(seconds=first + i) for i in range(count)], pa.timestamp("us", "UTC")),
            "temp": pa.array([10 + (first + i) / 8 for i in range(count)], pa.float64()),
            "counts": pa.array([first + i for i in range(count)], pa.int32()),
            "quality": pa.array(["good"] * count),
        }
    )
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return {**KEY, "count": count, "arrow": sink.getvalue().to_pybytes(), "source": None}


def main():
    failures = []
    producer = Producer({"bootstrap.servers": BROKERS, "acks": "all", "enable.idempotence": True})

    def delivered(error, _message):
        if error is not None:
            failures.append(str(error))

    def send(topic, values):
        name = topic_name(topic)
        schema_id, schema = latest_schema(name)
        for value in values:
            producer.produce(name, encode(schema_id, schema, value), RECORD_KEY, on_delivery=delivered)

    send("instruments.particles", (single(i) for i in range(10)))
    send("instruments.particle-batches", [batch(10, 1000)])
    left = producer.flush(30)
    if failures or left:
        raise SystemExit(f"not delivered: {failures or left}")
    print("sent 10 particles and a batch of 1000")


if __name__ == "__main__":
    main()
