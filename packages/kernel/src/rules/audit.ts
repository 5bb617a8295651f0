import { ok } from "@plimsoll/foundation";
import { newAuditRecord, type MeterReading } from "../audit/audit-record.ts";
import { paidUse } from "../audit/paid-use.ts";
import { reconcile } from "../audit/reconcile.ts";
import type { CommandOf } from "../command/command.ts";
import { CLOCK_LAG_MS } from "../power/meter-power.ts";
import type { Lab } from "../state/lab.ts";
import { type Occasion, refuse, type Rule } from "./rule.ts";

/** A meter's report, reconciled with what the lab's CU pays for (ACB-K §8.2). What it leads to follows as a consequence. */
export const reportMeter: Rule<"meter.report"> = (state, command, occasion) => {
  const lab = state.labs.get(command.lab);
  if (lab === undefined)
    return refuse("UNKNOWN_LAB", "an accredited lab", `"${command.lab}"`, "accredit it: plimsoll lab accredit NAME");
  const meter = meterOf(lab, occasion);
  if (meter === undefined) {
    return refuse(
      "SIGNER_NOT_ALLOWED",
      `the signature of one meter of "${lab.lab}"`,
      occasion.signers.map(({ keyId }) => keyId).join(", "),
      "sign with a meter's key that the lab's accreditation names",
    );
  }
  const record = state.audits.get(lab.lab) ?? newAuditRecord(lab.lab);
  const before = record.meters.find((known) => known.meter === meter)?.newest;
  if (before !== undefined && runsBack(command, before, occasion.at)) {
    return refuse(
      "METER_REVERSED",
      `a measurement not before ${before.measuredAt}`,
      `${command.measuredAt}`,
      "set the meter's clock, and send reports in their order",
    );
  }
  const { measuredAt, energyMj, apiCalls, trainingFlop, partsMj } = command;
  const { policy } = occasion.site;
  const report = { meter, measuredAt, receivedAt: occasion.at, energyMj, apiCalls, trainingFlop, partsMj };
  const paid = record.window === null ? null : paidUse(state, policy, record, record.window, occasion.at);
  const reconciliation = reconcile(policy, record, report, paid, lab.meters);
  return ok([
    { kind: "meter.reported", lab: lab.lab, meter, measuredAt, energyMj, apiCalls, trainingFlop, reconciliation },
  ]);
};

/** The one meter of the lab that signed. An accreditation names keys with the role meter alone. */
function meterOf(lab: Lab, { signers }: Occasion): string | undefined {
  const signed = new Set(signers.map(({ keyId }) => keyId));
  const meters = lab.meters.filter((meter) => signed.has(meter));
  return meters.length === 1 ? meters[0] : undefined;
}

/**
 * A meter's clock may not run back, except from a time that was ahead of the site's when it came to one that is not: else
 * one report from the far future would leave the site paused for ever.
 */
const runsBack = ({ measuredAt }: CommandOf<"meter.report">, before: MeterReading, at: number): boolean =>
  measuredAt < before.measuredAt &&
  (before.measuredAt <= before.receivedAt + CLOCK_LAG_MS || measuredAt > at + CLOCK_LAG_MS);

/** The one way out of a forensic shutdown: an auditor's signed clearance of the lab. */
export const clearForensic: Rule<"forensic.clear"> = (state, { lab: name, report }) => {
  const lab = state.labs.get(name);
  if (lab === undefined)
    return refuse("UNKNOWN_LAB", "an accredited lab", `"${name}"`, "accredit it: plimsoll lab accredit NAME");
  if (lab.hold === null) return refuse("NOT_HELD", "a lab that is shut down", `"${name}"`, "nothing to do");
  return ok([{ kind: "forensic.cleared", lab: name, report }]);
};
