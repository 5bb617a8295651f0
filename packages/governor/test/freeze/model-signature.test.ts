import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { freezeSnapshot } from "../../src/freeze/freeze-snapshot.ts";
import { openModelSignature, signModel, verifyModel } from "../../src/freeze/model-signature/model-signature.ts";
import {
  generateModelSigningKey,
  modelPublicKeyFromPem,
  modelSigningKeyFromPem,
} from "../../src/freeze/model-signature/signing-key.ts";
import { snapshot, UNWATCHED, unlock } from "./snapshot.ts";

const code = (name: string) => expect.objectContaining({ code: name });
const FILES = { "b.safetensors": "weights", "a/config.json": "{}", "a-b": "x", "\u{1F600}": "smile", "\uFF5E": "wave" };
const key = generateModelSigningKey();

function signed(files: Readonly<Record<string, string>> = FILES) {
  const root = snapshot(files);
  const { manifest } = freezeSnapshot(root, UNWATCHED);
  unlock(root);
  return { root, manifest, bundle: signModel(root, manifest, key) };
}

const payloadIn = (bundle: string) => {
  const { dsseEnvelope } = JSON.parse(bundle) as { dsseEnvelope: { payload: string } };
  return JSON.parse(Buffer.from(dsseEnvelope.payload, "base64").toString()) as {
    predicate: { resources: { name: string }[] };
  };
};

describe("G-144 OpenSSF model signatures", () => {
  test("G-144 say of every file what the manifest says, in the order of OMS", () => {
    const { root, manifest, bundle } = signed();
    const model = openModelSignature(bundle, key.publicKey);
    expect(new Set(model.files)).toEqual(new Set(manifest.map(({ path, digest }) => ({ path, digest }))));
    expect(payloadIn(bundle).predicate.resources.map(({ name }) => name)).toEqual([
      "a/config.json",
      "a-b",
      "b.safetensors",
      "\uFF5E",
      "\u{1F600}",
    ]);
    expect(verifyModel(root, bundle, key.publicKey).differences).toEqual([]);
  });

  test("G-144 a file that is itself the model verifies too", () => {
    const { root } = signed();
    const file = join(root, "a-b");
    const bundle = signModel(file, freezeSnapshot(file, UNWATCHED).manifest, key);
    expect(verifyModel(file, bundle, key.publicKey).differences).toEqual([]);
  });

  test("G-144 every difference is named", () => {
    const { root, bundle } = signed();
    writeFileSync(join(root, "a-b"), "y");
    writeFileSync(join(root, "extra"), "z");
    rmSync(join(root, "b.safetensors"));
    expect(verifyModel(root, bundle, key.publicKey).differences).toEqual([
      { path: "a-b", kind: "changed" },
      { path: "b.safetensors", kind: "missing" },
      { path: "extra", kind: "added" },
    ]);
  });

  test("G-144 another key, another payload and another signature are MODEL_SIGNATURE_INVALID", () => {
    const { bundle } = signed();
    expect(() => openModelSignature(bundle, generateModelSigningKey().publicKey)).toThrowError(
      code("MODEL_SIGNATURE_INVALID"),
    );
    const parts = JSON.parse(bundle) as { dsseEnvelope: { payload: string } };
    const payload = Buffer.from(parts.dsseEnvelope.payload, "base64");
    payload[payload.length - 20] = (payload[payload.length - 20] ?? 0) ^ 1;
    const altered = { ...parts, dsseEnvelope: { ...parts.dsseEnvelope, payload: payload.toString("base64") } };
    expect(() => openModelSignature(JSON.stringify(altered), key.publicKey)).toThrowError(
      code("MODEL_SIGNATURE_INVALID"),
    );
  });

  test.each([
    ["no JSON", () => "signature"],
    ["no envelope", (bundle: string) => bundle.replace("dsseEnvelope", "messageSignature")],
    ["two signatures", (bundle: string) => bundle.replace(/("signatures":\[)(\{.*?\})/, "$1$2,$2")],
    ["another payload type", (bundle: string) => bundle.replace("vnd.in-toto", "vnd.other")],
    ["no signature", (bundle: string) => bundle.replace(/"signatures":\[.*?\]/, '"signatures":[]')],
  ])("G-144 %s is MODEL_SIGNATURE_MALFORMED", (_what, alter) => {
    const altered = alter(signed().bundle);
    expect(() => openModelSignature(altered, key.publicKey)).toThrowError(code("MODEL_SIGNATURE_MALFORMED"));
  });

  test("G-144 a certificate in place of a key is MODEL_SIGNATURE_UNSUPPORTED", () => {
    const altered = signed().bundle.replace('"publicKey"', '"certificate"');
    expect(() => openModelSignature(altered, key.publicKey)).toThrowError(code("MODEL_SIGNATURE_UNSUPPORTED"));
  });

  test("G-144 keys come back from PEM; one of another kind is KEY_MALFORMED", () => {
    const { bundle } = signed();
    expect(openModelSignature(bundle, modelPublicKeyFromPem(key.publicKey.toPem())).files).toHaveLength(5);
    expect(modelSigningKeyFromPem(key.toPem()).publicKey.hint).toBe(key.publicKey.hint);
    expect(() => modelPublicKeyFromPem("nonsense")).toThrowError(code("KEY_MALFORMED"));
  });
});

const peer = fileURLToPath(new URL("../../../../bench/peers/bin/model-signing/bin/model_signing", import.meta.url));

describe.runIf(existsSync(peer))(
  "G-145 the model-signing package of the OpenSSF (node scripts/install/model-signing.js)",
  () => {
    const run = (...args: string[]) => spawnSync(peer, args, { encoding: "utf8" });

    function withKeys() {
      const folder = mkdtempSync(join(tmpdir(), "plimsoll-oms-"));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      writeFileSync(join(folder, "key.pem"), key.toPem());
      writeFileSync(join(folder, "public.pem"), key.publicKey.toPem());
      return {
        signature: join(folder, "model.sig"),
        private: join(folder, "key.pem"),
        public: join(folder, "public.pem"),
      };
    }

    test("G-145 accepts what we signed, and refuses it once a file has changed", () => {
      const { root, bundle } = signed();
      const files = withKeys();
      writeFileSync(files.signature, bundle);
      const verify = () => run("verify", "key", root, "--public_key", files.public, "--signature", files.signature);
      expect(verify()).toMatchObject({ status: 0, stdout: "Verification succeeded\n" });
      writeFileSync(join(root, "a-b"), "y");
      expect(verify().status).toBe(1);
    });

    test("G-145 signs what we accept, and we refuse it once a file has changed", () => {
      const { root } = signed({ ...FILES, ".gitignore": "left out by the peer" });
      const files = withKeys();
      expect(run("sign", "key", root, "--private_key", files.private, "--signature", files.signature).status).toBe(0);
      const verify = () =>
        verifyModel(root, spawnSync("cat", [files.signature], { encoding: "utf8" }).stdout, key.publicKey);
      expect(verify()).toMatchObject({ differences: [], name: root.split("/").at(-1) });
      expect(verify().ignoredPaths).toContain(".gitignore");
      writeFileSync(join(root, "a", "config.json"), "[]");
      expect(verify().differences).toEqual([{ path: "a/config.json", kind: "changed" }]);
    });
  },
);
