import { workerFault } from "./worker-fault.ts";

/** Bytes of a reply at most: what is longer than this is no answer to an intent. */
export const REPLY_BYTES_MAX = 4 * 1024 * 1024;

export interface Endpoint {
  /** Such as `http://127.0.0.1:8080/v1`, without user and password. */
  readonly baseUrl: string;
  /** Sent as bearer token; never in a message or a log. */
  readonly apiKey?: string;
  /** From the request to the last byte of the reply, in ms. */
  readonly timeoutMs: number;
}

/**
 * Posts to a model endpoint and reads its reply as JSON. The only place of the mesh that waits for an HTTP reply: the
 * endpoint is a worker of this node, not a peer.
 * @throws {PlimsollError} `MESH_WORKER_UNREACHABLE`, `_STATUS`, `_ANSWER`, `_TOO_LONG`, `_TIMEOUT`, `_ABANDONED`
 */
export async function postJson(endpoint: Endpoint, path: string, body: object, signal: AbortSignal): Promise<unknown> {
  const limit = AbortSignal.timeout(endpoint.timeoutMs);
  try {
    const reply = await fetch(`${endpoint.baseUrl}${path}`, {
      method: "POST",
      headers: headersOf(endpoint),
      body: JSON.stringify(body),
      redirect: "error",
      signal: AbortSignal.any([limit, signal]),
    });
    if (!reply.ok) throw await refusal(reply);
    return parsed(await textOf(reply));
  } catch (cause) {
    throw faultOf(cause, endpoint, limit, signal);
  }
}

const headersOf = ({ apiKey }: Endpoint): Record<string, string> => ({
  "content-type": "application/json",
  accept: "application/json",
  ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
});

/** The body is not quoted: an endpoint may repeat what it was sent, key and prompt. */
async function refusal(reply: Response): Promise<Error> {
  await reply.body?.cancel();
  return workerFault("MESH_WORKER_STATUS", "status 200", String(reply.status), "look at the endpoint's own log");
}

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > REPLY_BYTES_MAX) {
      throw workerFault("MESH_WORKER_TOO_LONG", `at most ${REPLY_BYTES_MAX} bytes`, "more", "limit the answer");
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const start = text.startsWith("data:") ? "a stream of events" : `${text.length} characters that are no JSON`;
    throw workerFault("MESH_WORKER_ANSWER", "one JSON document", start, "turn streaming off at the endpoint");
  }
}

function faultOf(cause: unknown, { timeoutMs }: Endpoint, limit: AbortSignal, signal: AbortSignal): unknown {
  if (signal.aborted) return workerFault("MESH_WORKER_ABANDONED", "an answer", "an abandoned job", "nothing to do");
  if (limit.aborted) {
    return workerFault(
      "MESH_WORKER_TIMEOUT",
      `a reply within ${timeoutMs} ms`,
      "none",
      "raise timeoutMs or ask for less",
    );
  }
  if (cause instanceof Error && "code" in cause && String(cause.code).startsWith("MESH_")) return cause;
  return workerFault("MESH_WORKER_UNREACHABLE", "a reply", reasonOf(cause), "start the endpoint, or mend its address");
}

/** A code only: messages of `fetch` quote addresses. */
function reasonOf(cause: unknown): string {
  const inner: unknown = cause instanceof Error ? cause.cause : undefined;
  return typeof inner === "object" && inner !== null && "code" in inner ? String(inner.code) : "a broken connection";
}
