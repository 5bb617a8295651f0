import { type Clock, type RandomStream } from "@plimsoll/foundation";
import { Sequencer } from "@plimsoll/governor";
import { decisionsIn, type LedgerReader, signCommand } from "@plimsoll/ledger";
import { LogSigner, openLedgerIn } from "@plimsoll/ledger/folder";
import { SimulatedFolder } from "../disk/simulated-folder.ts";
import type { SimulatedSite } from "../site/simulated-site.ts";

/** Decisions that the forgery leaves out, at least and at most. */
const DROPPED = { least: 1, more: 12 } as const;

/**
 * Another history of a log, as its holder can make one up: the same beginning, some decisions fewer, and others in their place that
 * the kernel does decide and whose signatures hold.
 */
export function forgedLog(site: SimulatedSite, log: LedgerReader, clock: Clock, random: RandomStream): LedgerReader {
  const decisions = [...decisionsIn(log.leaves())];
  const kept = Math.max(1, decisions.length - DROPPED.least - random.below(DROPPED.more));
  const forged = openLedgerIn(new SimulatedFolder(), new LogSigner(site.origin, site.ledgerKey), { clock });
  forged.appendAll(decisions.slice(0, kept).map(({ entries, cause }) => ({ entries, cause })));
  const sequencer = new Sequencer({ ledger: forged, clock, keyOf: (keyId) => site.keys.publicKey(keyId) });
  const lab = sequencer.state.labs.sorted()[0]?.[0] ?? "none";
  for (let lie = 0; lie <= DROPPED.least + DROPPED.more; lie += 1) {
    const body = { type: "dataset.register", dataset: datasetOf(lie), lab, chunks: [datasetOf(lie)], derivedFrom: [] };
    const claim = { log: site.origin, id: `forged/${lie}`, body, claimedAt: clock.wallMs() };
    sequencer.submit(signCommand(claim, [site.keys.key(`lab-${lab}`)]));
  }
  return forged;
}

const datasetOf = (lie: number): string => `sha256:${lie.toString(16).padStart(64, "f")}`;
