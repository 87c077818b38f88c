/** The catalogue of algorithms, family by family. An explicit list, not discovery. */
import type { AnyAlgorithm } from '../algorithm.ts'
import { adcpAlgorithms } from './adcp.ts'
import { adcpBinAlgorithms } from './adcp-bins.ts'
import { botptAlgorithms } from './botpt.ts'
import { ctdAlgorithms } from './ctd.ts'
import { dofstAlgorithms } from './dofst.ts'
import { dostaAlgorithms } from './dosta.ts'
import { fdchpAlgorithms } from './fdchp.ts'
import { flortAlgorithms } from './flort.ts'
import { genericAlgorithms } from './generic.ts'
import { hydrophoneAlgorithms } from './hydrophone.ts'
import { indexOfSamples } from './index-of-samples.ts'
import { magneticAlgorithms } from './magnetic.ts'
import { masspAlgorithms } from './massp.ts'
import { metbkAlgorithms } from './metbk.ts'
import { hourlyFluxes, minuteFluxes } from './metbk-fluxes.ts'
import { metbkWindAlgorithms } from './metbk-wind.ts'
import { nutnrAlgorithms } from './nutnr.ts'
import { obsBbGroundAcceleration, obsBbGroundVelocity, obsSpGroundVelocity } from './obs.ts'
import { optaaAlgorithms } from './optaa.ts'
import { paradAlgorithms } from './parad.ts'
import { pco2aAlgorithms } from './pco2a.ts'
import { pco2wAlgorithms } from './pco2w.ts'
import { phsenAlgorithms } from './phsen.ts'
import { plimsAlgorithms } from './plims.ts'
import { presfAlgorithms } from './presf.ts'
import { seaphoxAlgorithms } from './seaphox.ts'
import { spkirAlgorithms } from './spkir.ts'
import { teos10Algorithms } from './teos10.ts'
import { thsphAlgorithms } from './thsph.ts'
import { trhphAlgorithms } from './trhph.ts'
import { vadcpAlgorithms } from './vadcp.ts'
import { vel3dAlgorithms } from './vel3d.ts'
import { velptAlgorithms } from './velpt.ts'
import { waveAlgorithms } from './waves.ts'
import { wavssAlgorithms } from './wavss.ts'

export interface Family {
  /** The instruments, as the catalogue page heads them. */
  readonly title: string
  readonly algorithms: readonly AnyAlgorithm[]
}

export const families: readonly Family[] = [
  { title: 'Any instrument', algorithms: [...genericAlgorithms, indexOfSamples] },
  {
    title: 'Ocean-bottom seismometers (OBS)',
    algorithms: [obsBbGroundVelocity, obsBbGroundAcceleration, obsSpGroundVelocity],
  },
  { title: 'Bottom pressure and tilt (BOTPT)', algorithms: botptAlgorithms },
  { title: 'Mass spectrometer (MASSP)', algorithms: masspAlgorithms },
  { title: 'Seafloor pressure (PRESF, PREST)', algorithms: presfAlgorithms },
  { title: 'Hot vents: temperature, pH, hydrogen, sulfide (THSPH)', algorithms: thsphAlgorithms },
  { title: 'Vent fluid: temperature, redox potential, chloride (TRHPH)', algorithms: trhphAlgorithms },
  { title: 'Conductivity, temperature and depth (CTD)', algorithms: ctdAlgorithms },
  { title: 'Properties of seawater (TEOS-10)', algorithms: teos10Algorithms },
  { title: 'Oxygen, optodes (DOSTA)', algorithms: dostaAlgorithms },
  { title: 'Oxygen, fast electrodes (DOFST)', algorithms: dofstAlgorithms },
  { title: 'Fluorometers (FLORT, FLORD, FLNTU)', algorithms: flortAlgorithms },
  { title: 'pCO2 in seawater (PCO2W)', algorithms: pco2wAlgorithms },
  { title: 'pCO2 in air and surface water (PCO2A)', algorithms: pco2aAlgorithms },
  { title: 'pH of seawater (PHSEN)', algorithms: phsenAlgorithms },
  { title: 'pH of seawater (SeapHOx)', algorithms: seaphoxAlgorithms },
  { title: 'Nitrate (NUTNR)', algorithms: nutnrAlgorithms },
  { title: 'Attenuation and absorption spectra (OPTAA)', algorithms: optaaAlgorithms },
  { title: 'Photosynthetically active radiation (PARAD)', algorithms: paradAlgorithms },
  { title: 'Spectral irradiance (SPKIR)', algorithms: spkirAlgorithms },
  { title: 'Bulk meteorology (METBK)', algorithms: [...metbkAlgorithms, ...metbkWindAlgorithms] },
  { title: 'Bulk meteorology, air-sea fluxes (METBK)', algorithms: [...hourlyFluxes, ...minuteFluxes] },
  { title: 'Compass', algorithms: magneticAlgorithms },
  { title: 'Current profilers (ADCP, VADCP)', algorithms: [...adcpAlgorithms, ...adcpBinAlgorithms] },
  { title: 'Current profilers with five beams (VADCP, series B)', algorithms: vadcpAlgorithms },
  { title: 'Point velocity meters (VELPT)', algorithms: velptAlgorithms },
  { title: 'Three-dimensional point velocity meters (VEL3D)', algorithms: vel3dAlgorithms },
  { title: 'Direct covariance flux (FDCHP)', algorithms: fdchpAlgorithms },
  { title: 'Wave sensors (WAVSS)', algorithms: wavssAlgorithms },
  { title: 'Waves from heave', algorithms: waveAlgorithms },
  { title: 'Hydrophones (HYDBB, HYDLF)', algorithms: hydrophoneAlgorithms },
  { title: 'Plankton imaging (PLIMS)', algorithms: plimsAlgorithms },
]

const byName = new Map(families.flatMap(({ algorithms }) => algorithms).map((algorithm) => [algorithm.name, algorithm]))

export function algorithmNamed(name: string): AnyAlgorithm | null {
  return byName.get(name) ?? null
}
