import { type Deployment, type KernelState, power, type PowerLevel } from "@plimsoll/kernel";
import { creditText, instantText } from "../kernel-tools/quantities.ts";
import { textTable } from "../output/text-table.ts";

/** What is known of a deployment at an instant. */
export type DeploymentRow = Omit<
  Deployment,
  "graph" | "apiCallsPerSecondMax" | "receiptIndex" | "openSet" | "lastSets" | "failedAttempts" | "desired"
> &
  PowerLevel;

/** What is known of a deployment at an instant, as one line of JSON. */
export function deploymentRow(state: KernelState, deployment: Deployment, at: number): DeploymentRow {
  const { levelPpm, band, reasons } = power(state, deployment.deployment, at);
  return {
    deployment: deployment.deployment,
    lab: deployment.lab,
    audience: deployment.audience,
    tier: deployment.tier,
    graphDigest: deployment.graphDigest,
    lineages: deployment.lineages,
    priceMicroCu: deployment.priceMicroCu,
    paidMicroCu: deployment.paidMicroCu,
    quarter: deployment.quarter,
    registeredAt: deployment.registeredAt,
    ended: deployment.ended,
    levelPpm,
    band,
    reasons,
  };
}

const PPM_IN_PERCENT = 10_000;

export const deploymentTable = (rows: readonly DeploymentRow[]): string =>
  rows.length === 0
    ? "no deployment yet; register one: plimsoll deployment register NAME --lab LAB --graph FILE\n"
    : textTable([
        ["deployment", "lab", "audience", "tier", "power", "band", "reasons", "price a quarter", "since"],
        ...rows.map((row) => [
          row.deployment,
          row.lab,
          row.audience,
          row.tier,
          row.ended ? "ended" : `${row.levelPpm / PPM_IN_PERCENT} %`,
          row.band,
          row.reasons.join(", ") || "-",
          creditText(row.priceMicroCu),
          instantText(row.registeredAt),
        ]),
      ]);
