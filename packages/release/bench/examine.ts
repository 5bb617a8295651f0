/**
 * How long it takes to examine a dossier of 500 claims and 200 sources (50 MB): cold, again, after one source changed, after one claim
 * changed. `node --conditions=@plimsoll/source packages/release/bench/examine.ts [--html] [--thousand-claims] [--intake]`: of pages,
 * of 1000 claims (LT1), and with intake as shipped; without that word intake only looks for one.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { RandomStream } from "@plimsoll/foundation";
import { examineDossierText } from "../src/intake/examine-dossier-text.ts";
import { examineText } from "../src/intake/examine-text.ts";
import { intakeRulesDigest, readIntakeRules } from "../src/intake/intake-rules.ts";
import { examine } from "../src/node/search/examine.ts";
import {
  type Case,
  caseOf,
  claim,
  evaluation,
  fakeIntake,
  link,
  optionsFor,
  trials,
  type Written,
  written,
} from "../test/search/case.ts";

const [SOURCES, CLAIMS, SOURCE_BYTES, VOCABULARY] = [
  200,
  process.argv.includes("--thousand-claims") ? 1000 : 500,
  250_000,
  20_000,
];
const intake = process.argv.includes("--intake") ? shippedIntake() : fakeIntake();
const isHtml = process.argv.includes("--html");

const chance = RandomStream.from("bench", "examine");
const words = Array.from({ length: VOCABULARY }, (_, index) => wordOf(index));
const claims = Array.from({ length: CLAIMS }, (_, index) => claim(`c-${index}`, sentence(12)));
const sources = Array.from({ length: SOURCES }, (_, index) => source(index));
const made = caseOf(sources, {
  claims,
  links: claims.flatMap(({ id, text }, index) =>
    [0, 1, 2].map((step) => link(id, `s-${(index * 3 + step) % SOURCES}`, text)),
  ),
  evaluations: [evaluation("e-1", [sources[0] as Written])],
});
const cacheFolder = mkdtempSync(join(tmpdir(), "plimsoll-bench-"));
try {
  console.log(
    `${SOURCES} sources, ${[...made.files.values()].reduce((sum, { length }) => sum + length, 0)} bytes, ${CLAIMS} claims`,
  );
  timed("cold", made);
  timed("again", made);
  timed("one source changed", withChangedSource(made));
  timed("one claim changed", withChangedClaim(made));
} finally {
  rmSync(cacheFolder, { recursive: true, force: true });
}

function timed(name: string, { dossier, files }: Case): void {
  const [start, spent] = [performance.now(), process.cpuUsage()];
  const { examination } = examine(dossier, optionsFor({ files }, { cacheFolder, intake }));
  const found = examination.links.filter(({ isQuoteFound }) => isQuoteFound).length;
  const ms = Math.round(performance.now() - start);
  const { user, system } = process.cpuUsage(spent);
  console.log(
    `${name}: ${ms} ms, ${Math.round((user + system) / 1000)} ms of processor (${found} links found, ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB)`,
  );
}

function shippedIntake() {
  const rules = readIntakeRules(JSON.parse(readFileSync(new URL("../intake/rules.json", import.meta.url), "utf8")));
  return {
    examineText: (item: string, bytes: Uint8Array, mediaType: string) => examineText(item, bytes, mediaType, rules),
    examineDossierText: (dossier: Case["dossier"]) => examineDossierText(dossier, rules),
    intakeRulesDigest: () => intakeRulesDigest(rules),
  };
}

function withChangedSource({ dossier, files }: Case): Case {
  const changed = written("s-7", `${sentence(40)} ${new TextDecoder().decode(files.get("sources/s-7.txt"))}`, media());
  return {
    dossier: { ...dossier, sources: dossier.sources.map((each) => (each.id === "s-7" ? changed.source : each)) },
    files: new Map([...files, ["sources/s-7.txt", changed.bytes]]),
  };
}

function withChangedClaim({ dossier, files }: Case): Case {
  const [first, ...rest] = dossier.claims;
  return {
    dossier: { ...dossier, claims: first === undefined ? [] : [{ ...first, text: sentence(12) }, ...rest] },
    files,
  };
}

function media() {
  return isHtml ? { mediaType: "text/html" } : {};
}

function source(index: number): Written {
  if (index === 0) return written("s-0", trials(900, 100), { kind: "evaluation-log", mediaType: "application/jsonl" });
  const said = claims
    .filter((_, at) => [0, 1, 2].some((step) => (at * 3 + step) % SOURCES === index))
    .map(({ text }) => text);
  const parts: string[] = [];
  for (let length = 0; length < SOURCE_BYTES;) {
    const part = said.length > 0 && chance.chance(1, 40) ? (said.pop() as string) : sentence(8 + chance.below(16));
    parts.push(isHtml ? `<p class="x">${part}</p>\n` : `${part} `);
    length += part.length + 1;
  }
  return written(`s-${index}`, [...said, ...parts].join(""), media());
}

function sentence(length: number): string {
  const picked = Array.from({ length }, () => words[Math.floor(chance.unit() ** 3 * VOCABULARY)] as string);
  return `${picked.join(" ")}.`;
}

function wordOf(index: number): string {
  const letters = Array.from({ length: 3 + (index % 7) }, () => String.fromCharCode(97 + chance.below(26)));
  return `${letters.join("")}${index % 20 === 0 ? index : ""}`;
}
