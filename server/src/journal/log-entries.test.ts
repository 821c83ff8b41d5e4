import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEmitter } from '../lib/emitter.ts'
import { type Logger, silentLogger } from '../lib/log.ts'
import type { StoredEvent } from './journal-event.ts'
import { logEntries } from './log-entries.ts'

const entry = (more: Partial<StoredEvent>): StoredEvent => ({
  id: 1,
  atMs: 0,
  type: 'engine',
  category: 'created',
  severity: 'info',
  message: 'acestream-1 was created, on port 19000',
  params: null,
  details: {},
  engineId: 'e1',
  streamId: null,
  streamShortId: null,
  vpn: null,
  incidentId: null,
  ...more,
})

function logged(...told: readonly StoredEvent[]): readonly (readonly [string, object, string])[] {
  const lines: (readonly [string, object, string])[] = []
  const at = (level: string) => (fields: object, message: string) => void lines.push([level, fields, message])
  const logger: Logger = {
    ...silentLogger,
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
  }
  const entries = createEmitter<StoredEvent>()
  logEntries({ entries }, logger)
  told.forEach(entries.emit)
  return lines
}

test('what the journal tells is in the log, with whom it is about', () => {
  assert.deepEqual(logged(entry({})), [
    ['info', { says: 'acestream-1 was created, on port 19000', engineId: 'e1' }, 'engine created'],
  ])
})

test('what is broken is a warning, and what says it again is for debugging', () => {
  const missing = entry({
    type: 'system',
    category: 'image_missing',
    severity: 'warning',
    message: "x can't be pulled",
    engineId: null,
  })
  const lines = logged(missing, { ...missing, details: { repeats: 1 } })
  assert.deepEqual(lines, [
    ['warn', { says: "x can't be pulled" }, 'system image_missing'],
    ['debug', { says: "x can't be pulled" }, 'system image_missing'],
  ])
})
