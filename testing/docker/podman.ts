import { dockerApi } from './docker-api.ts'

/** Whether the engine of TEST_DOCKER_HOST is Podman; what it does otherwise is said in each test. */
export const isPodman = await askKind(process.env['TEST_DOCKER_HOST'])

async function askKind(host: string | undefined): Promise<boolean> {
  if (!host) return false
  const { Components = [] } = await dockerApi(host).json<{ Components?: readonly { Name: string }[] }>(
    'GET',
    '/version',
  )
  return Components.some(({ Name }) => Name === 'Podman Engine')
}
