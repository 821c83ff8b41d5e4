import type { EngineDirectory, EngineRef, SessionClient, StatReading } from '../ports.ts'
import { namedEngine, type StartReport } from './report.ts'

/** A reporter waits for our answer, some only 3 s. */
const ASKED_FOR_MS = 1500

export interface WhereaboutsOptions {
  readonly engines: EngineDirectory
  readonly sessions: Pick<SessionClient, 'stat'>
}

/** Finds the engine a session runs on, asking the engines where the report contradicts itself. */
export interface Whereabouts {
  /** Undefined: no engine that we know is meant. */
  engineOf(report: StartReport): Promise<EngineRef | undefined>
  /** Undefined where it can't be asked; never rejects. */
  ask(engine: EngineRef, statPath: string): Promise<StatReading | undefined>
}

export function createWhereabouts({ engines, sessions }: WhereaboutsOptions): Whereabouts {
  const life = new AbortController()

  async function ask({ dial }: EngineRef, statPath: string): Promise<StatReading | undefined> {
    if (dial === null) return undefined
    return sessions.stat(dial, statPath, ASKED_FOR_MS, life.signal).catch(() => undefined)
  }

  /**
   * A proxy that serves two players at once may name one engine and send the URLs of another: then the one that knows
   * the session has it. In doubt the named one.
   */
  async function engineOf(report: StartReport): Promise<EngineRef | undefined> {
    const { statAddress: address, statPath } = report
    const named = namedEngine(report, engines)
    const other = address === null ? undefined : engines.findByAddress(address.host, address.port)
    if (other === undefined || other.id === named?.id || statPath === '') return named
    const [hereSays, thereSays] = await Promise.all([named && ask(named, statPath), ask(other, statPath)])
    const isThere = thereSays?.kind === 'ok' && hereSays?.kind !== 'ok' && hereSays?.kind !== 'miss'
    return isThere ? other : named
  }

  return { engineOf, ask }
}
