import { PlimsollError } from "@plimsoll/foundation";

/** What is asked of a running node from its own machine. */
export interface ControlRequest {
  readonly verb: string;
  readonly [field: string]: unknown;
}

export type ControlAnswer =
  /** One of many; more follow. */
  | { readonly ok: true; readonly item: unknown }
  /** The end. */
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** `isGone`: whoever asked has gone away. */
export type ControlHandler = (request: ControlRequest, isGone: () => boolean) => AsyncGenerator<unknown, unknown, void>;

/** The answer to one line, item after item. A request that is no JSON, and a fault in the middle, end it with a code. */
export async function* answeredWith(
  line: string,
  handle: ControlHandler,
  isGone: () => boolean,
): AsyncGenerator<ControlAnswer, void, void> {
  try {
    const items = handle(requestIn(line), isGone);
    for (;;) {
      const next = await items.next();
      if (next.done === true) {
        yield { ok: true, value: next.value ?? null };
        return;
      }
      yield { ok: true, item: next.value };
    }
  } catch (fault) {
    const code = fault instanceof PlimsollError ? fault.code : "MESH_REQUEST_FAILED";
    yield { ok: false, code, message: fault instanceof Error ? fault.message : String(fault) };
  }
}

function requestIn(line: string): ControlRequest {
  const request = parsed(line);
  if (typeof request === "object" && request !== null && "verb" in request && typeof request.verb === "string") {
    return request as ControlRequest;
  }
  throw malformed("a request with a verb", line.slice(0, 80));
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** A text of the request. Throws `MESH_REQUEST_MALFORMED` without one, as do the others. */
export function textOf(request: ControlRequest, field: string): string {
  const value = request[field];
  if (typeof value === "string") return value;
  throw malformed(`a text in ${field}`, JSON.stringify(value) ?? "nothing");
}

/** A whole number from 0. */
export function wholeOf(request: ControlRequest, field: string): number {
  const value = request[field];
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw malformed(`a whole number in ${field}`, JSON.stringify(value) ?? "nothing");
}

export function textsOf(request: ControlRequest, field: string): readonly string[] {
  const value = request[field];
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) return value;
  throw malformed(`texts in ${field}`, JSON.stringify(value) ?? "nothing");
}

export const malformed = (expected: string, received: string): PlimsollError =>
  new PlimsollError({ code: "MESH_REQUEST_MALFORMED", expected, received, fix: "ask as plimsoll mesh does" });
