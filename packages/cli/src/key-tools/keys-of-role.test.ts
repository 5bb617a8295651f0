import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateSigningKey } from "@plimsoll/foundation/node";
import { dataFolder, FileKeyRing, type Site } from "@plimsoll/governor";
import { expect, onTestFinished, test } from "vitest";
import { base64Of } from "./key-of-site.ts";
import { keysOfRole } from "./keys-of-role.ts";

test("E-65 a key counts by the role that the ledger gives it, wherever its public half lies, and no other does", () => {
  const data = mkdtempSync(join(tmpdir(), "keys-of-role-"));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  const here = new FileKeyRing(dataFolder(data).keys).key("evaluator-1");
  const [elsewhere, stranger] = [generateSigningKey(), generateSigningKey()];
  const known = {
    keys: new Map([here, elsewhere].map(({ keyId }) => [keyId, "evaluator"])),
    publicKeys: new Map([[elsewhere.keyId, base64Of(elsewhere.publicKey)]]),
  };
  const site = { state: known } as unknown as Pick<Site, "state">;
  const evaluators = keysOfRole(site, data, "evaluator");
  expect([here, elsewhere, stranger].map(({ keyId }) => evaluators(keyId)?.keyId)).toEqual([
    here.keyId,
    elsewhere.keyId,
    undefined,
  ]);
  const auditors = keysOfRole(site, data, "auditor");
  expect([here, elsewhere].map(({ keyId }) => auditors(keyId))).toEqual([undefined, undefined]);
});
