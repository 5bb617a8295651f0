import type { GateProxy, GateRefusalCode, ObservedEdge, Standing } from "@plimsoll/governor";
import { printJson } from "../output/print-json.ts";

/** What a gate tells a person, a line at a time on standard error, or a program, as JSON lines on standard output. */
export class GateEvents {
  readonly #asJson: boolean;
  /** What is told only once the gate listens: of one that cannot, the fault is the only line. */
  #held: (() => void)[] | null = [];

  constructor(asJson: boolean) {
    this.#asJson = asJson;
  }

  listening({ address, probeOrigin }: GateProxy, upstream: string): void {
    const at = `${address.host.includes(":") ? `[${address.host}]` : address.host}:${address.port}`;
    for (const say of this.#held?.splice(0) ?? []) say();
    this.#held = null;
    this.#say("listening", { at: `http://${at}`, upstream, probes: probeOrigin !== null }, `at ${at}, for ${upstream}`);
  }

  standing(standing: Standing): void {
    this.#say("standing", fieldsOf(standing), standingText(standing));
  }

  cut({ code, exchanges }: { readonly code: GateRefusalCode; readonly exchanges: number }): void {
    this.#say("cut", { code, exchanges }, `cut ${exchanges} that went on: ${code}`);
  }

  edge({ from, to, privilege }: ObservedEdge): void {
    this.#say("edge", { from, to, privilege }, `undeclared: "${from}" has ${privilege} on "${to}"`);
  }

  /** `null`: the kernel gave a token. */
  token(code: string | null): void {
    this.#say("token", { granted: code === null, code }, code === null ? "token granted" : `token refused: ${code}`);
  }

  feed(isConnected: boolean): void {
    const text = isConnected
      ? "the withdrawal feed is back"
      : "the withdrawal feed is lost; tokens run out by themselves";
    this.#say("feed", { connected: isConnected }, text);
  }

  #say(type: string, fields: object, text: string): void {
    if (this.#held !== null) return void this.#held.push(() => this.#print(type, fields, text));
    this.#print(type, fields, text);
  }

  #print(type: string, fields: object, text: string): void {
    if (this.#asJson) printJson({ type, ...fields });
    else process.stderr.write(`plimsoll: gate ${text}\n`);
  }
}

const fieldsOf = (standing: Standing): object =>
  standing.serves === "nothing"
    ? { serves: standing.serves, levelPpm: 0, code: standing.code }
    : { serves: standing.serves, levelPpm: standing.levelPpm, code: null };

function standingText(standing: Standing): string {
  if (standing.serves === "nothing") return `closed: ${standing.code}`;
  if (standing.serves === "probes") return "open for probes alone, under an evaluation lease";
  return `open, ${standing.levelPpm / 10_000} % power`;
}
