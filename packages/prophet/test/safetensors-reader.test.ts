import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { trainingDigest } from "../src/checkpoint/training-digest.ts";
import { writeCheckpoint } from "../src/checkpoint/checkpoint.ts";
import { createTrainer } from "../src/trainer/trainer.ts";
import { CLASSIC } from "../src/trainer/profiles.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** `npm test` installs it by scripts/install/safetensors.js; another one can be named. */
const PYTHON =
  process.env["PLIMSOLL_TEST_PYTHON"] ??
  new URL("../../../bench/peers/bin/safetensors/bin/python", import.meta.url).pathname;
const hasReader = existsSync(PYTHON) && spawnSync(PYTHON, ["-c", "import safetensors, numpy"]).status === 0;
const folder = temporaryFolder();

const PROGRAM = `
import json, sys
from safetensors import safe_open
with safe_open(sys.argv[1], framework="np") as f:
    tensors = {name: [str(f.get_tensor(name).dtype), f.get_tensor(name).tobytes().hex()] for name in f.keys()}
    print(json.dumps({"metadata": f.metadata(), "tensors": tensors}))
`;

test.skipIf(!hasReader)(
  "PR-207 the safetensors package reads every tensor of a checkpoint bit for bit, and its metadata",
  () => {
    const trainer = createTrainer(CLASSIC);
    for (let step = 0; step < 30; step += 1) trainer.step(1);
    const [file, state] = [join(folder, "checkpoint.safetensors"), trainer.state()];
    writeFileSync(file, writeCheckpoint({ training: trainingDigest(CLASSIC, null), state, run: null }));
    const output = execFileSync(PYTHON, ["-c", PROGRAM, file], { encoding: "utf8", maxBuffer: 1 << 28 });
    const { metadata, tensors } = JSON.parse(output) as {
      readonly metadata: Record<string, string>;
      readonly tensors: Record<string, readonly [string, string]>;
    };
    expect(metadata).toMatchObject({ step: "30", schema: "plimsoll.prophet.checkpoint/1" });
    expect(Object.keys(tensors).toSorted()).toEqual(Object.keys(state.tensors).toSorted());
    for (const [name, [type, bytes]] of Object.entries(tensors)) {
      expect(type).toBe("float32");
      expect(bytes).toBe(Buffer.from(state.tensors[name]!.slice().buffer).toString("hex"));
    }
  },
);
