"""Reads NetCDF files as Python users do, and says as JSON what it found: by netCDF4, and decoded by xarray."""

import json
import sys

import netCDF4
import numpy
import xarray


def plain(value):
    if isinstance(value, numpy.ma.MaskedArray):
        return [plain(one) for one in value] if value.ndim else None if value is numpy.ma.masked else plain(value.item())
    if isinstance(value, numpy.ndarray):
        return [plain(one) for one in value] if value.ndim else plain(value.item())
    if value is numpy.ma.masked:
        return None
    if isinstance(value, numpy.datetime64):
        return None if numpy.isnat(value) else str(value.astype("datetime64[us]"))
    if isinstance(value, numpy.generic):
        value = value.item()
    if isinstance(value, float) and value != value:
        return None
    return value if isinstance(value, (str, bool, float, type(None))) else int(value)


def by_netcdf4(path):
    with netCDF4.Dataset(path) as data:
        return {
            "model": data.data_model,
            "unlimited": [name for name, one in data.dimensions.items() if one.isunlimited()],
            "values": {name: plain(one[...]) for name, one in data.variables.items()},
        }


def by_xarray(path):
    with xarray.open_dataset(path) as data:
        return {name: plain(one.values) for name, one in data.variables.items()}


json.dump([{"netCDF4": by_netcdf4(path), "xarray": by_xarray(path)} for path in sys.argv[1:]], sys.stdout)
