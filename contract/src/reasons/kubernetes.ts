import type { NoParams } from './coded.ts'

/** Why a Kubernetes cluster did not do what it was asked. `server` is the API server's address; `text` is in the cluster's words. */
export interface KubernetesReasons {
  kubernetes_timeout: { server: string; timeoutMs: number }
  kubernetes_not_running: { server: string }
  kubernetes_tls_refused: { server: string; text: string }
  kubernetes_connection_failed: { server: string; text: string }
  /** The token or certificate is not accepted, e.g. because it has expired. */
  kubernetes_unauthorized: { server: string; text: string }
  /** RBAC. `rule`: the rule that the Role lacks, in one line of YAML. */
  kubernetes_forbidden: { text: string; rule: string }
  /** `label`: what the namespace needs. */
  kubernetes_pod_security: { text: string; label: string }
  kubernetes_quota_exceeded: { text: string }
  kubernetes_namespace_missing: { namespace: string }
  kubernetes_namespace_ending: { namespace: string }
  kubernetes_refused: { status: number; text: string }
  kubernetes_not_understood: NoParams
  /** No node takes the Pod. */
  pod_unschedulable: { text: string }
  /** Its node does not get the image. */
  pod_image_failed: { image: string; text: string }
  /** Its node does not start it yet. */
  pod_waiting: { text: string }
  /** Its node has not confirmed that it is gone. */
  pod_still_there: { afterMs: number }
  /** What is no engine, of `POST /provision`. */
  pods_are_engines: NoParams
  images_pulled_by_nodes: NoParams
  /** A Pod can't join another container's network. */
  pod_joins_no_vpn: NoParams
  /** Neither a kubeconfig was given nor do we run in a Pod. */
  kubernetes_no_credentials: NoParams
  kubeconfig_unreadable: { path: string; text: string }
  /** `text`: the cluster, user or context that it names and does not have. */
  kubeconfig_incomplete: { path: string; text: string }
  /** It asks a program for its credentials, which is not supported. */
  kubeconfig_runs_program: { path: string; user: string }
}
