import { openLedger } from "@plimsoll/ledger";
import type { SigningKey } from "@plimsoll/foundation/node";
import { SiteLogs } from "@plimsoll/mesh";
import { EvidenceWriter } from "@plimsoll/mesh/node";
import type { Entry } from "@plimsoll/kernel";
import { found } from "../outcome.ts";
import type { SimulatedHost } from "./simulated-host.ts";
import type { SimulatedPlaces } from "./simulated-places.ts";

/** What one machine holds of a site: its entries as canonical JSON, from the first on. */
export function entriesHeldBy(host: SimulatedHost, { genesis }: SimulatedPlaces, site: string): readonly string[] {
  const member = found(host.member, "a machine that runs");
  const writer = genesis.members.find(({ name }) => name === site)?.key ?? null;
  const logs = new SiteLogs((name) => (name === site ? writer : null));
  const events = [...member.replica.events.chains()].flatMap((chain) => [...chain.events()]);
  for (const event of events) logs.admit(event, member.state.standingOf(event));
  const decoder = new TextDecoder("utf-8", { fatal: true });
  return (logs.get(site)?.entries ?? []).map((bytes) => decoder.decode(bytes));
}

/** A ledger folder of what the mesh holds: the entries, without the commands that only the lost disk had. */
export function rebuildLedger(
  entries: readonly string[],
  log: { readonly directory: string; readonly origin: string; readonly signingKey: SigningKey },
): void {
  const ledger = openLedger({ ...log, publication: "on-close" });
  try {
    ledger.appendAll(byCommand(entries).map((each) => ({ cause: null, entries: each })));
  } finally {
    ledger.close();
  }
}

/** Entries of one command lie in one leaf, as they did. */
function byCommand(entries: readonly string[]): readonly (readonly string[])[] {
  const groups: { readonly command: string; readonly entries: string[] }[] = [];
  for (const text of entries) {
    const { command } = JSON.parse(text) as Entry;
    const last = groups.at(-1);
    if (last?.command === command) last.entries.push(text);
    else groups.push({ command, entries: [text] });
  }
  return groups.map((group) => group.entries);
}

/** What a stranger needs to check what a machine holds, its newest certificate among it. Gives the number of events. */
export function writeMeshEvidence(host: SimulatedHost, { genesis }: SimulatedPlaces, directory: string): number {
  using writer = new EvidenceWriter(directory, genesis);
  for (const { kind, bytes } of host.disk) if (kind === "event") writer.add(bytes);
  const certificate = host.disk.findLast(({ kind }) => kind === "certificate")?.bytes ?? null;
  writer.end({ certificate: found(certificate, "a certificate that enough machines signed"), anchor: null });
  return writer.count;
}
