import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { type Digest, digestOfValue } from "@plimsoll/foundation";
import { VERDICT_MS_MAX } from "@plimsoll/kernel";
import { wordOf } from "@plimsoll/release";
import {
  buildEvaluationPack,
  evaluateFolder,
  type FolderAnswer,
  greenEndMs,
  releaseVerdict,
  type VerdictMoment,
  writeGolden,
} from "@plimsoll/release/node";
import { carryClaim, linksOf } from "../dossiers/carry-claim.ts";
import { PARTS } from "../plan/models.ts";
import { found, requireOutcome } from "../outcome.ts";
import type { Story } from "../story.ts";
import { hardwareRootOf } from "./allocation.ts";
import { type Chapter, type Fact, fact } from "./chapter.ts";
import { probeSystem } from "./laundering.ts";
import { plural, short } from "./words.ts";

const DEPLOYMENT = "tide-planner";
const NODE_KEY = digestOfValue("the key of a node of anglesey");
const MENDED_AFTER_DAYS = 3;
/** Of the golden dossiers: at ASL-4, with one claim that nothing carries. Its claims and sources are made up, its judgement is not. */
const EXAMPLE = "g4";
const CLAIM = "unseen";

/** A dossier with a claim that nothing carries is Red; with the evidence it is Green, and what it is about may be served outside. */
export const release: Chapter = {
  id: "release",
  title: "Red, and then Green",
  day: 75,
  tell: async (story) => {
    const from = story.site.log.size;
    openStore(story);
    registerPublic(story);
    const red = await judged(story, { name: "first", colour: "RED" });
    tellKernel(story, red.evaluation, "red");
    const refused = story.site.expectRefused(tokenRequest(story), "NOT_RELEASED").code;
    story.goOnUntil(release.day + MENDED_AFTER_DAYS);
    proveSystem(story);
    const green = await judged(story, { name: "mended", colour: "GREEN" });
    await buildEvaluationPack(
      storeOf(story),
      { evaluation: green.evaluation, directory: story.path("auditor", "pack"), redactions: [] },
      story.clock,
    );
    tellKernel(story, green.evaluation, "green");
    story.site.do(tokenRequest(story));
    return {
      lead: LEAD,
      facts: [
        ...dossierFacts(story, red, green),
        fact("a token after the Red", `refused: ${refused}`),
        ...ledgerFacts(story, from),
      ],
    };
  },
};

const LEAD = `Outside, a model is served only with a Green release verdict. The first dossier makes one claim that nothing carries: Red, with what would change it, and no token. Three days later the same dossier, dated anew, has three reports for it. Four layers vote Green, the transparency pack is built, the kernel is told, and the token that the model server asks for is granted.`;

const storeOf = (story: Story): string => story.path("release");

/** The log of releases has a key of its own. */
function openStore(story: Story): void {
  mkdirSync(storeOf(story), { recursive: true });
  writeFileSync(story.path("release", "key.pem"), story.site.keys.key("release").toPem(), { mode: 0o600 });
}

function registerPublic(story: Story): void {
  const weights = artifactOf(story);
  const graph = { nodes: [{ node: PARTS.released, kind: "model", weights, components: [] }], edges: [] };
  const audience = { audience: "external", apiCallsPerSecondMax: 50 } as const;
  story.site.do({ type: "deployment.register", deployment: DEPLOYMENT, lab: "anglesey", graph, ...audience });
  proveSystem(story);
}

/** Evidence lasts a day: two sets on the system, and the word of the hardware for the node that will serve it. */
function proveSystem(story: Story): void {
  probeSystem(story, DEPLOYMENT, PARTS.released);
  const [artifact, hardwareRoot] = [artifactOf(story), hardwareRootOf("anglesey")];
  const provenance = digestOfValue("provenance of the tide planner");
  story.site.do({ type: "attestation.record", lab: "anglesey", nodeKey: NODE_KEY, hardwareRoot, artifact, provenance });
}

const artifactOf = (story: Story): Digest => story.runOf(PARTS.released).digest;

const tokenRequest = (story: Story) =>
  ({
    type: "token.request",
    token: `${DEPLOYMENT}-${story.site.log.size}`,
    deployment: DEPLOYMENT,
    artifact: artifactOf(story),
    nodeKey: NODE_KEY,
  }) as const;

