import { type Clock, PlimsollError } from "@plimsoll/foundation";
import { dataFolder, FileKeyRing, originOf, RefusedError, releaseRequirementOf, Site } from "@plimsoll/governor";
import { signCommand } from "@plimsoll/ledger";
import type { Desk } from "../desk/desk.ts";
import type { MeshPort } from "../mesh/mesh-port.ts";
import { submissionOf, withheldFault } from "../mesh/mesh-submission.ts";
import { meshWriter } from "../mesh/mesh-writer.ts";
import { type DaemonSite, openFollowedSite } from "./open-site.ts";

/**
 * The site of a node of a mesh: what is read is what the node keeps in the ledger of its folder, and commands go to the node, which
 * answers when the mesh's rules let it (SVR-52). Nothing waits: a daemon that stood still would hold up its own node.
 */
export function openMeshSite(directory: string, port: MeshPort, clock: Clock): DaemonSite {
  const followed = openFollowedSite(directory);
  const { log, state } = followed;
  const keys = new FileKeyRing(dataFolder(directory).keys);
  const writer = meshWriter({ log, state, nowMs: () => clock.wallMs() });
  const site = new Site({ writer, keys, clock, isReleaseRequired: releaseRequirementOf(directory) });
  const desk: Desk = {
    submit: async (envelope) => {
      const answer = await port.submit(envelope).catch((cause: unknown) => {
        throw withheldFault(cause);
      });
      return submissionOf(answer);
    },
  };
  const ticking = new Ticking(async (id) => {
    const claim = { log: originOf(log), id, body: { type: "tick", holders: [] } as const, claimedAt: clock.wallMs() };
    if (!keys.has("node")) throw nodeKeyMissing(directory);
    const submission = await desk.submit(signCommand(claim, [keys.key("node")]));
    if (submission.kind === "refused") throw new RefusedError(submission.refusal);
  });
  return {
    ...followed,
    writer: { site, desk, tick: (id) => ticking.tick(id), observe: port.observe },
    mesh: port.view,
    unready: () => {
      const stop = port.stop();
      return stop === null ? [] : [stop];
    },
  };
}

/** One tick under way at a time; what went wrong with one is told at the next. */
class Ticking {
  readonly #submit: (id: string) => Promise<void>;
  #isUnderWay = false;
  #fault: Error | null = null;

  constructor(submit: (id: string) => Promise<void>) {
    this.#submit = submit;
  }

  tick(id: string): void {
    if (!this.#isUnderWay) void this.#begin(id);
    if (this.#fault !== null) throw this.#fault;
  }

  async #begin(id: string): Promise<void> {
    this.#isUnderWay = true;
    try {
      await this.#submit(id);
      this.#fault = null;
    } catch (cause) {
      this.#fault = cause instanceof Error ? cause : new Error("a tick failed", { cause });
    } finally {
      this.#isUnderWay = false;
    }
  }
}

const nodeKeyMissing = (directory: string): PlimsollError =>
  new PlimsollError({
    code: "KEY_UNKNOWN",
    expected: `the site's key "node" in ${dataFolder(directory).keys}`,
    received: "none",
    fix: "open the site on this machine, or put its key there",
  });
