import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import type { PlimsollError } from "@plimsoll/foundation";
import { listenFault } from "../listen-fault.ts";
import { fieldOf, textAt } from "../../kubernetes/untrusted-fields.ts";
import type { Gatekeeper } from "../gatekeeper.ts";
import { type AdmissionResponse, reviewOf } from "./admission-response.ts";
import type { AdmissionRules } from "./admission-rules.ts";
import { reviewAdmission } from "./review-admission.ts";
import { type BodyFault, reviewBody } from "./review-body.ts";
import { readTlsPair, renewCertificate, type TlsFiles } from "./tls-identity.ts";

export interface WebhookParts {
  readonly tls: TlsFiles;
  readonly host: string;
  /** 0 asks the operating system for a free one. */
  readonly port: number;
  readonly gatekeeper: Gatekeeper;
  readonly rules: AdmissionRules;
  /** Whether all that stands behind the gate works; asked by `/readyz`. Reviews are answered either way. */
  readonly isReady?: () => boolean;
  readonly onEvent?: (event: WebhookEvent) => void;
}

/** What a webhook tells its log: a review with its answer, a certificate that was renewed, one that could not be. */
export type WebhookEvent =
  | {
      readonly type: "reviewed";
      readonly review: unknown;
      readonly subject: ReviewSubject;
      readonly response: AdmissionResponse;
    }
  | { readonly type: "certificate-renewed" }
  | { readonly type: "certificate-refused"; readonly fault: PlimsollError };

/** What a review was about, for logs: as the review says it. */
export interface ReviewSubject {
  readonly kind: string;
  readonly operation: string;
  /** Namespace and name; of a name that the API server is yet to make up, how it begins. */
  readonly name: string;
  readonly dryRun: boolean;
}

/** A webhook that answers. */
export interface AdmissionWebhook {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * A slow or greedy client gets this much and no more. An API server itself waits at most 30 s for an answer, and is told to
 * wait 5 s by our manifest.
 */
const BOUNDS = {
  requestTimeout: 5_000,
  headersTimeout: 1_500,
  handshakeTimeout: 3_000,
  keepAliveTimeout: 120_000,
  connectionsCheckingInterval: 500,
  maxHeaderSize: 16_384,
} as const satisfies ServerOptions;
const CONNECTIONS_MAX = 1_024;

/**
 * Answers AdmissionReviews over TLS at `POST /review`; `GET /livez` and `GET /readyz` for probes. An API server with failure
 * policy Fail admits nothing while nobody answers here. Throws `TLS_MALFORMED`, or `PORT_IN_USE` or
 * `ADDRESS_NOT_AVAILABLE` if it cannot listen.
 */
export async function openAdmissionWebhook(parts: WebhookParts): Promise<AdmissionWebhook> {
  const server = createServer({ ...BOUNDS, ...readTlsPair(parts.tls), minVersion: "TLSv1.3" }, (request, response) => {
    // Without an answer the API server admits nothing.
    serve(parts, request, response).catch(() => response.destroy());
  });
  server.maxConnections = CONNECTIONS_MAX;
  await listen(server, parts);
  const renewal = renewCertificate(server, parts.tls, (fault) =>
    parts.onEvent?.(fault === null ? { type: "certificate-renewed" } : { type: "certificate-refused", fault }),
  );
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      renewal.stop();
      return closeServer(server);
    },
  };
}

async function serve(parts: WebhookParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url?.split("?", 1)[0];
  if (path === "/livez" && request.method === "GET") return answerText(response, 200, "ok");
  if (path === "/readyz" && request.method === "GET") return answerReadiness(response, parts.isReady?.() ?? true);
  if (path !== "/review") return answerText(response, 404, "reviews are taken at /review");
  if (request.method !== "POST") return answerText(response, 405, "reviews are posted");
  if (!isJson(request.headers["content-type"])) return answerText(response, 415, "a review is application/json");
  const body = await reviewBody(request);
  if ("fault" in body) return refuseBody(response, body.fault);
  answerReview(parts, body.json, response);
}

function answerReview({ gatekeeper, rules, onEvent }: WebhookParts, review: unknown, response: ServerResponse): void {
  const decision = reviewAdmission(review, gatekeeper, rules);
  if (decision === null) return answerText(response, 400, "a review has a request with a uid");
  const text = JSON.stringify(reviewOf(decision));
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.end(text);
  onEvent?.({ type: "reviewed", review, subject: subjectOf(review), response: decision });
}

function subjectOf(review: unknown): ReviewSubject {
  const text = (...path: readonly string[]): string => textAt(review, "request", ...path) ?? "";
  const name = text("name") || text("object", "metadata", "name") || `${text("object", "metadata", "generateName")}…`;
  return {
    kind: text("kind", "kind"),
    operation: text("operation"),
    name: `${text("namespace")}/${name}`,
    dryRun: fieldOf(review, "request", "dryRun") === true,
  };
}

const answerReadiness = (response: ServerResponse, ready: boolean): void =>
  ready ? answerText(response, 200, "ready") : answerText(response, 503, "not ready");

const isJson = (contentType: string | undefined): boolean =>
  contentType?.split(";", 1)[0]?.trim().toLowerCase() === "application/json";

/** What is left of the body is not read: the connection goes with the answer. */
function refuseBody(response: ServerResponse, fault: BodyFault): void {
  if (fault === "broken off") return void response.destroy();
  response.setHeader("connection", "close");
  answerText(response, fault === "too large" ? 413 : 400, `a review that is ${fault}`);
}

function answerText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  response.end(`${text}\n`);
}

async function listen(server: Server, { host, port }: WebhookParts): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (cause) {
    throw listenFault(host, port, cause);
  }
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