interface DossierAsked {
  readonly name: "first" | "mended";
  readonly colour: "RED" | "GREEN";
}

const dossierOf = (story: Story, name: DossierAsked["name"]): string => story.path("dossiers", name);

async function judged(story: Story, { name, colour }: DossierAsked): Promise<FolderAnswer> {
  const folder = dossierOf(story, name);
  writeGolden(EXAMPLE, folder, story.site.nowMs);
  if (name === "mended") carryClaim(folder, CLAIM, story.site.nowMs);
  nameArtifact(story, folder);
  const answer = await evaluateFolder(
    {
      folder,
      store: storeOf(story),
      question: "May the tide planner be served to the public?",
      by: null,
      corpora: [],
      owners: [],
      isRepairOn: true,
      cacheFolder: null,
    },
    { ...momentOf(story), clock: story.clock, wait, onStep: () => {} },
  );
  const { colour: told } = answer.decision;
  requireOutcome(
    told === colour,
    `the ${name} dossier ${colour}`,
    `${told}: ${answer.decision.reasons.map(({ code }) => code).join(", ")}`,
  );
  return answer;
}

/** Time stands while the desk works: there is nothing to wait for. */
const wait = async (): Promise<void> => {};

/** The dossier is about the weights that the ledger knows. */
function nameArtifact(story: Story, folder: string): void {
  const path = `${folder}/dossier.json`;
  const dossier = JSON.parse(readFileSync(path, "utf8")) as { readonly subject: object };
  const subject = { ...dossier.subject, artifacts: [artifactOf(story)] };
  writeFileSync(path, `${JSON.stringify({ ...dossier, subject }, null, 2)}\n`);
}

const momentOf = (story: Story): VerdictMoment => ({
  nowMs: story.site.nowMs,
  environment: {},
  kernelWord: (artifacts) => wordOf(story.site.state, artifacts),
});

/** Two operators tell the kernel what the release log says, and until when it holds. */
function tellKernel(story: Story, evaluation: string, level: "red" | "green"): void {
  const verdict = releaseVerdict(storeOf(story), evaluation, momentOf(story));
  requireOutcome(
    verdict.level === level,
    `a verdict that is ${level}`,
    `${verdict.level}: ${verdict.reasons.map(({ code }) => code).join(", ")}`,
  );
  const latestMs = story.site.nowMs + VERDICT_MS_MAX;
  const expiresAt = level === "green" ? greenEndMs(storeOf(story), evaluation, latestMs) : latestMs;
  for (const artifact of verdict.artifacts) {
    story.site.do({ type: "release.judge", artifact, level, pack: verdict.pack, expiresAt });
  }
}

/** The two claim the same at the same level. */
function dossierFacts(story: Story, red: FolderAnswer, green: FolderAnswer): Fact[] {
  const [first, mended] = [dossierOf(story, "first"), dossierOf(story, "mended")];
  requireOutcome(claimsIn(first) === claimsIn(mended), "the same claims in both dossiers", "others");
  const { level } = red.decision;
  requireOutcome(level === green.decision.level, `both dossiers at ${level}`, green.decision.level);
  return [
    fact("level of both dossiers", level),
    fact("the first dossier", `RED: ${red.decision.reasons.map(({ code }) => code).join(", ")}`),
    fact(`sources for its claim "${CLAIM}"`, linksOf(first, CLAIM)),
    fact("the mended dossier", `GREEN, with ${plural(green.records.length, "record")} in the release log`),
    fact(`sources for its claim "${CLAIM}"`, linksOf(mended, CLAIM)),
  ];
}

const claimsIn = (folder: string): string => readFileSync(`${folder}/claims.json`, "utf8");

function ledgerFacts(story: Story, from: number): Fact[] {
  const view = story.view().from(from);
  const [red, green] = view.of("release.judged");
  const token = found(view.of("token.granted")[0], "a token");
  requireOutcome(
    red?.entry.level === "red" && green?.entry.level === "green",
    "red, then green in the ledger",
    `${red?.entry.level}, ${green?.entry.level}`,
  );
  return [
    fact("told to the kernel", "red", [red.index]),
    fact("told to the kernel", `green, pack ${short(green.entry.pack)}`, [green.index]),
    fact("token", `${token.entry.audience}, at ${token.entry.power.levelPpm / 10_000} %`, [token.index]),
  ];
}
