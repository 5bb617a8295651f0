import type { ResourceType } from "./resource-types.ts";

/** An object of the API as it came: JSON, of which nothing is known but that it is an object. */
export type KubernetesObject = Readonly<Record<string, unknown>>;

export interface ObjectList {
  readonly items: readonly KubernetesObject[];
  /** Where a watch goes on from. */
  readonly resourceVersion: string;
}

export interface Selection {
  /** `null` or left out: all namespaces. */
  readonly namespace?: string | null;
  readonly labelSelector?: string;
}

export interface ObjectName {
  readonly namespace: string | null;
  readonly name: string;
}

export interface Removal {
  /** Time to end by itself. With 0 the API forgets the pod at once, dead or not: then its absence proves nothing. */
  readonly graceSeconds?: number;
  /** Only this very object; a successor of the same name stays. */
  readonly uid?: string;
}

export interface WatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: KubernetesObject;
}

/**
 * A Kubernetes API, as far as the governor needs it.
 *
 * Implementers MUST answer a list from a quorum read, MUST bound every call in time, and MUST reject with a `PlimsollError`
 * (`CLUSTER_UNREACHABLE`, `CLUSTER_REFUSED`) whatever was not plainly done.
 */
export interface Cluster {
  list(type: ResourceType, selection?: Selection): Promise<ObjectList>;
  /** `null` if there is none. */
  read(type: ResourceType, name: ObjectName): Promise<KubernetesObject | null>;
  create(type: ResourceType, namespace: string | null, object: KubernetesObject): Promise<void>;
  /** A JSON merge patch (RFC 7396). */
  patch(type: ResourceType, name: ObjectName, patch: KubernetesObject): Promise<void>;
  /** Dependents go with it, in the background. What is not there any more is removed. */
  remove(type: ResourceType, name: ObjectName, removal?: Removal): Promise<void>;
  /** Tells what changes after `resourceVersion`; resolves after `forMs`, rejects when the watch breaks or is too old. */
  watch(
    type: ResourceType,
    from: { readonly resourceVersion: string; readonly forMs: number },
    onEvent: (event: WatchEvent) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** Pods that a node's own kubelet says it runs: the second channel beside the API's objects. */
  podsOnNode(node: string): Promise<readonly KubernetesObject[]>;
}
