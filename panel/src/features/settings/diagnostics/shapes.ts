// Evaluated when the panel is built, as all modules of this name.
import { DoctorFinding, DoctorReport } from '@acestream-orchestrator/contract/doctor'
import { keyed, objectShape } from '../../../fleet/reading/shape-of.ts'

keyed<DoctorFinding>(DoctorFinding, 'code')

export const reportShape = objectShape<DoctorReport>(DoctorReport)
