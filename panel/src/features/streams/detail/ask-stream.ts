import { fetchStream } from '../api.ts'

/** The query for one stream, asked for by itself; null where the server does not know it. */
export const askStream = (id: string) => ({
  queryKey: ['stream', id],
  queryFn: ({ signal }: { signal: AbortSignal }) => fetchStream(id, signal),
})
