/** One write of the container: Docker keeps each in a frame of its own, with a line break unless it was cut. */
export interface LogFrame {
  readonly stream: 'stdout' | 'stderr'
  readonly payload: Buffer
}

const HEADER_BYTES = 8
const STDERR = 2
/** Docker cuts at 16 KiB; a length beyond this means that the bytes are no frames. */
const LONGEST_FRAME = 16 * 1024 * 1024

/**
 * Takes a multiplexed stream apart, however its bytes are cut: one byte of stream, three zeros, the length as
 * four bytes big-endian, then the payload (docs/reference/docker.md 8).
 */
export async function* demultiplex(chunks: AsyncIterable<Buffer>): AsyncGenerator<LogFrame, void, undefined> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (let frame = firstFrame(rest); frame; frame = firstFrame(rest)) {
      yield frame
      rest = rest.subarray(HEADER_BYTES + frame.payload.length)
    }
  }
}

function firstFrame(bytes: Buffer): LogFrame | undefined {
  if (bytes.length < HEADER_BYTES) return undefined
  const length = bytes.readUInt32BE(4)
  if (length > LONGEST_FRAME) throw new Error('the log stream is not framed as Docker frames it')
  if (bytes.length < HEADER_BYTES + length) return undefined
  return {
    stream: bytes[0] === STDERR ? 'stderr' : 'stdout',
    payload: bytes.subarray(HEADER_BYTES, HEADER_BYTES + length),
  }
}

/** With a terminal there is one raw stream; its lines are treated as frames. */
export async function* rawFrames(chunks: AsyncIterable<Buffer>): AsyncGenerator<LogFrame, void, undefined> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (let end = rest.indexOf(LINE_FEED); end !== -1; end = rest.indexOf(LINE_FEED)) {
      yield { stream: 'stdout', payload: rest.subarray(0, end + 1) }
      rest = rest.subarray(end + 1)
    }
  }
  if (rest.length > 0) yield { stream: 'stdout', payload: rest }
}

export const LINE_FEED = 0x0a
