import type { Address } from '../../../lib/address.ts'
import type { Stream } from '../../../streams/stream.ts'
import type { ApiDeps } from '../../ports.ts'
import { durationS, toStreamState } from './stream.ts'

type Sources = Pick<ApiDeps, 'engines' | 'clock' | 'viewers'>

interface Made {
  readonly address: Address | null
  readonly viewers: number | null
  /** Without its end: the duration comes last, because it is another at every look. */
  readonly begun: string
}

/** Streams as the JSON that clients get, made once per change and not once per reader and second. */
export function createStreamTexts({ engines, clock, viewers }: Sources): (stream: Stream) => string {
  const made = new WeakMap<Stream, Made>()

  function make(stream: Stream, address: Address | null, watching: number | null): Made {
    const { duration_s: _, ...state } = toStreamState(stream, {
      nowMs: clock.now(),
      address,
      viewers: watching,
    })
    return { address, viewers: watching, begun: JSON.stringify(state).slice(0, -1) }
  }

  return (stream) => {
    const address = engines.get(stream.engineId)?.dial ?? null
    const watching = viewers?.(stream.id) ?? null
    let known = made.get(stream)
    if (known === undefined || known.address !== address || known.viewers !== watching) {
      known = make(stream, address, watching)
      made.set(stream, known)
    }
    return `${known.begun},"duration_s":${durationS(stream, clock.now())}}`
  }
}
