import type { FaultDetail } from "@plimsoll/foundation";
import type { Entry, KernelState } from "@plimsoll/kernel";
import { type LedgerReader, type SignedCommand, verifyCommand } from "@plimsoll/ledger";
import { commandAnswer, refusalProblem } from "../desk/command-answer.ts";
import { isPublished } from "../desk/published-envelope.ts";
import { claimOf } from "../desk/unsafe-claim.ts";
import { problem, problemOf, ProblemError } from "../http/problem.ts";
import type { Asked, Reply, Route } from "../http/route.ts";
import type { Powers, Services } from "../http/services.ts";
import { isOperators, mayKill } from "../kill/kill-authority.ts";
import { KILL_ORDER_TYPE, openKillOrder } from "../kill/kill-order.ts";

/** Everything that changes something: signed, and decided elsewhere. */
export const signedRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/v1/commands",
    operation: "submit-command",
    summary: "a signed command, decided and durable before it is answered",
    access: "signed",
    body: "Envelope",
    answer: { json: "Command" },
    problems: [401, 403, 409, 422, 503],
    handle: submitCommand,
  },
  {
    method: "POST",
    path: "/v1/tokens",
    operation: "request-token",
    summary: "a signed token.request, decided; and where it is granted, the capability token itself",
    access: "signed",
    body: "Envelope",
    answer: { json: "Token" },
    problems: [401, 403, 409, 422, 503],
    handle: requestToken,
  },
  {
    method: "POST",
    path: "/v1/kills",
    operation: "order-kill",
    summary: "a signed order to kill a run of this machine; again, it changes nothing",
    access: "signed",
    body: "Envelope",
    answer: { json: "Kill" },
    problems: [401, 403, 404, 409, 503],
    handle: orderKill,
  },
];

async function submitCommand(asked: Asked, services: Services): Promise<Reply> {
  const { desk } = powersOf(services);
  const envelope = commandIn(asked);
  assertSignersNamed(envelope, services.view().state);
  const submission = await desk.submit(envelope);
  if (submission.kind === "refused") throw new ProblemError(refusalProblem(submission.refusal));
  const { id } = claimOf(envelope);
  const firstEntry = services.view().state.receipts.get(id)?.firstEntry ?? null;
  return { body: commandAnswer(submission, firstEntry) };
}

async function requestToken(asked: Asked, services: Services): Promise<Reply> {
  const { desk, requireLeaveToServe, tokenOf } = powersOf(services);
  const envelope = commandIn(asked);
  const { body } = claimOf(envelope);
  if (body.type !== "token.request")
    throw problem(
      400,
      "REQUEST_MALFORMED",
      "a token.request",
      JSON.stringify(body.type ?? null),
      "POST /v1/commands takes others",
    );
  assertSignersNamed(envelope, services.view().state);
  // Before the kernel is asked: what is not given is not paid for.
  requireLeaveToServe();
  const submission = await desk.submit(envelope);
  if (submission.kind === "refused") throw new ProblemError(refusalProblem(submission.refusal));
  if (submission.kind === "repeated") assertAskedByNode(envelope, submission.firstEntry, services);
  const entries = submission.kind === "decided" ? submission.entries : entriesAt(services.log, submission.firstEntry);
  const granted = entries.find((entry) => entry.kind === "token.granted");
  if (granted === undefined) throw new Error("a token.request was decided without a grant");
  const { token, proof } = tokenOf(granted);
  return { body: { token, proof } };
}

/**
 * A receipt is for everybody who asks again; the token itself is for the nodes of the site alone, by a signature that nobody can
 * have read in the log (SVR-146).
 */
