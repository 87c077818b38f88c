import cassandra from 'cassandra-driver'
import { classify } from '../../../connectors/cassandra/failures.ts'

const { errors, types } = cassandra
const answer = (code: number, message = 'said so') => new errors.ResponseError(code, message)

test.each<[string, unknown]>([
  ['no host', new errors.NoHostAvailableError({ 'a:9042': new Error('refused') })],
  ['a timeout', new errors.OperationTimedOutError('10000 ms')],
  ['a busy connection', new errors.BusyConnectionError('a:9042', 2048, 1)],
  ['a lost socket', Object.assign(new Error('reset'), { code: 'ECONNRESET' })],
  ['an overloaded server', answer(types.responseErrorCodes.overloaded)],
  ['a starting server', answer(types.responseErrorCodes.isBootstrapping)],
  ['too few replicas', answer(types.responseErrorCodes.unavailableException)],
  ['a write timeout', answer(types.responseErrorCodes.writeTimeout)],
])('%s is the world', (_what, error) => {
  expect(classify(error)).toMatchObject({ name: 'Unavailable', service: 'cassandra', cause: error })
})

test('an absent host is named with its reason', () => {
  const error = new errors.NoHostAvailableError({ 'a:9042': new Error('connection refused') })
  expect(classify(error)).toMatchObject({ message: 'No Cassandra host answers (a:9042: connection refused)' })
})

test.each<[string, unknown]>([
  ['a syntax error', answer(types.responseErrorCodes.syntaxError)],
  ['an invalid query', answer(types.responseErrorCodes.invalid)],
  ['a fault of the code', new TypeError('undefined is not a function')],
])('%s stays what it is', (_what, error) => {
  expect(classify(error)).toBe(error)
})

test('a refused login is no absent server', () => {
  const refused = new errors.AuthenticationError('bad credentials')
  expect(classify(new errors.NoHostAvailableError({ 'a:9042': refused }))).toBe(refused)
})

test('an absent table says how to go on', () => {
  const error = answer(types.responseErrorCodes.invalid, 'table lines does not exist')
  expect(classify(error)).toMatchObject({ message: 'table lines does not exist: run the provisioning first' })
})
