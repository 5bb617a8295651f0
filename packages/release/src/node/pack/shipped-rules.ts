import type { Digest } from "@plimsoll/foundation";
import { digestOfSafeguards } from "../../evolution/fuse.ts";
import { type PolicyStanding, policyStanding, type Shipping } from "../../evolution/policy-standing.ts";
import type { Manifest } from "../../pack/manifest.ts";
import { readPolicy } from "../../policy/policy.ts";
import { hasShipped } from "../../policy/shipped-digests.ts";
import type { Bodies } from "../../record/bodies.ts";
import type { RecordKind } from "../../record/record.ts";
import { implementationDigest } from "../desk/implementation.ts";
import { bodyFile } from "./pack-contents.ts";
import { type PackFault, packFault } from "./pack-fault.ts";
import type { PackLog } from "./pack-log.ts";
import { jsonOr, type PackFiles } from "./read-pack.ts";

/** By whose rules it was decided: an honest program that follows other rules decides otherwise, and its records agree all the same. */
export interface PackRules {
  readonly policy: PolicyStanding;
  /** Those that the site began with. */
  readonly safeguards: "shipped" | "other";
  readonly intake: "shipped" | "other";
}

interface RulesFound {
  readonly rules: PackRules;
  readonly faults: readonly PackFault[];
}

/**
 * Holds the rules of a pack against what shipped. Rules of one's own are told; rules that the log calls shipped and that never did
 * are a fault, and so are those of intake under the name of this program.
 */
export function rulesIn(manifest: Manifest, log: PackLog, files: PackFiles, ships: Shipping): RulesFound {
  const told = toldIn(log, files);
  const [opened] = told("evaluation.opened", manifest.evaluation);
  const [firstSafeguards] = told("safeguards.adopted");
  const [examined] = told("intake.examined", manifest.evaluation);
  const policy = opened === undefined ? "other" : standingOf(opened.body.policy, files, ships);
  const safeguards = firstSafeguards !== undefined && areShipped(firstSafeguards.body, ships);
  const intake = examined !== undefined && hasShipped(ships.digests, "intakeRules", examined.body.rules);
  const isThisProgram = opened?.body.implementation === implementationDigest();
  return {
    rules: { policy, safeguards: safeguards ? "shipped" : "other", intake: intake ? "shipped" : "other" },
    faults: [
      ...told("policy.adopted").flatMap(({ body, sequence }) =>
        isSaidToShip(body) && !hasShipped(ships.digests, "policy", body.policy)
          ? [neverShipped(sequence, "policy", body.policy)]
          : [],
      ),
      ...told("safeguards.adopted").flatMap(({ body, sequence }) =>
        isSaidToShip(body) && !areShipped(body, ships)
          ? [neverShipped(sequence, "safeguards", digestOfSafeguards(body.safeguards))]
          : [],
      ),
      ...(isThisProgram && examined !== undefined && !intake
        ? [neverShipped(examined.sequence, "intake rules", examined.body.rules)]
        : []),
    ],
  };
}

const isSaidToShip = ({ by }: { readonly by: readonly string[] }): boolean => by.includes("shipped");

const areShipped = ({ safeguards }: Bodies["safeguards.adopted"], { digests }: Shipping): boolean =>
  hasShipped(digests, "safeguards", digestOfSafeguards(safeguards));

const standingOf = (digest: Digest, files: PackFiles, ships: Shipping): PolicyStanding =>
  policyStanding(readPolicy(jsonOr(files.get("policy.json"))), digest, ships);

const neverShipped = (sequence: number, what: string, received: Digest): PackFault =>
  packFault("PACK_RULES_NOT_SHIPPED", `record ${sequence}`, `${what} that shipped, as the log says`, received);

interface Told<K extends RecordKind> {
  readonly sequence: number;
  readonly body: Bodies[K];
}

/** Records of a kind whose bodies are shown, in order: of one evaluation, or of the site. */
const toldIn =
  ({ records }: PackLog, files: PackFiles) =>
  <K extends RecordKind>(kind: K, evaluation: string | null = null): readonly Told<K>[] =>
    records.flatMap((record) => {
      const bytes =
        record.kind === kind && record.evaluation === evaluation ? files.get(bodyFile(record.body)) : undefined;
      if (bytes === undefined) return [];
      return [{ sequence: record.sequence, body: jsonOr(bytes) as unknown as Bodies[K] }];
    });
