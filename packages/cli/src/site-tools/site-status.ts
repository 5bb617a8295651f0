import { type Band, type KernelState, power, type PowerReason, quarterOf, walletKey } from "@plimsoll/kernel";
import type { SiteRead } from "./read-site.ts";

const FULL_PPM = 1_000_000;

/** What goes on at a site, as its ledger tells it at one instant. */
export interface SiteStatus {
  readonly site: string;
  readonly entries: number;
  /** Ms since the newest entry, by the site's clock. */
  readonly quietMs: number;
  readonly labs: readonly LabStatus[];
  /** That have not ended. */
  readonly subjects: readonly SubjectStatus[];
}

/** A lab's wallet of this quarter, micro-CU; null before its first debit opens it. */
export interface LabStatus {
  readonly lab: string;
  readonly wallet: {
    readonly availableMicroCu: number;
    readonly reservedMicroCu: number;
    readonly postedMicroCu: number;
    readonly spentMicroCu: number;
  } | null;
}

export interface SubjectStatus {
  readonly subject: string;
  readonly kind: "run" | "deployment";
  readonly lab: string;
  readonly band: Band;
  /** Of its allotment, ppm. */
  readonly levelPpm: number;
  /** The one that binds; null where nothing holds it back. */
  readonly reason: PowerReason | null;
}

export function siteStatus({ state, site, nowMs }: SiteRead): SiteStatus {
  const open = <T extends { readonly ended: boolean }>(all: readonly (readonly [string, T])[]) =>
    all.filter(([, { ended }]) => !ended);
  const subject = (kind: SubjectStatus["kind"], name: string, lab: string): SubjectStatus => {
    const { band, levelPpm, reasons } = power(state, name, nowMs);
    return { subject: name, kind, lab, band, levelPpm, reason: levelPpm === FULL_PPM ? null : (reasons[0] ?? null) };
  };
  return {
    site: site.name,
    entries: state.entryCount,
    quietMs: nowMs - state.clockMs,
    labs: state.labs.sorted().map(([lab]) => ({ lab, wallet: walletOf(state, lab, nowMs) })),
    subjects: [
      ...open(state.runs.sorted()).map(([name, { lab }]) => subject("run", name, lab)),
      ...open(state.deployments.sorted()).map(([name, { lab }]) => subject("deployment", name, lab)),
    ],
  };
}

function walletOf({ wallets }: KernelState, lab: string, nowMs: number): LabStatus["wallet"] {
  const wallet = wallets.get(walletKey(lab, quarterOf(nowMs)));
  if (wallet === undefined) return null;
  const { available, reserved, posted, spent } = wallet;
  return { availableMicroCu: available, reservedMicroCu: reserved, postedMicroCu: posted, spentMicroCu: spent };
}
