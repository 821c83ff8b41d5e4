/** The product with no engine of its own: those of a bench are added to it. */
export const NO_ENGINES = {
  RUNTIME: 'process',
  ENGINE_COMMAND: 'none-is-started {http_port}',
  MIN_REPLICAS: '0',
  MIN_FREE_REPLICAS: '0',
} as const
