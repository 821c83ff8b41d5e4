import type { CodedFinding, Findings } from '@acestream-orchestrator/contract/reasons/finding'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { ROUTES } from '../control-server.ts'

/** What only whoever runs the doctor knows. */
export interface Here {
  readonly dataDir: string
  /** The engine's image on machines of this architecture, in Go's words (`arm64`). */
  readonly imageFor: (architecture: string) => string
}

type Commands = { readonly [Code in keyof Findings]?: (params: Findings[Code], here: Here) => string | null }

/** The cure as text to paste, the same in every language. Anything that comes from outside is quoted for the shell. */
const COMMANDS: Commands = {
  docker_unusable: ({ reason }) => dockerCommand(reason),
  docker_access_refused: ({ allow }) => `environment:\n${switches(allow.join(' ')).join('\n')}`,
  image_not_pulled: ({ image }) => `docker pull ${quoted(image)}`,
  image_emulated: ({ machine }, { imageFor }) => `TARGET_IMAGE=${imageFor(machine)}`,
  image_not_runnable: ({ architecture, machine }, { imageFor }) =>
    `TARGET_IMAGE=${imageFor(machine)}\n# or: docker run --privileged --rm tonistiigi/binfmt --install ${quoted(architecture)}`,
  page_size_large: () => 'echo kernel=kernel8.img | sudo tee -a /boot/firmware/config.txt && sudo reboot',
  ports_exhausted: ({ first, last }) => `sudo ss -ltnp '( sport >= :${first} and sport <= :${last} )'`,
  own_port_taken: ({ port }) => `sudo ss -ltnp 'sport = :${port}'`,
  vpn_container_missing: () => "docker ps -a --format '{{.Names}}\\t{{.Image}}\\t{{.Status}}'",
  vpn_container_stopped: ({ vpn }) => `docker start ${quoted(vpn)} && docker logs --tail 50 ${quoted(vpn)}`,
  vpn_control_unusable: ({ reason }) => (reason.code === 'control_unauthorized' ? ROLE : null),
  vpn_routes_lacking: () => ROLE,
  vpn_ports_unpublished: ({ first, last }) => `ports:\n  - '127.0.0.1:${first}-${last}:${first}-${last}'`,
  clock_differs: () => 'sudo timedatectl set-ntp true && timedatectl status',
  disk_low: ({ disk }, here) => SPACE[disk](here),
  disk_full: ({ disk }, here) => SPACE[disk](here),
  data_dir_not_writable: (_, { dataDir }) =>
    `sudo mkdir -p ${quoted(dataDir)} && sudo chown "$(id -u):$(id -g)" ${quoted(dataDir)}`,
  file_system_network: () => LOCAL,
  file_system_lockless: () => LOCAL,
  file_system_volatile: () => LOCAL,
  file_system_of_container: (_, { dataDir }) => `volumes:\n  - data:${dataDir}`,
  memory_low: () => 'free -m && ps aux --sort=-rss | head',
  memory_exhausted: () => 'ps aux --sort=-rss | head',
}

const LOCAL = 'DATA_DIR=/var/lib/acestream-orchestrator'

const SPACE = {
  data_dir: ({ dataDir }: Here) => `df -h ${quoted(dataDir)} && sudo du -xhd1 ${quoted(dataDir)}`,
  docker: () => 'docker system df && docker system prune',
} as const

/** All that is asked of a control server; before v3.41 another route leads to the port. */
const ROLE = `[[roles]]
name = "orchestrator"
routes = ["${ROUTES.status}", "${ROUTES.restart}", "${ROUTES.publicIp}", "${ROUTES.ports}"]  # before v3.41 instead of the last: "${ROUTES.portsBefore341}"
auth = "apikey"
apikey = "<GLUETUN_API_KEY>"`

function dockerCommand({ code, ...params }: Reason): string | null {
  switch (code) {
    case 'docker_socket_missing':
      return 'sudo systemctl enable --now docker'
    case 'docker_permission_denied': {
      const { group } = params as { readonly group: number | null }
      const ofContainer = group === null ? '' : `\n# in a container, in compose.yaml: group_add: ["${group}"]`
      return `sudo usermod -aG docker "$USER" && newgrp docker${ofContainer}`
    }
    case 'docker_not_running':
    case 'docker_timeout':
      return 'sudo systemctl restart docker'
    case 'docker_too_old':
      return 'sudo apt-get update && sudo apt-get install --only-upgrade docker-ce docker.io'
    case 'docker_too_new':
      return 'docker compose pull && docker compose up -d'
    default:
      return null
  }
}

/** `POST=1, or ALLOW_STOP=1,` and the like: the names of the switches. */
function switches(allow: string): readonly string[] {
  return [...new Set(allow.match(/[A-Z_]+=1/g) ?? [])].map((each) => `  ${each.replace('=1', ': 1')}`)
}

const HARMLESS = /^[\w./:@-]+$/

function quoted(text: string): string {
  return HARMLESS.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

export function commandFor(found: CodedFinding, here: Here): string | null {
  const command = COMMANDS[found.code] as ((params: CodedFinding, here: Here) => string | null) | undefined
  return command?.(found, here) ?? null
}
