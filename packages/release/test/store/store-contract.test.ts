import { describe } from "vitest";
import { memoryReleaseStore } from "../../src/node/store/memory-store.ts";
import { openReleaseStore } from "../../src/node/store/open-store.ts";
import { testFolder } from "./folder.ts";
import { storeContract } from "./store-contract.ts";

describe("a store in memory", () => storeContract(() => memoryReleaseStore()));
describe("a store of files", () => storeContract(() => openReleaseStore(testFolder())));
