import type { ApiPaid, AuditRecord, AuditWindow, Meter, MeterReading, RunAtStart } from "../../audit/audit-record.ts";
import type { Channel, Channels, Cusum, ForensicCause, Reconciliation } from "../../audit/reconciliation.ts";
import type { Affidavit } from "../../state/affidavit.ts";
import type { Lab } from "../../state/lab.ts";
import type { Pool, Quantum } from "../../wallet/pool.ts";
import type { QuarterRecord } from "../../wallet/quarter-record.ts";
import type { Wallet } from "../../wallet/wallet.ts";
import { lists, nullable, objects } from "../nested-columns.ts";
import { digests, flags, integers } from "../scalar-columns.ts";
import { decimals, names, quarters, wordsOf } from "../text-columns.ts";

const CAUSES: Readonly<Record<ForensicCause, true>> = {
  energy_divergence: true,
  api_divergence: true,
  training_divergence: true,
  counter_reversed: true,
  parts_exceed_whole: true,
  cumulative_divergence: true,
  meter_silent: true,
  off_ledger_training: true,
};

export const labs = objects<Lab>({
  lab: names,
  labKey: names,
  headcount: integers(),
  baselineComputeUnits: integers(),
  persons: lists(names),
  hardwareRoots: lists(digests),
  meters: lists(names),
  accreditedAt: integers(),
  linked: lists(names),
  hold: nullable(wordsOf(CAUSES)),
});

export const wallets = objects<Wallet>({
  granted: integers(),
  available: integers(),
  reserved: integers(),
  posted: integers(),
  spent: integers(),
  overdraft: integers(),
});

export const quarterRecords = objects<QuarterRecord>({
  baseMicroCu: integers(),
  compliancePpm: integers(),
  wedgeMicroCu: integers(),
  carriedMicroCu: integers(),
  shutdowns: integers(),
  wasBankrupt: flags,
  evaluationSets: integers(),
});

const quanta = objects<Quantum>({ quarter: quarters, priceMicroCu: integers(), flop: nullable(decimals) });

export const pools = objects<Pool>({ quanta: lists(quanta), usedFlop: decimals });

export const affidavits = objects<Affidavit>({
  affidavit: names,
  lab: names,
  subject: names,
  statement: digests,
  quarter: quarters,
  used: flags,
});

const readings = objects<MeterReading>({
  measuredAt: integers(),
  receivedAt: integers(),
  energyMj: decimals,
  apiCalls: integers(),
  trainingFlop: decimals,
});

const runsAtStart = objects<RunAtStart>({
  run: names,
  head: nullable(digests),
  poweredMs: integers(),
  unmeteredMs: integers(),
});

const channels = objects<Channel>({ atLeast: decimals, atMost: decimals, measured: decimals });

const cusums = objects<Cusum>({
  energyAbove: decimals,
  energyBelow: decimals,
  apiAbove: decimals,
  trainingAbove: decimals,
  trainingBelow: decimals,
});

const reconciliations = objects<Reconciliation>({
  verdict: wordsOf({ agrees: true, ...CAUSES }),
  windowStartedAt: integers(),
  closes: flags,
  channels: objects<Channels>({ energyMj: channels, apiCalls: channels, trainingFlop: channels }),
  cusum: cusums,
});

export const audits = objects<AuditRecord>({
  lab: names,
  meters: lists(objects<Meter>({ meter: names, first: readings, newest: readings })),
  window: nullable(objects<AuditWindow>({ startedAt: integers(), runs: lists(runsAtStart), paidMilliCalls: decimals })),
  api: objects<ApiPaid>({ callsPerSecond: integers(), since: integers(), milliCalls: decimals }),
  cusum: cusums,
  newest: nullable(reconciliations),
});
