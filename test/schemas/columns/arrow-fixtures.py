"""Prints arrow-fixtures.ts. Run with: pip install pyarrow==26.0.1 polars==2.1.0 numpy"""

import base64
import datetime as dt
import io

import numpy as np
import polars as pl
import pyarrow as pa

fixtures = {}


def text(sink):
    return base64.b64encode(sink.getvalue().to_pybytes()).decode()


def stream(table, **options):
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
        writer.write_table(table)
    return text(sink)


def file(table):
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return text(sink)


def deltas():
    schema = pa.schema([('time', pa.int64()), ('w', pa.dictionary(pa.int8(), pa.string()))])
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema, options=pa.ipc.IpcWriteOptions(emit_dictionary_deltas=True)) as writer:
        for index, words in (([0, 1], ['a', 'b']), ([2, 0], ['a', 'b', 'c'])):
            column = pa.DictionaryArray.from_arrays(pa.array(index, pa.int8()), pa.array(words))
            writer.write_batch(pa.record_batch([pa.array([1, 2], pa.int64()), column], schema=schema))
    return text(sink)


def polars():
    time = pl.Series([1_600_000_000_000_000_000], dtype=pl.Int64).cast(pl.Datetime('ns'))
    mode = pl.Series(['auto'], dtype=pl.Categorical)
    sink = io.BytesIO()
    pl.DataFrame({'time': time, 'note': ['polars writes text as views'], 'mode': mode}).write_ipc_stream(sink)
    return base64.b64encode(sink.getvalue()).decode()


times = pa.array([1_600_000_000_000_000, 1_600_000_000_500_000, 1_600_000_001_000_000], pa.timestamp('us', 'UTC'))
fixtures['types'] = stream(pa.table({
    'time': times,
    'i8': pa.array([-128, None, 127], pa.int8()),
    'u16': pa.array([0, 1, 65535], pa.uint16()),
    'i64': pa.array([-(2**63), None, 2**63 - 1], pa.int64()),
    'u64': pa.array([0, 2**64 - 1, 5], pa.uint64()),
    'f16': pa.array(np.array([1.5, -0.000060975551605224609375, 65504], np.float16)),
    'f32': pa.array([0.5, None, -2.25], pa.float32()),
    'f64': pa.array([0.1, float('nan'), None]),
    'flag': pa.array([True, None, False]),
    'text': pa.array(['a', None, 'žluť 🌊']),
    'large': pa.array(['x', '', 'yz'], pa.large_string()),
    'word': pa.array(['up', 'down', None]).dictionary_encode(),
    'nothing': pa.nulls(3),
    'seconds': pa.array([-1, None, 86400], pa.timestamp('s')),
    'nanos': pa.array([-1, 1_600_000_000_123_456_789, None], pa.timestamp('ns')),
    'day': pa.array([dt.date(1969, 12, 31), None, dt.date(2020, 2, 29)], pa.date32()),
    'day64': pa.array([dt.date(1970, 1, 2), None, None], pa.date64()),
    'vary': pa.array([[1, 2], None, []], pa.list_(pa.int32())),
    'big': pa.array([[1.5], [None, 2.5], None], pa.large_list(pa.float64())),
    'pair': pa.array([[1, 2], None, [5, 6]], pa.list_(pa.int16(), 2)),
    'words': pa.array([['a', 'bc'], [], None], pa.list_(pa.string())),
    'view': pa.array(['short', None, 'a text longer than twelve bytes'], pa.string_view()),
}))
whole = pa.table({
    'time': pa.array([10**15 + k for k in range(20)], pa.timestamp('us')),
    'n': pa.array([k if k % 3 else None for k in range(20)], pa.int32()),
    's': pa.array([f'é{k}' for k in range(20)]),
    'l': pa.array([[k] * (k % 4) for k in range(20)], pa.list_(pa.int8())),
})
fixtures['sliced'] = stream(pa.concat_tables([whole.slice(3, 5), whole.slice(11, 6)]))
words = pa.array(['p', 'q', 'p', None]).dictionary_encode()
fixtures['file'] = file(whole.slice(0, 4).select(['time', 'n']).set_column(1, 'word', words))
fixtures['delta'] = deltas()
one = {'time': pa.array([1], pa.int64())}
fixtures['lz4'] = stream(pa.table({'time': times}), compression='lz4')
fixtures['zstd'] = stream(pa.table({'time': times}), compression='zstd')
fixtures['struct'] = stream(pa.table({**one, 'place': pa.array([{'lat': 1.0}])}))
fixtures['decimal'] = stream(pa.table({**one, 'price': pa.array([1]).cast(pa.decimal128(25, 2))}))
fixtures['nested'] = stream(pa.table({**one, 'deep': pa.array([[[1]]])}))
fixtures['nullTime'] = stream(pa.table({'time': pa.array([1, None], pa.int64())}))
fixtures['farTime'] = stream(pa.table({'time': pa.array([0, 10**16], pa.int64())}))
fixtures['noTime'] = stream(pa.table({'Time': pa.array([1])}))
fixtures['floatTime'] = stream(pa.table({'time': pa.array([1.0])}))
fixtures['name'] = stream(pa.table({**one, '_mine': pa.array([1])}))
fixtures['twice'] = stream(pa.Table.from_arrays([pa.array([1])] * 3, ['time', 'a', 'a']))
fixtures['listGap'] = stream(pa.table({**one, 'gap': pa.array([[1, None]], pa.list_(pa.int32()))}))
fixtures['empty'] = stream(pa.table({
    'time': pa.array([], pa.timestamp('us', 'UTC')),
    'x': pa.array([], pa.list_(pa.float32(), 3)),
    's': pa.array([], pa.string()),
}))
fixtures['polars'] = polars()

print('/* Arrow IPC as pyarrow 26.0.1 and polars 2.1.0 write it, in base64. Made by arrow-fixtures.py beside this file. */')
print('export const fixtures = {')
for name, encoded in fixtures.items():
    print(f"  {name}:\n    '{encoded}',")
print('} as const')
