import { fourPlaces, fourWords } from "./random";
export function fill(at: usize, vectors: i32, low: u32, high: u32): void {
  const h = i32x4.splat(high);
  for (let v = 0; v < vectors; v++) v128.store(at + ((<usize>v) << 4), fourWords(fourPlaces(low, v * 4), h));
}
