/**
 * Constants of TEOS-10 (IOC, SCOR and IAPSO, 2010). Coefficients in this folder come from the Gibbs SeaWater toolbox;
 * LICENCE beside this file is its notice.
 */

/** SSO, Absolute Salinity of Standard Seawater, g/kg. */
export const standardSalinity = 35.16504
/** uPS: g/kg of Reference Salinity for one unit of Practical Salinity. */
export const salinityUnit = standardSalinity / 35
/** cp⁰, J/(kg K): potential enthalpy over this is Conservative Temperature. */
export const conservativeHeatCapacity = 3991.86795711963
/** 0 °C in kelvin. */
export const zeroCelsius = 273.15
/** 1 / (40 uPS), kg/g: makes salinity a number of order one. */
export const salinityScale = 0.0248826675584615
/** 24 g/kg on that scale. */
export const salinityOffset = 0.5971840214030754
export const pascalPerDbar = 1e4
