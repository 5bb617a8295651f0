import { execFileSync } from "node:child_process";

/** A network of two hosts on this machine, this one and one in a namespace, whose cable can be pulled. */
export class CutNetwork {
  readonly near: string;
  readonly far: string;
  readonly #name: string;

  private constructor(name: string, near: string, far: string) {
    this.#name = name;
    this.near = near;
    this.far = far;
  }

  /** Null where this user may not make one. */
  static open(): CutNetwork | null {
    const name = `plim${process.pid % 100_000}`;
    const subnet = `10.231.${process.pid % 250}`;
    const network = new CutNetwork(name, `${subnet}.1`, `${subnet}.2`);
    try {
      network.#make();
      return network;
    } catch {
      network.close();
      return null;
    }
  }

  /** Starts what follows it on the far host. */
  get within(): readonly string[] {
    return ["ip", "netns", "exec", this.#name];
  }

  cut(): void {
    ip("link", "set", `${this.#name}a`, "down");
  }

  join(): void {
    ip("link", "set", `${this.#name}a`, "up");
  }

  /** Leaves nothing behind, however far the making came. */
  close(): void {
    for (const gone of [
      ["link", "del", `${this.#name}a`],
      ["netns", "del", this.#name],
    ]) {
      try {
        ip(...gone);
      } catch {
        // It was never made, or went with the other.
      }
    }
  }

  #make(): void {
    const [nearEnd, farEnd] = [`${this.#name}a`, `${this.#name}b`];
    ip("netns", "add", this.#name);
    ip("link", "add", nearEnd, "type", "veth", "peer", "name", farEnd);
    ip("link", "set", farEnd, "netns", this.#name);
    ip("addr", "add", `${this.near}/24`, "dev", nearEnd);
    ip("link", "set", nearEnd, "up");
    for (const rest of [
      ["addr", "add", `${this.far}/24`, "dev", farEnd],
      ["link", "set", farEnd, "up"],
      ["link", "set", "lo", "up"],
    ]) {
      ip("-n", this.#name, ...rest);
    }
  }
}

const ip = (...argv: readonly string[]): void => void execFileSync("ip", argv, { stdio: "ignore", timeout: 5_000 });
