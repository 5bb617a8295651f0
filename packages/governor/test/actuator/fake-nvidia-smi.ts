import type { CommandResult, CommandRunner } from "../../src/actuator/command-runner.ts";
import type { CallFaults } from "./call-faults.ts";
import type { GpuCard } from "./fixtures/gpu-cards.ts";

/** One card behind the command line of nvidia-smi(1): a double, after its manual page. */
export class FakeNvidiaSmi {
  readonly card: GpuCard;
  limitWatts: number;
  /** What another channel caps it to; the strictest rules. */
  outOfBandWatts = Number.POSITIVE_INFINITY;
  drawWatts = 60;
  utilizationPercent = 0;
  lockedClocks: string | null = null;
  readonly orders: string[] = [];

  constructor(card: GpuCard) {
    this.card = card;
    this.limitWatts = card.defaultWatts;
  }

  get enforcedWatts(): number {
    return Math.min(this.limitWatts, this.outOfBandWatts);
  }

  readonly run: CommandRunner = async (program, [, ...args]) => {
    if (program !== "nvidia-smi") throw new Error(`no program ${program}`);
    return this.#answer(args);
  };

  /** The same, with every call open to faults. */
  faulty(faults: CallFaults): CommandRunner {
    return (program, args) => {
      const [, option = ""] = args;
      return faults.around(option, option.startsWith("--query") ? "look" : "order", () => this.run(program, args));
    };
  }

  #answer(args: readonly string[]): CommandResult {
    const [option = "", value = ""] = (args[0] ?? "").split("=");
    if (option === "--query-gpu")
      return told(
        value
          .split(",")
          .map((field) => this.#field(field))
          .join(", "),
      );
    this.orders.push(args[0] ?? "");
    if (option === "--power-limit") return this.#limit(Number(value));
    if (option === "--lock-gpu-clocks") this.lockedClocks = value;
    else if (option === "--reset-gpu-clocks") this.lockedClocks = null;
    else return { exitCode: 2, stdout: "", stderr: `Invalid combination of input arguments: ${args.join(" ")}` };
    return told("All done.");
  }

  #limit(watts: number): CommandResult {
    const { minimumWatts, maximumWatts, isLimitFixed } = this.card;
    if (isLimitFixed === true)
      return told(
        "Changing power management limit is not supported for GPU.\nTreating as warning and moving on.\nAll done.",
      );
    if (watts < minimumWatts || watts > maximumWatts)
      return { exitCode: 2, stdout: `Provided power limit ${watts} W is not a valid power limit`, stderr: "" };
    this.limitWatts = watts;
    return told("All done.");
  }

  #field(name: string): string {
    const watts: Record<string, number> = {
      "enforced.power.limit": this.enforcedWatts,
      "power.limit": this.limitWatts,
      "power.min_limit": this.card.minimumWatts,
      "power.max_limit": this.card.maximumWatts,
      "power.default_limit": this.card.defaultWatts,
      "power.draw": this.drawWatts,
    };
    if (name === "utilization.gpu")
      return this.card.hidesUtilization === true ? "[N/A]" : String(this.utilizationPercent);
    return watts[name]?.toFixed(2) ?? "[N/A]";
  }
}

const told = (stdout: string): CommandResult => ({ exitCode: 0, stdout: `${stdout}\n`, stderr: "" });
