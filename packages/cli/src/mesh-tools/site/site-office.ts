import { PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { FileKeyRing, type HandInAnswer, HandInOffice } from "@plimsoll/governor";
import { nodeFolder, type SiteAnswer, type SiteDesk, type StartedNode } from "@plimsoll/mesh/node";

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
  const office: HandInOffice = new HandInOffice({
    directory,
    origin: desk.log,
    keys: new FileKeyRing(nodeFolder(directory).siteKeys),
    clock: systemClock,
    decide: async (command) => {
      catchUp(office, desk, (await desk.state()).entryCount);
      return handInAnswer(await desk.submit(command));
    },
  });
  desk.observe(({ firstEntry, entries, cause }) => {
    catchUp(office, desk, firstEntry);
    if (entries.length > 0) office.keep(entries, cause);
  });
  const { entryCount } = await desk.state();
  // A node whose disk was lost knows less than its ledger until it has heard the others.
  if (office.size <= entryCount) catchUp(office, desk, entryCount);
  return office;
}

/** Keeps what was decided before this start, or in an earlier life, and is not kept yet. */
function catchUp(office: HandInOffice, desk: SiteDesk, upTo: number): void {
  if (office.size > upTo) throw ledgerAhead(office.size, upTo);
  const decoder = new TextDecoder();
  const entries = (desk.logs.get(desk.site)?.entries ?? []).slice(office.size, upTo);
  if (entries.length > 0) office.keep(entries.map((entry) => decoder.decode(entry)));
}

function handInAnswer(answer: SiteAnswer): HandInAnswer {
  if (answer.kind === "repeated") return answer;
  if (answer.kind !== "decided") return { kind: "refused", refusal: answer.refusal };
  if (!answer.isEffective) throw notEffective();
  return { kind: "decided", firstEntry: answer.firstEntry, count: answer.entries.length };
}

const notEffective = (): PlimsollError =>
  new PlimsollError({
    code: "SITE_UNWITNESSED",
    expected: "as many peers that hold the decision as the genesis asks for",
    received: "fewer, for some seconds",
    fix: "restore the connection and give the command again: it is decided once",
  });

const ledgerAhead = (kept: number, held: number): PlimsollError =>
  new PlimsollError({
    code: "MESH_SITE_AHEAD",
    expected: "a ledger with no more entries than the mesh holds of the site",
    received: `${kept} entries, ${held} in the mesh`,
    fix: "wait until the node has heard the others; if it stays so, its disk lost what nobody else had",
  });
