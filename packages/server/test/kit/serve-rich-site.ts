// Serves a rich site until it is told to stop, and says where: for tools that fuzz the API from outside.
import { writeFileSync } from "node:fs";
import { replay } from "@plimsoll/governor";
import { openLedgerReader } from "@plimsoll/ledger";
import { ROUTES } from "../../src/routes/routes.ts";
import { NOUNS } from "../../src/views/nouns.ts";
import type { SiteView } from "../../src/views/site-view.ts";
import { startDaemon } from "./daemon.ts";
import { DEPLOYMENT, LOST_RUN, makeRichSite } from "./rich-site.ts";

const [data = "", namesFile = ""] = process.argv.slice(2);
makeRichSite(data);
writeFileSync(namesFile, JSON.stringify(namesByOperation()));
const daemon = await startDaemon(data);
process.stdout.write(`${JSON.stringify({ url: daemon.url })}\n`);
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void end());

async function end(): Promise<void> {
  process.stderr.write(daemon.logText());
  await daemon.stop();
  process.exit(0);
}

/** What exists, so that a fuzzer asks not only for what does not. */
function namesByOperation(): Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> {
  using log = openLedgerReader({ directory: `${data}/ledger` });
  const view = { state: replay(log) } as SiteView;
  const nouns = NOUNS.map(
    (noun) => [operationOf(noun.name), { name: plain(noun.rows(view).map(([key]) => key)) }] as const,
  );
  const leaves = log.leafCount % 256;
  return {
    ...Object.fromEntries(nouns),
    "get-run-evidence": { run: [LOST_RUN] },
    "get-deployment-evidence": { deployment: [DEPLOYMENT] },
    "get-deployment-price": { deployment: [DEPLOYMENT] },
    "get-entry": { index: ["0", "7"] },
    "get-proof": { index: ["0", "7"] },
    "get-tile": { tile: [`0/000.p/${leaves}`, `entries/000.p/${leaves}`] },
  };
}

function operationOf(noun: string): string {
  return ROUTES.find(({ path }) => path === `/v1/${noun}/{name}`)?.operation ?? "none";
}

/** Names without a slash alone: the fuzzer sends them as they are. */
function plain(names: readonly string[]): readonly string[] {
  return names.filter((name) => !name.includes("/"));
}
