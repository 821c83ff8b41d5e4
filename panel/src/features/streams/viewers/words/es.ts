import type { ViewersWords } from './en.ts'

export const words: ViewersWords = {
  title: 'Espectadores',
  viewer: 'Espectador',
  since: 'Conectado',
  sent: 'Enviado',
  behind: 'Retraso',
  unnamed: 'Reproductor sin nombre',
  none: 'Nadie la está viendo',
  noneHint:
    'El proxy mantiene la emisión unos segundos después del último espectador, por si un reproductor vuelve.',
  more: (n) =>
    n === 1 ? 'Hay otro espectador que no aparece.' : `Hay ${n} espectadores más que no aparecen.`,
  failed: 'No se han podido cargar los espectadores',
  close: 'Desconectar',
  closeTitle: (name) => `¿Desconectar «${name}»?`,
  closeText: 'Su reproductor pierde la emisión al instante. Muchos vuelven a conectarse por sí solos.',
  closeFailed: 'No se ha podido desconectar al espectador',
}
