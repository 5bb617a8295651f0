import { STATUS_CODES } from "node:http";
import type { TokenRefusalCode } from "../../token/token-refusal.ts";

/** Why the gate answers by itself and nothing goes to the model. */
export type GateRefusalCode =
  | TokenRefusalCode
  | "GATE_BROKEN"
  | "GATE_CLOSING"
  | "HOLDING_SPACE_SPENT"
  | "METER_NOT_DURABLE"
  | "POWER_NOT_HELD"
  | "POWER_SHARE_SPENT"
  | "UPSTREAM_UNREACHABLE"
  | "UPSTREAM_UNREADABLE"
  | "UPSTREAM_TIMED_OUT"
  | "REQUEST_MALFORMED"
  | "REQUEST_TOO_LARGE"
  | "REQUEST_TIMED_OUT"
  | "REQUEST_UNREADABLE"
  | "TOOL_UNDECLARED"
  | "UPGRADE_REFUSED";

interface Kind {
  readonly status: number;
  /** Said to anybody who asks: nothing of tokens, digests and keys is in it. */
  readonly detail: string;
  /** Whole seconds after which to ask again makes sense; `null` where it does not. */
  readonly retryAfterSeconds: number | null;
}

const NO_TOKEN: Kind = {
  status: 503,
  detail: "this deployment has no power to answer now",
  retryAfterSeconds: 5,
};

/** Every other code is one of a token: no token, no service. */
const KINDS: Readonly<Partial<Record<GateRefusalCode, Kind>>> = {
  GATE_BROKEN: { status: 503, detail: "the gate cannot decide, so it denies", retryAfterSeconds: 5 },
  GATE_CLOSING: { status: 503, detail: "the gate is about to end", retryAfterSeconds: 5 },
  HOLDING_SPACE_SPENT: {
    status: 503,
    detail: "the space for bodies that are kept back is in use",
    retryAfterSeconds: 1,
  },
  METER_NOT_DURABLE: { status: 503, detail: "use cannot be counted durably, so nothing is used", retryAfterSeconds: 5 },
  POWER_SHARE_SPENT: {
    status: 503,
    detail: "the deployment's share of power is in use",
    retryAfterSeconds: 1,
  },
  UPSTREAM_UNREACHABLE: { status: 502, detail: "the model server gave no answer", retryAfterSeconds: null },
  UPSTREAM_UNREADABLE: {
    status: 502,
    detail: "the model server's answer cannot be read, so it cannot be measured",
    retryAfterSeconds: null,
  },
  UPSTREAM_TIMED_OUT: { status: 504, detail: "the model server took too long", retryAfterSeconds: null },
  REQUEST_MALFORMED: {
    status: 400,
    detail: "the request is not HTTP/1.1 as RFC 9112 has it, or its target is not a path",
    retryAfterSeconds: null,
  },
  REQUEST_TOO_LARGE: {
    status: 413,
    detail: "the request is larger than the gate lets through",
    retryAfterSeconds: null,
  },
  REQUEST_TIMED_OUT: { status: 408, detail: "the request came too slowly", retryAfterSeconds: null },
  REQUEST_UNREADABLE: {
    status: 415,
    detail: "the request's body is encoded, so its tools cannot be seen; send it as it is, and text in UTF-8",
    retryAfterSeconds: null,
  },
  TOOL_UNDECLARED: {
    status: 403,
    detail: "the request offers a tool that this deployment was not declared with",
    retryAfterSeconds: null,
  },
  UPGRADE_REFUSED: {
    status: 501,
    detail: "only HTTP passes: what is upgraded cannot be measured",
    retryAfterSeconds: null,
  },
};

/** A refusal as it goes over the wire. */
export interface Problem {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: string;
}

/** A refusal as problem details (RFC 9457); `code` is the contract. */
export function problemOf(code: GateRefusalCode, title?: string): Problem {
  const { status, detail, retryAfterSeconds } = KINDS[code] ?? NO_TOKEN;
  const problem = { type: "about:blank", title: title ?? STATUS_CODES[status], status, code, detail };
  const body = `${JSON.stringify(problem)}\n`;
  const retry = retryAfterSeconds === null ? [] : ["Retry-After", String(retryAfterSeconds)];
  const headers = ["Content-Type", "application/problem+json", "Cache-Control", "no-store", ...retry];
  return { status, body, headers: [...headers, "Content-Length", String(Buffer.byteLength(body))] };
}
