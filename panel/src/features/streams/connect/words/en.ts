export const words = {
  intro:
    'Players connect to the proxy as to one AceStream engine; it picks a healthy engine for each stream.',
  contentId: 'Content ID',
  contentHint: 'Paste an ID or an acestream:// link.',
  wrongLength: (n: number) => `A content ID has 40 characters; this one has ${n}.`,
  notHex: 'A content ID has only the digits 0–9 and the letters a–f.',
  key: 'Playback key',
  keyHint: 'PLAYBACK_KEY is set, so links need it. What you enter stays in this dialog.',
  stream: 'VLC, Kodi and other players',
  streamHint: 'VLC: Media → Open Network Stream.',
  playlist: 'Jellyfin, TVHeadend and other IPTV software',
  playlistHint: 'A playlist that holds this channel. Add it as an M3U source.',
  playlistShown: 'Playlist (M3U)',
  engine: 'Apps and add-ons for AceStream',
  engineHint: 'Enter this address where the app asks for the engine’s host and port.',
  needsId: 'Enter a content ID above to get this link.',
  notRunning: 'The playback proxy isn’t running',
  notRunningHint:
    'It starts with npm start and with the compose file, unless PROXY=off is set. See the log for lines that begin with “proxy:”.',
  loopback:
    'The proxy listens on this machine only, so no other device can connect. Set PROXY_HOST=0.0.0.0 and restart it to open it to your home network; set PLAYBACK_KEY as well if you don’t trust everyone there.',
  openedLocally:
    'These links work on this machine. For other devices, open the panel by this machine’s network address. In Docker, port 6878 must be published to the network too (see compose.yaml).',
  failed: 'Couldn’t find out where the proxy listens',
}

export type ConnectWords = typeof words
