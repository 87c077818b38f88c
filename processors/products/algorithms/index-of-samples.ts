/** The index of each sample of a row: the axis of a vector that carries no axis of its own. */
import { defineAlgorithm } from '../algorithm.ts'

export const indexOfSamples = defineAlgorithm({
  name: 'index_of_samples',
  formulaVersion: 1,
  about: 'Numbers 0 to n-1 of the samples of a row',
  source: 'OOI preload database, PFID215',
  arguments: {
    x: { about: 'The vector whose samples are numbered; its values do not matter', units: '1', shape: 'vector' },
  },
  result: { about: 'Index of the sample', units: '1', shape: 'vector' },
  compute: ({ x: { width } }, { rows }) => {
    const values = new Float64Array(rows * width)
    for (let i = 0; i < values.length; i++) values[i] = i % width
    return { values, width }
  },
})

/**
 * Functions that the preload writes as Python source instead of a name, and the algorithms that stand for them. The
 * importer looks the text up here, blanks aside, and never runs it.
 */
export const algorithmsOfPython: Readonly<Record<string, string>> = {
  '[[idx for idx, _ in enumerate(x[0])]]': indexOfSamples.name,
}
