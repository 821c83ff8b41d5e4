// notifiers/: ways to people. One file per kind, loaded when it is used; `http` is one POST and what its answer means.
import type { NotifierKind, NotifierKindName, NotifierKinds } from '../alerts/notifier.ts'
import type { Tools } from './tools.ts'

type Load = (tools: Tools) => Promise<NotifierKind>

const KINDS: { readonly [K in NotifierKindName]: Load } = {
  ntfy: async (tools) => (await import('./ntfy.ts')).ntfy(tools),
  telegram: async (tools) => (await import('./telegram.ts')).telegram(tools),
  discord: async (tools) => (await import('./discord.ts')).discord(tools),
  email: async (tools) => (await import('./email.ts')).email(tools),
  web_push: async (tools) => (await import('./web-push.ts')).webPush(tools),
  mqtt: async (tools) => (await import('./mqtt/mqtt.ts')).mqtt(tools),
  gotify: async (tools) => (await import('./gotify.ts')).gotify(tools),
  slack: async (tools) => (await import('./slack.ts')).slack(tools),
  webhook: async (tools) => (await import('./webhook.ts')).webhook(tools),
}

export function notifierKinds(tools: Tools): NotifierKinds {
  return {
    all: () => Promise.all(Object.values(KINDS).map((load) => load(tools))),
    get: (kind) => KINDS[kind](tools),
  }
}
