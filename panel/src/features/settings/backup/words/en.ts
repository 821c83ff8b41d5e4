import { SHORTEST_PASSPHRASE } from '../choice.ts'

export const en = {
  make: 'Make a backup',
  about:
    'One file with the database (history, activity, incidents) and the settings. It is made while everything runs; engines and streams notice nothing.',
  protection: 'Encryption',
  choices: { everything: 'Everything', secrets: 'Secrets only', nothing: 'None' },
  effect: {
    everything: 'The whole file is encrypted. Nobody can read it without the passphrase.',
    secrets: 'Keys and passwords are encrypted. History and settings can be read by whoever has the file.',
    nothing:
      'The API key and the passwords of notifiers are left out. The rest can be read by whoever has the file.',
  },
  passphrase: 'Passphrase',
  passphraseHint: `${SHORTEST_PASSPHRASE} characters or more. It is stored nowhere: without it the backup can’t be opened.`,
  show: 'Show passphrase',
  hide: 'Hide passphrase',
  download: 'Download backup',
  cancel: 'Cancel',
  preparing: 'Copying the data…',
  progress: (done: string, all: string) => `${done} of ${all}`,
  saved: (name: string, size: string) => `Downloaded ${name}, ${size}.`,
  restore: 'Restore a backup',
  restoreAbout:
    'Stop the orchestrator first. The whole file is checked before anything is changed, and the present data is kept in a folder beside.',
  direct: 'Without containers',
  compose: 'With Docker Compose',
}

export type Words = typeof en
