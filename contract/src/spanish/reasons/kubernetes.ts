import type { KubernetesReasons } from '../../reasons/kubernetes.ts'
import type { Wording } from './wording.ts'

export const kubernetesWording: Wording<KubernetesReasons> = {
  kubernetes_timeout: ({ server, timeoutMs }) => `${server} no ha respondido en ${timeoutMs} ms`,
  kubernetes_not_running: ({ server }) =>
    `${server} rechaza las conexiones: el servidor de la API no está en marcha ahí`,
  kubernetes_tls_refused: ({ server, text }) =>
    `no se ha podido acordar TLS con ${server} (${text}): revisa la autoridad de certificación del kubeconfig`,
  kubernetes_connection_failed: ({ server, text }) => `${server}: ${text}`,
  kubernetes_unauthorized: ({ server, text }) =>
    `${server} no acepta nuestras credenciales (${text}): puede que hayan caducado; revisa el kubeconfig o la cuenta de servicio de nuestro Pod`,
  kubernetes_forbidden: ({ text, rule }) => `${text}: añade al Role: ${rule}`,
  kubernetes_pod_security: ({ text, label }) => `${text}: etiqueta el espacio de nombres con ${label}`,
  kubernetes_quota_exceeded: ({ text }) => `${text}: amplía la ResourceQuota o reduce MAX_REPLICAS`,
  kubernetes_namespace_missing: ({ namespace }) =>
    `no existe el espacio de nombres ${namespace}: créalo o define KUBERNETES_NAMESPACE`,
  kubernetes_namespace_ending: ({ namespace }) => `el espacio de nombres ${namespace} se está eliminando`,
  kubernetes_refused: ({ status, text }) => (text === '' ? `estado HTTP ${status}` : text),
  kubernetes_not_understood: () =>
    'la respuesta no es la de un servidor de la API de Kubernetes: revisa el kubeconfig',
  pod_unschedulable: ({ text }) => `ningún nodo acepta su Pod: ${text}`,
  pod_image_failed: ({ image, text }) => `su nodo no consigue la imagen ${image}: ${text}`,
  pod_waiting: ({ text }) => `su nodo lo está iniciando: ${text}`,
  pod_still_there: ({ afterMs }) => `su nodo no lo ha terminado tras ${Math.round(afterMs / 1000)} s`,
  pods_are_engines: () =>
    'RUNTIME=kubernetes solo ejecuta motores; otros contenedores necesitan RUNTIME=docker',
  images_pulled_by_nodes: () => 'con RUNTIME=kubernetes los nodos descargan las imágenes por sí mismos',
  pod_joins_no_vpn: () =>
    'con RUNTIME=kubernetes ningún motor puede unirse a la red de un contenedor de Gluetun: quita GLUETUN_CONTAINER_NAME',
  kubernetes_no_credentials: () =>
    'no hay credenciales para Kubernetes: define KUBECONFIG o ejecuta el orquestador en un Pod con cuenta de servicio',
  kubeconfig_unreadable: ({ path, text }) => `no se puede leer ${path}: ${text}`,
  kubeconfig_incomplete: ({ path, text }) => `${path} nombra ${text}, que no contiene`,
  kubeconfig_runs_program: ({ path, user }) =>
    `${path} obtiene las credenciales de ${user} de un programa, lo que no se admite: usa un token o un certificado`,
}
