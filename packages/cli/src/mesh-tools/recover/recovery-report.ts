import type { OpenedSuccessor, RecoveredFolders } from "@plimsoll/mesh/node";
import { textTable } from "../../output/text-table.ts";

const LINES_SHOWN = 50;

/** How one chain came through. */
export interface ChainRow {
  readonly author: string;
  readonly chain: string;
  readonly heldUpTo: number;
  readonly certified: number;
  readonly missingTips: number;
  readonly beyond: number;
}

export interface RecoveryReport {
  readonly survivors: readonly string[];
  readonly events: number;
  /** The certificate that was rebuilt to the same bytes; null for none. */
  readonly rebuilt: {
    readonly number: number;
    readonly digest: string;
    readonly events: number;
    readonly isStable: boolean;
  } | null;
  /** What enough members had signed, held in full or not. */
  readonly newestStable: { readonly number: number; readonly digest: string } | null;
  readonly byteEqual: boolean;
  /** Events of the newest stable certificate that nobody has, as far as lengths tell. */
  readonly lostStable: number;
  /** Held beyond the certificate: younger than it. */
  readonly beyond: number;
  readonly missing: number;
  readonly chains: readonly ChainRow[];
  readonly dangling: readonly {
    readonly id: string;
    readonly chain: string;
    readonly sequence: number;
    readonly missing: readonly string[];
  }[];
  readonly faults: readonly {
    readonly code: string;
    readonly journal: string;
    readonly place: number;
    readonly detail: string;
  }[];
}

export function recoveryReport({ nodes, recovery }: RecoveredFolders): RecoveryReport {
  const { set, rebuilt, newestStable, losses, faults } = recovery;
  const [genesis] = nodes.map((node) => node.genesis);
  const nameOf = (author: string) => genesis?.members.find(({ key }) => key === author)?.name ?? author.slice(0, 12);
  const chains = losses.chains.map(({ chain, heldUpTo, certified, missingTips, beyond }) => ({
    author: nameOf(chain.slice(0, chain.indexOf("/"))),
    chain,
    heldUpTo,
    certified,
    missingTips: missingTips.length,
    beyond: beyond.length,
  }));
  return {
    survivors: nodes.map(({ name }) => name),
    events: set.size,
    rebuilt: rebuilt === null ? null : { ...shortOf(rebuilt.certificate.certificate), isStable: rebuilt.isStable },
    newestStable: newestStable === null ? null : shortOf(newestStable),
    byteEqual:
      rebuilt !== null && (newestStable === null || rebuilt.certificate.certificate.digest === newestStable.digest),
    lostStable:
      newestStable === null ? 0 : chains.reduce((sum, row) => sum + Math.max(0, row.certified - row.heldUpTo), 0),
    beyond: chains.reduce((sum, row) => sum + row.beyond, 0),
    missing: losses.missing.length,
    chains,
    dangling: losses.dangling,
    faults: faults.map(({ code, journal, place, detail }) => ({ code, journal, place, detail })),
  };
}

const shortOf = ({
  number,
  digest,
  events,
}: {
  readonly number: number;
  readonly digest: string;
  readonly events: number;
}) => ({
  number,
  digest,
  events,
});

/** For people: what came through, what did not, and what to do next. */
export function recoveryText(report: RecoveryReport, successor: OpenedSuccessor | null): string {
  const { survivors, events, beyond, missing, dangling, faults } = report;
  const rows = [
    ["survivors", survivors.join(", ")],
    ["events", `${events} held, ${beyond} of them younger than the certificate`],
    ["certificate", certificateText(report)],
    ["missing", `${missing} events are cited or certified and nobody has them`],
    ...(dangling.length === 0 ? [] : [["dangling", `${dangling.length} events wait for them`]]),
    ...(faults.length === 0 ? [] : [["damaged", `${faults.length} records are no events of this mesh`]]),
  ];
  return [textTable(rows), lossText(report), nextText(successor)].join("");
}

function certificateText({ rebuilt, newestStable, byteEqual }: RecoveryReport): string {
  if (rebuilt === null) return newestStable === null ? "none is known" : `${newestStable.number} CANNOT be rebuilt`;
  const equal = byteEqual ? "rebuilt, equal to the byte" : `rebuilt; the newer ${newestStable?.number} CANNOT be`;
  return `${rebuilt.number} over ${rebuilt.events} events ${equal}${rebuilt.isStable ? "" : "; too few had signed it"}`;
}

function lossText({ chains }: RecoveryReport): string {
  const uneven = chains.filter(({ heldUpTo, certified, missingTips, beyond }) => {
    return heldUpTo !== certified || missingTips > 0 || beyond > 0;
  });
  const rows = uneven.slice(0, LINES_SHOWN).map(({ author, heldUpTo, certified, beyond }) => {
    return [author, `held up to ${heldUpTo}`, `certificate says ${certified}`, `${beyond} beyond it`];
  });
  const more = uneven.length > LINES_SHOWN ? `and ${uneven.length - LINES_SHOWN} chains more\n` : "";
  return rows.length === 0 ? "" : `\n${textTable(rows)}${more}`;
}

function nextText(successor: OpenedSuccessor | null): string {
  if (successor === null) return "";
  const { epoch, roster, members } = successor;
  return `\nepoch ${epoch} is open, with ${members.length} members\nnext: plimsoll mesh join as before; a new node adds --stand-on ${roster}\n`;
}
