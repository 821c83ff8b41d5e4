import { SHORTEST_PASSPHRASE } from '../choice.ts'
import type { Words } from './en.ts'

export const es: Words = {
  make: 'Hacer una copia de seguridad',
  about:
    'Un solo archivo con la base de datos (historial, actividad, incidencias) y los ajustes. Se hace con todo en marcha; los motores y las emisiones no lo notan.',
  protection: 'Cifrado',
  choices: { everything: 'Todo', secrets: 'Solo los secretos', nothing: 'Ninguno' },
  effect: {
    everything: 'Se cifra todo el archivo. Nadie puede leerlo sin la frase de contraseña.',
    secrets:
      'Se cifran las claves y contraseñas. Quien tenga el archivo puede leer el historial y los ajustes.',
    nothing:
      'No se incluyen la clave de API ni las contraseñas de los avisos. Quien tenga el archivo puede leer lo demás.',
  },
  passphrase: 'Frase de contraseña',
  passphraseHint: `${SHORTEST_PASSPHRASE} caracteres o más. No se guarda en ningún sitio: sin ella no se puede abrir la copia.`,
  show: 'Mostrar la frase de contraseña',
  hide: 'Ocultar la frase de contraseña',
  download: 'Descargar copia',
  cancel: 'Cancelar',
  preparing: 'Copiando los datos…',
  progress: (done, all) => `${done} de ${all}`,
  saved: (name, size) => `Se ha descargado ${name}, ${size}.`,
  restore: 'Restaurar una copia de seguridad',
  restoreAbout:
    'Detén antes el orquestador. El archivo se comprueba entero antes de cambiar nada, y los datos actuales se conservan en una carpeta al lado.',
  direct: 'Sin contenedores',
  compose: 'Con Docker Compose',
}
