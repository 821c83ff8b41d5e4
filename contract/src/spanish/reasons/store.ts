import type { StoreReasons } from '../../reasons/store.ts'
import { seconds, type Wording } from './wording.ts'

const RESUMES = 'se volverá a escribir automáticamente'
const LEFT_AS_IT_IS =
  'Se ha dejado como está: muévela para empezar con una vacía o pon una copia en su lugar; ambas cosas se detectan automáticamente'

export const storeWording: Wording<StoreReasons> = {
  store_not_open: () => 'la base de datos todavía no está abierta',
  store_closing: () => 'la base de datos se está cerrando',
  store_closed: () => 'la base de datos está cerrada',
  store_locked: ({ file, sqliteCode }) =>
    `otro programa tiene bloqueado ${file} (búscalo con: fuser ${file}); ${RESUMES} (SQLite ${sqliteCode})`,
  store_out_of_memory: ({ sqliteCode }) => `la máquina no tiene memoria; ${RESUMES} (SQLite ${sqliteCode})`,
  store_read_only: ({ file, sqliteCode }) =>
    `${file} es de solo lectura: da a este usuario permiso para escribir en el archivo y en su carpeta; ${RESUMES} (SQLite ${sqliteCode})`,
  store_disk_errors: ({ file, sqliteCode }) =>
    `el disco de ${file} da errores: revísalo (dmesg, espacio libre); ${RESUMES} (SQLite ${sqliteCode})`,
  store_disk_full: ({ file, sqliteCode }) =>
    `el disco de ${file} está lleno: libera espacio; ${RESUMES} (SQLite ${sqliteCode})`,
  store_not_openable: ({ file, sqliteCode }) =>
    `no se puede abrir ${file}: comprueba que su carpeta existe y que este usuario puede escribir en ella (SQLite ${sqliteCode})`,
  store_damaged: ({ file, sqliteCode }) =>
    `${file} está dañada o no es una base de datos SQLite. ${LEFT_AS_IT_IS} (SQLite ${sqliteCode})`,
  store_tables_damaged: ({ file, tables }) =>
    `${file} está dañada: ${tables.join(', ')} no existen o no son como las crea este programa. ${LEFT_AS_IT_IS}`,
  store_replaced: ({ file }) =>
    `${file} se eliminó o se sustituyó mientras estaba abierta; se está reabriendo`,
  store_of_another_program: ({ file }) =>
    `${file} es la base de datos de otro programa. Se ha dejado como está: muévela o define otro DATA_DIR`,
  store_of_newer_version: ({ file, schema, known, copy }) =>
    `${file} la escribió una versión más reciente (esquema ${schema}; esta conoce el ${known}): actualiza, o ` +
    (copy === null
      ? 'mueve el archivo para empezar con una base de datos vacía'
      : `vuelve a la copia hecha antes: mv ${copy} ${file}`),
  store_system_error: ({ file, text, syscall, errorCode }) =>
    `al trabajar con ${file}: ${text} (${syscall} ${errorCode}); ${RESUMES}`,
  document_damaged: ({ file, copy }) =>
    `${file} estaba dañado y no se usa. Se ha guardado como ${copy}: repáralo y vuelve a ponerlo en su sitio con el ` +
    'orquestador detenido, o guarda de nuevo para sustituirlo',
  document_of_newer_version: ({ file, version, known }) =>
    `${file} lo escribió una versión más reciente (formato ${version}; esta conoce el ${known}) y no se usa: actualiza, ` +
    'o mueve el archivo para empezar sin él',
  document_not_readable: ({ file, errorCode }) =>
    `no se puede leer ${file} (${errorCode}) y no se usa: da a este usuario permiso para leerlo y reinicia`,
  document_not_writable: ({ file, errorCode }) =>
    `no se puede escribir ${file} (${errorCode}): comprueba el espacio libre y que este usuario pueda escribir en DATA_DIR`,
  file_system_without_locks: ({ fileSystem }) =>
    `el sistema de archivos de DATA_DIR (${fileSystem}) no tiene bloqueos de archivo: móntalo con ellos ` +
    '(NFS: sin «nolock» y con su servicio de bloqueo en marcha) o define DATA_DIR en un disco local',
  store_fault: () => 'la base de datos tiene un fallo; el registro del orquestador indica cuál',
  disk_not_answering: ({ forMs }) =>
    `el disco no responde desde hace ${seconds(forMs)}: revísalo (dmesg); ${RESUMES}`,
  storage_thread_ended: () => 'el hilo de almacenamiento ha terminado; se está reiniciando',
  too_many_reads: () => 'hay demasiadas lecturas en espera',
  reading_store: ({ reason }, say) => `al leer la base de datos: ${say(reason)}`,
  writing_store: ({ reason }, say) => `al escribir en la base de datos: ${say(reason)}`,
  log_not_read: () => 'nada lee el registro',
  log_read_slowly: () => 'el registro se lee demasiado despacio',
  log_not_writable: ({ errorCode }) => `no se puede escribir el registro (${errorCode})`,
  log_lines_dropped: ({ reason, sinceMs }, say) =>
    `${say(reason)}: se descartan líneas desde ${new Date(sinceMs).toLocaleString('es')}`,
}
