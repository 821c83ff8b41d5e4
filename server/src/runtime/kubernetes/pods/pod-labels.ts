import { parseObject } from '../../../lib/json.ts'
import { recordOf, text } from '../../../lib/shape.ts'
import type { PodBody } from '../wire.ts'

type Labels = Readonly<Record<string, string>>

/** All labels of the engine as they were given: Kubernetes takes fewer characters than Docker. */
export const LABELS_ANNOTATION = 'acestream-orchestrator/labels'

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const NAME = /^[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/
const PREFIX = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/

/** Whether Kubernetes takes it as a label; others can be read from the annotation only, and not be selected by. */
function isPodLabel(key: string, value: string): boolean {
  const slash = key.indexOf('/')
  const name = key.slice(slash + 1)
  return (
    NAME.test(name) &&
    (slash === -1 || PREFIX.test(key.slice(0, slash))) &&
    (value === '' || NAME.test(value))
  )
}

export function podLabels(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([key, value]) => isPodLabel(key, value)))
}

/** What the engine's labels are. Where both have one, the Pod's own counts, which is what people see and edit. */
export function labelsOf({ metadata }: PodBody): Labels {
  const given = recordOf(text)(parseObject(metadata.annotations?.[LABELS_ANNOTATION] ?? '')) ?? {}
  return { ...given, ...metadata.labels }
}
