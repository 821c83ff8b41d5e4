import { connect } from 'node:net'

export interface RawAnswer {
  readonly status: number
  readonly head: string
  readonly body: string
  /** Everything that came, `100 Continue` included. */
  readonly text: string
}

const PATIENCE_MS = 5000

/** Sends these bytes, piece by piece, and reads until the server closes the connection. */
export async function sendRaw(base: string, ...pieces: readonly string[]): Promise<RawAnswer> {
  const { hostname, port } = new URL(base)
  const text = await new Promise<string>((resolve, reject) => {
    let received = ''
    const socket = connect(Number(port), hostname)
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error(`no end of the answer: ${received}`)))
    socket.setEncoding('utf8')
    socket.on('data', (data: string) => {
      received += data
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(received))
    for (const piece of pieces) socket.write(piece)
  })
  const last = text.replace(/^HTTP\/1\.1 100 [^\r]*\r\n\r\n/, '')
  const end = last.indexOf('\r\n\r\n')
  const head = last.slice(0, end)
  return { status: Number(head.split(' ')[1]), head, body: last.slice(end + 4), text }
}
