import type { Notice, NoticeItem } from '../alerts/notifier.ts'

/** A notice as programs read it. Fields are added and never renamed. */
export function noticeJson(notice: Notice) {
  const { id, state, severity, title, text, atMs, language, link, items } = notice
  return {
    ...{ id, state, severity, title, text, language, link },
    sent_at: iso(atMs),
    incidents: items.map(incidentJson),
  }
}

export function incidentJson({ state, message, reason, doing, outcome, item }: NoticeItem) {
  return {
    ...{ id: item.id, code: item.code, severity: item.severity, state, message, reason, doing, outcome },
    subject: item.subject,
    params: item.params,
    reason_data: item.reason,
    opened_at: iso(item.openedAtMs),
    resolved_at: item.resolvedAtMs === null ? null : iso(item.resolvedAtMs),
    count: item.count,
    affected_engines: item.engines,
    affected_engines_total: item.enginesTotal,
    affected_streams: item.streams,
    affected_streams_total: item.streamsTotal,
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
