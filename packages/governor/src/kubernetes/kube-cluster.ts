import type { IncomingMessage } from "node:http";
import { PlimsollError } from "@plimsoll/foundation";
import type { Cluster, KubernetesObject, ObjectList, ObjectName, Removal, Selection, WatchEvent } from "./cluster.ts";
import type { ClusterConnection } from "./cluster-connection.ts";
import { callCluster, type ClusterCall, refusalStatusOf, startCall, unreachable } from "./cluster-request.ts";
import { apiVersionOf, resourcePath, type ResourceType } from "./resource-types.ts";
import { isRecord, listAt, textAt } from "./untrusted-fields.ts";

/** A call is small; whoever takes longer than this is as good as gone. */
const CALL_WITHIN_MS = 5_000;
const LIST_CHUNK = 500;
/** How long after its own end a watch may stay silent before it counts as broken. */
const WATCH_GRACE_MS = 2_000;
/** The largest object that etcd takes is 1.5 MiB. */
const WATCH_LINE_BYTES_MAX = 8 * 1024 * 1024;

/** A real API server. */
export class KubeCluster implements Cluster {
  readonly #connection: ClusterConnection;

  constructor(connection: ClusterConnection) {
    this.#connection = connection;
  }

  async list(type: ResourceType, { namespace = null, labelSelector }: Selection = {}): Promise<ObjectList> {
    const items: KubernetesObject[] = [];
    for (let after: string | null = null; ;) {
      const query = queryOf({ limit: `${LIST_CHUNK}`, labelSelector, continue: after ?? undefined });
      const page = await this.#call({ method: "GET", path: `${resourcePath(type, namespace)}?${query}` });
      items.push(...objectsIn(page));
      after = textAt(page, "metadata", "continue") ?? "";
      if (after === "") return { items, resourceVersion: textAt(page, "metadata", "resourceVersion") ?? "" };
    }
  }

  async read(type: ResourceType, { namespace, name }: ObjectName): Promise<KubernetesObject | null> {
    const object = await absentAsNull(this.#call({ method: "GET", path: resourcePath(type, namespace, name) }));
    if (object === null || isRecord(object)) return object;
    throw unreachable(this.#connection, new TypeError("an answer that is no object"));
  }

  async create(type: ResourceType, namespace: string | null, object: KubernetesObject): Promise<void> {
    const body = { apiVersion: apiVersionOf(type), kind: type.kind, ...object };
    await this.#call({ method: "POST", path: resourcePath(type, namespace), body });
  }

  async patch(type: ResourceType, { namespace, name }: ObjectName, patch: KubernetesObject): Promise<void> {
    const path = resourcePath(type, namespace, name);
    await this.#call({ method: "PATCH", path, body: patch, contentType: "application/merge-patch+json" });
  }

  async remove(
    type: ResourceType,
    { namespace, name }: ObjectName,
    { graceSeconds, uid }: Removal = {},
  ): Promise<void> {
    const body = {
      apiVersion: "v1",
      kind: "DeleteOptions",
      propagationPolicy: "Background",
      ...(graceSeconds === undefined ? {} : { gracePeriodSeconds: graceSeconds }),
      ...(uid === undefined ? {} : { preconditions: { uid } }),
    };
    try {
      await this.#call({ method: "DELETE", path: resourcePath(type, namespace, name), body });
    } catch (fault) {
      if (refusalStatusOf(fault) === 404) return;
      const isConflict = uid !== undefined && refusalStatusOf(fault) === 409;
      if (!isConflict || uidOf(await this.read(type, { namespace, name })) === uid) throw fault;
    }
  }

  async watch(
    type: ResourceType,
    { resourceVersion, forMs }: { readonly resourceVersion: string; readonly forMs: number },
    onEvent: (event: WatchEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const query = queryOf({ watch: "1", resourceVersion, timeoutSeconds: `${Math.max(1, Math.floor(forMs / 1_000))}` });
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(forMs + WATCH_GRACE_MS)]);
    const call: ClusterCall = { method: "GET", path: `${resourcePath(type, null)}?${query}` };
    const response = await startCall(this.#connection, call, bounded);
    try {
      for await (const line of linesOf(response)) onEvent(watchEventIn(line));
    } catch (cause) {
      throw cause instanceof PlimsollError ? cause : unreachable(this.#connection, cause);
    }
  }

  async podsOnNode(node: string): Promise<readonly KubernetesObject[]> {
    return objectsIn(await this.#call({ method: "GET", path: `/api/v1/nodes/${encodeURIComponent(node)}/proxy/pods` }));
  }

  #call(call: ClusterCall): Promise<unknown> {
    return callCluster(this.#connection, call, CALL_WITHIN_MS);
  }
}

const uidOf = (object: KubernetesObject | null): string | null => textAt(object, "metadata", "uid");

async function absentAsNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (fault) {
    if (refusalStatusOf(fault) === 404) return null;
    throw fault;
  }
}

const queryOf = (parameters: Readonly<Record<string, string | undefined>>): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value);
  return query.toString();
};

/** A list without `items` is no list: absence of an answer is not absence of objects. */
function objectsIn(page: unknown): readonly KubernetesObject[] {
  const items = isRecord(page) && Object.hasOwn(page, "items") ? listAt(page, "items") : null;
  if (items === null || !items.every(isRecord)) throw unreachable(null, new TypeError("an answer that is no list"));
  return items;
}

async function* linesOf(response: IncomingMessage): AsyncIterable<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of response as AsyncIterable<Buffer>) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(0x0a); end !== -1; end = rest.indexOf(0x0a)) {
      yield rest.toString("utf8", 0, end);
      rest = rest.subarray(end + 1);
    }
    if (rest.length > WATCH_LINE_BYTES_MAX) throw new RangeError(`a line of more than ${WATCH_LINE_BYTES_MAX} bytes`);
  }
}

function watchEventIn(line: string): WatchEvent {
  const event: unknown = JSON.parse(line);
  const type = textAt(event, "type");
  const object = isRecord(event) ? event["object"] : undefined;
  if ((type === "ADDED" || type === "MODIFIED" || type === "DELETED") && isRecord(object)) return { type, object };
  // ERROR is how a watch says that it cannot go on from there (410).
  throw new TypeError(`a watch event of type ${type}: ${textAt(object, "message")}`);
}
