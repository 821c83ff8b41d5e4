import type { ReadStream } from 'node:tty'

const ENTER = /[\r\n]/
const INTERRUPT = '\u0003'
const END_OF_INPUT = '\u0004'
const ERASE = /[\u007f\b]/

/**
 * The passphrase from `BACKUP_PASSPHRASE`, or typed in the terminal without being shown. Null where there is neither, and for
 * an empty one. Rejects when it is interrupted.
 */
export async function askPassphrase(question: string): Promise<string | null> {
  const { BACKUP_PASSPHRASE: given = '' } = process.env
  if (given !== '') return given
  if (!process.stdin.isTTY) return null
  process.stderr.write(question)
  const typed = await readHidden(process.stdin)
  process.stderr.write('\n')
  return typed === '' ? null : typed
}

function readHidden(terminal: ReadStream): Promise<string> {
  terminal.setRawMode(true).setEncoding('utf8').resume()
  return new Promise((resolve, reject) => {
    let typed = ''
    const finish = (settle: () => void) => {
      terminal.setRawMode(false).pause().off('data', take)
      settle()
    }
    const take = (text: string) => {
      for (const letter of text) {
        if (letter === INTERRUPT) return finish(() => reject(new Error('interrupted')))
        if (ENTER.test(letter) || letter === END_OF_INPUT) return finish(() => resolve(typed))
        typed = ERASE.test(letter) ? [...typed].slice(0, -1).join('') : typed + letter
      }
    }
    terminal.on('data', take)
  })
}
