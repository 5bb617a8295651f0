import { type Digest, digestOfValue } from "@plimsoll/foundation";
import type { FreezeRecord } from "../freeze/freeze-record.ts";

/**
 * The candidate: what it runs of its own and of others, and nothing else. The harness that plays it, and the prompt of the language
 * models, are frozen beside it and are not it. A type is no part of what runs.
 */
export const CANDIDATE_MODULES: readonly string[] = [
  "agent/candidate",
  "agent/deliberator",
  "agent/grounding",
  "agent/justification",
  "foundation/encoding/bytes",
  "foundation/encoding/canonical-json",
  "foundation/encoding/digest",
  "law/condition",
  "law/epoch",
  "law/law",
  "law/law-repair",
  "law/patch",
  "law/rule",
  "world/action",
  "world/grid",
  "world/observe",
  "world/schedule",
  "world/target",
];

/** What takes a part of it, as far as it is no part of the candidate. */
export const ABLATION_MODULES: readonly string[] = [
  "agent/channels",
  "compiler/compile-fault",
  "compiler/exact-json",
  "excision/ablations",
  "excision/opaque-observation",
  "foundation/random/random-stream",
  "foundation/result",
];

/** Digest of the list of these modules with the digests of their frozen texts. */
export function textDigest({ artefacts }: FreezeRecord, modules: readonly string[]): Digest {
  const frozen = new Map(artefacts.flatMap(({ files }) => files.map((each) => [each.file, each.digest] as const)));
  return digestOfValue(
    modules.map((file) => {
      const digest = frozen.get(file);
      if (digest === undefined) throw new Error(`a freeze record without ${file}`);
      return { file, digest };
    }),
  );
}
