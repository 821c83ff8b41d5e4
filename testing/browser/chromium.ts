import { spawnSync } from 'node:child_process'

/** The system's Chromium: Playwright's own download is neither needed nor wanted. */
function findChromium(): string {
  const found = spawnSync('sh', ['-c', 'command -v chromium || command -v chromium-browser'], {
    encoding: 'utf8',
  })
  const path = found.stdout.trim()
  if (path === '') throw new Error('the browser tests need Chromium: apt-get install chromium')
  return path
}

/** As root Chromium can't have its sandbox; the rest keeps it from talking to anybody but the page's own server. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export const LAUNCH = { executablePath: findChromium(), args: QUIET }

export const CHROMIUM = { browserName: 'chromium', launchOptions: LAUNCH } as const
