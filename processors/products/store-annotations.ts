import { annotationProblem, annotationRow } from '../../schemas/annotation.ts'
import { annotations } from '../../schemas/catalogue-tables.ts'
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
  writes: [annotations],
  async process(events) {
    const { good, reject } = latestOfEach(events, annotationsChanged.key, { problemOf, code: 'annotation-invalid' })
    return { write: good.map((event) => put(annotations, annotationRow(event))), reject }
  },
})

function problemOf(event: AnnotationChanged): string | null {
  const problem = annotationProblem(event)
  return problem === null ? null : `${problem.field} ${problem.reason}`
}
