import type { Readable } from "node:stream";
import type { AnswerName } from "./answers.ts";
import type { Services } from "./services.ts";

/** Who may ask: anybody; whoever may read; whoever signed what is sent. */
export type Access = "public" | "read" | "signed";

/** A parameter of a path or a query: text that is matched as a whole. */
export interface Parameter {
  readonly name: string;
  readonly description: string;
  readonly pattern: string;
  readonly example: string;
}

/** A request whose parameters have their form. Nothing else of it is believed. */
export interface Asked {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** JSON as it came; undefined for a request without a body. */
  readonly body: unknown;
  /** The `Idempotency-Key` header. */
  readonly idempotencyKey: string | undefined;
}

export interface Reply {
  readonly status?: number;
  readonly body: object | string | Uint8Array | Readable;
  /** Of a stream, bytes. */
  readonly length?: number;
  /** Default: `application/json`. */
  readonly media?: string;
  /** Default: `no-store`. */
  readonly cacheControl?: string;
  /** `content-security-policy`, where it is another than the page's. */
  readonly policy?: string;
}

/** One way to ask: what is served is described by the same value (SVR-20). */
export interface Route {
  readonly method: "GET" | "POST";
  /** OpenAPI's spelling: `/v1/runs/{run}`. */
  readonly path: string;
  readonly operation: string;
  readonly summary: string;
  readonly access: Access;
  readonly params?: readonly Parameter[];
  readonly query?: readonly Parameter[];
  /** Name of the schema of the body. */
  readonly body?: "Envelope";
  readonly answer: { readonly json: AnswerName } | { readonly media: string };
  /** Status codes of the problems that it may answer with, beside those of every route. */
  readonly problems: readonly number[];
  readonly handle: (asked: Asked, services: Services) => Reply | Promise<Reply>;
}

export const EVERY_NAME = "[^\\u0000-\\u001f]{1,400}";
export const WHOLE_NUMBER = "[0-9]{1,15}";
