import { unreadable } from "./dossier-fault.ts";
import type { Read } from "./written.ts";

const HEADER = "signal,atMs,value,source";

/** What JavaScript would read beside it (hexadecimal, spaces, nothing) is no number here. */
const WHOLE = /^(?:0|[1-9]\d{0,15})$/;

/** Reads telemetry as comma-separated values: the header, then one reading a line, its value in the signal's unit. No quotes: no field of it needs any. */
export function readTelemetryCsv(file: string, text: string): Read {
  const lines = text.replace(/\r?\n$/, "").split(/\r?\n/);
  if (lines[0] !== HEADER)
    return { ok: false, fault: unreadable(file, 1, HEADER, JSON.stringify((lines[0] ?? "").slice(0, 60))) };
  const value: unknown[] = [];
  for (const [place, line] of lines.entries()) {
    if (place === 0) continue;
    const fields = line.split(",");
    if (fields.length !== 4)
      return { ok: false, fault: unreadable(file, place + 1, "four fields", `${fields.length}`) };
    const [signal, atMs = "", reading = "", source] = fields;
    value.push({ signal, atMs: numberOf(atMs), valueMicro: microOf(reading), source });
  }
  // The header is line 1: the item at place 0 stands in line 2.
  return { ok: true, written: { value, lineOf: (pointer) => Number(pointer.split("/")[1] ?? -1) + 2 } };
}

/** A decimal of up to six places, in millionths, exactly. What is none stays text. */
function microOf(text: string): number | string {
  const [, sign, whole = "", places = ""] = /^(-?)(0|[1-9]\d{0,8})(?:\.(\d{1,6}))?$/.exec(text) ?? [];
  if (whole === "") return text;
  return Number(`${sign}${whole}${places.padEnd(6, "0")}`) + 0;
}

/** What is no number stays text, which no shape takes for one. */
const numberOf = (text: string): number | string => (WHOLE.test(text) ? Number(text) : text);
