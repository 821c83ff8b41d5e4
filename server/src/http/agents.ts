import { Agent, type AgentOptions } from 'node:http'

/** The connections of one client, plain and secure ones. */
export interface Agents {
  /** Whether connections are kept for the next request. */
  readonly keep: boolean
  /** For `http://…` and `https://…`. */
  of(origin: string): Agent
  destroy(): void
}

export function createAgents(options: AgentOptions): Agents {
  const plain = new Agent(options)
  let secure: Agent | undefined
  return {
    keep: options.keepAlive === true,
    of: (origin) => {
      if (!origin.startsWith('https:')) return plain
      secure ??= secureAgent(options)
      return secure
    },
    destroy: () => {
      plain.destroy()
      secure?.destroy()
    },
  }
}

/** An agent for `https:`. TLS is loaded by the first one: most runs need none, and it takes 2 MB. */
export function secureAgent(options: AgentOptions): Agent {
  const https = process.getBuiltinModule('node:https')
  return new https.Agent(options)
}
