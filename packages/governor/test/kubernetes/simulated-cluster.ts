import { PlimsollError } from "@plimsoll/foundation";
import type {
  Cluster,
  KubernetesObject,
  ObjectList,
  ObjectName,
  Removal,
  Selection,
  WatchEvent,
} from "../../src/kubernetes/cluster.ts";
import {
  DEPLOYMENTS,
  JOBS,
  NODES,
  PODS,
  RESOURCE_QUOTAS,
  type ResourceType,
} from "../../src/kubernetes/resource-types.ts";
import { fieldOf, integerAt, isRecord, listAt, textAt } from "../../src/kubernetes/untrusted-fields.ts";
import type { CallFaults } from "../actuator/call-faults.ts";

type Mutable = Record<string, unknown>;

/**
 * An API server with its controllers in a few lines, for tests that need no real one: Deployments and Jobs make pods and end
 * them, a quota keeps pods out, all at the end of each call. What it leaves out is proven on the real one.
 */
export class SimulatedCluster implements Cluster {
  readonly objects = new Map<string, Mutable>();
  readonly listeners = new Set<(event: WatchEvent) => void>();
  /** Whether pods are bound to nodes: then their end takes until a kubelet says so. */
  scheduled = false;
  isLost = false;
  readonly onNodes: KubernetesObject[] = [];
  readonly #faults: CallFaults | null;
  #count = 0;

  constructor(faults: CallFaults | null = null) {
    this.#faults = faults;
  }

