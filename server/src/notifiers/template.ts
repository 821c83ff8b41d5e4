import type { Notice, NotifierFault } from '../alerts/notifier.ts'
import { messageOf } from '../lib/errors.ts'
import { incidentJson } from './notice-json.ts'

/** What each placeholder stands for. Texts go inside quotation marks of the template; `count` and `incidents` are JSON themselves. */
const PLACEHOLDERS: Readonly<Record<string, (notice: Notice) => string>> = {
  id: ({ id }) => inside(id),
  state: ({ state }) => inside(state),
  severity: ({ severity }) => inside(severity),
  title: ({ title }) => inside(title),
  text: ({ text }) => inside(text),
  link: ({ link }) => inside(link ?? ''),
  time: ({ atMs }) => new Date(atMs).toISOString(),
  count: ({ items }) => String(items.length),
  incidents: ({ items }) => JSON.stringify(items.map(incidentJson)),
}

const KNOWN = Object.keys(PLACEHOLDERS)
const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g

/** The template with its placeholders filled in. */
export function fill(template: string, notice: Notice): string {
  return template.replace(PLACEHOLDER, (whole, name: string) => PLACEHOLDERS[name]?.(notice) ?? whole)
}

/** Everything that is wrong with a template, so that it is not found out when it matters. */
export function templateFaults(field: string, template: string): readonly NotifierFault[] {
  const unknown = [...template.matchAll(PLACEHOLDER)].flatMap(([, name = '']) =>
    Object.hasOwn(PLACEHOLDERS, name)
      ? []
      : [{ field, reason: { code: 'placeholder_unknown', placeholder: name, known: KNOWN } } as const],
  )
  const rest = template.replace(PLACEHOLDER, (whole) => ' '.repeat(whole.length))
  const at = rest.indexOf('{{')
  const open = at < 0 ? [] : [{ field, reason: { code: 'placeholder_not_closed', at: at + 1 } } as const]
  if (unknown.length + open.length > 0) return [...unknown, ...open]
  return jsonFaults(field, template)
}

function jsonFaults(field: string, template: string): readonly NotifierFault[] {
  try {
    JSON.parse(fill(template, SAMPLE))
    return []
  } catch (error) {
    return [{ field, reason: { code: 'template_not_json', text: messageOf(error) } }]
  }
}

/** Awkward on purpose: what is JSON with it is JSON with any message. */
const SAMPLE: Notice = {
  id: '0123456789abcdef',
  state: 'opened',
  severity: 'critical',
  title: 'a "title"\\',
  text: 'two\nlines',
  atMs: 0,
  language: 'en',
  link: 'https://panel.example/',
  items: [],
}

function inside(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}
