export const words = {
  title: 'Viewers',
  viewer: 'Viewer',
  since: 'Connected',
  sent: 'Sent',
  behind: 'Behind live',
  unnamed: 'Unnamed player',
  none: 'Nobody is watching',
  noneHint:
    'The proxy keeps the stream for a few seconds after its last viewer, in case a player comes back.',
  more: (n: number) => (n === 1 ? 'One more viewer is not listed.' : `${n} more viewers are not listed.`),
  failed: 'Couldn’t load the viewers',
  close: 'Disconnect',
  closeTitle: (name: string) => `Disconnect ${name}?`,
  closeText: 'Its player loses the stream at once. Many players reconnect on their own.',
  closeFailed: 'Couldn’t disconnect the viewer',
}

export type ViewersWords = typeof words
