import { apply, emptyState, type KernelState, power } from "@plimsoll/kernel";
import type { LedgerView } from "../site/ledger-view.ts";
import { type Shade, shadeOf } from "./bands.ts";

/** A run at one shade, from one instant to another, ms since 1970. */
export interface PowerSpan {
  readonly fromMs: number;
  readonly toMs: number;
  readonly shade: Shade;
}

/**
 * The power of every run until its end, as the kernel's state gives it at each moment: the entries are folded again, and between
 * two of them the clock alone can take power away, which no entry says.
 *
 * @param untilMs where runs that have not ended are cut off
 */
export function powerSpans({ entries }: LedgerView, untilMs: number): ReadonlyMap<string, readonly PowerSpan[]> {
  const spans = new Map<string, PowerSpan[]>();
  let state = emptyState();
  for (const [place, { entry }] of entries.entries()) {
    if (entry.at >= untilMs) break;
    state = apply(state, entry);
    const toMs = Math.min(entries[place + 1]?.entry.at ?? untilMs, untilMs);
    if (toMs === entry.at) continue;
    for (const { run, ended } of state.runs.values()) {
      if (!ended) spans.set(run, joined(spans.get(run) ?? [], spansBetween(state, run, entry.at, toMs)));
    }
  }
  return spans;
}

/** Between two entries. */
function spansBetween(state: KernelState, run: string, fromMs: number, toMs: number): readonly PowerSpan[] {
  const spans: PowerSpan[] = [];
  for (let atMs = fromMs; atMs < toMs;) {
    const shade = shadeOf(power(state, run, atMs));
    const endMs = endOf(state, run, shade, atMs, toMs);
    spans.push({ fromMs: atMs, toMs: endMs, shade });
    atMs = endMs;
  }
  return spans;
}

/** Without an entry power is never given back: whatever is the same at the end was so all along, and else there is one place where it fell. */
function endOf(state: KernelState, run: string, shade: Shade, fromMs: number, toMs: number): number {
  const isSame = (atMs: number): boolean => shadeOf(power(state, run, atMs)) === shade;
  let [same, other] = [fromMs, toMs];
  if (isSame(toMs - 1)) return toMs;
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (isSame(middle)) same = middle;
    else other = middle;
  }
  return other;
}

function joined(before: PowerSpan[], next: readonly PowerSpan[]): PowerSpan[] {
  for (const span of next) {
    const last = before.at(-1);
    if (last?.shade === span.shade && last.toMs === span.fromMs)
      before[before.length - 1] = { ...last, toMs: span.toMs };
    else before.push(span);
  }
  return before;
}
