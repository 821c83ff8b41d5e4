/** Kubernetes describes every service to every pod in such variables (https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables). */
const NAME = /_SERVICE_(HOST|PORT)(_\w+)?$|_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/
const VALUE = /^(tcp|udp|sctp):\/\/[^/]+:\d+$/

/** A service named "app" becomes `APP_PORT=tcp://…`, which was never meant as a setting. */
export function isServiceLink(name: string, value: string | undefined): boolean {
  return NAME.test(name) || (name.endsWith('PORT') && VALUE.test(value?.trim() ?? ''))
}
