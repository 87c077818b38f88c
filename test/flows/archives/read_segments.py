"""Prints the messages of the segments in a folder, one JSON object a line, as any Avro library reads them."""
import base64
import io
import json
import pathlib
import sys

import fastavro

text = lambda data: None if data is None else base64.b64encode(data).decode()
for path in sorted(pathlib.Path(sys.argv[1]).rglob('*.avro')):
    with open(path, 'rb') as file:
        reader = fastavro.reader(file)
        schemas = {int(id): json.loads(schema) for id, schema in json.loads(reader.metadata['tideline.schemas']).items()}
        for message in reader:
            value = message['value']
            named = None if value is None or value[:1] != b'\0' else schemas.get(int.from_bytes(value[1:5], 'big'))
            event = None if named is None else fastavro.schemaless_reader(io.BytesIO(value[5:]), named)
            print(json.dumps(dict(
                partition=message['partition'],
                offset=message['offset'],
                timestamp=round(message['timestamp'].timestamp() * 1000),
                key=text(message['key']),
                value=text(value),
                headers={header['name']: text(header['value']) for header in message['headers']},
                event=event,
            ), default=str))
