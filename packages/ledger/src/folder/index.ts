/** For whoever brings a folder of his own under a ledger: a disk that is simulated, for one. */
export { openLedgerIn } from "../open-ledger.ts";
export { LogIndex } from "../log-index/log-index.ts";
export type { RawFile } from "../log/raw-file.ts";
export { LogSigner } from "../note/log-signer.ts";
export type { LedgerFolder, PublishedFile } from "./ledger-folder.ts";
