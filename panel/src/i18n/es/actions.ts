import type { Catalogue } from '../en/en.ts'

const motores = (n: number) => (n === 1 ? 'un motor' : `${n} motores`)
const cutOff = (n: number) =>
  n === 0
    ? 'No tienen ninguna emisión en curso.'
    : n === 1
      ? 'Tienen una emisión en curso, que se cortará.'
      : `Tienen ${n} emisiones en curso, que se cortarán.`

export const esActions: Catalogue['actions'] = {
  details: 'Detalles',
  logs: 'Registros',
  restart: 'Reiniciar',
  drain: 'Vaciar',
  undrain: 'Dejar de vaciar',
  delete: 'Eliminar motor',
  forget: 'Olvidar motor externo',
  stop: 'Detener emisión',
  working: 'En curso…',
  failed: (what, why) => `${what}: ${why}`,
  connectPlayer: 'Conectar un reproductor',
  dismiss: 'Descartar',
  deleteEngine: {
    title: (name) => `¿Eliminar ${name}?`,
    confirm: 'Eliminar motor',
    failed: 'No se ha podido eliminar el motor',
  },
  consequences: {
    idle: 'No se está reproduciendo nada en él.',
    unreported: (later) =>
      later
        ? 'Lo usa un reproductor que no notifica su emisión y que seguirá reproduciendo.'
        : 'Lo usa un reproductor que no notifica su emisión y que se cortará.',
    end: (n) => (n === 1 ? 'Tiene una emisión, que terminará:' : `Tiene ${n} emisiones, que terminarán:`),
    playOn: (n) => (n === 1 ? 'Una emisión continuará:' : `${n} emisiones continuarán:`),
    move: (n) =>
      n === 1
        ? 'El proxy pasará a los espectadores de una emisión a otro motor:'
        : `El proxy pasará a los espectadores de ${n} emisiones a otros motores:`,
    moveLater: 'Si ningún motor tiene sitio, esperarán a que arranque el siguiente.',
    startAgain: 'Quien la esté viendo tendrá que volver a iniciar la reproducción.',
    replacement: (wanted) => `Se iniciará otro motor en su lugar: debe haber ${wanted}.`,
    replacementLater: (why) => `Se iniciará otro motor en su lugar en cuanto sea posible: ${why}`,
    noReplacement: (wanted) => `No se iniciará ningún motor en su lugar: bastan ${wanted}.`,
    mayReplace: 'Es posible que se inicie otro motor en su lugar.',
  },
  forgetEngine: {
    title: (name) => `¿Olvidar ${name}?`,
    text: 'Este motor externo dejará de comprobarse y de mostrarse. El motor en sí sigue funcionando.',
    confirm: 'Olvidar',
    failed: 'No se ha podido olvidar el motor',
  },
  manyEngines: {
    delete: 'Eliminar motores',
    title: {
      restart: (n) => `¿Reiniciar ${motores(n)}?`,
      drain: (n) => `¿Vaciar ${motores(n)}?`,
      delete: (n) => `¿Eliminar ${motores(n)}?`,
    },
    text: {
      restart: (streams) => `${cutOff(streams)} Los motores vuelven en unos segundos.`,
      drain: (streams) =>
        streams === 0
          ? 'No admitirán nuevas emisiones.'
          : 'No admitirán nuevas emisiones; las que ya tienen seguirán hasta que terminen.',
      delete: (streams) => `${cutOff(streams)} Se crearán otros si el objetivo lo requiere.`,
    },
    unreported: (n, later) =>
      n === 1
        ? `Un reproductor que no notifica su emisión usa uno de ellos y ${later ? 'seguirá reproduciendo' : 'se cortará'}.`
        : `Reproductores que no notifican su emisión usan ${n} de ellos y ${later ? 'seguirán reproduciendo' : 'se cortarán'}.`,
    drained: {
      labels: { remove: 'Eliminarlos', keep: 'Conservarlos' },
      hints: {
        remove: 'Cada uno se elimina cuando termina su última emisión; los libres, de inmediato.',
        keep: 'Para mantenimiento: se conservan hasta que dejes de vaciarlos.',
      },
    },
    confirm: { restart: 'Reiniciarlos', drain: 'Vaciarlos', delete: 'Eliminarlos' },
    failed: 'No se pudo hacer todo',
    result: (done, all) => `${done} de ${all} hechos`,
  },
  restartEngine: {
    title: (name) => `¿Reiniciar ${name}?`,
    text: 'El motor se detiene y se vuelve a iniciar en el mismo contenedor; tarda unos segundos.',
    confirm: 'Reiniciar motor',
    failed: 'No se ha podido reiniciar el motor',
  },
  drainEngine: {
    title: (name) => `¿Vaciar ${name}?`,
    choice: 'Qué ocurre con el motor',
    remove: 'Eliminarlo',
    removeNow: 'Se elimina de inmediato.',
    removeLater: 'No admite nuevas emisiones y se elimina cuando termine la última.',
    keep: 'Conservarlo',
    keepHint: 'Para mantenimiento: no admite nuevas emisiones y se conserva hasta que dejes de vaciarlo.',
    failed: 'No se ha podido vaciar el motor',
    undrainFailed: 'No se ha podido dejar de vaciar el motor',
  },
  stopStream: {
    title: (name) => `¿Detener ${name}?`,
    text: 'El motor detiene esta sesión. Se corta a todos los que la estén viendo.',
    confirm: 'Detener emisión',
    failed: 'No se ha podido detener la emisión',
  },
  stopMany: {
    title: (n) => `¿Detener ${n} emisiones?`,
    text: 'Los motores detienen estas sesiones. Se corta a todos los que las estén viendo.',
    confirm: 'Detener emisiones',
    failed: 'No se han podido detener las emisiones',
    result: (done, all) => `${done} de ${all} detenidas`,
  },
  scale: {
    title: 'Número de motores',
    label: 'Objetivo',
    hint: (min, max) => `de ${min} a ${max}`,
    expected: (min, max) => `Escribe un número entero de ${min} a ${max}`,
    current: (wanted) => `Objetivo ${wanted}`,
    apply: 'Aplicar',
    reset: 'Volver al modo automático',
    fewer: 'Un motor menos',
    more: 'Un motor más',
    starts: (n) => (n === 1 ? 'Se iniciaría un motor.' : `Se iniciarían ${n} motores.`),
    removes: (names) => `Se eliminarían: ${names.join(', ')}.`,
    protected: (names) => `Se conservan porque están en uso: ${names.join(', ')}.`,
    nothing: 'De momento no cambiaría nada.',
    clamped: (n) => `Los límites permiten ${n}.`,
    failed: 'No se ha podido fijar el objetivo',
    previewFailed: 'No se ha podido cargar la vista previa',
    open: 'Escalar',
  },
  provision: {
    start: 'Iniciar un motor',
    failed: 'No se ha podido iniciar un motor',
    coming: 'Se va a iniciar un motor.',
    waiting: (why) => `Se iniciará un motor en cuanto sea posible: ${why}`,
    starting: (name) => `${name} se está iniciando.`,
    ready: (name) => `${name} está listo.`,
    broken: (name, why) => `${name} no funciona: ${why}`,
    stays: (target) => `El objetivo es ahora ${target} y se mantendrá hasta que lo restablezcas.`,
    full: (most) => `se ha alcanzado el máximo de ${most} motores (MAX_REPLICAS).`,
  },
  gc: {
    run: 'Limpiar',
    hint: 'Elimina ahora los motores detenidos y los libres que superan el objetivo.',
    failed: 'No se ha podido limpiar',
    done: (n) => (n === 0 ? 'No hay nada que limpiar.' : n === 1 ? 'Uno eliminado.' : `${n} eliminados.`),
  },
  external: {
    add: 'Añadir motor externo',
    title: 'Añadir un motor externo',
    text: 'Un motor que funciona en otro lugar se comprueba y se muestra, pero nunca se inicia ni se detiene desde aquí. Se añade si responde ahora.',
    host: 'Host',
    port: 'Puerto',
    name: 'Nombre',
    confirm: 'Añadir motor',
    failed: 'No se ha podido añadir el motor',
  },
  vpnRestart: {
    button: 'Reiniciar túnel',
    title: '¿Reiniciar el túnel VPN?',
    text: 'El túnel se cierra y se vuelve a abrir. Las emisiones que lo usan se interrumpen unos segundos.',
    confirm: 'Reiniciar túnel',
    failed: 'No se ha podido reiniciar el túnel',
    done: 'El túnel se está reiniciando.',
  },
  vpnRelease: {
    button: 'Liberar esta VPN',
    title: '¿Liberar esta VPN?',
    text: 'Se eliminan sus motores y terminan sus emisiones, para que se pueda eliminar y volver a crear el contenedor de la VPN. Hasta entonces, durante diez minutos como máximo, no se inicia ningún motor en él.',
    confirm: 'Liberar',
    failed: 'No se ha podido liberar la VPN',
    done: 'Se están eliminando los motores. Ya puedes volver a crear el contenedor de la VPN.',
  },
  job: {
    label: 'Acciones en curso',
    progress: (done, total) => `${done} de ${total}`,
    failed: (title) => `${title}: ha fallado`,
    ready: (done, total) => `${done} de ${total} listos`,
  },
}
