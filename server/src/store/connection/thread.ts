import { Worker } from 'node:worker_threads'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { messageOf } from '../../lib/errors.ts'
import type { Reply, Request, ThreadSetup } from './messages.ts'

/**
 * A reader that has been idle for so long is ended: with its heap it takes 6 MB, more after long reads, and the next read
 * starts another one in some 50 ms.
 */
const IDLE_MS = 15_000

/** Requests and answers over one storage thread, started when first needed and again after it died, until stopped. */
export interface Thread {
  /** Starts it before there is a request; it touches no file yet. */
  boot(): void
  /** Never rejects: a thread that ends before it answered is a failed reply, and its work may or may not be done. */
  request(request: Request): Promise<Reply>
  /** Requests under way. */
  pending(): number
  /** Ends the thread; what is under way is answered as failed. */
  stop(): Promise<void>
}

interface Running {
  readonly worker: Worker
  readonly waiting: Map<number, (reply: Reply) => void>
}

/** An answer that outgrows this ends the thread with an error, and not the process. */
const HEAP_LIMITS = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 }

export function createThread(setup: ThreadSetup): Thread {
  let running: Running | undefined
  let stopped = false
  let nextId = 1
  let idle: NodeJS.Timeout | undefined

  function start(): Running {
    const started = startWorker(setup, {
      onReply: () => retireWhenIdle(started),
      onExit: () => {
        if (running === started) running = undefined
      },
    })
    return started
  }

  /** The writer stays: it holds the file open, and writes little at a time. */
  function retireWhenIdle(thread: Running): void {
    clearTimeout(idle)
    if (setup.role !== 'reader' || thread.waiting.size > 0) return
    idle = setTimeout(() => retire(thread), IDLE_MS).unref()
  }

  function retire(thread: Running): void {
    if (running !== thread || thread.waiting.size > 0) return
    running = undefined
    void thread.worker.terminate()
  }

  return {
    boot: () => {
      running ??= start()
    },
    request: (request) =>
      new Promise((resolve) => {
        if (stopped) return resolve(failed({ code: 'store_closed' }))
        running ??= start()
        const id = nextId++
        running.waiting.set(id, resolve)
        running.worker.postMessage({ id, request })
      }),
    pending: () => running?.waiting.size ?? 0,
    stop: async () => {
      stopped = true
      clearTimeout(idle)
      await running?.worker.terminate()
    },
  }
}

interface WorkerEvents {
  /** An answer was passed on to the one who waits for it. */
  readonly onReply: () => void
  /** It has ended, and what waited was answered as failed. */
  readonly onExit: () => void
}

function startWorker(setup: ThreadSetup, { onReply, onExit }: WorkerEvents): Running {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: setup,
    execArgv: [], // what the process was started with (--input-type, --test ...) is not meant for this file
    name: `store-${setup.role}`,
    resourceLimits: HEAP_LIMITS,
  })
  const waiting = new Map<number, (reply: Reply) => void>()
  let cause = ''
  worker.on('message', ({ id, reply }: { readonly id: number; readonly reply: Reply }) => {
    waiting.get(id)?.(reply)
    waiting.delete(id)
    onReply()
  })
  worker.on('error', (error) => {
    cause = `: ${messageOf(error)}`
  })
  worker.on('exit', () => {
    onExit()
    for (const answer of waiting.values()) answer(failed({ code: 'storage_thread_ended' }, cause))
  })
  return { worker, waiting }
}

function failed(reason: Reason, cause = ''): Reply {
  return { kind: 'failed', failure: { kind: 'unavailable', reason, detail: `${reason.code}${cause}` } }
}
