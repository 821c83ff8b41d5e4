import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultOfAnswer } from '../../../connection/http/fault.ts'
import { fieldFaults } from './field-faults.ts'

const missing = { code: 'value_missing' } as const
const unknown = { code: 'placeholder_unknown', placeholder: 'x', known: ['title'] } as const

/** As the server answers what is wrong with several fields. */
const BODY = JSON.stringify({
  detail: [
    { type: 'value_error', loc: ['body', 'fields', 'url'], msg: 'is missing', reason_data: missing },
    {
      type: 'value_error',
      loc: ['body', 'fields', 'template'],
      msg: '{{x}} is no placeholder; there are: {{title}}',
    },
  ],
  code: 'validation',
  reason_data: {
    code: 'all',
    reasons: [
      { code: 'field_invalid', field: 'url', reason: missing },
      { code: 'field_invalid', field: 'template', reason: unknown },
    ],
  },
})

test('each field gets its own sentence and reason', () => {
  const faults = fieldFaults(faultOfAnswer(422, 'application/json', BODY))
  assert.deepEqual(faults.get('url'), { fault: 'is missing', fault_data: missing })
  assert.deepEqual(faults.get('template'), {
    fault: '{{x}} is no placeholder; there are: {{title}}',
    fault_data: unknown,
  })
})

test('a fault about something else belongs to no field', () => {
  const body = '{"detail":"the alerts were changed meanwhile: read them again","code":"conflict"}'
  assert.equal(fieldFaults(faultOfAnswer(409, 'application/json', body)).size, 0)
  assert.equal(fieldFaults(null).size, 0)
})
