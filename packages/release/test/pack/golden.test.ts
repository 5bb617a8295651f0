import { canonicalJson, type CanonicalValue } from "@plimsoll/foundation";
import { publicKeyFromPem } from "@plimsoll/foundation/node";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { goldenCases } from "../../src/golden/cases.ts";
import { buildEvaluationPack } from "../../src/node/desk/build-evaluation-pack.ts";
import { evaluateFolder } from "../../src/node/desk/evaluate-folder.ts";
import { writeGolden } from "../../src/node/desk/write-golden.ts";
import { filesBelow } from "../../src/node/pack/pack-folder.ts";
import { verifyPack } from "../../src/node/pack/verify-pack.ts";
import { NOON_MS } from "./fixtures.ts";
import { textOf } from "./page-text.ts";
import { temporaryFolder } from "./rig.ts";

const clock = { wallMs: () => NOON_MS, monotonicMs: () => 0 };

/** Each golden dossier by the real desk: bytes read, judged, recorded, packed twice, and checked. */
test.each(goldenCases(NOON_MS).map(({ id }) => id))(
  "RS-302 RS-305 RS-320 RS-330 A63 A70 golden %s: packed twice to the same bytes, verified, and readable",
  { timeout: 60_000 },
  async (id) => {
    using temporary = temporaryFolder();
    const [folder, store] = [join(temporary.path, "dossier"), join(temporary.path, "store")];
    writeGolden(id, folder, NOON_MS);
    const asked = {
      folder,
      store,
      question: null,
      by: null,
      corpora: [],
      owners: [],
      isRepairOn: true,
      cacheFolder: null,
    };
    const ports = { clock, environment: {}, kernelWord: () => [], wait: async () => {}, onStep: () => {} };
    const { evaluation, decision } = await evaluateFolder(asked, ports);
    const [one, other] = [join(temporary.path, "one"), join(temporary.path, "other")];
    await buildEvaluationPack(store, { evaluation, directory: one, redactions: [] }, clock);
    await buildEvaluationPack(store, { evaluation, directory: other, redactions: [] }, clock);
    expect(filesBelow(other)).toEqual(filesBelow(one));
    for (const path of filesBelow(one))
      expect(Buffer.compare(readFileSync(join(one, path)), readFileSync(join(other, path))), path).toBe(0);
    const publicKey = publicKeyFromPem(readFileSync(join(store, "log/ledger.pub.pem"), "utf8"));
    expect(verifyPack(one, { publicKey })).toMatchObject({ ok: true, documents: 5, faults: [], key: "given" });
    const text = textOf(readFileSync(join(one, "risk-report.html"), "utf8"));
    const from = text.indexOf("What would change this answer");
    const answer = text.slice(from, text.indexOf(" Claims ", from));
    for (const { wouldChange } of decision.reasons) expect(answer).toContain(wouldChange.replace(/\s+/g, " ").trim());
    expect(text.indexOf(decision.colour)).toBeLessThan(from);
    const kept = JSON.parse(readFileSync(join(one, "risk-report.json"), "utf8")) as { readonly facts: CanonicalValue };
    expect(canonicalJson(kept.facts)).toContain(`"colour":"${decision.colour}"`);
  },
);
