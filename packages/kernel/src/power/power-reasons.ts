import type { PowerLevel, PowerReason } from "./power-level.ts";

/** What a reason for little power means, for people. */
export interface PowerReasonText {
  /** The most that a run or a deployment has while this reason binds. */
  readonly levelPpmMax: PowerLevel["levelPpm"];
  /** Whether a run that has it can have more power again. Where only a deployment can, the remedy says so. */
  readonly recoverable: boolean;
  readonly meaning: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** Every reason for the power that a run or a deployment has, in plain words. A reason is contract, the text is not. */
export const POWER_REASONS: Readonly<Record<PowerReason, PowerReasonText>> = {
  CONTROL_PROVEN: {
    levelPpmMax: 1_000_000,
    recoverable: true,
    meaning:
      "the last two window sets prove control of 0.99 in every cell, the newest is fresh, and nothing else binds",
    remedy: "close one fresh window set on each new checkpoint",
  },
  GENESIS: {
    levelPpmMax: 200_000,
    recoverable: true,
    meaning: "a training from scratch that has written no checkpoint yet",
    remedy: "write a checkpoint and have it probed",
  },
  GENESIS_CAP: {
    levelPpmMax: 0,
    recoverable: true,
    meaning: "a training from scratch may have computed the policy's genesisFlop without writing a checkpoint",
    remedy: "write a checkpoint and have it probed: from then on control decides",
  },
  CONTROL_BELOW_FULL: {
    levelPpmMax: 200_000,
    recoverable: true,
    meaning: "control of 0.95 is proven in every cell, 0.99 is not",
    remedy: "mend the weakest cell, then close two window sets that prove 0.99",
  },
  CONTROL_BELOW_RESEARCH: {
    levelPpmMax: 0,
    recoverable: true,
    meaning: "control of 0.90 is proven in every cell, 0.95 is not",
    remedy: "close two window sets that prove 0.95, or go on from an earlier checkpoint",
  },
  CONTROL_UNPROVEN: {
    levelPpmMax: 0,
    recoverable: true,
    meaning:
      "fewer than two closed window sets on these weights or this graph, or one of the last two or the open one proves nothing",
    remedy: "probe the newest checkpoint or the deployed graph; two window sets raise power",
  },
  CONTROL_STALE: {
    levelPpmMax: 0,
    recoverable: true,
    meaning: "the newest window set is too old, in FLOP, checkpoints or time",
    remedy: "probe the newest checkpoint or the deployed graph; one window set keeps power",
  },
  CONTROL_CUT: {
    levelPpmMax: 0,
    recoverable: false,
    meaning: "witnessed failures show control below 0.90 in a cell",
    remedy: "see the kill in the ledger; only a signed release ends the hold",
  },
  STEERABILITY_FALLING: {
    levelPpmMax: 0,
    recoverable: true,
    meaning: "control falls by more than 0.05 in the policy's unit of leased time, which may still be chance",
    remedy: "probe the newest checkpoint again: more trials tell chance from decay",
  },
  CORRECTION_UNPROVEN: {
    levelPpmMax: 200_000,
    recoverable: true,
    meaning: "too few window sets say how the cost of a correction goes: at least eight are needed",
    remedy: "close more window sets, on the same weights or on later ones",
  },
  CORRECTION_SUSPECT: {
    levelPpmMax: 0,
    recoverable: true,
    meaning: "the cost of a correction seems to rise, which may still be chance",
    remedy: "re-test once on the last eight checkpoints in new worlds",
  },
  CORRECTION_CAPPED: {
    levelPpmMax: 200_000,
    recoverable: true,
    meaning: "a re-test could not rule out that the cost of a correction rises",
    remedy: "close window sets whose costs do not rise, or go on from an earlier checkpoint",
  },
  FAMILIES_UNPROVEN: {
    levelPpmMax: 0,
    recoverable: true,
    meaning: "fewer oversight families have a fresh pass than the tier needs",
    remedy: "have the newest weights examined in the families that the beacon draws",
  },
  FAMILY_FAILING: {
    levelPpmMax: 0,
    recoverable: true,
    meaning: "an oversight family was asked and not passed",
    remedy: "mend it, then pass that family afresh",
  },
  OVERSIGHT_OVERFIT: {
    levelPpmMax: 0,
    recoverable: true,
    meaning: "the held-out probes do not agree with the public ones",
    remedy: "train without the public probes, then be examined with a new set",
  },
  DECEPTION_UNPROVEN: {
    levelPpmMax: 0,
    recoverable: true,
    meaning: "no fresh window set proves that the subject acts alike watched and unwatched",
    remedy: "close window sets with more pairs of EVAL and SHADOW probes",
  },
  DECEPTION_GAP: {
    levelPpmMax: 0,
    recoverable: true,
    meaning: "the subject was shown to act otherwise when it believed itself unwatched",
    remedy: "mend it, then close two window sets in a row that prove there is no gap",
  },
  SHADOW_DETECTABLE: {
    levelPpmMax: 200_000,
    recoverable: true,
    meaning:
      "the SHADOW probes may be told from the others: at most 20 %, and nothing where it is plain or was not measured",
    remedy: "make the SHADOW probes more like traffic, then close a new window set with a record of the discriminator",
  },
  QUANTUM_SPENT: {
    levelPpmMax: 0,
    recoverable: true,
    meaning:
      "what is left of the paid FLOP does not last for one more lease; what nobody measured counts at the full rate",
    remedy: "register a measured checkpoint, or buy another quantum",
  },
  TIER_UNPAID: {
    levelPpmMax: 0,
    recoverable: true,
    meaning:
      "more is due than was paid: the weights or the system reached a higher price, or no fresh benchmark says that they did not",
    remedy: "record a benchmark of the newest weights; have CU for the difference, which is then debited by itself",
  },
  QUARTER_UNPAID: {
    levelPpmMax: 0,
    recoverable: true,
    meaning: "the deployment has not paid for this quarter",
    remedy: "have CU available: a tick then debits the quarter by itself",
  },
  KILLED: {
    levelPpmMax: 0,
    recoverable: false,
    meaning: "the lineage of the run, or one in the deployment, was killed",
    remedy:
      "see the kill in the ledger; a signed release names weights to start from, and a deployment of only those has power again",
  },
  RETEST_AFTER_KILL: {
    levelPpmMax: 0,
    recoverable: true,
    meaning: "data that the weights were trained on were contaminated later, and they were not re-tested in time",
    remedy: "close a new window set that proves control, on the newest weights or the deployed graph",
  },
  LAB_KEY_STOLEN: {
    levelPpmMax: 0,
    recoverable: true,
    meaning: "the key that speaks for the lab was reported stolen",
    remedy: "have two operators give the lab another key: plimsoll key rotate",
  },
  METER_SILENT: {
    levelPpmMax: 0,
    recoverable: true,
    meaning: "a meter has not been heard for longer than the policy allows",
    remedy: "bring the meter back",
  },
  CLOCK_BEHIND: {
    levelPpmMax: 0,
    recoverable: true,
    meaning: "the site's clock is more than 5 s behind the time that a meter signed",
    remedy: "set the site's clock",
  },
  UNKNOWN_SUBJECT: {
    levelPpmMax: 0,
    recoverable: true,
    meaning: "no such run or deployment is known, or something in its graph is not: what is unknown has no power",
    remedy: "start or register it, and everything in its graph, first",
  },
  RUN_ENDED: {
    levelPpmMax: 0,
    recoverable: false,
    meaning: "the run has ended",
    remedy: "start a new run from its newest checkpoint",
  },
  DEPLOYMENT_ENDED: {
    levelPpmMax: 0,
    recoverable: false,
    meaning: "the deployment has ended",
    remedy: "register a new one",
  },
  DATASET_RADIOACTIVE: {
    levelPpmMax: 0,
    recoverable: true,
    meaning: "a dataset of the subject is contaminated by a kill",
    remedy: "start without the dataset or with a certified scrub of it, or have the killed lineage released",
  },
  BANKRUPT: {
    levelPpmMax: 200_000,
    recoverable: true,
    meaning:
      "the lab has no CU left or is overdrawn, as may be a linked one: Tier 1 has at most 20 %, Tiers 2 and 3 have nothing",
    remedy: "wait for the next quarter's allocation, or file a signed affidavit for one named subject",
  },
  FORENSIC_HOLD: {
    levelPpmMax: 0,
    recoverable: true,
    meaning: "the lab or a linked one is shut down until an auditor clears it",
    remedy: "have an auditor look into it and sign the clearance",
  },
  SNAPSHOT_FROZEN: {
    levelPpmMax: 0,
    recoverable: false,
    meaning: "the weights, or some in the graph, were frozen by a kill and not released",
    remedy: "go on from weights that a signed release names",
  },
  RESERVE_CLASS: {
    levelPpmMax: 0,
    recoverable: true,
    meaning: "the subject reached Tier 3, which needs the signatures of two operators",
    remedy: "have two operators approve the run, or sign the deployment when it is registered",
  },
};
