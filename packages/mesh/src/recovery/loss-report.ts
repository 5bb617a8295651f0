import type { OpenedCertificate } from "../certificate/certificate.ts";
import { isWithin } from "../certificate/prefix.ts";
import type { ChainKey, EventId, MeshEvent } from "../event/event.ts";
import { citedBy } from "../roster/causal-past.ts";
import type { EventSet } from "../set/event-set.ts";

/** How one chain came through: `held up to k; the certificate says m`. */
export interface ChainReport {
  readonly chain: ChainKey;
  /** Events held without a gap from the first on. */
  readonly heldUpTo: number;
  /** Length in the certificate; 0 where it does not know the chain. */
  readonly certified: number;
  /** Tips of the certificate that nobody has: even where the length is right, its events were others. */
  readonly missingTips: readonly EventId[];
  /** Ids of what is held and not in the certificate: younger, or of another branch. */
  readonly beyond: readonly EventId[];
}

/** An event that is held and cites what nobody has. */
export interface DanglingEvent {
  readonly id: EventId;
  readonly chain: ChainKey;
  readonly sequence: number;
  /** What it cites and nobody has; empty where only what it waits for dangles itself. */
  readonly missing: readonly EventId[];
}

/** What the blast took and what it left, against a certificate (S3). Nothing is guessed: only ids that somebody signed. */
export interface LossReport {
  /** Digest of the certificate; null when none is known, and everything held lies beyond it. */
  readonly certificate: string | null;
  /** Every chain of the certificate or of the held events, by key. */
  readonly chains: readonly ChainReport[];
  readonly dangling: readonly DanglingEvent[];
  /** Ids that are cited or certified and that nobody has. Sorted. */
  readonly missing: readonly EventId[];
}

export function lossReport(set: EventSet, certificate: OpenedCertificate | null): LossReport {
  const extents = new Map((certificate?.frontier ?? []).map((extent) => [extent.key, extent]));
  const waiting = [...set.waiting()];
  const isHere = (id: EventId) => set.isKnown(id);
  const keys = [...extents.keys(), ...[...set.chains()].map(({ key }) => key), ...waiting.map(({ chain }) => chain)];
  const chains = [...new Set(keys)].toSorted().map((key): ChainReport => {
    const held = [...(set.chain(key)?.events() ?? []), ...waiting.filter(({ chain }) => chain === key)];
    return {
      chain: key,
      heldUpTo: heldUpTo(held),
      certified: extents.get(key)?.length ?? 0,
      missingTips: (extents.get(key)?.tips ?? []).filter((tip) => !isHere(tip)),
      beyond: held.filter(({ id }) => !isWithin(set, extents, id)).map(({ id }) => id),
    };
  });
  const missingTips = chains.flatMap((chain) => chain.missingTips);
  const missing = [...new Set([...set.missing(), ...missingTips])].toSorted();
  return { certificate: certificate?.digest ?? null, chains, dangling: waiting.map(danglingIn(set)), missing };
}

/** One line for each chain that is not whole, for logs and consoles. */
export const lossLines = ({ chains }: LossReport): string[] =>
  chains
    .filter(({ heldUpTo: held, certified, beyond, missingTips }) => {
      return held !== certified || beyond.length > 0 || missingTips.length > 0;
    })
    .map(
      ({ chain, heldUpTo: held, certified, beyond }) =>
        `${chain}: held up to ${held}; certificate says ${certified}; ${beyond.length} beyond it`,
    );

function heldUpTo(held: readonly MeshEvent[]): number {
  const places = new Set(held.map(({ sequence }) => sequence));
  let length = 0;
  while (places.has(length)) length += 1;
  return length;
}

const danglingIn =
  (set: EventSet) =>
  (event: MeshEvent): DanglingEvent => {
    const missing = citedBy(event).filter((id) => !set.isKnown(id));
    return { id: event.id, chain: event.chain, sequence: event.sequence, missing };
  };
