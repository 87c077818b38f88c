"""Flags that ioos_qc gives to one series: prints the cases of ioos-qc.test.ts. Needs ioos_qc 3.0, numpy, gsw."""

import json

import numpy as np
from ioos_qc import qartod

values = np.cumsum(np.random.default_rng(7).normal(0, 1, 60)).round(2)
values[20:28], values[33], values[50:56] = values[20], 40, values[50] + 0.004 * np.arange(6)
values[[5, 6, 30, 45]] = np.nan
seconds = 1704067200 + 60 * np.arange(60)
depth = np.linspace(0, 30, 60).round(2)
lon = (-124 + np.random.default_rng(8).normal(0, 0.01, 60)).round(4)
lat = (44 + np.random.default_rng(9).normal(0, 0.01, 60)).round(4)
lon[40], lat[41] = 200, -91
time = seconds.astype("datetime64[s]")
inp, whole = np.ma.masked_invalid(values), np.where(np.isnan(values), 0, values)


def case(name, settings, flags):
    return [name, settings, "".join(str(one) for one in np.ma.filled(flags, 9))]


def climatology(members):
    config = qartod.ClimatologyConfig()
    for one in members:
        span = tuple(np.datetime64(end) if isinstance(end, str) else end for end in one["tspan"])
        config.add(**{**one, "tspan": span})
    return qartod.climatology_test(config=config, inp=whole, tinp=time, zinp=depth)


spans = {"fail_span": [-4, 6], "suspect_span": [-2, 4]}
cases = [case("gross_range_test", spans, qartod.gross_range_test(inp=inp, **spans))]
for method in ("average", "differential"):
    given = {"suspect_threshold": 0.8, "fail_threshold": 1.6, "method": method}
    cases.append(case("spike_test", given, qartod.spike_test(inp=inp, **given)))
for given in ({"threshold": 0.02}, {"threshold": 0.01, "fail_threshold": 0.025}):
    cases.append(case("rate_of_change_test", given, qartod.rate_of_change_test(inp=inp, tinp=time, **given)))
for suspect, fail, tolerance in ((180, 300, 0.01), (180, 240, 1.5)):
    given = {"suspect_threshold": suspect, "fail_threshold": fail, "tolerance": tolerance}
    cases.append(case("flat_line_test", given, qartod.flat_line_test(inp=inp, tinp=time, **given)))
for more in ({}, {"test_period": 600}, {"test_period": 600, "min_obs": 8}, {"check_type": "range"}):
    given = {"suspect_threshold": 2.5, "fail_threshold": 1.2, **more}
    cases.append(case("attenuated_signal_test", given, qartod.attenuated_signal_test(inp=inp, tinp=time, **given)))
members = [
    {"tspan": [1, 1], "vspan": [-2, 4], "fspan": [-4, 6], "zspan": [0, 10], "period": "month"},
    {"tspan": ["2024-01-01T00:20:00", "2024-01-01T00:40:00"], "vspan": [-1, 1], "zspan": [5, 20]},
    {"tspan": [1, 1], "vspan": [-3, 3], "zspan": [15, 25], "period": "quarter"},
]
cases.append(case("climatology_test", {"config": members}, climatology(members)))
cases.append(case("location_test", {"range_max": 1500}, qartod.location_test(lon=lon, lat=lat, range_max=1500)))
given = {"suspect_threshold": -0.1, "fail_threshold": -1}
cases.append(case("density_inversion_test", given, qartod.density_inversion_test(inp=inp, zinp=depth, **given)))
series = {"values": values, "whole": whole, "depth": depth, "lon": lon, "lat": lat}
lists = {name: [None if np.isnan(one) else one for one in all.tolist()] for name, all in series.items()}
print(json.dumps({"start": int(seconds[0]), "step": 60, **lists, "cases": cases}))
