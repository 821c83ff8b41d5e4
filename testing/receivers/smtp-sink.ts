/** A real SMTP server that keeps what it is sent. */
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { CERTIFICATE, PRIVATE_KEY } from '../machine/certificate.ts'
import { atEnd, type Cleanup } from '../machine/temporary.ts'

export interface SmtpSink {
  readonly port: number
  readonly mails: readonly {
    readonly from: string
    readonly to: readonly string[]
    readonly text: string
    readonly secure: boolean
  }[]
}

/** Takes mails of the user `me` with the password `sesame`. */
export async function startSmtpSink(t: Cleanup, options: SMTPServerOptions = {}): Promise<SmtpSink> {
  const mails: { from: string; to: string[]; text: string; secure: boolean }[] = []
  const server = new SMTPServer({
    cert: CERTIFICATE,
    key: PRIVATE_KEY,
    logger: false,
    onAuth: ({ username, password }, _session, done) => {
      if (username === 'me' && password === 'sesame') done(null, { user: username })
      else done(new Error('Invalid username or password'))
    },
    onData: async (stream, session, done) => {
      const chunks: Buffer[] = []
      for await (const chunk of stream) chunks.push(chunk as Buffer)
      const { mailFrom, rcptTo } = session.envelope
      mails.push({
        from: mailFrom === false ? '' : mailFrom.address,
        to: rcptTo.map(({ address }) => address),
        text: Buffer.concat(chunks).toString(),
        secure: session.secure,
      })
      done()
    },
    ...options,
  })
  server.on('error', () => {})
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  atEnd(t, () => server.close())
  return { port: (server.server.address() as AddressInfo).port, mails }
}
