import type { Clock } from '../../lib/clock.ts'
import { createEmitter, type Emitter } from '../../lib/emitter.ts'
import type { Logger } from '../../lib/log.ts'
import type { StreamStore } from '../ports.ts'
import type { Stream, StreamIds } from '../stream.ts'
import { createSaver, type Saver } from './saver.ts'
import { createStreamIndex, type StreamIndex } from './stream-index.ts'
import { createTitleBook, type TitleBook } from './title-book.ts'

/** A state worth showing, or an ended stream that left memory. Readings alone come with the sampler's beats. */
export type StreamChange =
  | { readonly kind: 'changed'; readonly stream: Stream; readonly before: Stream | null }
  | { readonly kind: 'gone'; readonly stream: StreamIds }

/** The streams as they are held and stored. */
export interface Memory {
  readonly clock: Clock
  readonly streamIndex: StreamIndex
  readonly changes: Emitter<StreamChange>
  readonly titles: TitleBook
  readonly saver: Saver
  /** Shows a state of a stream that differs in nothing that decides: its title, or whether it is stored. */
  replace(before: Stream, stream: Stream): void
  setTitle(id: string, title: string): void
}

export interface MemoryOptions {
  readonly store: Pick<StreamStore, 'put'>
  readonly clock: Clock
  readonly logger: Logger
}

export function createMemory({ store, clock, logger }: MemoryOptions): Memory {
  const changes = createEmitter<StreamChange>()
  const streamIndex = createStreamIndex()
  const titles = createTitleBook()
  const saver = createSaver({ store, logger, current: streamIndex.find, onOutcome: noteStored })

  /** The outcome of its newest write: a change worth showing only when it differs from the last. */
  function noteStored(id: string, stored: boolean): void {
    const before = streamIndex.find(id)
    if (before !== undefined && before.stored !== stored) replace(before, { ...before, stored })
  }

  function replace(before: Stream, stream: Stream): void {
    const running = streamIndex.running(stream.id)
    if (running === undefined) streamIndex.correct(stream)
    else streamIndex.update({ ...running, stream })
    changes.emit({ kind: 'changed', stream, before })
  }

  function setTitle(id: string, title: string): void {
    const before = streamIndex.find(id)
    if (before === undefined || before.title === title) return
    const stream = { ...before, title }
    titles.learn(stream)
    replace(before, stream)
    void saver.save(stream)
  }

  return { clock, streamIndex, changes, titles, saver, replace, setTitle }
}
