import { readFileSync } from "node:fs";
import { digestOfValue, ok, err, utf8, digestOf } from "@plimsoll/foundation";
import { goldenCases } from "./src/golden/cases.ts";
import { examine } from "./src/node/search/examine.ts";
import { examineText } from "./src/intake/examine-text.ts";
import { examineDossierText } from "./src/intake/examine-dossier-text.ts";
import { intakeRulesDigest, readIntakeRules } from "./src/intake/intake-rules.ts";
import { readPolicy } from "./src/policy/policy.ts";
import { readSafeguards } from "./src/evolution/read-safeguards.ts";
import { evaluate } from "./src/evaluation/evaluate.ts";
import { newSite } from "./src/evaluation/new-site.ts";
const json = (p: string) => JSON.parse(readFileSync(new URL(p, import.meta.url), "utf8"));
const policy = readPolicy(json("./policy/release-policy.json"));
const safeguards = readSafeguards(json("./policy/safeguards.json"));
const rules = readIntakeRules(json("./intake/rules.json"));
const now = 1795305600000 + 86400000;
for (const c of goldenCases(now)) {
  const t = performance.now();
  const { examination } = examine(c.folder.dossier, {
    read: (place) => { const text = c.folder.files.get(place); return text === undefined ? err("missing") : ok(utf8(text)); },
    intake: { examineText, examineDossierText, intakeRulesDigest }, rules, owners: [], cacheFolder: null, implementation: "test", faults: [],
  });
  const t2 = performance.now();
  const site = { ...newSite(policy, safeguards), ...c.site };
  const e = evaluate({ format: "plimsoll release evaluation input 1", evaluation: "evaluation-1", question: null, dossier: c.folder.dossier, examination, policy, site, nowMs: now, implementation: digestOf(utf8("x")), isRepairOn: true }, []);
  const d = e.decision;
  console.log(c.id, d.level, d.colour, JSON.stringify(d.votes), c.colour === d.colour ? "ok" : "** expected " + c.colour, (t2-t).toFixed(0), (performance.now()-t2).toFixed(0));
  for (const r of d.reasons) console.log("    ", r.code, r.records.slice(0,6).join(","), "|", r.detail.slice(0,160));
}
