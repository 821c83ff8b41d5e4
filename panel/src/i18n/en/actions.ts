/** Words of everything that can be done. */
const engines = (n: number) => (n === 1 ? 'one engine' : `${n} engines`)
const cutOff = (n: number) =>
  n === 0
    ? 'No stream is running on them.'
    : n === 1
      ? 'One stream is running on them and is cut off.'
      : `${n} streams are running on them and are cut off.`

export const enActions = {
  details: 'Details',
  logs: 'Logs',
  restart: 'Restart',
  drain: 'Drain',
  undrain: 'Stop draining',
  delete: 'Delete engine',
  forget: 'Forget external engine',
  stop: 'Stop stream',
  working: 'Working…',
  failed: (what: string, why: string) => `${what}: ${why}`,
  connectPlayer: 'Connect a player',
  dismiss: 'Dismiss',
  deleteEngine: {
    title: (name: string) => `Delete ${name}?`,
    confirm: 'Delete engine',
    failed: 'Couldn’t delete the engine',
  },
  consequences: {
    idle: 'Nothing is playing on it.',
    unreported: (later: boolean): string =>
      later
        ? 'A player that reports no stream is using it and plays on.'
        : 'A player that reports no stream is using it and is cut off.',
    end: (n: number) => (n === 1 ? 'One stream plays on it and ends:' : `${n} streams play on it and end:`),
    playOn: (n: number) => (n === 1 ? 'One stream plays on:' : `${n} streams play on:`),
    move: (n: number) =>
      n === 1
        ? 'The proxy moves the viewers of one stream to another engine:'
        : `The proxy moves the viewers of ${n} streams to other engines:`,
    moveLater: 'Where no engine has room, they wait for the next one to start.',
    startAgain: 'Whoever is watching has to start playing again.',
    replacement: (wanted: number) => `Another engine starts in its place: there should be ${wanted}.`,
    replacementLater: (why: string) =>
      `Another engine starts in its place as soon as that is possible: ${why}`,
    noReplacement: (wanted: number) => `No engine starts in its place: ${wanted} are enough.`,
    mayReplace: 'Another engine may start in its place.',
  },
  forgetEngine: {
    title: (name: string) => `Forget ${name}?`,
    text: 'This external engine is no longer checked or shown. The engine itself keeps running.',
    confirm: 'Forget',
    failed: 'Couldn’t forget the engine',
  },
  manyEngines: {
    delete: 'Delete engines',
    title: {
      restart: (n: number) => `Restart ${engines(n)}?`,
      drain: (n: number) => `Drain ${engines(n)}?`,
      delete: (n: number) => `Delete ${engines(n)}?`,
    },
    text: {
      restart: (streams: number) => `${cutOff(streams)} The engines are back within seconds.`,
      drain: (streams: number): string =>
        streams === 0
          ? 'They take no new streams.'
          : 'They take no new streams; those that run on them go on until they end.',
      delete: (streams: number) => `${cutOff(streams)} Others are created where the target requires it.`,
    },
    unreported: (n: number, later: boolean): string =>
      `${n === 1 ? 'A player that reports no stream uses one of them' : `Players that report no stream use ${n} of them`} and ${
        later ? (n === 1 ? 'plays on' : 'play on') : n === 1 ? 'is cut off' : 'are cut off'
      }.`,
    drained: {
      labels: { remove: 'Remove them', keep: 'Keep them' },
      hints: {
        remove: 'Each one is removed when its last stream ends; idle ones right away.',
        keep: 'For maintenance: they stay until you stop draining.',
      },
    },
    confirm: { restart: 'Restart them', drain: 'Drain them', delete: 'Delete them' },
    failed: 'Not everything could be done',
    result: (done: number, all: number) => `${done} of ${all} done`,
  },
  restartEngine: {
    title: (name: string) => `Restart ${name}?`,
    text: 'The engine is stopped and started again in the same container, which takes a few seconds.',
    confirm: 'Restart engine',
    failed: 'Couldn’t restart the engine',
  },
  drainEngine: {
    title: (name: string) => `Drain ${name}?`,
    choice: 'What happens to the engine',
    remove: 'Remove it',
    removeNow: 'It is removed right away.',
    removeLater: 'It takes no new streams and is removed when the last one ends.',
    keep: 'Keep it',
    keepHint: 'For maintenance: it takes no new streams and stays until you stop draining.',
    failed: 'Couldn’t drain the engine',
    undrainFailed: 'Couldn’t stop draining',
  },
  stopStream: {
    title: (name: string) => `Stop ${name}?`,
    text: 'The engine stops this session. Everyone watching it is cut off.',
    confirm: 'Stop stream',
    failed: 'Couldn’t stop the stream',
  },
  stopMany: {
    title: (n: number) => `Stop ${n} streams?`,
    text: 'The engines stop these sessions. Everyone watching them is cut off.',
    confirm: 'Stop streams',
    failed: 'Couldn’t stop the streams',
    result: (done: number, all: number) => `${done} of ${all} stopped`,
  },
  scale: {
    title: 'Number of engines',
    label: 'Target',
    hint: (min: number, max: number) => `from ${min} to ${max}`,
    expected: (min: number, max: number) => `Enter a whole number from ${min} to ${max}`,
    current: (wanted: number) => `Target ${wanted}`,
    apply: 'Apply',
    reset: 'Back to automatic',
    fewer: 'One engine fewer',
    more: 'One engine more',
    starts: (n: number) => (n === 1 ? 'One engine would start.' : `${n} engines would start.`),
    removes: (names: readonly string[]) => `Would remove: ${names.join(', ')}.`,
    protected: (names: readonly string[]) => `Kept because they are in use: ${names.join(', ')}.`,
    nothing: 'Nothing would change right away.',
    clamped: (n: number) => `The limits allow ${n}.`,
    failed: 'Couldn’t set the target',
    previewFailed: 'Couldn’t load the preview',
    open: 'Scale',
  },
  provision: {
    start: 'Start an engine',
    failed: 'Couldn’t start an engine',
    coming: 'An engine is about to start.',
    waiting: (why: string) => `An engine starts as soon as that is possible: ${why}`,
    starting: (name: string) => `${name} is starting.`,
    ready: (name: string) => `${name} is ready.`,
    broken: (name: string, why: string) => `${name} does not work: ${why}`,
    stays: (target: number) => `The target is now ${target} and stays so until you reset it.`,
    full: (most: number) => `the maximum of ${most} engines is reached (MAX_REPLICAS).`,
  },
  gc: {
    run: 'Clean up',
    hint: 'Removes stopped engines and idle engines above the target now.',
    failed: 'Couldn’t clean up',
    done: (n: number) => (n === 0 ? 'Nothing to clean up.' : n === 1 ? 'One removed.' : `${n} removed.`),
  },
  external: {
    add: 'Add external engine',
    title: 'Add an external engine',
    text: 'An engine that runs elsewhere is checked and shown, but never started or stopped from here. It is added if it answers now.',
    host: 'Host',
    port: 'Port',
    name: 'Name',
    confirm: 'Add engine',
    failed: 'Couldn’t add the engine',
  },
  vpnRestart: {
    button: 'Restart tunnel',
    title: 'Restart the VPN tunnel?',
    text: 'The tunnel is closed and opened again. Streams behind it stop for a few seconds.',
    confirm: 'Restart tunnel',
    failed: 'Couldn’t restart the tunnel',
    done: 'The tunnel is being restarted.',
  },
  vpnRelease: {
    button: 'Release this VPN',
    title: 'Release this VPN?',
    text: 'Its engines are removed and their streams end, so that the VPN container can be removed and recreated. Until then, for ten minutes at most, no engine starts in it.',
    confirm: 'Release',
    failed: 'Couldn’t release the VPN',
    done: 'The engines are being removed. You can recreate the VPN container now.',
  },
  job: {
    label: 'Running actions',
    progress: (done: string, total: string) => `${done} of ${total}`,
    failed: (title: string) => `${title} failed`,
    ready: (done: string, total: string) => `${done} of ${total} ready`,
  },
}
