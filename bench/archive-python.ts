/** The alternative to our archiver and replayer, as a Python script: confluent-kafka (librdkafka) and fastavro, to local files. */

/** Arguments: brokers, topic, messages, target topic. Prints rates, processor time and peak memory of both ways. */
export const pythonArchive = `
import glob, json, os, resource, sys, tempfile, time
import fastavro
from confluent_kafka import Consumer, Producer, TopicPartition, OFFSET_BEGINNING

brokers, topic, wanted, onto = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
folder = tempfile.mkdtemp()
header = dict(type='record', name='Header', fields=[dict(name='name', type='string'), dict(name='value', type='bytes')])
schema = fastavro.parse_schema(dict(type='record', name='ArchivedMessage', fields=[
    dict(name='partition', type='int'),
    dict(name='offset', type='long'),
    dict(name='timestamp', type='long'),
    dict(name='key', type=['null', 'bytes']),
    dict(name='value', type=['null', 'bytes']),
    dict(name='headers', type=dict(type='array', items=header)),
]))
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

def archive():
    consumer = Consumer({'bootstrap.servers': brokers, 'group.id': 'bench-python-' + topic, 'enable.auto.commit': False,
                         'fetch.max.bytes': 33554432, 'max.partition.fetch.bytes': 4194304, 'queued.max.messages.kbytes': 65536})
    partitions = consumer.list_topics(topic).topics[topic].partitions
    consumer.assign([TopicPartition(topic, one, OFFSET_BEGINNING) for one in partitions])
    held = {one: [] for one in partitions}
    def store(partition):
        records, held[partition] = held[partition], []
        with open(f'{folder}/{partition}-{records[0]["offset"]:016}.avro', 'wb') as file:
            fastavro.writer(file, schema, records, codec='deflate', codec_compression_level=1, sync_interval=262144)
    seen, began = 0, None
    while seen < wanted:
        messages = consumer.consume(10000, 1.0)
        if began is None and messages: began, cpu = time.perf_counter(), time.process_time()
        for message in messages:
            records = held[message.partition()]
            records.append(dict(
                partition=message.partition(), offset=message.offset(), timestamp=message.timestamp()[1],
                key=message.key(), value=message.value(),
                headers=[dict(name=name, value=value) for name, value in message.headers() or []],
            ))
            if len(records) == 100000: store(message.partition())
        seen += len(messages)
    for partition in held:
        if held[partition]: store(partition)
    consumer.close()
    return dict(seconds=time.perf_counter() - began, cpuSeconds=time.process_time() - cpu, peakMiB=peak(), messages=seen)

def replay():
    producer = Producer({'bootstrap.servers': brokers, 'enable.idempotence': True, 'queue.buffering.max.messages': 1000000, 'linger.ms': 20})
    began, cpu, sent = time.perf_counter(), time.process_time(), 0
    for path in sorted(glob.glob(folder + '/*.avro')):
        with open(path, 'rb') as file:
            for one in fastavro.reader(file):
                headers = [(header['name'], header['value']) for header in one['headers']]
                headers += [('tideline-replay', b'0123456789abcdef'), ('tideline-event-time', str(one['timestamp']).encode()),
                            ('tideline-origin', f'{topic}/{one["partition"]}/{one["offset"]}'.encode())]
                while True:
                    try:
                        producer.produce(onto, one['value'], one['key'], one['partition'], headers=headers)
                        break
                    except BufferError:
                        producer.poll(0.1)
                sent += 1
                if sent % 1000 == 0: producer.poll(0)
    producer.flush()
    return dict(seconds=time.perf_counter() - began, cpuSeconds=time.process_time() - cpu, peakMiB=peak(), messages=sent)

print(json.dumps(dict(archive=archive(), replay=replay())))
for path in glob.glob(folder + '/*'): os.remove(path)
os.rmdir(folder)
`

export interface PythonArchive {
  readonly archive: PythonMeasured
  readonly replay: PythonMeasured
}
export interface PythonMeasured {
  readonly seconds: number
  readonly cpuSeconds: number
  readonly peakMiB: number
  readonly messages: number
}
