"""Prints atlas-values.ts. Run with the unpacked source of GSW-Python: python atlas-values.py gsw-3.6.23 > atlas-values.ts"""

import base64
import re
import struct
import sys
import textwrap

header = open(f'{sys.argv[1]}/src/c_gsw/gsw_saar_data.h').read()


def numbers(name):
    return [float(one) for one in re.search(rf'{name}\[\d+\] = {{(.*?)}}', header, re.S).group(1).split(',')]


def printed(name, about, packed):
    print(f'\n/** {about} */\nexport const {name} = `')
    print('\n'.join(textwrap.wrap(base64.b64encode(packed).decode(), 118)))
    print('`')


# Grid: 91 longitudes × 45 latitudes × 45 pressures, pressure fastest; 9e90 is land or sea bed.
ratios = numbers('saar_ref')
depths = numbers('ndepth_ref')
known = [abs(one) < 100 for one in ratios]
bits = bytearray((len(ratios) + 7) // 8)
for index, is_known in enumerate(known):
    bits[index >> 3] |= is_known << (index & 7)

print('/**')
print(' * The Absolute Salinity anomaly ratio atlas of TEOS-10 (McDougall et al., 2012), version 3.06.16, in base64. Made by')
print(' * atlas-values.py beside this file from GSW-Python 3.6.23; under the licence in LICENCE.')
print(' */')
printed('levelsKnown', 'Levels of pressure known at each of 91 × 45 points, a byte each; 0 on land.',
        bytes(int(one) if one < 1e90 else 0 for one in depths))
printed('isKnown', 'Which of 91 × 45 × 45 values are known, a bit each, lowest first.', bytes(bits))
printed('ratios', 'The known values in that order, 32-bit little-endian, in units of 2⁻⁴⁰ (3e-11 g/kg).',
        b''.join(struct.pack('<I', round(one * 2**40)) for one, is_known in zip(ratios, known) if is_known))
