import { policyShape } from "@plimsoll/kernel";
import { unitOf } from "./quantities.ts";

/** A number of a policy: where it is (JSON Pointer, RFC 6901), what it counts and what it is for. */
export interface PolicyField {
  readonly path: string;
  readonly value: unknown;
  readonly unit: string;
  readonly meaning: string;
}

/** One line for every number; the unit only where its name does not end with it. */
const TEXTS: Readonly<Record<string, { readonly unit?: string; readonly meaning: string }>> = {
  "/version": { meaning: "edition of the policy's form" },
  "/name": { meaning: "what the site calls the policy" },
  "/epochMs": { meaning: "start of the years after which allocations shrink by 2 % each" },
  "/perHeadMicroCu": { meaning: "allocation of a quarter for each accredited person" },
  "/perComputeUnitMicroCu": { meaning: "allocation of a quarter for each unit of baseline compute" },
  "/runQuantumFlop": {
    meaning: "training compute that one posted price pays for; null is one flat price for any amount",
  },
  "/genesisFlop": { meaning: "training compute from scratch before the first checkpoint" },
  "/reservationTtlMs": { meaning: "how long a price stays reserved for a run that gets no power" },
  "/privilegeEdgeMicroCu": { meaning: "price of one privilege edge of a deployed graph" },
  "/tierFloorFlop/tier2": { meaning: "measured compute of a lineage from which it is at least Tier 2" },
  "/tierFloorFlop/tier3": { meaning: "measured compute of a lineage from which it is Tier 3" },
  "/screeningFlop": { meaning: "models below this much measured compute are screened only; 0 screens nobody" },
  "/coverFlop": { meaning: "how much further training the evidence on one checkpoint covers" },
  "/coverCheckpoints": { unit: "checkpoints", meaning: "how many further ones the evidence on one covers" },
  "/evidenceTtlMs": { meaning: "how long evidence is fresh" },
  "/trialsPerWindow": { unit: "trials", meaning: "in each window of control" },
  "/windowDeadlineMs": { meaning: "how long a window set stays open; what is missing then is void" },
  "/evaluationSetsPerQuarter": { unit: "window sets", meaning: "for a lab and those linked to it in a quarter" },
  "/trialsPerFamily": { unit: "trials", meaning: "in each window of an oversight family" },
  "/familiesRequired": { unit: "families", meaning: "those that Tiers 1 and 2 must pass; Tier 3 needs all five" },
  "/asksNormativeIdentity": { meaning: "whether identity under correction is asked beside the five families" },
  "/probeSetUses": { unit: "window sets", meaning: "of one lineage that one probe set may serve" },
  "/deceptionGapPpm": { meaning: "the largest difference between watched and unwatched behaviour that keeps credit" },
  "/velocityUnitMs": { meaning: "unit of leased time for the speed at which control falls" },
  "/coupling": { unit: "ppm", meaning: "k for each domain: how much growth one correction may carry" },
  "/microCuPerIntervention": { unit: "micro-CU", meaning: "what one verified correction is worth" },
  "/interventionsPerCheckpoint": { unit: "corrections", meaning: "the most that count for one checkpoint" },
  "/leaseTtlMs": { meaning: "how long compute goes on without a renewal" },
  "/tokenTtlMs/tier1": { meaning: "how long a capability token of Tier 1 holds" },
  "/tokenTtlMs/tier2": { meaning: "how long a capability token of Tiers 2 and 3 holds" },
  "/attestationTtlMs": { meaning: "how long an attestation of a node holds" },
  "/energyMjPerTeraFlop": {
    unit: "mJ",
    meaning: "what a thousand billion paid FLOP use, the yardstick of the wastewater audit",
  },
  "/energyMjPerCall": { unit: "mJ", meaning: "the most that one API call or one trial of a probe uses" },
  "/auditWindowMs": { meaning: "span that one wastewater audit looks at" },
  "/divergencePpm": { meaning: "the largest difference between paid and metered use that is let pass" },
  "/meterSilentMs": { meaning: "silence of a meter after which there is no power" },
  "/meterForensicMs": { meaning: "silence of a meter after which there is a forensic shutdown" },
  "/policyQuorum": { unit: "operators", meaning: "who must sign a policy that widens" },
  "/policyDelayMs": { meaning: "how long a policy that widens waits" },
};

/** Every number of a policy, in the order of the policy's form. */
export const policyFields = (policy: object): readonly PolicyField[] =>
  leaves("", policyShape.jsonSchema as SchemaPart, policy).map(([path, value]) => ({
    path,
    value,
    ...unitAndMeaning(path),
  }));

interface SchemaPart {
  readonly properties?: Readonly<Record<string, SchemaPart>>;
}

/** What has parts is taken apart; a list is one value. */
function leaves(path: string, schema: SchemaPart, value: unknown): readonly (readonly [string, unknown])[] {
  if (schema.properties === undefined) return [[path, value]];
  const parts = value as Readonly<Record<string, unknown>>;
  return Object.entries(schema.properties).flatMap(([name, part]) => leaves(`${path}/${name}`, part, parts[name]));
}

function unitAndMeaning(path: string): { readonly unit: string; readonly meaning: string } {
  const { unit = unitOfPath(path), meaning = "" } = TEXTS[path] ?? {};
  return { unit, meaning };
}

/** The unit that the field's own name ends with, or else the name of the object that it is in. */
const unitOfPath = (path: string): string => path.split("/").toReversed().map(unitOf).find(Boolean) ?? "";
