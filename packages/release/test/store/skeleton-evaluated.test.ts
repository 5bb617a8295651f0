import { systemClock } from "@plimsoll/foundation/node";
import { expect, test } from "vitest";
import { familyOf } from "../../src/decision/reason-code.ts";
import { evaluateFolder } from "../../src/node/desk/evaluate-folder.ts";
import { initDossier } from "../../src/node/dossier/init-dossier.ts";
import { readReleaseStore } from "../../src/node/store/read-store.ts";
import { integrity } from "../../src/record/integrity.ts";
import { caughtUp } from "../../src/state/caught-up.ts";
import { EMPTY_STATE } from "../../src/state/release-state.ts";
import { testFolder } from "./folder.ts";

test(
  "RS-294 a skeleton as it is written is Red, for what is not shown and for nothing else",
  { timeout: 60_000 },
  async () => {
    const [folder, store] = [testFolder("dossier"), testFolder("store")];
    initDossier(folder, { kind: "model", action: "internal_deploy" });
    const question = {
      folder,
      store,
      question: null,
      by: null,
      corpora: [],
      owners: [],
      isRepairOn: true,
      cacheFolder: null,
    };
    const ports = { clock: systemClock, environment: {}, kernelWord: () => [], wait: async () => {}, onStep: () => {} };
    const { decision } = await evaluateFolder(question, ports);
    expect(decision.colour).toBe("RED");
    const families = new Set(decision.reasons.map(({ code }) => familyOf(code)));
    expect(families).toContain("UNPROVEN");
    expect(families).not.toContain("VIOLATION");
    using reader = readReleaseStore(store);
    // Everything that a real evaluation leaves is whole, and the state follows it without a fault.
    expect(integrity(reader)).toEqual([]);
    expect(caughtUp(EMPTY_STATE, reader)).toMatchObject({ faults: [], unlocked: [] });
  },
);
