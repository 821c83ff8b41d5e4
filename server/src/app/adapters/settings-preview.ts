import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { SettingsPreviewed } from '../../api/ports.ts'
import type { Config } from '../../config/config.ts'
import type { PolicyPlan } from '../../provisioning/planning/policy-preview.ts'
import type { Policy } from '../../provisioning/planning/world.ts'
import type { Candidate } from '../../settings/candidate.ts'
import { policyOf } from '../policy.ts'

/** What a change would bring about. Nothing is planned for one that can't be saved. */
export function settingsPreview(
  candidate: Candidate,
  now: Config,
  planFor: (policy: Policy) => PolicyPlan,
): SettingsPreviewed {
  const { faults, changes, resolved } = candidate
  if (faults.size > 0) return { faults, changes, plan: null, notes: [] }
  const plan = planFor(policyOf(resolved.config))
  return { faults, changes, plan, notes: notesOn(plan, now, resolved.config) }
}

/** What a plan of steps does not say. */
function notesOn({ recreates, rolls, busy, kept }: PolicyPlan, now: Config, then: Config): readonly Reason[] {
  const notes: Reason[] = []
  const maximum = then.provisioning.maxReplicas
  if (kept.length > 0) notes.push({ code: 'engines_over_maximum', engines: busy, maximum })
  if (recreates.length > 0 && !rolls) notes.push({ code: 'outdated_engines_stay', engines: recreates.length })
  if (then.engines.image !== now.engines.image)
    notes.push({ code: 'image_needed_first', image: then.engines.image })
  if (then.streams.retentionDays < now.streams.retentionDays)
    notes.push({ code: 'older_statistics_deleted', days: then.streams.retentionDays })
  return notes
}
