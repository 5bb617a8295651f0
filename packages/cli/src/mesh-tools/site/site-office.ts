import { PlimsollError } from "@plimsoll/foundation";
import { eventLoopTimers, systemClock } from "@plimsoll/foundation/node";
import { FileKeyRing, type HandInAnswer, HandInOffice } from "@plimsoll/governor";
import { nodeFolder, type SiteAnswer, type SiteDesk, type StartedNode } from "@plimsoll/mesh/node";
import { SiteLedger } from "./site-ledger.ts";

/**
 * Lets every command of plimsoll that takes a data folder be governed by the site of a running node: what they hand in,
 * the node decides; what it decides, they read in the ledger of its folder. Ends the node where the ledger cannot be opened.
 */
export async function siteOffice(node: StartedNode, site: SiteDesk, directory: string): Promise<HandInOffice> {
  try {
    return await officeOf(site, directory);
  } catch (cause) {
    await node.close();
    throw cause;
  }
}

async function officeOf(desk: SiteDesk, directory: string): Promise<HandInOffice> {
  const office = new HandInOffice({
    directory,
    origin: desk.log,
    keys: new FileKeyRing(nodeFolder(directory).siteKeys),
    clock: systemClock,
    timers: eventLoopTimers,
    decide: async (command) => handInAnswer(await desk.submit(command)),
  });
  try {
    await keepLevel(office, desk);
    office.begin();
    return office;
  } catch (cause) {
    office.close();
    throw cause;
  }
}

/** Every decision rests on a ledger that is level with the mesh, and is kept in it. */
async function keepLevel(office: HandInOffice, desk: SiteDesk): Promise<void> {
  const ledger = new SiteLedger({ office, held: () => desk.logs.get(desk.site)?.entries ?? [] });
  desk.guard((entryCount) => ledger.catchUp(entryCount));
  desk.observe(({ firstEntry, entries, cause }) => {
    ledger.catchUp(firstEntry);
    if (entries.length > 0) office.keep(entries, cause);
  });
  const { entryCount } = await desk.state();
  // A node whose disk was lost knows less than its ledger until it has heard the others.
  if (office.size <= entryCount) ledger.catchUp(entryCount);
  else ledger.compare();
}

function handInAnswer(answer: SiteAnswer): HandInAnswer {
  if ("refusal" in answer) return { kind: "refused", refusal: answer.refusal };
  if (!answer.isEffective) throw notEffective();
  const { kind, firstEntry } = answer;
  return kind === "repeated" ? { kind, firstEntry } : { kind, firstEntry, count: answer.entries.length };
}

const notEffective = (): PlimsollError =>
  new PlimsollError({
    code: "SITE_UNWITNESSED",
    expected: "as many peers that hold the decision as the genesis asks for",
    received: "fewer, for some seconds",
    fix: "restore the connection and give the command again: it is decided once",
  });