  list(type: ResourceType, { namespace = null }: Selection = {}): Promise<ObjectList> {
    return this.#call(`list ${type.plural}`, "look", () => {
      if (type.group === "kueue.x-k8s.io") throw refusal(404);
      const items = this.all(type).filter(
        (object) => namespace === null || !type.namespaced || textAt(object, "metadata", "namespace") === namespace,
      );
      return { items: structuredClone(items), resourceVersion: `${this.#count}` };
    });
  }

  read(type: ResourceType, name: ObjectName): Promise<KubernetesObject | null> {
    return this.#call(`read ${type.plural}`, "look", () =>
      structuredClone(this.objects.get(keyOf(type, name)) ?? null),
    );
  }

  create(type: ResourceType, namespace: string | null, object: KubernetesObject): Promise<void> {
    return this.#call(`create ${type.plural}`, "order", () => void this.put(type, namespace, object));
  }

  patch(type: ResourceType, name: ObjectName, patch: KubernetesObject): Promise<void> {
    return this.#call(`patch ${type.plural}`, "order", () => {
      const object = this.objects.get(keyOf(type, name));
      if (object === undefined) throw refusal(404);
      merge(object, patch);
      this.#tell("MODIFIED", type, object);
    });
  }

  remove(type: ResourceType, name: ObjectName, { uid }: Removal = {}): Promise<void> {
    return this.#call(`remove ${type.plural}`, "order", () => {
      const object = this.objects.get(keyOf(type, name));
      if (object === undefined || (uid !== undefined && uidOf(object) !== uid)) return;
      if (type !== PODS || !this.scheduled) return this.forget(type, name);
      merge(object, { metadata: ENDING });
      this.#tell("MODIFIED", type, object);
    });
  }

  async watch(
    _type: ResourceType,
    _from: unknown,
    onEvent: (event: WatchEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    this.listeners.add(onEvent);
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    this.listeners.delete(onEvent);
  }

  podsOnNode(): Promise<readonly KubernetesObject[]> {
    return this.#call("pods on node", "look", () => this.onNodes);
  }

  all(type: ResourceType): Mutable[] {
    return [...this.objects].filter(([key]) => key.startsWith(`${type.plural} `)).map(([, object]) => object);
  }

  put(type: ResourceType, namespace: string | null, object: KubernetesObject): Mutable {
    this.#count += 1;
    const stored: Mutable = structuredClone({ apiVersion: "v1", kind: type.kind, ...object });
    merge(stored, { metadata: { namespace, uid: `uid-${this.#count}` } });
    const key = keyOf(type, { namespace, name: textAt(object, "metadata", "name") ?? "" });
    if (this.objects.has(key)) throw refusal(409);
    this.objects.set(key, stored);
    this.#tell("ADDED", type, stored);
    return stored;
  }

  forget(type: ResourceType, name: ObjectName): void {
    const object = this.objects.get(keyOf(type, name));
    if (object === undefined) return;
    this.objects.delete(keyOf(type, name));
    this.#tell("DELETED", type, object);
  }

  async #call<T>(name: string, kind: "order" | "look", act: () => T): Promise<T> {
    const inTime = async (): Promise<T> => {
      if (this.isLost) throw new PlimsollError({ ...FAULT, code: "CLUSTER_UNREACHABLE" });
      const result = act();
      this.reconcile();
      return result;
    };
    return this.#faults === null ? inTime() : this.#faults.around(name, kind, inTime);
  }

  /** What the controllers do. */
  reconcile(): void {
    for (const quota of this.all(RESOURCE_QUOTAS)) quota["status"] = structuredClone(quota["spec"]);
    for (const owner of [...this.all(DEPLOYMENTS), ...this.all(JOBS)]) this.#reconcileOwner(owner);
    const owners = new Set([...this.all(DEPLOYMENTS), ...this.all(JOBS)].map(uidOf));
    for (const pod of this.all(PODS)) {
      const owner = textAt(listAt(pod, "metadata", "ownerReferences")?.[0], "uid");
      if (owner !== null && !owners.has(owner)) this.forget(PODS, nameOf(pod));
    }
  }

  #reconcileOwner(owner: Mutable): void {
    const isSuspended = fieldOf(owner, "spec", "suspend") === true;
    const wanted = isSuspended
      ? 0
      : (integerAt(owner, "spec", "replicas") ?? integerAt(owner, "spec", "parallelism") ?? 1);
    const own = this.all(PODS).filter(
      (pod) => textAt(listAt(pod, "metadata", "ownerReferences")?.[0], "uid") === uidOf(owner),
    );
    for (const pod of own.slice(wanted)) this.forget(PODS, nameOf(pod));
    for (let missing = own.length; missing < wanted && this.#hasRoom(); missing += 1) this.#makePod(owner);
  }

  #hasRoom(): boolean {
    const hard = this.all(RESOURCE_QUOTAS).map((quota) => Number(textAt(quota, "status", "hard", "pods") ?? "0"));
    return hard.every((pods) => this.all(PODS).length < pods);
  }

  #makePod(owner: Mutable): void {
    const { namespace, name } = nameOf(owner);
    const reference = { controller: true, kind: owner["kind"], name, uid: uidOf(owner) };
    const template = fieldOf(owner, "spec", "template");
    this.put(PODS, namespace, {
      ...(isRecord(template) ? structuredClone(template) : {}),
      metadata: {
        name: `${name}-${this.#count}`,
        annotations: fieldOf(template, "metadata", "annotations") ?? {},
        ownerReferences: [reference],
      },
    });
  }

  #tell(type: WatchEvent["type"], resource: ResourceType, object: Mutable): void {
    if (resource === PODS) for (const listener of this.listeners) listener({ type, object: structuredClone(object) });
  }
}

/** A node with a kubelet, that says what it runs. */
export const putNode = (cluster: SimulatedCluster, name: string): void =>
  void cluster.put(NODES, null, { metadata: { name } });

const ENDING = { deletionTimestamp: "2026-01-01T00:00:00Z", deletionGracePeriodSeconds: 1 };
const FAULT = { expected: "an answer", received: "none", fix: "none" };

const refusal = (code: number): PlimsollError =>
  new PlimsollError({ ...FAULT, code: "CLUSTER_REFUSED", cause: { code } });

const keyOf = ({ plural }: ResourceType, { namespace, name }: ObjectName): string => `${plural} ${namespace}/${name}`;

const uidOf = (object: unknown): string => textAt(object, "metadata", "uid") ?? "";

const nameOf = (object: unknown): ObjectName => ({
  namespace: textAt(object, "metadata", "namespace"),
  name: textAt(object, "metadata", "name") ?? "",
});

/** JSON merge patch (RFC 7396). */
function merge(target: Mutable, patch: KubernetesObject): void {
  for (const [name, value] of Object.entries(patch)) {
    const old = target[name];
    if (value === null) delete target[name];
    else if (isRecord(value)) merge((target[name] = isRecord(old) ? (old as Mutable) : {}) as Mutable, value);
    else target[name] = value;
  }
}
