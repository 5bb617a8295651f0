import { quarterOf, stateDigest, type Tier, walletKey } from "@plimsoll/kernel";
import type { AccountTotal } from "../../budget/budget-book.ts";
import type { NodeKey } from "../../event/event.ts";
import { rightsAccount } from "../../site/rights-movement.ts";
import type { SitePower } from "../../site/site-power.ts";
import type { SiteRefusal } from "../../site/site-refusal.ts";
import type { SiteDesk } from "./site-desk.ts";

/** What a site says of itself. Quantities in micro-CU, times in ms since 1970. */
export interface SiteReport {
  readonly site: string;
  /** What commands for it are signed for. */
  readonly log: string;
  readonly home: string;
  /** Why it decides nothing now; null when it does. */
  readonly stop: SiteRefusal | null;
  /** Whether `site.open` was decided. */
  readonly isOpen: boolean;
  readonly entries: number;
  readonly stateDigest: string;
  readonly contact: {
    /** Other sites. */
    readonly witnesses: number;
    /** When a majority of them had last been heard. */
    readonly lastMs: number | null;
    readonly tier1: boolean;
    readonly higherTiers: boolean;
  };
  /** Runs that have not ended. */
  readonly runs: readonly {
    readonly run: string;
    readonly lab: string;
    readonly tier: Tier;
    readonly power: SitePower;
  }[];
  /** Of each lab's present quarter. */
  readonly accounts: readonly AccountReport[];
  readonly sites: readonly SiteLogReport[];
}

export interface AccountReport {
  readonly account: string;
  /** Rights that this site may use now. */
  readonly free: number;
  /** What this site's kernel binds, without what is overdrawn. */
  readonly bound: number;
  /** Over the whole mesh, as far as it is known here. */
  readonly total: AccountTotal;
  /** Law L4 over the whole mesh. */
  readonly isConserved: boolean;
}

export interface SiteLogReport {
  readonly site: string;
  readonly writer: NodeKey | null;
  readonly entries: number;
  readonly isReadable: boolean;
  /** Keys that wrote under its name and are not its writer. */
  readonly intruders: readonly NodeKey[];
}

export async function siteReport(desk: SiteDesk): Promise<SiteReport> {
  const state = await desk.state();
  const { site, log, home, stop, contact, witnesses, nowMs } = desk;
  const open = state.runs.sorted().filter(([, run]) => !run.ended);
  const runs = open.map(async ([run, { lab, tier }]) => ({ run, lab, tier, power: await desk.power(run) }));
  return {
    site,
    log,
    home,
    stop,
    isOpen: state.site !== null,
    entries: state.entryCount,
    stateDigest: stateDigest(state),
    contact: {
      witnesses: witnesses.length,
      lastMs: contact.lastContactMs,
      tier1: contact.authority(1, nowMs),
      higherTiers: contact.authority(2, nowMs),
    },
    runs: await Promise.all(runs),
    accounts: state.labs.sorted().map(([lab]) => accountReport(desk, lab, state.wallets)),
    sites: desk.logs.all().map((each) => ({
      site: each.site,
      writer: each.writer,
      entries: each.entries.length,
      isReadable: each.isReadable,
      intruders: each.intruders(),
    })),
  };
}

type Wallets = Awaited<ReturnType<SiteDesk["state"]>>["wallets"];

function accountReport({ member, nowMs }: SiteDesk, lab: string, wallets: Wallets): AccountReport {
  const quarter = quarterOf(nowMs);
  const account = rightsAccount(lab, quarter);
  const wallet = wallets.get(walletKey(lab, quarter));
  const { total, holds } = member.state.budget.conserved(account);
  const bound = wallet === undefined ? 0 : wallet.reserved + wallet.posted + wallet.spent - wallet.overdraft;
  return { account, free: member.escrow?.free(account) ?? 0, bound, total, isConserved: holds };
}
