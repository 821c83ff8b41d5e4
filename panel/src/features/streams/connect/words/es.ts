import type { ConnectWords } from './en.ts'

export const words: ConnectWords = {
  intro:
    'Los reproductores se conectan al proxy como a un solo motor AceStream; el proxy elige un motor sano para cada emisión.',
  contentId: 'ID de contenido',
  contentHint: 'Pega un ID o un enlace acestream://.',
  wrongLength: (n) => `Un ID de contenido tiene 40 caracteres; este tiene ${n}.`,
  notHex: 'Un ID de contenido solo tiene cifras del 0 al 9 y letras de la a a la f.',
  key: 'Clave de reproducción',
  keyHint: 'PLAYBACK_KEY está definida y los enlaces la necesitan. Lo que escribas no sale de este diálogo.',
  stream: 'VLC, Kodi y otros reproductores',
  streamHint: 'En VLC: Medio → Abrir ubicación de red.',
  playlist: 'Jellyfin, TVHeadend y otros programas de IPTV',
  playlistHint: 'Una lista con este canal. Añádela como fuente M3U.',
  playlistShown: 'Lista (M3U)',
  engine: 'Aplicaciones y complementos para AceStream',
  engineHint: 'Escribe esta dirección donde la aplicación pida el host y el puerto del motor.',
  needsId: 'Escribe arriba un ID de contenido para obtener este enlace.',
  notRunning: 'El proxy de reproducción no está en marcha',
  notRunningHint:
    'Se inicia con npm start y con el archivo de Compose, salvo con PROXY=off. Busca en el registro las líneas que empiezan por «proxy:».',
  loopback:
    'El proxy solo escucha en esta máquina y ningún otro dispositivo puede conectarse. Para abrirlo a la red doméstica, define PROXY_HOST=0.0.0.0 y reinícialo; define también PLAYBACK_KEY si no confías en todos los de esa red.',
  openedLocally:
    'Estos enlaces funcionan en esta máquina. Para otros dispositivos, abre el panel con la dirección de red de esta máquina. En Docker también hay que publicar el puerto 6878 en la red (véase compose.yaml).',
  failed: 'No se ha podido averiguar dónde escucha el proxy',
}
