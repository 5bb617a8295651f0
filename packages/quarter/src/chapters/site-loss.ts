import { dataFolder, originOf } from "@plimsoll/governor";
import { stateDigest, walletKey } from "@plimsoll/kernel";
import { decisionsIn, type LedgerReader, openLedgerReader } from "@plimsoll/ledger";
import { auditorFolder, noteBeforeTheLoss } from "../audit/auditor-folder.ts";
import { carryLedger } from "../mesh/carry-ledger.ts";
import { entriesHeldBy, rebuildLedger, writeMeshEvidence } from "../mesh/recover-ledger.ts";
import type { SimulatedHost } from "../mesh/simulated-host.ts";
import { PLACES, SimulatedPlaces } from "../mesh/simulated-places.ts";
import { found, requireOutcome } from "../outcome.ts";
import { QUARTER } from "../plan/calendar.ts";
import { keyRingOf, LEDGER_KEY } from "../site/story-site.ts";
import { FIRST_LOG, SECOND_LOG, type Story } from "../story.ts";
import { type Chapter, type Fact, fact } from "./chapter.ts";
import { cu, short } from "./words.ts";

/** The machine with the ledger burns. Four others hold what it decided, and any one of them is enough. */
export const siteLoss: Chapter = {
  id: "site-loss",
  title: "The site with the ledger is lost",
  day: 66,
  tell: (story) => {
    const places = placesOf(story);
    carryLedger(places, FIRST_LOG, story.site.log);
    const origin = originOf(story.site.log);
    const before = { entries: story.site.log.size, digest: stateDigest(story.site.state) };
    noteBeforeTheLoss(story, places.genesis);
    places.hosts[0]?.burn();
    story.loseLedger(auditorFolder(story).before);
    const survivors = PLACES.slice(1).map((_, place) => places.restart(place + 1));
    const held = agreedBy(survivors, places);
    requireOutcome(held.length === before.entries, `${before.entries} entries with the others`, `${held.length}`);
    goOnWith(story, held, origin);
    const after = stateDigest(story.site.state);
    requireOutcome(after === before.digest, before.digest, after);
    const events = writeMeshEvidence(found(survivors[0], "a survivor"), places, story.path("auditor", "mesh"));
    return {
      lead: LEAD,
      facts: [
        ...entryFacts({ ...before, held: held.length }, events),
        ...commandFacts(story),
        ...rightsFacts(story, found(survivors[0], "a survivor")),
      ],
    };
  },
};

const LEAD = `The ledger is handed to a mesh of five places, far from each other. The mesh's site decides each signed command again, under rights to spend that are issued once for the whole mesh, and must come to the same entries. Then the machine with the ledger burns, disk and all. The four others start from nothing but their disks, and each of them alone gives back every entry. The signed commands behind the entries, and the old checkpoints, only the auditor's older copy still has. The site goes on in a new ledger under a new key: nobody may write twice under the first.`;

const placesOf = ({ plan, site }: Story): SimulatedPlaces =>
  new SimulatedPlaces(plan.seed, (name) => site.keys.key(name), site.nowMs);

/** What each of them holds by itself must be the same. */
function agreedBy(survivors: readonly SimulatedHost[], places: SimulatedPlaces): readonly string[] {
  const [first = [], ...others] = survivors.map((host) => entriesHeldBy(host, places, FIRST_LOG));
  const text = first.join("\n");
  for (const other of others) requireOutcome(other.join("\n") === text, "the same entries on every disk", "others");
  return first;
}

function goOnWith(story: Story, held: readonly string[], origin: string): void {
  const directory = story.path(SECOND_LOG);
  rebuildLedger(held, {
    directory: dataFolder(directory).ledger,
    origin,
    signingKey: keyRingOf(directory, story.plan.seed).key(LEDGER_KEY),
  });
  story.goOnWith(story.openSite(SECOND_LOG));
}

function entryFacts(
  before: { readonly entries: number; readonly held: number; readonly digest: string },
  events: number,
): Fact[] {
  return [
    fact("entries on the disk that was lost", before.entries, [before.entries - 1]),
    fact("events of the mesh, each signed", events),
    fact("places that give every entry back, each alone", PLACES.length - 1),
    fact("entries lost", before.entries - before.held),
    fact("digest of the state, before and after", short(before.digest)),
  ];
}

/** Entries without the signed commands that they follow from: whoever wants to decide that part again needs the older copy. */
function commandFacts(story: Story): Fact[] {
  using older = openLedgerReader({ directory: auditorFolder(story).before });
  const [signed, recovered] = [signedCommandsIn(older), signedCommandsIn(story.site.log)];
  return [
    fact("signed commands in the auditor's older copy", signed),
    fact("signed commands lost with the disk", signed - recovered),
  ];
}

const signedCommandsIn = (log: LedgerReader): number =>
  [...decisionsIn(log.leaves())].filter(({ cause }) => cause !== null).length;

/** CU are issued once, whoever is lost: what the mesh issued is what the ledger granted. */
function rightsFacts({ plan, site }: Story, { member }: SimulatedHost): Fact[] {
  const budget = found(member, "a survivor that runs").state.budget;
  return plan.labs.map(({ lab }) => {
    const { holds, total } = budget.conserved(`${lab}/${QUARTER}`);
    const granted = site.state.wallets.get(walletKey(lab, QUARTER))?.granted ?? 0;
    requireOutcome(
      holds && total.issued === granted,
      `${cu(granted)} issued to ${lab}`,
      `${cu(total.issued)}, conserved: ${holds}`,
    );
    return fact(`rights of ${lab}: issued, spent`, `${cu(total.issued)}, ${cu(total.spent)}`);
  });
}
