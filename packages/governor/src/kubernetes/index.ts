export { connectionFromKubeconfig } from "./cluster-connection.ts";
export type { Cluster } from "./cluster.ts";
export { type EvictionController, type EvictionEvent, evictUnadmitted } from "./eviction-controller.ts";
export { KubeCluster } from "./kube-cluster.ts";
export { type Stapled, stapleToken } from "./staple-token.ts";
