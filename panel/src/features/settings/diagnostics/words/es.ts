import { cureInSpanish } from '@acestream-orchestrator/contract/spanish/findings/cure'
import { findingInSpanish } from '@acestream-orchestrator/contract/spanish/findings/finding'
import type { DiagnosticsWords } from './en.ts'

export const words: DiagnosticsWords = {
  title: 'Diagnóstico',
  intro:
    'Examina lo que el orquestador necesita de su máquina: Docker, la imagen, los puertos, la VPN, el reloj, el disco y la memoria. No cambia nada.',
  examine: 'Examinar ahora',
  again: 'Examinar de nuevo',
  copy: 'Copiar informe',
  copied: 'Copiado',
  failed: 'No se ha podido examinar la máquina',
  verdicts: { ok: 'Correcto', info: 'Nota', warning: 'Advertencia', error: 'Problema' },
  summary: {
    ok: 'Todo está en orden',
    info: 'Todo está en orden',
    warning: 'Funciona, pero podría ir mejor',
    error: 'Algo impide que los motores funcionen',
  },
  checks: {
    docker: 'Docker',
    docker_access: 'Acceso a Docker',
    image: 'Imagen',
    page_size: 'Tamaño de página',
    ports: 'Puertos',
    vpn: 'VPN',
    clock: 'Reloj',
    disk: 'Disco',
    file_system: 'Sistema de archivos',
    memory: 'Memoria',
  },
  examined: (seconds) => `Examinado en ${seconds} s`,
  messageOf: ({ code, params, message }) => findingInSpanish(code, params) ?? message,
  cureOf: ({ code, params, cure }) => (cure === null ? null : (cureInSpanish(code, params) ?? cure)),
}
