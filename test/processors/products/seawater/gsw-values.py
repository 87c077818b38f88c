"""Prints gsw-values.ts. Run with: pip install gsw==3.6.23 numpy && python gsw-values.py > gsw-values.ts"""

import itertools
import json
import math

import gsw
import numpy as np

nan = float('nan')


def grid(*axes):
    return list(itertools.product(*axes))


def scattered(count, *ranges):
    """Points that fill a box evenly (Halton), edges included."""
    primes = [2, 3, 5, 7]

    def halton(i, base):
        f, r = 1.0, 0.0
        while i:
            f /= base
            r += f * (i % base)
            i //= base
        return r

    points = [tuple(round(lo + (hi - lo) * halton(i, primes[k]), 4) for k, (lo, hi) in enumerate(ranges))
              for i in range(count)]
    return points + [tuple(hi for _, hi in ranges)]


sa, ct, t, p, p_ref = (0, 42), (-2, 35), (-2, 35), (0, 10000), (0, 6000)
state = scattered(24, sa, ct, p)
gaps = [(nan, 10, 100), (35, nan, 100), (35, 10, nan)]
places = [
    (35, 0, -125.1, 44.6), (35, 550, -125.1, 44.6), (35, 2900, 234.9, 44.6), (34, 7000, 150, -60), (36, -2, 330, 30),
    (35, 10, 0, 0), (35, 10, 725, 0), (35, 10, -360, 0), (35, 10, -365, 0), (35, 10, 360, 0), (35, 10, -0.1, 0), (35, 1000, 359.99, 12.3), (35, 10, 180, 90), (35, 100, 12, 89.9),
    (34, 100, 200, -85.9), (34, 100, 200, -86), (34, 100, 200, -86.1), (35, 10, 200, 90.1), (35, 10, 25, 25), (35, 10, 100, 40),
    (8, 10, 20, 58), (6, 100, 20, 60), (20, 0, 12, 56), (3, 0, 25, 65.5), (30, 0, 10.5, 58.9), (5, 0, 30, 68), (30, 0, 7.3, 58.97), (30, 0, 8, 58),
    (35, 100, 279, 8), (35, 100, 281, 9.5), (35, 100, 275, 12), (35, 500, 283, 7), (35, 500, 270, 15), (35, 50, 291.9995, 5),
    (35, 505, 140.5, 35.2), (35, 6131, 150, 20), (35, 9000, 150, 20), (nan, 1, 1, 1), (35, nan, 200, 0), (35, 1, nan, 1),
    (35, 1, 1, nan), (36, 76, 4, 42), (38, 1213, 20, 36), (40, 300, 38, 20), (34, 300, 180, -66),
] + [(35, *one) for one in scattered(30, (0, 6500), (0, 360), (-85, 89))]

cases = {
    'spFromC': (gsw.SP_from_C, scattered(24, (0.5, 70), (-2, 35), (0, 10000)) + [
        (-1, 15, 0), (0.1, 0, 0), (0.5, 25, 1000), (2.2, -2, 0), (3, 15, 10), (3.6, 15, 10), (42.914, 15, 0),
    ] + gaps),
    'saFromSp': (gsw.SA_from_SP, places),
    'spFromSa': (gsw.SP_from_SA, places),
    'srFromSp': (gsw.SR_from_SP, [(0,), (35,), (42,), (nan,)]),
    'ctFromT': (gsw.CT_from_t, state + gaps),
    'pt0FromT': (gsw.pt0_from_t, state + gaps),
    'ptFromT': (gsw.pt_from_t, scattered(16, sa, t, p, p_ref)),
    'ctFromPt': (gsw.CT_from_pt, scattered(12, sa, t)),
    'ptFromCt': (gsw.pt_from_CT, scattered(12, sa, ct)),
    'tFromCt': (gsw.t_from_CT, state + gaps),
    'rho': (gsw.rho, state + gaps),
    'sigma0': (gsw.sigma0, scattered(6, sa, ct)),
    'sigma1': (gsw.sigma1, scattered(6, sa, ct)),
    'sigma2': (gsw.sigma2, scattered(6, sa, ct)),
    'sigma3': (gsw.sigma3, scattered(6, sa, ct)),
    'sigma4': (gsw.sigma4, scattered(6, sa, ct)),
    'rhoFromT': (gsw.rho_t_exact, state),
    'potRhoFromT': (gsw.pot_rho_t_exact, scattered(16, sa, t, p, p_ref) + [(35, 10, 2000, 0)]),
    'specvolAnomaly': (gsw.specvol_anom_standard, state),
    'alpha': (gsw.alpha, state + gaps),
    'beta': (gsw.beta, state + gaps),
    'soundSpeed': (gsw.sound_speed, state + gaps),
    'enthalpy': (gsw.enthalpy, state + gaps),
    'cpFromT': (gsw.cp_t_exact, state),
    'adiabaticLapseRate': (gsw.adiabatic_lapse_rate_from_CT, state),
    'spiciness0': (gsw.spiciness0, scattered(12, sa, ct)),
    'tFreezing': (gsw.t_freezing, scattered(16, sa, p, (0, 1)) + [(35, 0, 1), (0, 0, 0)]),
    'ctFreezing': (gsw.CT_freezing, scattered(16, sa, p, (0, 1))),
    'o2Solubility': (gsw.O2sol_SP_pt, scattered(12, sa, t)),
    'zFromP': (gsw.z_from_p, grid((-1, 0, 10, 1000, 11000), (-90, -45, 0, 4, 45, 90)) + [(nan, 4), (10, nan)]),
    'pFromZ': (gsw.p_from_z, grid((4, 0, -10, -1000, -10800), (-90, 0, 44.6))),
    'gravity': (gsw.grav, grid((-90, 0, 45), (0, 1000, 11000))),
}


def literal(value):
    return 'NaN' if math.isnan(value) else json.dumps(float(value))


print('/** Values of GSW-Python 3.6.23: arguments, then the result. Made by gsw-values.py beside this file. */')
print('export const values: Readonly<Record<string, readonly (readonly number[])[]>> = {')
for name, (function, rows) in cases.items():
    results = function(*np.array(rows, dtype=float).T)
    print(f'  {name}: [')
    for row, result in zip(rows, results):
        print('    [' + ', '.join(literal(one) for one in (*row, result)) + '],')
    print('  ],')
print('}')

depths = np.array([3, 10, 50, 125, 126, 250, 600, 1000.5])
salinity = np.array([34.5, 34.7118, 34.8915, 35.0256, 35.0256, 34.8472, 34.7366, 34.7324])
temperature = np.array([28.9, 28.8099, 28.4392, 22.7862, 22.9, 10.2262, 6.8272, 4.3236])
n2, _ = gsw.Nsquared(salinity, temperature, depths, 4)
tu, ratio, middle = gsw.Turner_Rsubrho(salinity, temperature, depths)
print('\nexport const profile = {')
for name, column in {
    'sa': salinity, 'ct': temperature, 'p': depths, 'n2': n2, 'tu': tu, 'rSubRho': ratio, 'pMid': middle,
    'heightFrom0': gsw.geo_strf_dyn_height(salinity, temperature, depths, 0),
    'heightFrom500': gsw.geo_strf_dyn_height(salinity, temperature, depths, 500),
    'heightFrom250': gsw.geo_strf_dyn_height(salinity, temperature, depths, 250),
}.items():
    print(f'  {name}: [' + ', '.join(literal(one) for one in column) + '],')
print('}')
