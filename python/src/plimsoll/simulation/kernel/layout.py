"""Where the cluster kernel keeps what, in bytes: the numbers of packages/simulation/src/cluster/kernel/layout.ts."""

# The parameters of a world, 32-bit whole numbers.
WIDTH = 0
HEIGHT = 4
CELLS = 8
#: Cells rounded up to whole vectors of eight.
PADDED = 12
STEPS_MAX = 16
BUDGET_FULL = 20
BUDGET_RECOVERY = 24
CLEAN_COST = 28
SCALE_COST = 32
CPU_CUT = 36
WASTE_BELOW = 40
HOT_ABOVE = 44
SCALE_CUT = 48
CPU_OFFSET = 52
CPU_SCALE = 56
CPU_MEAN = 60
MEMORY_OFFSET = 64
MEMORY_SCALE = 68
REVERSION = 72
FEEDBACK = 76
BURST_CHANCE = 80
BURST_CELLS = 84
BURST_CPU = 88
BURST_MEMORY = 92
RESTART_CHANCE = 96
RESTART_MEMORY = 100
OOM_AT = 104
CRITICAL_ABOVE = 108
OOM_ENDS_AT = 112
CRITICAL_ENDS = 116
CPU_BELOW = 120
MEMORY_BELOW = 124
POSITION_Y = 128
POSITION_X = 132
GLOBALS = 136
SHAPING_ZERO_AT_END = 140
#: Whether memory reverts or feeds back: the drift that most worlds have needs neither.
BASED = 144

# Its rewards and loads, 64-bit floating point numbers.
WASTE_FINE = 160
CLEAN_FULL = 168
CLEAN_DENIED_FINE = 176
SCALE_REWARD = 184
SCALE_IDLE_FINE = 192
SCALE_DENIED_FINE = 200
OOM_PENALTY = 208
CRITICAL_PENALTY = 216
TIME_PENALTY = 224
OVERLOAD_PENALTY = 232
LOAD_FULL = 240
OVERLOAD_ABOVE = 248
SHAPING_WEIGHT = 256
SHAPING_DISCOUNT = 264

# Its tables: 8 priorities (weight up to, value) and 64 leaks, 32-bit whole numbers.
PRIORITIES = 272
LEAKS = 336

# The batch: where each array of it begins (32-bit addresses).
STATES = 592
STATE_BYTES = 596
ACTIONS = 600
RESET_MASK = 604
OBSERVATIONS = 608
FINAL_OBSERVATIONS = 612
REWARDS = 616
TERMINATED = 620
TRUNCATED = 624
ACTION_MASKS = 628
LOADS = 632
OOM_COUNTS = 636
CRITICAL_COUNTS = 640
BUDGETS = 644
PARAMETER_BYTES = 704

# The head of a cluster's state; its channels follow, 16 bits a cell, less 32 768.
ROOT_LOW = 0
ROOT_HIGH = 4
EPISODE = 8
STEP = 12
Y = 16
X = 20
BUDGET = 24
ENDED = 28
HOT = 32
OOM = 36
CRITICAL = 40
# Width and height, 16 bits each: the host's, so that a snapshot says of which grid it is.
GRID = 44
CPU_SUM = 48
MEMORY_SUM = 56
HEAD_BYTES = 64

# Channels, in multiples of 2 · PADDED bytes after the head.
CPU_CHANNEL = 0
MEMORY_CHANNEL = 1
PRIORITY_CHANNEL = 2
LEAK_CHANNEL = 3
BASE_CHANNEL = 4
CHANNEL_COUNT = 5

# What a batch does with an episode that has ended.
NEXT_STEP = 0
SAME_STEP = 1
DISABLED = 2