function assertAskedByNode(envelope: SignedCommand, firstEntry: number, { keyOf, view, log }: Services): void {
  const { keys } = view().state;
  const signers = verifyCommand(envelope, keyOf)?.signers ?? [];
  if (!signers.some((keyId) => keys.get(keyId) === "node"))
    throw problem(403, "SIGNER_NOT_ALLOWED", "the signature of a node", signers.join(", "), "sign with a node's key");
  if (isPublished(envelope, log, firstEntry))
    throw problem(
      403,
      "ENVELOPE_PUBLISHED",
      "an envelope that was signed anew",
      "the one that stands in the public log",
      "sign the same request again, at another time: its id and body stay as they are",
    );
}

/** The first entry of a command that was decided before: a grant has no other. */
function entriesAt(log: LedgerReader, index: number): readonly Entry[] {
  for (const { text } of log.entries(index)) return [JSON.parse(text) as Entry];
  return [];
}

async function orderKill({ body }: Asked, services: Services): Promise<Reply> {
  const { kill } = powersOf(services);
  const { state, origin, nowMs } = services.view();
  assertSignersNamed(body as SignedCommand, state);
  const opened = openKillOrder(body, services.keyOf);
  if (opened === null)
    throw unsigned(`an order in a DSSE envelope of type ${KILL_ORDER_TYPE} whose signatures all hold`);
  const { order, signers } = opened;
  if (order.log !== origin)
    throw problem(401, "OTHER_LOG", `an order for this log, "${origin}"`, JSON.stringify(order.log), "sign it anew");
  if (Math.abs(order.claimedAt - nowMs) > ORDER_SKEW_MS)
    throw problem(
      401,
      "CLOCK_SKEW",
      `a claimed time within ${ORDER_SKEW_MS} ms of the site's`,
      `${order.claimedAt - nowMs} ms off`,
      "sign it anew",
    );
  const run = state.runs.get(order.run);
  if (run === undefined)
    throw problem(404, "NOT_FOUND", "a run of this site", JSON.stringify(order.run), "see GET /v1/runs");
  if (!mayKill(state, run, signers))
    throw problem(
      403,
      "SIGNER_NOT_ALLOWED",
      "the signature of an operator or of the run's lab",
      signers.join(", "),
      "sign with such a key",
    );
  return { body: await kill(order.run, body as object, isOperators(state, signers) ? null : run.lab) };
}

/**
 * Whoever the ledger never named signs nothing, and is told so before anybody looks for his key: that is done on the disk, and whoever
 * names keys that nobody has could have it done without end (SVR-162).
 */
function assertSignersNamed({ signatures }: SignedCommand, { keys, revokedKeys }: KernelState): void {
  const isNamed = signatures.every(({ keyid }) => keys.has(keyid) || revokedKeys.has(keyid));
  if (!isNamed) throw unsigned("signatures of keys that the ledger names");
}

/** A person reads, thinks, and then confirms: an order may be some minutes old. */
const ORDER_SKEW_MS = 300_000;

function powersOf({ powers }: Services): Powers {
  if (powers !== null) return powers;
  throw problem(
    403,
    "READ_ONLY",
    "the daemon that decides",
    "one that only reads",
    "ask the daemon without --read-only",
  );
}

/** The envelope of a command. Throws `REQUEST_MALFORMED`, and `IDEMPOTENCY_KEY_OTHER` for a header that names another id. */
function commandIn({ body, idempotencyKey }: Asked): SignedCommand {
  const envelope = body as SignedCommand;
  const { id } = claimOf(envelope);
  if (idempotencyKey === undefined || idempotencyKey === id) return envelope;
  throw problem(
    400,
    "IDEMPOTENCY_KEY_OTHER",
    `the command's id, ${JSON.stringify(id)}`,
    JSON.stringify(idempotencyKey),
    "leave the header out, or give the id that was signed",
  );
}

const unsigned = (expected: string): ProblemError =>
  new ProblemError(
    problemOf(401, { code: "SIGNATURE_INVALID", expected, received: "another", fix: FIX } satisfies FaultDetail),
  );
const FIX = "sign it with a key that this site knows";
