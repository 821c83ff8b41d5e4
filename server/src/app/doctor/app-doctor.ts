import type { DoctorReport } from '@acestream-orchestrator/contract/doctor'
import { doctorReport } from '../../api/present/doctor.ts'
import { type Config, defaultImage } from '../../config/config.ts'
import { createDoctor } from '../../doctor/doctor.ts'
import type { Live } from '../../lib/live.ts'
import { createDockerSight } from '../../runtime/docker/doctor/sight.ts'
import { probesFor, type Setup } from './probes.ts'

export interface AppDoctorOptions extends Omit<Setup, 'config' | 'docker'> {
  readonly config: Live<Config>
}

/** The doctor over the settings in force; each call examines, at most every few seconds. Never rejects. */
export function createAppDoctor(options: AppDoctorOptions, version: string): () => Promise<DoctorReport> {
  const { config, clock } = options
  const { runtime, docker: endpoint, storage } = config.get()
  const docker =
    runtime.kind === 'docker' ? createDockerSight({ ...endpoint, dockerHost: endpoint.host }, clock) : null
  const doctor = createDoctor(() => probesFor({ ...options, config: config.get(), docker }), clock)
  const about = {
    version,
    platform: `Node ${process.versions.node}, ${process.platform} ${process.arch}`,
    dataDir: storage.dataDir,
    imageFor: defaultImage,
  }
  return async () => doctorReport(await doctor.report(), about)
}
