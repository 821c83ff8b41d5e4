import type { ServerResponse } from 'node:http'

const STEP_MS = 1_000
const FIRST_LINES = 20

/** The log of a container: twenty lines for the first reader and then one a second, the same for whoever reads later. */
export function createLogs() {
  const readers = new Set<ServerResponse>()
  const lines: string[] = []
  const write = (): string => {
    const at = new Date(Date.now() + (lines.length - FIRST_LINES)).toISOString()
    const line = `data: ${at} \u001b[32mINFO\u001b[0m acestream: line ${lines.length + 1} <b>not bold</b>\n\n`
    lines.push(line)
    return line
  }
  let timer: ReturnType<typeof setInterval> | undefined
  const begin = () => {
    for (let n = 0; n < FIRST_LINES; n += 1) write()
    timer = setInterval(() => {
      const line = write()
      for (const reader of readers) reader.write(line)
    }, STEP_MS)
  }
  return {
    open: (response: ServerResponse, follow: boolean, held: boolean) => {
      if (timer === undefined) begin()
      if (!follow) {
        const text = lines.map((line) => `${line.slice('data: '.length).trimEnd()}\n`).join('')
        return void response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(text)
      }
      response.writeHead(200, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' })
      if (held) return response.flushHeaders()
      response.write(lines.join(''))
      readers.add(response)
      response.on('close', () => readers.delete(response))
    },
    /** Cuts every reader off in the middle, as a restarted proxy does. */
    cut: () => {
      for (const reader of readers) reader.destroy()
    },
    count: () => readers.size,
    close: () => clearInterval(timer),
  }
}
export type Logs = ReturnType<typeof createLogs>
