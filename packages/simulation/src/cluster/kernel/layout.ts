// Where the cluster kernel keeps what, in bytes. Compiled by AssemblyScript and TypeScript alike: plain numbers only.

// The parameters of a world, 32-bit whole numbers.
export const WIDTH = 0;
export const HEIGHT = 4;
export const CELLS = 8;
/** Cells rounded up to whole vectors of eight. */
export const PADDED = 12;
export const STEPS_MAX = 16;
export const BUDGET_FULL = 20;
export const BUDGET_RECOVERY = 24;
export const CLEAN_COST = 28;
export const SCALE_COST = 32;
export const CPU_CUT = 36;
export const WASTE_BELOW = 40;
export const HOT_ABOVE = 44;
export const SCALE_CUT = 48;
export const CPU_OFFSET = 52;
export const CPU_SCALE = 56;
export const CPU_MEAN = 60;
export const MEMORY_OFFSET = 64;
export const MEMORY_SCALE = 68;
export const REVERSION = 72;
export const FEEDBACK = 76;
export const BURST_CHANCE = 80;
export const BURST_CELLS = 84;
export const BURST_CPU = 88;
export const BURST_MEMORY = 92;
export const RESTART_CHANCE = 96;
export const RESTART_MEMORY = 100;
export const OOM_AT = 104;
export const CRITICAL_ABOVE = 108;
export const OOM_ENDS_AT = 112;
export const CRITICAL_ENDS = 116;
export const CPU_BELOW = 120;
export const MEMORY_BELOW = 124;
export const POSITION_Y = 128;
export const POSITION_X = 132;
export const GLOBALS = 136;
export const SHAPING_ZERO_AT_END = 140;
/** Whether memory reverts or feeds back: the drift that most worlds have needs neither. */
export const BASED = 144;

// Its rewards and loads, 64-bit floating point numbers.
export const WASTE_FINE = 160;
export const CLEAN_FULL = 168;
export const CLEAN_DENIED_FINE = 176;
export const SCALE_REWARD = 184;
export const SCALE_IDLE_FINE = 192;
export const SCALE_DENIED_FINE = 200;
export const OOM_PENALTY = 208;
export const CRITICAL_PENALTY = 216;
export const TIME_PENALTY = 224;
export const OVERLOAD_PENALTY = 232;
export const LOAD_FULL = 240;
export const OVERLOAD_ABOVE = 248;
export const SHAPING_WEIGHT = 256;
export const SHAPING_DISCOUNT = 264;

// Its tables: 8 priorities (weight up to, value) and 64 leaks, 32-bit whole numbers.
export const PRIORITIES = 272;
export const LEAKS = 336;

// The batch: where each array of it begins (32-bit addresses).
export const STATES = 592;
export const STATE_BYTES = 596;
export const ACTIONS = 600;
export const RESET_MASK = 604;
export const OBSERVATIONS = 608;
export const FINAL_OBSERVATIONS = 612;
export const REWARDS = 616;
export const TERMINATED = 620;
export const TRUNCATED = 624;
export const ACTION_MASKS = 628;
export const LOADS = 632;
export const OOM_COUNTS = 636;
export const CRITICAL_COUNTS = 640;
export const BUDGETS = 644;
export const PARAMETER_BYTES = 704;

// The head of a cluster's state; its channels follow, 16 bits a cell, less 32 768.
export const ROOT_LOW = 0;
export const ROOT_HIGH = 4;
export const EPISODE = 8;
export const STEP = 12;
export const Y = 16;
export const X = 20;
export const BUDGET = 24;
export const ENDED = 28;
export const HOT = 32;
export const OOM = 36;
export const CRITICAL = 40;
/** Width and height, 16 bits each: the host's, so that a snapshot says of which grid it is. */
export const GRID = 44;
export const CPU_SUM = 48;
export const MEMORY_SUM = 56;
export const HEAD_BYTES = 64;

// Channels, in multiples of 2 · PADDED bytes after the head.
export const CPU_CHANNEL = 0;
export const MEMORY_CHANNEL = 1;
export const PRIORITY_CHANNEL = 2;
export const LEAK_CHANNEL = 3;
export const BASE_CHANNEL = 4;
export const CHANNEL_COUNT = 5;

// What a batch does with an episode that has ended.
export const NEXT_STEP = 0;
export const SAME_STEP = 1;
export const DISABLED = 2;
