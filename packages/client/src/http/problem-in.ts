import type { Problem } from "../generated/types.ts";
import { answerMalformed, type ClientError, ProblemError } from "./client-error.ts";

/** What stands between may say these for a while. */
const PASSING: ReadonlySet<number> = new Set([502, 503, 504]);

/** The error that an answer stands for, whoever wrote it. */
export function problemIn({ status, headers }: Response, bytes: Uint8Array): ClientError {
  const problem = parsed(new TextDecoder().decode(bytes));
  if (problem !== null && problem.status === status) return new ProblemError(problem, retryAfterMs(headers));
  return answerMalformed("an answer or a problem of the API", `status ${status}`, PASSING.has(status));
}

function parsed(text: string): Problem | null {
  try {
    const value = JSON.parse(text) as Partial<Record<keyof Problem, unknown>> | null;
    return value !== null && isProblem(value) ? value : null;
  } catch {
    return null;
  }
}

const isProblem = (value: Partial<Record<keyof Problem, unknown>>): value is Problem =>
  TEXTS.every((name) => typeof value[name] === "string") &&
  Number.isSafeInteger(value.status) &&
  typeof value.retryable === "boolean";
const TEXTS: readonly (keyof Problem)[] = ["type", "title", "code", "expected", "received", "fix"];

/** Whole seconds alone (RFC 9110 §10.2.3): our sites name no dates. */
function retryAfterMs(headers: Headers): number | null {
  const seconds = headers.get("retry-after");
  return seconds !== null && /^[0-9]{1,6}$/.test(seconds) ? Number(seconds) * 1_000 : null;
}
