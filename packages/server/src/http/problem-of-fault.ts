import { PlimsollError } from "@plimsoll/foundation";
import { RefusedError } from "@plimsoll/governor";
import { refusalProblem } from "../desk/command-answer.ts";
import { problem, problemOf, ProblemError } from "./problem.ts";

/** What fastify puts on the errors that it makes itself. */
interface FrameworkFault {
  readonly code?: string;
  readonly statusCode?: number;
  readonly message?: string;
  readonly validation?: readonly SchemaFault[];
}

/** What ajv says of the first thing that is not in its form. */
interface SchemaFault {
  readonly instancePath: string;
  readonly message?: string;
  readonly params?: { readonly additionalProperty?: unknown };
}

/** Faults of a ledger or a disk: nothing is decided now, and may be later. */
const UNAVAILABLE: ReadonlySet<string> = new Set([
  "DISK_FULL",
  "LEDGER_IO_FAILED",
  "LEDGER_CLOSED",
  "SITE_BUSY",
  "SITE_FAULT",
  "DATA_IN_USE",
]);

const STATUS_OF_FAULT: Readonly<Record<string, number>> = {
  RUN_UNKNOWN: 404,
  TOKEN_LIFE_TOO_SHORT: 422,
  KILL_UNCONFIRMED: 503,
  KILL_ORDER_NOT_KEPT: 503,
};

/** Whatever was thrown, as the API tells it; of a fault of ours nothing but its id (SVR-37). */
export function problemOfFault(fault: unknown, requestId: string): ProblemError {
  if (fault instanceof RefusedError) return new ProblemError(refusalProblem(fault.refusal));
  if (fault instanceof PlimsollError) return ownProblem(fault, requestId);
  const { code, statusCode = 500, validation, message = "" } = fault as FrameworkFault;
  if (validation !== undefined) return notInForm(validation[0]?.instancePath ?? "", schemaText(validation[0], message));
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE")
    return problem(413, "BODY_TOO_LARGE", "a body of at most 1 MiB", "a longer one", "send one command at a time");
  if (statusCode === 415)
    return problem(415, "MEDIA_TYPE_UNKNOWN", "a body of application/json", "another", "set the content-type header");
  if (statusCode >= 400 && statusCode < 500) return notInForm("", message);
  return internal(requestId);
}

function ownProblem(fault: PlimsollError, requestId: string): ProblemError {
  const { code, message, fix } = fault;
  if (UNAVAILABLE.has(code)) return unavailable(fault, requestId);
  const status = STATUS_OF_FAULT[code] ?? 500;
  if (status === 500) return internal(requestId);
  return new ProblemError(
    problemOf(status, { code, expected: "see received", received: message, fix }, status === 503),
  );
}

/** Messages of faults tell paths of the machine: those are for its operator (SVR-152). */
function unavailable(fault: PlimsollError, requestId: string): ProblemError {
  const fix = `try again, and ask the daemon's operator to look into the log for ${requestId}`;
  const told = { code: fault.code, expected: "a site that can decide", received: "a fault of its machine", fix };
  return new ProblemError(problemOf(503, told, true), {}, fault);
}

/** Longer names are cut: they come from outside. */
const NAME_LENGTH_MAX = 64;

/** A name that is not known is told: ajv says only that there is one. */
function schemaText(fault: SchemaFault | undefined, otherwise: string): string {
  const { message = otherwise, params } = fault ?? {};
  const unknown = params?.additionalProperty;
  return typeof unknown === "string" ? `${message}: ${JSON.stringify(unknown.slice(0, NAME_LENGTH_MAX))}` : message;
}

const notInForm = (place: string, message: string): ProblemError =>
  problem(
    400,
    "REQUEST_MALFORMED",
    "a request as GET /v1/openapi.json describes it",
    `${place} ${message}`.trim(),
    "look there",
  );

const internal = (requestId: string): ProblemError =>
  problem(
    500,
    "INTERNAL",
    "an answer",
    "a fault of the daemon",
    `ask its operator to look into the log for ${requestId}`,
  );
