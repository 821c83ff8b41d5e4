import { isObject, type JsonObject } from '../../lib/json.ts'
import { flag, having, listOf, number, object, type Read, recordOf, text } from '../../lib/shape.ts'

/** What we read of the API's objects, and no more; every field may be missing. Times are RFC 3339. */

const terminated = object({
  exitCode: number,
  reason: text,
  message: text,
  startedAt: text,
  finishedAt: text,
})

const containerStatus = object({
  name: text,
  imageID: text,
  state: object({
    waiting: object({ reason: text, message: text }),
    running: object({ startedAt: text }),
    terminated,
  }),
})
export type ContainerStatusBody = Read<typeof containerStatus>

export const podBody = having(
  {
    metadata: having(
      {
        uid: text,
        name: text,
        resourceVersion: text,
        creationTimestamp: text,
        deletionTimestamp: text,
        labels: recordOf(text),
        annotations: recordOf(text),
        ownerReferences: listOf(object({ kind: text, name: text, uid: text, controller: flag })),
      },
      'uid',
      'name',
    ),
    spec: object({ nodeName: text, containers: listOf(object({ name: text, image: text })) }),
    status: object({
      phase: text,
      reason: text,
      message: text,
      podIP: text,
      conditions: listOf(object({ type: text, status: text, reason: text, message: text })),
      containerStatuses: listOf(containerStatus),
    }),
  },
  'metadata',
)
export type PodBody = Read<typeof podBody>

export const podList = having(
  { metadata: object({ resourceVersion: text, continue: text }), items: listOf(podBody) },
  'items',
)

export const watchEvent = having({ type: text, object: (value) => value }, 'type')
export const bookmark = object({ metadata: object({ resourceVersion: text }) })
export const watchError = object({ code: number, message: text })

export const configMapBody = having({ metadata: having({ uid: text, name: text }, 'uid') }, 'metadata')
export const versionBody = having({ gitVersion: text }, 'gitVersion')

/** A Pod as it is, to create another from it. */
export const wholePod = having(
  {
    metadata: object({ name: text, labels: whole, annotations: whole, ownerReferences: anyOf }),
    spec: whole,
  },
  'metadata',
  'spec',
)

function whole(value: unknown): JsonObject | undefined {
  return isObject(value) ? value : undefined
}

function anyOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined
}

/** An answer whose content is of no interest. */
export const anything = (): true => true
