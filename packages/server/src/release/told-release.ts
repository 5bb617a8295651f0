import type { Digest } from "@plimsoll/foundation";
import type { Draft } from "@plimsoll/release";
import type { readReleaseStore } from "@plimsoll/release/node";

type Reader = ReturnType<typeof readReleaseStore>;
type Kept = ReturnType<Reader["kept"]>;
type Body<K extends Draft["kind"]> = Extract<Draft, { readonly kind: K }>["body"];

/** A decision of the log with what the log tells of it. */
export interface ToldDecision {
  readonly evaluation: string;
  readonly decision: Body<"decision.made">;
  readonly digest: Digest;
  /** Weights of its subject: what the kernel is asked about. */
  readonly artifacts: readonly Digest[];
  readonly isWithdrawn: boolean;
  readonly pack: Digest | null;
}

export interface ToldOverride {
  readonly record: number;
  readonly at: number;
  readonly signed: Body<"override.published">;
  readonly isUsed: boolean;
  readonly isEnded: boolean;
}

/** What a release log tells of decisions and overrides, in its order. */
export interface ToldRelease {
  readonly decisions: readonly ToldDecision[];
  readonly overrides: readonly ToldOverride[];
}

/** Goes through a log once. Bodies that are not told of are not read. Throws as `records` and `kept`. */
export function toldRelease(reader: Reader): ToldRelease {
  const told = keptOf(reader);
  const of = <K extends Draft["kind"]>(kind: K) =>
    told.filter((each): each is Extract<Kept, { readonly kind: K }> => each.kind === kind);
  const withdrawn = new Set(of("evaluation.withdrawn").map(({ body }) => body.evaluation));
  const packs = new Map(of("pack.built").map(({ body }) => [body.evaluation, body.manifest]));
  const artifacts = new Map(
    of("evaluation.opened").map(({ record, body }) => [record.evaluation, body.subject.artifacts]),
  );
  const used = new Set(of("override.used").map(({ body }) => body.override));
  const ended = new Set(of("override.ended").map(({ body }) => body.override));
  return {
    decisions: of("decision.made").map(({ record, body }) => ({
      evaluation: record.evaluation ?? "",
      decision: body,
      digest: record.body,
      artifacts: artifacts.get(record.evaluation) ?? [],
      isWithdrawn: withdrawn.has(record.evaluation ?? ""),
      pack: packs.get(record.evaluation ?? "") ?? null,
    })),
    overrides: of("override.published").map(({ record, body }) => ({
      record: record.sequence,
      at: record.atMs,
      signed: body,
      isUsed: used.has(body.override.id),
      isEnded: ended.has(body.override.id),
    })),
  };
}

const TOLD: ReadonlySet<string> = new Set([
  "evaluation.opened",
  "evaluation.withdrawn",
  "decision.made",
  "pack.built",
  "override.published",
  "override.used",
  "override.ended",
]);

const keptOf = (reader: Reader): readonly Kept[] =>
  reader
    .records()
    .filter(({ kind }) => TOLD.has(kind))
    .map((record) => reader.kept(record));
