// tables/: one file per table: its rows become domain values and back.
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { isObject, parseJson } from '../../lib/json.ts'
import type { Row } from '../connection/messages.ts'

/**
 * Columns of a row, read as what they must be. A strict table keeps types apart and nothing more: another hand, or a disk,
 * may have left times that no calendar has, ports that don't exist, infinite speeds or half a JSON text.
 */

/** A value that can't be what its column holds; the message names the column and not the value. */
export class BadValue extends Error {}

/** The largest time that JavaScript can name, Unix milliseconds. */
const LATEST_MS = 8_640_000_000_000_000

type Read<T> = (row: Row, column: string) => T

export const text: Read<string> = (row, column) => {
  const value = row[column]
  return typeof value === 'string' ? value : refuse(column, 'text')
}

export const real: Read<number> = (row, column) => {
  const value = row[column]
  return typeof value === 'number' && Number.isFinite(value) ? value : refuse(column, 'a number')
}

export const count: Read<number> = (row, column) => whole(row, column, 0, Number.MAX_SAFE_INTEGER, 'a count')

export const port: Read<number> = (row, column) => whole(row, column, 1, 65_535, 'a port')

export const time: Read<number> = (row, column) => whole(row, column, 0, LATEST_MS, 'a time in milliseconds')

export function optional<T>(read: Read<T>): Read<T | null> {
  return (row, column) => (row[column] === null ? null : read(row, column))
}

export function oneOf<T extends string>(...words: readonly T[]): Read<T> {
  return (row, column) => words.find((word) => word === row[column]) ?? refuse(column, words.join(' or '))
}

export const jsonObject: Read<Record<string, unknown>> = (row, column) => {
  const value = parseJson(text(row, column))
  return isObject(value) ? value : refuse(column, 'a JSON object')
}

export const textsByName: Read<Record<string, string>> = (row, column) => {
  const texts = jsonObject(row, column)
  return Object.values(texts).every((value) => typeof value === 'string')
    ? (texts as Record<string, string>)
    : refuse(column, 'a JSON object of texts')
}

/** A reason as it is kept in a column of text. */
export function reasonText(reason: Reason | null): string | null {
  return reason && JSON.stringify(reason)
}

/** Rows stored before reasons were data hold a sentence. */
export const reason: Read<Reason> = (row, column) => {
  const stored = text(row, column)
  const value = stored.startsWith('{"code":"') ? parseJson(stored) : undefined
  return isCoded(value) ? (value as Reason) : { code: 'verbatim', text: stored }
}

function isCoded(value: unknown): boolean {
  return isObject(value) && typeof value['code'] === 'string'
}

function whole(row: Row, column: string, least: number, most: number, what: string): number {
  const value = row[column]
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
    ? value
    : refuse(column, what)
}

function refuse(column: string, expected: string): never {
  throw new BadValue(`${column} is not ${expected}`)
}
