import { digest, identifier, integer, nullable, object, oneOf, type Shaped } from "@plimsoll/foundation";

/** What a release log tells. A kind is never reused for another thing. */
export const RECORD_KINDS = [
  "site.opened",
  "policy.adopted",
  "safeguards.adopted",
  "keys.adopted",
  "evaluation.opened",
  "intake.examined",
  "sources.examined",
  "search.made",
  "argument.examined",
  "claims.routed",
  "claims.judged",
  "level.derived",
  "stability.read",
  "prediction.made",
  "arbitration.made",
  "direction.given",
  "modulation.ordered",
  "modulation.answered",
  "risks.mapped",
  "fusion.made",
  "budget.changed",
  "engine.loaded",
  "vote.cast",
  "reflection.made",
  "change.logged",
  "decision.made",
  "evaluation.withdrawn",
  "recheck.drawn",
  "verdicts.rechecked",
  "override.published",
  "override.used",
  "override.ended",
  "pause.changed",
  "incident.reported",
  "opinion.imported",
  "model.consulted",
  "stop.ordered",
  "pack.built",
  "artefact.stored",
  "bytes.redacted",
] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/**
 * One line of the release log. It holds no content: the body is kept by its digest, so that a pack can show the whole log and
 * withhold bodies, and nothing can be left out unseen.
 */
export const recordShape = object({
  spec: oneOf("rsp"),
  /** Place in the log, from 0 without a gap. */
  sequence: integer(),
  /** Wall clock, ms since 1970. */
  atMs: integer(),
  /** The same, and never before the record before it, whatever the wall clock did: who checks a ledger asks for an order. */
  at: integer(),
  kind: oneOf(...RECORD_KINDS),
  /** Digest of the subject's id; null: about the site as a whole. */
  subject: nullable(digest),
  evaluation: nullable(identifier),
  /** Of the canonical JSON of the body. */
  body: digest,
});
export type ReleaseRecord = Shaped<typeof recordShape>;
