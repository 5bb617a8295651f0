import type { Digest } from "@plimsoll/foundation";
import type { KeptRecord } from "./kept-record.ts";

/** Digests that a record names as bytes of the store, beside its own body. Without them it says something that nobody can check. */
export function namedDigests({ kind, body }: KeptRecord): readonly Digest[] {
  switch (kind) {
    case "policy.adopted":
      return [body.policy];
    case "evaluation.opened":
      return [body.input, body.policy];
    case "sources.examined":
      return body.sources.filter(({ isWhole }) => isWhole).map(({ digest }) => digest);
    case "opinion.imported":
      return [body.prompt, body.answer];
    case "artefact.stored":
      return [body.digest];
    default:
      return [];
  }
}
