import { canonicalJson, type CanonicalValue } from "@plimsoll/foundation";
import { emptyState, type Entry, type StampedCommand } from "@plimsoll/kernel";
import { decisionsIn, type LedgerReader, openCause, type RecordedDecision } from "@plimsoll/ledger";
import { Contact, MeshSite } from "@plimsoll/mesh";
import { found, requireOutcome } from "../outcome.ts";
import type { SimulatedPlaces } from "./simulated-places.ts";

/** Long enough for one sync of a disk. */
const DURABLE_MS = 2;
/** Until nodes have met, and until enough have signed for the last events. */
const MEETING_MS = 10_000;
const SETTLING_MS = 60_000;

type Escrow = ReturnType<ConstructorParameters<typeof MeshSite>[0]["escrow"]>;

/**
 * Hands a ledger to the mesh, decision by decision: the site of the mesh decides each signed command again, under the rights
 * that it has issued to itself, and must come to the entries of the ledger. What it writes, the other machines hold.
 */
export function carryLedger(places: SimulatedPlaces, site: string, log: LedgerReader): void {
  places.start();
  places.run(MEETING_MS);
  const meshSite = siteOf(places, site);
  for (const decision of decisionsIn(log.leaves())) carry(places, meshSite, decision);
  places.run(SETTLING_MS);
}

function siteOf({ hosts, genesis }: SimulatedPlaces, site: string): MeshSite {
  const host = found(hosts[0], "the machine that decides");
  const member = () => found(host.member, "a machine that runs");
  return new MeshSite({
    site,
    writer: host.key,
    state: emptyState(),
    escrow: (): Escrow => found(member().escrow, "a chain to write in"),
    homeOf: () => site,
    issuer: genesis.issuers.includes(host.key)
      ? { issuedIn: (account) => member().state.budget.issued(account), mayIssue: () => true }
      : null,
    log: () => undefined,
    // The other places govern nothing: nobody else's kill has to bind here.
    holds: NO_HOLDS,
    contact: new Contact([], null),
  });
}

const NO_HOLDS = { over: () => null };

function carry(places: SimulatedPlaces, meshSite: MeshSite, decision: RecordedDecision): void {
  const proposal = meshSite.propose(stampedOf(decision));
  const answer = "refusal" in proposal ? proposal.refusal.code : proposal.kind;
  requireOutcome(proposal.kind === "decided", "the mesh's site decides as the ledger says", answer);
  const entries = proposal.entries.map((entry) => canonicalJson(entry as unknown as CanonicalValue));
  requireOutcome(
    entries.join("\n") === decision.entries.join("\n"),
    `the entries from ${decision.firstIndex} on`,
    "others",
  );
  places.hosts[0]?.step(({ member }) => member.write(proposal.bodies));
  places.run(DURABLE_MS);
  meshSite.adopt(proposal);
}

/** The command as the sequencer stamped it: the time and the signers stand in the entries. */
function stampedOf({ cause, entries }: RecordedDecision): StampedCommand {
  const { claim, digest, signers } = found(openCause(cause ?? ""), "a decision with its signed command");
  const { at } = JSON.parse(entries[0] ?? "{}") as Entry;
  return { id: claim.id, digest, at, signers: signers.map((keyId) => ({ keyId })), body: claim.body };
}
