export { binds, type DatasetState, marksOn, registeredChunks, type Relative, relativesOf } from "./contamination-of.ts";
export { type DatasetContent, describeDataset } from "./describe-dataset.ts";
export { datasetsForRun, registerDataset, type RegisteredDataset } from "./register-dataset.ts";
export { certifyScrub, recordScrub, type Scrub } from "./scrub-certificate.ts";
