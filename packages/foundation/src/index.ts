export { err, ok, type Result } from "./result.ts";
export { type FaultDetail, PlimsollError } from "./plimsoll-error.ts";
export { type CanonicalValue, canonicalJson } from "./encoding/canonical-json.ts";
export { concatBytes, hex, utf8 } from "./encoding/bytes.ts";
export { type Digest, digestOf, digestOfValue, isDigest } from "./encoding/digest.ts";
export type { Clock } from "./time/clock.ts";
export { RandomStream } from "./random/random-stream.ts";
export { RerootingMap } from "./collections/rerooting-map.ts";
