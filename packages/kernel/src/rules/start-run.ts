import { ok, type Result } from "@plimsoll/foundation";
import type { Refusal } from "../codes.ts";
import type { CommandOf } from "../command/command.ts";
import { holdOver } from "../audit/hold.ts";
import { isContaminated } from "../control/contamination.ts";
import { isFrozen } from "../control/frozen.ts";
import type { EntryBody, EntryBodyOf } from "../entry/entry.ts";
import type { Policy } from "../policy/policy.ts";
import type { Lab } from "../state/lab.ts";
import type { Run } from "../state/run.ts";
import { withLinks } from "../state/linked-labs.ts";
import type { KernelState } from "../state/state.ts";
import { floorTier } from "../tier/required-tier.ts";
import { debit } from "../wallet/debit.ts";
import { priceMicroCu, type Tier } from "../wallet/price.ts";
import { type Quarter, quarterOf } from "../wallet/quarter.ts";
import { against, gravest } from "./precedence.ts";
import { type Occasion, refuse, type Rule } from "./rule.ts";
import { reserveSigned } from "./signatures.ts";

type Start = CommandOf<"run.start">;
type Imported = Extract<Start["basis"], { readonly kind: "weights" }>;
type Allowed = Result<null, Refusal>;

/** Reserves the price of a run: the first of the two phases of a debit (ACB-K §3.1). No power follows yet. */
export const startRun: Rule<"run.start"> = (state, command, occasion) => {
  const lab = state.labs.get(command.lab);
  if (lab === undefined) throw new Error("a start was admitted for a lab that is not accredited");
  const links = linksOf(state, command, lab);
  // Judged and paid as the lab that this very start makes of it: a link brings holds, a spent genesis and a shared quarter.
  const linked = links.reduce((known, { labs }) => withLinks(known, labs), state);
  const payer = linked.labs.get(lab.lab) ?? lab;
  const refused = refusedFor(linked, command, payer, occasion);
  return refused === null ? reserved(linked, command, payer, links, occasion) : { ok: false, error: refused };
};

const refusedFor = (state: KernelState, command: Start, lab: Lab, occasion: Occasion): Refusal | null =>
  gravest(
    [
      labAllowed(state, lab),
      nameAllowed(state, command),
      ownerSigned(state, command, occasion),
      lineageAllowed(state, command),
      weightsAllowed(state, command, lab),
      datasetsAllowed(state, command),
      domainAllowed(command, occasion),
      tierAllowed(state, command, occasion),
      command.tier === 3 ? reserveSigned(state, occasion.signers) : ok(null),
      genesisAllowed(state, command, lab, quarterOf(occasion.at)),
    ].map(against),
  );

function reserved(
  state: KernelState,
  command: Start,
  lab: Lab,
  links: readonly EntryBody[],
  { at, site }: Occasion,
): Result<readonly EntryBody[], Refusal> {
  const { run, lineage, tier, domain, basis, datasets, flopPerSecondMax } = command;
  const price = priceMicroCu(tier);
  const paid = debit(state, site, { lab, at, amountMicroCu: price, to: "reserved", subject: run, tier });
  if (!paid.ok) return paid;
  const { entries, transfers, quarter, affidavit } = paid.value;
  return ok([
    ...links,
    ...entries,
    {
      kind: "run.started",
      run,
      lab: lab.lab,
      lineage,
      tier,
      domain,
      quarter,
      priceMicroCu: price,
      genesisSeed: basis.kind === "genesis" ? basis.seed : null,
      weights: basis.kind === "weights" ? { digest: basis.digest, trainedFlop: basis.trainedFlop } : null,
      datasets,
      flopPerSecondMax,
      affidavit,
      transfers,
      output: "debit-receipt",
    },
  ]);
}

/** Who trains on another lab's lineage, with its signature, is linked to it from then on. */
function linksOf(state: KernelState, { lineage }: Start, { lab, linked }: Lab): EntryBodyOf<"labs.linked">[] {
  const owner = state.lineages.get(lineage)?.lab;
  return owner === undefined || linked.includes(owner)
    ? []
    : [{ kind: "labs.linked", labs: [lab, owner], by: "lineage" }];
}

function labAllowed(state: KernelState, lab: Lab): Allowed {
  const hold = holdOver(state, lab);
  if (hold === null) return ok(null);
  const received = `"${lab.lab}": ${hold}`;
  return refuse("FORENSIC_HOLD", "a lab that is not shut down", received, "an auditor clears it: forensic.clear");
}

const nameAllowed = (state: KernelState, { run }: Start): Allowed =>
  state.runs.has(run) || state.deployments.has(run)
    ? refuse("RUN_EXISTS", "a new run name", `"${run}"`, "choose another name")
    : ok(null);

/** Training on another lab's lineage needs that lab's signature as well, and links the two. */
function ownerSigned(state: KernelState, { lineage, lab }: Start, { signers }: Occasion): Allowed {
  const owner = state.lineages.get(lineage)?.lab ?? lab;
  const ownerKey = state.labs.get(owner)?.labKey;
  if (signers.some(({ keyId }) => keyId === ownerKey)) return ok(null);
  return refuse(
    "LINEAGE_MISMATCH",
    "a lineage of the lab, or the signature of the lab it belongs to",
    `"${lineage}" of "${owner}"`,
    "name a lineage of your own, or have its lab sign as well",
  );
}

