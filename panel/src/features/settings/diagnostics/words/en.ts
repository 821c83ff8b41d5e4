import type { DoctorFinding, DoctorVerdict } from '@acestream-orchestrator/contract/doctor'

/** Words of the diagnostics, fetched with them; what the server found is in its own sentence or, in Spanish, made from its code. */
export interface DiagnosticsWords {
  readonly title: string
  readonly intro: string
  readonly examine: string
  readonly again: string
  readonly copy: string
  readonly copied: string
  readonly failed: string
  readonly verdicts: { readonly [V in DoctorVerdict]: string }
  readonly summary: { readonly [V in DoctorVerdict]: string }
  readonly checks: Readonly<Record<string, string>>
  readonly examined: (seconds: string) => string
  readonly messageOf: (finding: DoctorFinding) => string
  readonly cureOf: (finding: DoctorFinding) => string | null
}

export const words: DiagnosticsWords = {
  title: 'Diagnostics',
  intro:
    'Examines what the orchestrator needs of its machine: Docker, the image, ports, the VPN, clock, disk and memory. Nothing is changed.',
  examine: 'Examine now',
  again: 'Examine again',
  copy: 'Copy report',
  copied: 'Copied',
  failed: 'Couldn’t examine the machine',
  verdicts: { ok: 'OK', info: 'Note', warning: 'Warning', error: 'Problem' },
  summary: {
    ok: 'Nothing is wrong',
    info: 'Nothing is wrong',
    warning: 'Works, but could be better',
    error: 'Something keeps engines from working',
  },
  checks: {
    docker: 'Docker',
    docker_access: 'Access to Docker',
    image: 'Image',
    page_size: 'Page size',
    ports: 'Ports',
    vpn: 'VPN',
    clock: 'Clock',
    disk: 'Disk',
    file_system: 'File system',
    memory: 'Memory',
  },
  examined: (seconds) => `Examined in ${seconds} s`,
  messageOf: ({ message }) => message.charAt(0).toUpperCase() + message.slice(1),
  cureOf: ({ cure }) => cure,
}
