import type { Job as WireJob } from '@acestream-orchestrator/contract/event'
import type { Job } from '../../provisioning/jobs.ts'
import { sentenceOf, sentenceOrNull } from '../../wording/sentence.ts'

export function jobView(job: Job): WireJob {
  return {
    ...job,
    title: capitalised(sentenceOf(job.title)),
    title_data: job.title,
    error: sentenceOrNull(job.error),
    error_data: job.error,
  }
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}
