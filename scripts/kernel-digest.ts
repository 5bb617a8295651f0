// Writes spec/vectors/kernel/story.jsonl, the story whose digests every machine must come to.
// Run after a change that is meant: node --conditions=@plimsoll/source scripts/kernel-digest.ts
import { mkdirSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import type { StampedCommand } from "@plimsoll/kernel";
import { replayStory } from "../packages/kernel/test/same-digest/replay-story.ts";
import { arbitraryHappening } from "../packages/kernel/test/stories/arbitrary-story.ts";
import { weights } from "../packages/kernel/test/test-site.ts";
import { prepare } from "../packages/kernel/test/stories/prepared-site.ts";
import { StorySite } from "../packages/kernel/test/stories/story-site.ts";

const FILE = new URL("../spec/vectors/kernel/story.jsonl", import.meta.url);
const SEED = 12;
const HAPPENINGS = 120;

const AFTER = {
  lineage: "after",
  tier: 1,
  domain: "general",
  basis: { kind: "genesis", seed: "7" },
  datasets: [],
  flopPerSecondMax: "1",
} as const;

const commands: StampedCommand[] = [];
const site = new StorySite();
site.onStep = ({ stamped }) => void commands.push(stamped);
prepare("deployed", site);
for (const happening of fc.sample(arbitraryHappening, { seed: SEED, numRuns: HAPPENINGS })) site.tell(happening);
changeKeys(site);
judgeRelease(site);

const digests = replayStory(commands);
const lines = commands.map((command, place) => JSON.stringify({ command, ...digests[place] }));
mkdirSync(new URL(".", FILE), { recursive: true });
writeFileSync(FILE, `${lines.join("\n")}\n`);
const kinds = new Set(site.entries.map(({ kind }) => kind));
process.stdout.write(
  `${lines.length} commands, ${site.entries.length} entries of ${kinds.size} kinds: ${[...kinds].join(", ")}\n`,
);

/** Every way in which a key comes and goes, whatever chance has brought. */
function changeKeys(told: StorySite): void {
  const publicKey = `${"A".repeat(43)}=`;
  const [third, lab, another] = ["0ead0ead0ead0eb1", "0ead0ead0ead0eb2", "0ead0ead0ead0eb3"] as const;
  const labKey = (): string => told.state.labs.get("acme")?.labKey ?? "";
  told.do({ type: "key.admit", keyId: third, role: "operator", publicKey });
  told.do({ type: "key.rotate", from: labKey(), to: lab, publicKey });
  told.do({ type: "key.revoke", keyId: lab, reason: "stolen" });
  told.do({ type: "run.start", run: "after", lab: "acme", ...AFTER }, [lab]);
  told.do({ type: "key.rotate", from: lab, to: another, publicKey });
  told.do({ type: "key.revoke", keyId: third, reason: "retired" });
  told.tick();
}

/** A verdict that counts, ends and is followed by another, with a question each time. */
function judgeRelease(told: StorySite): void {
  const artifact = weights("w0");
  const verdict = { type: "release.judge", artifact, pack: weights("pack") } as const;
  const graph = { nodes: [{ node: "m", kind: "model", weights: artifact, components: [] }], edges: [] };
  const outside = { deployment: "outside", lab: "acme", graph, audience: "external", apiCallsPerSecondMax: 1 } as const;
  const ask = () =>
    told.do({ type: "token.request", token: "outside", deployment: "outside", artifact, nodeKey: weights("node key") });
  told.do({ type: "deployment.register", ...outside });
  told.do({ ...verdict, level: "green", expiresAt: told.at + 1_000 });
  ask();
  told.tell({ kind: "wait", ms: 1_000 });
  ask();
  told.do({ ...verdict, level: "red", expiresAt: told.at + 1 });
  told.do({ ...verdict, level: "green", expiresAt: told.at });
}
