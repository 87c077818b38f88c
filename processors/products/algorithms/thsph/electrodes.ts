/** Arguments that the electrodes of the hot vent share. */
export const polynomials = (about: string) => ({ about: `Polynomial: ${about}`, units: '1', shape: 'vector' }) as const

export const temperature = { about: 'Temperature of the vent fluid', units: 'degC' } as const
export const volts = {
  counts_ysz: { about: 'YSZ electrode', units: 'counts' },
  e2l_ysz: polynomials('laboratory volts of the YSZ electrode'),
  arr_hgo: polynomials('potential of the Hg/HgO junction, of temperature'),
} as const
