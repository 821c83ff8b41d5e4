import type { DoctorReport } from '@acestream-orchestrator/contract/doctor'
import { getProtected } from '../../../connection/http/api.ts'
import { readAs } from '../../../fleet/reading/read-as.ts'
import { reportShape } from './shapes.ts'

/** Has the server examine its machine, which takes seconds. Opens the key dialog where no key is stored. */
export const fetchReport = async (): Promise<DoctorReport | null> =>
  readAs(reportShape, await getProtected('/doctor'))
