import type { KubernetesReasons } from '@acestream-orchestrator/contract/reasons/kubernetes'
import type { Wording } from './wording.ts'

export const kubernetesWording: Wording<KubernetesReasons> = {
  kubernetes_timeout: ({ server, timeoutMs }) => `${server} did not answer within ${timeoutMs} ms`,
  kubernetes_not_running: ({ server }) =>
    `${server} refuses connections: the API server is not running there`,
  kubernetes_tls_refused: ({ server, text }) =>
    `${server} did not agree on TLS (${text}): check the certificate authority in the kubeconfig`,
  kubernetes_connection_failed: ({ server, text }) => `${server}: ${text}`,
  kubernetes_unauthorized: ({ server, text }) =>
    `${server} does not accept our credentials (${text}): they may have expired; check the kubeconfig, or the service account of our Pod`,
  kubernetes_forbidden: ({ text, rule }) => `${text}: add to the Role: ${rule}`,
  kubernetes_pod_security: ({ text, label }) => `${text}: label the namespace ${label}`,
  kubernetes_quota_exceeded: ({ text }) => `${text}: raise the ResourceQuota or lower MAX_REPLICAS`,
  kubernetes_namespace_missing: ({ namespace }) =>
    `there is no namespace ${namespace}: create it, or set KUBERNETES_NAMESPACE`,
  kubernetes_namespace_ending: ({ namespace }) => `the namespace ${namespace} is being deleted`,
  kubernetes_refused: ({ status, text }) => (text === '' ? `HTTP status ${status}` : text),
  kubernetes_not_understood: () => 'the answer is not one of a Kubernetes API server: check the kubeconfig',
  pod_unschedulable: ({ text }) => `no node takes its Pod: ${text}`,
  pod_image_failed: ({ image, text }) => `its node does not get the image ${image}: ${text}`,
  pod_waiting: ({ text }) => `its node is starting it: ${text}`,
  pod_still_there: ({ afterMs }) => `its node has not ended it after ${Math.round(afterMs / 1000)} s`,
  pods_are_engines: () => 'RUNTIME=kubernetes runs engines only; other containers need RUNTIME=docker',
  images_pulled_by_nodes: () => 'with RUNTIME=kubernetes the nodes pull images by themselves',
  pod_joins_no_vpn: () =>
    'with RUNTIME=kubernetes no engine can join the network of a Gluetun container: unset GLUETUN_CONTAINER_NAME',
  kubernetes_no_credentials: () =>
    'there are no credentials for Kubernetes: set KUBECONFIG, or run in a Pod with a service account',
  kubeconfig_unreadable: ({ path, text }) => `${path} can't be read: ${text}`,
  kubeconfig_incomplete: ({ path, text }) => `${path} names ${text}, which it does not have`,
  kubeconfig_runs_program: ({ path, user }) =>
    `${path} gets the credentials of ${user} from a program, which is not supported: use a token or a certificate`,
}
