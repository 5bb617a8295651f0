import { hash } from "node:crypto";
import type { Chain } from "../event-set.ts";
import { bytesOf, byText, type Held, type Section } from "./sections.ts";

/** The entries of one site in one chain. */
interface Row {
  readonly first: number;
  count: number;
  digest: Buffer;
  /** Entries are missing: what follows is left out. */
  isBroken: boolean;
}

/** ME-37: a digest over the kernel entries of each site and chain. */
export function foldKernel(held: Held): Section {
  const chains = [...held.set.chains].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const rows = chains.flatMap(([, chain]) => [...sitesOf(chain, held)].map(([site, row]) => ({ site, chain, row })));
  // The sort keeps the order of the chains within a site.
  return [
    "kernel",
    rows
      .toSorted((a, b) => byText(a.site, b.site))
      .map(({ site, chain, row }) => [
        site,
        bytesOf(chain.author),
        bytesOf(chain.incarnation),
        row.first,
        row.count,
        row.digest,
      ]),
  ];
}

function sitesOf(chain: Chain, { standing }: Held): Map<string, Row> {
  const sites = new Map<string, Row>();
  for (const event of chain.events()) {
    if (event.kind !== "kernel.entries" || standing.effectOf(event) !== "counts") continue;
    const [site, first, entries] = event.fields as readonly [string, number, readonly Buffer[]] & typeof event.fields;
    const row = sites.get(site) ?? { first, count: 0, digest: Buffer.alloc(32), isBroken: false };
    sites.set(site, row);
    take(row, first, entries);
  }
  return sites;
}

function take(row: Row, first: number, entries: readonly Buffer[]): void {
  row.isBroken ||= first !== row.first + row.count;
  if (row.isBroken) return;
  for (const entry of entries) row.digest = sha256(Buffer.concat([row.digest, sha256(entry)]));
  row.count += entries.length;
}

const sha256 = (bytes: Buffer): Buffer => hash("sha256", bytes, "buffer");
