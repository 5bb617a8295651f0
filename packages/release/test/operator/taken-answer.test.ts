import { canonicalJson, digestOf, utf8 } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { onePrompt, takeAnswer } from "../../src/node/desk/ask-text.ts";
import { checkRelease } from "../../src/node/desk/check-release.ts";
import { PLAN } from "../prompt/plans.ts";
import { Site } from "./site.ts";

const layer = { colour: "YELLOW", why: "not shown", notShown: [] };
const ANSWER = JSON.stringify({
  format: "plimsoll one-prompt answer 1",
  colour: "YELLOW",
  layers: { L1: layer, L2: layer, L3: layer, L4: layer },
  findings: [],
  safeguards: [],
  log: [],
  wouldChange: [],
});
const taken = (site: Site) => takeAnswer(site.store, { text: PLAN, answer: ANSWER, model: "some model" }, site.nowMs);

test("RS-487 after an answer was imported the whole log names nothing that is not there", async () => {
  using site = new Site();
  await taken(site);
  expect(checkRelease(site.store)).toEqual([]);
});

test("RS-487 a log that names a prompt by its JSON is whole again once the same text is given again", async () => {
  using site = new Site();
  await taken(site);
  const [body] = site.bodies("opinion.imported");
  const prompt = digestOf(utf8(canonicalJson(onePrompt(PLAN))));
  await site.forge({ kind: "opinion.imported", subject: "pasted", evaluation: null, body: { ...body!, prompt } });
  expect(checkRelease(site.store).join()).toContain("RELEASE_BLOB_MISSING");
  await taken(site);
  expect(checkRelease(site.store)).toEqual([]);
});
