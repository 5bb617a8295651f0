import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { askNodeItems } from "../../src/node/runtime/control-socket.ts";
import { nodeFolder } from "../../src/node/runtime/node-folder.ts";
import { untilHolds } from "./bounded.ts";
import { type Figure, figure, LOOSELY, ms, seconds } from "./figures.ts";
import { withMesh } from "./real-mesh.ts";
import type { RealNode } from "./real-node.ts";

export interface LastSurvivor {
  readonly nats: readonly string[];
  readonly nodes: number;
  readonly events: number;
}

/** S6: all nodes but one are killed and their disks deleted; the one answers, is verified, and fills the others again. */
export const lastSurvivor = ({ nats, nodes, events }: LastSurvivor): Promise<Figure[]> =>
  withMesh({ nodes, nats }, async (mesh) => {
    await mesh.issueAll();
    const count = Math.ceil(events / nodes);
    await Promise.all(mesh.nodes.map((node) => node.order("write", { count, batch: 16 })));
    await mesh.untilEqual(events, mesh.nodes, 240_000, 500);
    const survivor = mesh.node(Math.floor(nodes / 2));
    await untilHolds(
      "everything is stable",
      async () => (await survivor.order<number>("stable")) >= events,
      120_000,
      200,
    );
    const others = mesh.nodes.filter((node) => node !== survivor);
    const before = await survivor.order<{ root: string; events: number }>("root");
    await Promise.all(others.map((node) => node.kill()));
    for (const node of others) node.deleteDisk();
    const askedMs = performance.now();
    const after = await survivor.status();
    const answerMs = performance.now() - askedMs;
    const verified = await verifyApart(survivor, mesh.folder);
    const beganMs = performance.now();
    await mesh.startAll(others);
    const startedMs = performance.now() - beganMs;
    await mesh.untilEqual(events + others.length, mesh.nodes, 240_000, 250);
    const completeMs = performance.now() - beganMs;
    const isSame = after.eventRoot === before.root;
    return [
      figure(
        "S6",
        `survivor of ${nodes} processes answers at once, with the root of before: ${isSame}`,
        ms(answerMs),
        "<= 1000 ms",
        isSame && answerMs <= 1_000,
        isSame && answerMs <= 1_000 * LOOSELY,
      ),
      figure(
        "S6",
        `${after.events} events checked by the separate verifier: ${verified.verdict}, process and export included`,
        seconds(verified.tookMs),
        "valid, <= 10 s",
        verified.verdict === "valid" && verified.tookMs <= 10_000,
        verified.verdict === "valid" && verified.tookMs <= 10_000 * LOOSELY,
      ),
      figure(
        "S6",
        `${others.length} new nodes complete, roots equal (their processes were up after ${seconds(startedMs)})`,
        seconds(completeMs),
        "<= 60 s",
        completeMs <= 60_000,
      ),
    ];
  });

const VERIFIER = fileURLToPath(new URL("../../../verifier/bin/plimsoll-verify.js", import.meta.url));

/** What the survivor exports, checked by a program that shares no code of the state with it. */
async function verifyApart(survivor: RealNode, folder: string): Promise<{ verdict: string; tookMs: number }> {
  const beganMs = performance.now();
  const [eventsFile, certificateFile] = [join(folder, "events"), join(folder, "certificate")];
  const frames: Buffer[] = [];
  const items = askNodeItems(nodeFolder(survivor.plan.folder).control, { verb: "export" });
  for (let next = await items.next(); ; next = await items.next()) {
    if (next.done === true) {
      writeFileSync(certificateFile, Buffer.from((next.value as { certificate: string }).certificate, "base64"));
      break;
    }
    const bytes = Buffer.from(next.value as string, "base64");
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    frames.push(length, bytes);
  }
  writeFileSync(eventsFile, Buffer.concat(frames));
  const files = [
    "--genesis",
    nodeFolder(survivor.plan.folder).genesis,
    "--events",
    eventsFile,
    "--certificate",
    certificateFile,
  ];
  const run = promisify(execFile)(process.execPath, [VERIFIER, "mesh", ...files, "--json"], {
    timeout: 120_000,
    maxBuffer: 2 ** 26,
  });
  const { stdout } = await run.catch((fault: { stdout?: string }) => ({ stdout: fault.stdout ?? "" }));
  const summary = JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}") as { verdict?: string };
  return { verdict: summary.verdict ?? "none", tookMs: performance.now() - beganMs };
}
