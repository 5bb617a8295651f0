import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { PlimsollError } from "@plimsoll/foundation";
import type { ClusterConnection } from "./cluster-connection.ts";
import { fieldOf, textAt } from "./untrusted-fields.ts";

export interface ClusterCall {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Path and query. */
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
}

/** A list of 500 of the largest objects there may be. */
const ANSWER_BYTES_MAX = 512 * 1024 * 1024;

/** One call whose answer is JSON. Rejects with `CLUSTER_UNREACHABLE`, or `CLUSTER_REFUSED` for a status of 300 and above. */
export async function callCluster(
  connection: ClusterConnection,
  call: ClusterCall,
  withinMs: number,
): Promise<unknown> {
  const response = await startCall(connection, call, AbortSignal.timeout(withinMs));
  return parseAnswer(await readAll(response));
}

/** Starts a call; resolves with the response once it is known to be a good one. */
export async function startCall(
  connection: ClusterConnection,
  { method, path, body, contentType = "application/json" }: ClusterCall,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const options = await connection.options();
  const payload = body === undefined ? null : Buffer.from(JSON.stringify(body));
  const headers = {
    ...(options.headers as Readonly<Record<string, string>> | undefined),
    accept: "application/json",
    ...(payload === null ? {} : { "content-type": contentType, "content-length": payload.length }),
  };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(urlOf(connection, path), { ...options, method, headers, signal }, resolve);
    sent.on("error", (cause) => reject(unreachable(connection, cause)));
    sent.end(payload ?? undefined);
  });
  if ((response.statusCode ?? 500) < 300) return response;
  throw refused(response.statusCode ?? 500, await readAll(response), `${method} ${path}`);
}

const urlOf = ({ server }: ClusterConnection, path: string): URL =>
  new URL(`${server.pathname.replace(/\/$/, "")}${path}`, server);

async function readAll(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > ANSWER_BYTES_MAX) throw new RangeError(`an answer of more than ${ANSWER_BYTES_MAX} bytes`);
      chunks.push(chunk);
    }
  } catch (cause) {
    throw unreachable(null, cause);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreachable(null, cause);
  }
}

/** `status` of a refusal by the API server; `null` if it was none. */
export function refusalStatusOf(fault: unknown): number | null {
  if (!(fault instanceof PlimsollError) || fault.code !== "CLUSTER_REFUSED") return null;
  const status = fieldOf(fault.cause, "code");
  return typeof status === "number" ? status : null;
}

export const unreachable = (connection: ClusterConnection | null, cause: unknown): PlimsollError =>
  new PlimsollError({
    code: "CLUSTER_UNREACHABLE",
    expected: `an answer of the API server${connection === null ? "" : ` at ${connection.server.host}`}`,
    received: cause instanceof Error ? cause.message : String(cause),
    fix: "see whether it is up and may be reached from here",
    cause,
  });

function refused(code: number, text: string, call: string): PlimsollError {
  return new PlimsollError({
    code: "CLUSTER_REFUSED",
    expected: `the API server to do ${call}`,
    received: `${code}: ${messageIn(text)}`,
    fix: "see what this account may do: deploy/kubernetes/rbac.yaml",
    cause: { code },
  });
}

function messageIn(text: string): string {
  try {
    return textAt(JSON.parse(text), "message") ?? text.slice(0, 300);
  } catch {
    return text.slice(0, 300);
  }
}
