import { fetchStream } from '../api.ts'

/** The query for a single stream; null where the server does not know it. */
export const askStream = (id: string) => ({
  queryKey: ['stream', id],
  queryFn: ({ signal }: { signal: AbortSignal }) => fetchStream(id, signal),
})
