import type { AlertRule } from '@acestream-orchestrator/contract/alert'
import type { Words } from './words/en.ts'

/** A rule in plain words. `nameOf`: a notifier's name by its id. */
export function ruleSentence(rule: AlertRule, words: Words, nameOf: (id: string) => string): string {
  const { sentence } = words
  const kinds = (['critical', 'warning', 'info'] as const).filter((each) => rule.severities.includes(each))
  if (kinds.length === 0) return words.unsaid
  const what = kinds.map((each) => sentence[each]).join(sentence.and)
  const parts = [
    rule.delay_s === 0 ? sentence.atOnce(what) : sentence.head(what, span(rule.delay_s)),
    ...(rule.repeat_s === null ? [] : [sentence.repeat(span(rule.repeat_s))]),
    ...(rule.tells_resolved ? [sentence.resolved] : []),
    ...(rule.quiet === null ? [] : [sentence.quiet(rule.quiet.from, rule.quiet.to)]),
    ...(rule.notifiers === null ? [] : [sentence.through(rule.notifiers.map(nameOf).join(', '))]),
  ]
  return `${parts.join(', ')}.`
}

/** `45 s`, `10 min`, `2 h`. */
function span(seconds: number): string {
  if (seconds < 120 && seconds % 60 !== 0) return `${seconds} s`
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`
}
