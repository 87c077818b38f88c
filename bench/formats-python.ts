/** The alternatives to our writers, as a Python script: the same rows, the same columns, to a file on the same disk. */

/** Arguments: writer (pyarrow, pandas or netCDF4), kind, path, rows, passes, deflate level. Of netCDF4, `path` is our file, which is read too. */
export const pythonFormats = `
import json, os, sys, time
import numpy as np
writer, kind, path, rows, passes, level = sys.argv[1:4] + [int(one) for one in sys.argv[4:7]]
i = np.arange(rows)
rounded = lambda values, places: np.floor(values * 10 ** places + 0.5) / 10 ** places
columns = dict(
    deployment=np.full(rows, 3, dtype='i4'),
    temp=rounded(4 + 8 * np.sin(i * 1e-4) + 1e-3 * (i % 97), 4),
    conductivity=rounded(3.2 + 0.45 * np.sin(i * 1e-4 + 0.1) + 1e-5 * (i % 53), 5),
    pressure=rounded(10 + 900 * (1 + np.sin(i * 3e-4)), 3),
)
if kind == 'derived':
    columns['practical_salinity'] = 33 + np.sin(i * 1e-4) + 1e-3 * np.sin(i)
    columns['density'] = 1025 + np.cos(i * 1e-4) + 1e-3 * np.sin(i * 1.7)
micros = 1709251200000000 + i * 1000000
out = path + '.theirs'

if writer == 'pyarrow':
    import pyarrow as pa, pyarrow.csv
    table = pa.table(dict(time=pa.array(micros, pa.timestamp('us', 'UTC')), **columns))
    write = lambda: pyarrow.csv.write_csv(table, out)
elif writer == 'pandas':
    import pandas as pd
    frame = pd.DataFrame(dict(time=pd.to_datetime(micros, unit='us', utc=True), **columns))
    write = lambda: frame.to_csv(out, index=False)
    passes = 1
else:
    import netCDF4
    def write():
        with netCDF4.Dataset(out, 'w', format='NETCDF4') as file:
            file.createDimension('obs', None)
            for name, values in dict(time=micros, **columns).items():
                options = dict(zlib=True, complevel=level, shuffle=True, chunksizes=(8192,))
                variable = file.createVariable(name, values.dtype, ('obs',), **options)
                variable[:] = values

best, start = 1e9, time.process_time()
for _ in range(passes):
    then = time.perf_counter()
    write()
    best = min(best, time.perf_counter() - then)
said = dict(seconds=best, cpuSeconds=(time.process_time() - start) / passes, bytes=os.path.getsize(out))
if writer == 'netCDF4':
    with netCDF4.Dataset(path) as ours:
        ours.set_auto_maskandscale(False)
        values = dict(time=micros, **columns)
        # The last digit of a sine may differ between libraries.
        said['differing'] = int(sum((np.abs(ours[name][:] - values[name]) > 1e-9).sum() for name in values))
print(json.dumps(said))
`
