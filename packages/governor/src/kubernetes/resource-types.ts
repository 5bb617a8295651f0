/** Where the API keeps one kind of object (Kubernetes API concepts, "Resource URIs"). */
export interface ResourceType {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

export const PODS = core("pods", "Pod");
export const RESOURCE_QUOTAS = core("resourcequotas", "ResourceQuota");
export const NODES: ResourceType = { ...core("nodes", "Node"), namespaced: false };
export const NAMESPACES: ResourceType = { ...core("namespaces", "Namespace"), namespaced: false };
export const DEPLOYMENTS = named("apps", "v1", "deployments", "Deployment");
export const REPLICA_SETS = named("apps", "v1", "replicasets", "ReplicaSet");
export const STATEFUL_SETS = named("apps", "v1", "statefulsets", "StatefulSet");
export const DAEMON_SETS = named("apps", "v1", "daemonsets", "DaemonSet");
export const REPLICATION_CONTROLLERS = core("replicationcontrollers", "ReplicationController");
export const JOBS = named("batch", "v1", "jobs", "Job");
export const CRON_JOBS = named("batch", "v1", "cronjobs", "CronJob");
/** Of Kueue, where it is installed. */
export const KUEUE_WORKLOADS = named("kueue.x-k8s.io", "v1beta1", "workloads", "Workload");

/** Path of a type in a namespace (all of them for `null`), or of one object in it. */
export function resourcePath(type: ResourceType, namespace: string | null, name?: string): string {
  const root = type.group === "" ? `/api/${type.version}` : `/apis/${type.group}/${type.version}`;
  const place = type.namespaced && namespace !== null ? `/namespaces/${encodeURIComponent(namespace)}` : "";
  return `${root}${place}/${type.plural}${name === undefined ? "" : `/${encodeURIComponent(name)}`}`;
}

export const apiVersionOf = ({ group, version }: ResourceType): string =>
  group === "" ? version : `${group}/${version}`;

function core(plural: string, kind: string): ResourceType {
  return named("", "v1", plural, kind);
}

function named(group: string, version: string, plural: string, kind: string): ResourceType {
  return { group, version, plural, kind, namespaced: true };
}
