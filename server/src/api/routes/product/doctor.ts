import { DoctorReport } from '@acestream-orchestrator/contract/doctor'
import type { ApiContext } from '../../context.ts'
import type { App } from '../../http/typed.ts'
import { answers } from '../shapes.ts'

/** Paths, ports and versions of this machine are for whoever holds the key. */
export function doctorRoutes(app: App, { doctor }: ApiContext): void {
  app.get(
    '/doctor',
    {
      config: { access: 'key' },
      schema: {
        summary: 'Examines what the orchestrator needs of its machine, with a cure for each fault',
        response: answers(DoctorReport),
      },
    },
    async () => doctor(),
  )
}
