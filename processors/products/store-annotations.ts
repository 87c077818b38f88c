import { annotationProblem, annotationRow } from '../../schemas/annotation.ts'
import { annotations, catalogueChanges } from '../../schemas/catalogue-tables.ts'
import type { AnnotationChanged } from '../../schemas/generated/events.ts'
import { put } from '../../schemas/table.ts'
import { annotationsChanged } from '../../topics/products.ts'
import { defineProcessor } from '../processor.ts'
import { latestOfEach } from './latest-of-each.ts'

export const storeAnnotations = defineProcessor({
  name: 'store-annotations',
  about: 'Keeps the annotations as they were said last, those withdrawn marked so.',
  consumes: [annotationsChanged],
  produces: [],
  reads: { changes: catalogueChanges },
  writes: [annotations, catalogueChanges],
  async process(events, views) {
    const { good, noted, reject } = await latestOfEach(events, annotationsChanged.key, views.changes, {
      problemOf,
      code: 'annotation-invalid',
    })
    return { write: [...good.map((event) => put(annotations, annotationRow(event))), ...noted], reject }
  },
})

function problemOf(event: AnnotationChanged): string | null {
  const problem = annotationProblem(event)
  return problem === null ? null : `${problem.field} ${problem.reason}`
}