function lineageAllowed(state: KernelState, { lineage: name }: Start): Allowed {
  if (state.lineages.get(name)?.killed !== true) return ok(null);
  return refuse(
    "LINEAGE_HOLD",
    "a lineage that is not held",
    `"${name}", killed`,
    "see the kill in the ledger; only a signed release ends the hold",
  );
}

function weightsAllowed(state: KernelState, { lineage, basis }: Start, lab: Lab): Allowed {
  if (basis.kind === "genesis") return ok(null);
  const known = state.checkpoints.get(basis.digest);
  if (known === undefined) return importAllowed(state, lab);
  if (known.lineage !== lineage) {
    return refuse(
      "LINEAGE_MISMATCH",
      "weights of the named lineage",
      `${basis.digest} of "${known.lineage}"`,
      `name the lineage "${known.lineage}"`,
    );
  }
  if (!isFrozen(state, basis.digest)) return ok(null);
  return refuse(
    "SNAPSHOT_FROZEN",
    "weights that are not frozen",
    basis.digest,
    "start from the released digest, or from one before the kill",
  );
}

/** While a lineage of the lab or a linked one is held, weights that nobody knows could be the frozen ones under another name. */
function importAllowed(state: KernelState, { linked }: Lab): Allowed {
  for (const { lab: owner, killed, lineage } of state.lineages.values()) {
    if (!killed || !linked.includes(owner)) continue;
    return refuse(
      "LINEAGE_HOLD",
      "no held lineage while weights are imported",
      `"${lineage}", killed`,
      "have it released first, or start from weights that the ledger knows",
    );
  }
  return ok(null);
}

function datasetsAllowed(state: KernelState, { datasets, lab }: Start): Allowed {
  const radioactive = datasets.find((dataset) => isContaminated(state, dataset, lab));
  if (radioactive === undefined) return ok(null);
  return refuse(
    "DATASET_RADIOACTIVE",
    "datasets without contamination",
    radioactive,
    "train without it, or have an auditor record its scrub: dataset.scrub",
  );
}

const domainAllowed = ({ domain }: Start, { site: { policy } }: Occasion): Allowed =>
  policy.coupling.some((row) => row.domain === domain)
    ? ok(null)
    : refuse(
        "UNKNOWN_DOMAIN",
        `one of ${policy.coupling.map((row) => row.domain).join(", ")}`,
        `"${domain}"`,
        "name a domain of the policy's coupling table",
      );

/** A fork cannot buy the lineage's compute at a lower price than the lineage has reached. */
function tierAllowed(state: KernelState, { lineage, tier, basis }: Start, { site }: Occasion): Allowed {
  const floor = basis.kind === "genesis" ? 1 : weightsTier(state, site.policy, basis);
  const reached = Math.max(...tiersOf(state, lineage), floor) as Tier;
  if (tier >= reached) return ok(null);
  return refuse(
    "TIER_TOO_LOW",
    `Tier ${reached}, which the lineage has reached`,
    `Tier ${tier}`,
    `start it in Tier ${reached}`,
  );
}

/** Whichever lab ran it: else a linked one would begin below what was paid. */
const tiersOf = (state: KernelState, lineage: string): readonly Tier[] =>
  (state.lineages.get(lineage)?.runs ?? []).flatMap((name) => state.runs.get(name)?.tier ?? []);

/** By the FLOP that the ledger knows, or else those that the start declares. What nobody knows is asked of its power. */
function weightsTier(state: KernelState, policy: Policy, { digest, trainedFlop }: Imported): Tier {
  const flop = state.checkpoints.get(digest)?.flopAtMost ?? trainedFlop;
  return flop === null ? 1 : floorTier(policy, BigInt(flop));
}

/** One Tier 1 training from scratch per lab and quarter: the one compute that comes before any proof of control. */
function genesisAllowed(state: KernelState, { basis, tier }: Start, { linked }: Lab, quarter: Quarter): Allowed {
  if (basis.kind !== "genesis") return ok(null);
  if (tier !== 1) {
    return refuse(
      "GENESIS_SPENT",
      "Tier 1 for a training from scratch",
      `Tier ${tier}`,
      "start it in Tier 1; later checkpoints may pay for more",
    );
  }
  const spent = genesisOf(state, linked, quarter);
  if (spent === null) return ok(null);
  return refuse(
    "GENESIS_SPENT",
    "no other training from scratch in the quarter",
    `"${spent.run}" in ${quarter}`,
    "continue from a checkpoint that was probed, use another accredited lab (none that is linked), or wait for the next quarter",
  );
}

function genesisOf(state: KernelState, labs: readonly string[], quarter: Quarter): Run | null {
  for (const run of state.runs.values()) {
    if (run.genesis && run.quarter === quarter && labs.includes(run.lab) && !isVoided(run)) return run;
  }
  return null;
}

/** A start that never got power gives its genesis back. */
const isVoided = ({ ended, poweredMs, head }: Run): boolean => ended && poweredMs === 0 && head === null;
