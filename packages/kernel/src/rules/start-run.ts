import { ok, type Result } from "@plimsoll/foundation";
import type { Refusal } from "../codes.ts";
import type { CommandOf } from "../command/command.ts";
import type { EntryBody } from "../entry/entry.ts";
import { type KernelState, type Lab, walletKey } from "../state/state.ts";
import { allocationMicroCu } from "../wallet/allocation.ts";
import { priceMicroCu } from "../wallet/price.ts";
import { type Quarter, quarterOf } from "../wallet/quarter.ts";
import { EMPTY_WALLET, isBankrupt, type Wallet } from "../wallet/wallet.ts";
import { type Occasion, refuse, type Rule } from "./rule.ts";

/** Reserves the price of a run: the first of the two phases of a debit (ACB-K §3.1). No power follows yet. */
export const startRun: Rule<"run.start"> = (state, command, { at, site }) => {
  const { run, lineage, tier, basis, datasets } = command;
  const lab = state.labs.get(command.lab);
  if (lab === undefined) throw new Error("a start was admitted for a lab that is not accredited");
  if (state.runs.has(run)) return refuse("RUN_EXISTS", "a new run name", `"${run}"`, "choose another name");
  const origin = originAllowed(state, command, quarterOf(at));
  if (!origin.ok) return origin;
  const quarter = quarterOf(at);
  const opening = openAllocation(state, lab, quarter, { at, site });
  const price = priceMicroCu(tier);
  const funds = fundsSuffice(walletAfter(state, lab, quarter, opening), price, tier);
  if (!funds.ok) return funds;
  return ok([
    ...opening,
    {
      kind: "run.started",
      run,
      lab: lab.lab,
      lineage,
      tier,
      quarter,
      priceMicroCu: price,
      genesisSeed: basis.kind === "genesis" ? basis.seed : null,
      weights: basis.kind === "weights" ? { digest: basis.digest, trainedFlop: basis.trainedFlop } : null,
      datasets,
      transfers: [{ lab: lab.lab, quarter, from: "available", to: "reserved", amountMicroCu: price }],
      output: "debit-receipt",
    },
  ]);
};

/** May this run come from where it says: its lineage, its weights, its data? */
function originAllowed(state: KernelState, command: CommandOf<"run.start">, quarter: Quarter): Result<null, Refusal> {
  const lineage = state.lineages.get(command.lineage);
  if (lineage !== undefined && lineage.lab !== command.lab) {
    return refuse(
      "LINEAGE_MISMATCH",
      "a lineage of the lab",
      `"${command.lineage}" of "${lineage.lab}"`,
      "name a lineage of your own",
    );
  }
  if (lineage?.killed === true) {
    return refuse(
      "LINEAGE_HOLD",
      "a lineage that is not held",
      `"${command.lineage}", killed`,
      "see the kill in the ledger; only a signed release ends the hold",
    );
  }
  const radioactive = command.datasets.find((dataset) => state.radioactive.has(dataset));
  if (radioactive !== undefined) {
    return refuse(
      "DATASET_RADIOACTIVE",
      "datasets without contamination",
      radioactive,
      "train without it, or have it scrubbed and certified",
    );
  }
  return command.basis.kind === "genesis"
    ? genesisAllowed(state, command, quarter)
    : weightsAllowed(state, command.lineage, command.basis.digest);
}

/** One Tier 1 training from scratch per lab and quarter: the one compute that comes before any proof of control. */
function genesisAllowed(state: KernelState, command: CommandOf<"run.start">, quarter: Quarter): Result<null, Refusal> {
  if (command.tier !== 1) {
    return refuse(
      "GENESIS_SPENT",
      "Tier 1 for a training from scratch",
      `Tier ${command.tier}`,
      "start it in Tier 1; later checkpoints may pay for more",
    );
  }
  const spent = [...state.runs.values()].find(
    (run) => run.lab === command.lab && run.quarter === quarter && run.genesis && !isVoided(run),
  );
  if (spent === undefined) return ok(null);
  return refuse(
    "GENESIS_SPENT",
    "no other training from scratch in the quarter",
    `"${spent.run}" in ${quarter}`,
    "continue from a checkpoint that was probed, or wait for the next quarter",
  );
}

/** A start that never got power gives its genesis back. */
const isVoided = (run: { readonly ended: boolean; readonly poweredMs: number; readonly head: unknown }): boolean =>
  run.ended && run.poweredMs === 0 && run.head === null;

function weightsAllowed(state: KernelState, lineage: string, digest: `sha256:${string}`): Result<null, Refusal> {
  const known = state.checkpoints.get(digest);
  if (known === undefined || known.lineage === lineage) return ok(null);
  return refuse(
    "LINEAGE_MISMATCH",
    "weights of the named lineage",
    `${digest} of "${known.lineage}"`,
    `name the lineage "${known.lineage}"`,
  );
}

/** A quarter's allocation is a function of the quarter; it enters the ledger with the first debit that needs it. */
function openAllocation(
  state: KernelState,
  lab: Lab,
  quarter: Quarter,
  { at, site }: Pick<Occasion, "at" | "site">,
): EntryBody[] {
  if (state.wallets.has(walletKey(lab.lab, quarter))) return [];
  const amountMicroCu = allocationMicroCu(site.policy, lab, at);
  const transfers = [{ lab: lab.lab, quarter, from: "granted", to: "available", amountMicroCu } as const];
  return [{ kind: "allocation.opened", lab: lab.lab, quarter, transfers }];
}

function walletAfter(state: KernelState, lab: Lab, quarter: Quarter, opening: readonly EntryBody[]): Wallet {
  const wallet = state.wallets.get(walletKey(lab.lab, quarter)) ?? EMPTY_WALLET;
  const [opened] = opening;
  const granted = opened?.kind === "allocation.opened" ? (opened.transfers[0]?.amountMicroCu ?? 0) : 0;
  return { ...wallet, granted: wallet.granted + granted, available: wallet.available + granted };
}

function fundsSuffice(wallet: Wallet, price: number, tier: number): Result<null, Refusal> {
  if (wallet.available >= price) return ok(null);
  const received = `${wallet.available} micro-CU available`;
  if (isBankrupt(wallet) && tier > 1) {
    return refuse("BANKRUPT", "a lab that is not bankrupt", received, "wait for the next quarter's allocation");
  }
  return refuse(
    "INSUFFICIENT_CU",
    `${price} micro-CU`,
    received,
    "choose a lower tier, or wait for the next quarter's allocation",
  );
}
